"""Reads what seats have said of cameras in some time out of a journal, and passes over all else undecoded."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import msgspec

from commandcenter.adapters.store.by_time import first_at
from commandcenter.adapters.store.reading import JournalReader
from commandcenter.domain.journal import Entry
from commandcenter.services.camera_health.figures import LEAD_IN, TOLD_LATE

WANTED = (b"camera.state", b"camera.removed", b"clock.stepped")
"""The kinds of change, as they stand in an entry's bytes; another entry that happens to hold one does no harm."""
AT_ONCE = 2_000
"""A transaction that stays open would keep the journal's writer from tidying up."""


def camera_words(reader: JournalReader, begins: datetime, ends: datetime) -> Iterator[Entry]:
    """What `health` needs of the period, in order. Raises what the reader raises."""
    first, last = first_at(reader, begins - LEAD_IN), first_at(reader, ends + TOLD_LATE)
    decode = msgspec.msgpack.Decoder(Entry).decode
    for start in range(first, last, AT_ONCE):
        for data in reader.stored(start, min(AT_ONCE, last - start)):
            if any(kind in data for kind in WANTED):
                yield decode(data)
