"""Entries by their time: the journal has no index for it, but its numbers rise with its time."""

from __future__ import annotations

from datetime import datetime

from commandcenter.adapters.store.reading import JournalReader


def first_at(reader: JournalReader, moment: datetime) -> int:
    """The number of the first entry at `moment` or later, by halving; where clocks went back, one of them."""
    low, high = 0, reader.stored_tree().size
    while low < high:
        middle = (low + high) // 2
        entry = next(reader.entries(middle, 1), None)
        if entry is not None and entry.at < moment:
            low = middle + 1
        else:
            high = middle
    return low
