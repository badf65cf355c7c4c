"""Reads what the figures need of a journal: by time, in small pieces, and no more than can be read in time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from commandcenter.adapters.store.by_time import first_at
from commandcenter.adapters.store.reading import JournalReader
from commandcenter.domain.journal import Entry
from commandcenter.domain.rules.desks import Desks
from commandcenter.domain.state import Touched
from commandcenter.services.quality.asking import MOST_DESKS, Measured, desk_names
from commandcenter.services.quality.figures import quality
from commandcenter.services.quality.floods import WINDOW

AT_ONCE = 2_000
"""A transaction that stays open would keep the journal's writer from tidying up."""
# Clocks go back now and then: entries so much later than the end may still be followed by some that count.
CLOCKS_BACK = timedelta(hours=1)

Rest = Callable[[], None]


def measure(
    reader: JournalReader, begins: datetime, ends: datetime, most: int | None = None, rest: Rest = lambda: None
) -> Measured:
    """Of all desks, from when the journal begins at the earliest. Of more than `most` entries only the newest count.

    `rest` is called after each, and may raise. Raises what the reader raises.
    """
    asked_from = begins
    # Times of which the journal knows nothing would look like very quiet ones; but a rate of a minute tells nothing.
    journal = next((entry.at for entry in reader.entries(0, 1)), begins)
    begins = max(begins, min(journal, ends - WINDOW))
    first, size = first_at(reader, begins), reader.stored_tree().size
    cut = most is not None and size - first > most
    if most is not None and cut:
        first = size - most
        begins = max(begins, next((entry.at for entry in reader.entries(first, 1)), begins))
    # Of those that have changed since, the entries tell.
    known = [alarm for alarm in reader.alarms() if alarm.changed_at < begins]
    named = desks_of(reader)
    entries = _entries(reader, first, ends, rest)
    found = {it.desk: it for it in quality(entries, begins, ends, known, desks=named)}
    order = list(desk_names(found.values(), named))[:MOST_DESKS]
    return Measured(asked_from=asked_from, desks=tuple(found[name] for name in order), cut=cut)


def desks_of(reader: JournalReader) -> list[str]:
    """The names of the centre's desks, in their order."""
    return [desk.name for desks in reader.things(Touched.DESKS, Desks) for desk in desks.all]


def _entries(reader: JournalReader, first: int, ends: datetime, rest: Rest) -> Iterator[Entry]:
    while True:
        last = None
        for entry in reader.entries(first, AT_ONCE):
            rest()
            last = entry
            yield entry
        if last is None or last.at >= ends + CLOCKS_BACK:
            return
        first = last.seq + 1
