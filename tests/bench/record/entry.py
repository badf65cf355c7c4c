"""The entry `record`: appending under a steady load, then start, proof and verification of a long journal."""

from __future__ import annotations

import os
from collections.abc import Callable

from tests.bench.figures import Figure
from tests.bench.record import appending, proving, starting, verifying
from tests.bench.record.long_journal import long_journal

NAME = "record"

Tell = Callable[[str], None]


def run(tell: Tell) -> list[Figure]:
    """A quarter of an hour; without the ten minutes in which the journal is made once, a third of that.

    `ENTRIES` in the environment asks for fewer than ten million.
    """
    figures = appending.run(tell)
    count = int(os.environ.get("ENTRIES", "10000000"))
    journal = long_journal(count, tell)
    figures += proving.run(journal / "journal.sqlite", count, tell)
    figures += verifying.run(journal, tell)
    figures += starting.run(journal, count, tell)
    return figures
