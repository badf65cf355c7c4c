"""Prunes databases one after the other, each time dying by SIGKILL at a later statement, until one gets through.

`python -m tests.support.dying_prune FIRST PLACE …`: files or addresses of equal databases. Prints the number of the
statement that killed each, and 0 for the one that got through, with which it ends.
"""

from __future__ import annotations

import os
import signal
import sys
from contextlib import closing
from itertools import count
from pathlib import Path

from sqlalchemy import Engine, event, make_url

from commandcenter.adapters.store.sql_store import SqlStore
from commandcenter.domain.catalogue import Catalogue
from commandcenter.domain.changes.retention import JournalPruned
from commandcenter.services.core import Core
from commandcenter.services.operating import command_table
from tests.support.cores import START


def main() -> int:
    for number, place in enumerate(sys.argv[2:], 1):
        child = os.fork()
        if child == 0:
            _prune(int(sys.argv[1]), place, number)
        _, status = os.waitpid(child, 0)
        killed = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
        sys.stdout.write(f"{number if killed else 0}\n")
        if not killed:
            return os.WEXITSTATUS(status)
    return 1


def _prune(first: int, place: str, dies_at: int) -> None:
    """Never returns."""
    numbers = count(1)

    def die(*_: object) -> None:
        if next(numbers) == dies_at:
            os.kill(os.getpid(), signal.SIGKILL)

    code = 2
    try:
        with closing(SqlStore(make_url(place) if "://" in place else Path(place))) as store:
            core = Core(store, command_table(), Catalogue(), lambda: START)
            base = store.base(first, lambda entry: None, lambda done, of: None)
            change = JournalPruned(first=first, archive="a", origin="o", vkey="k", base="b", alarms=base.raised)
            for happening in ("before_cursor_execute", "after_cursor_execute", "commit"):
                event.listen(Engine, happening, die)
            core.prune(change, base.stored)
        code = 0
    finally:
        # Nothing of the parent's may be ended a second time.
        os._exit(code)


if __name__ == "__main__":
    raise SystemExit(main())
