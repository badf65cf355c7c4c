"""All rows in their order, shown or not, brought up to date only when somebody asks for them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from operator import attrgetter

from widgets.alarm_queue.rows import Row

_KEY = attrgetter("key")


class Order:
    """Changes are remembered by their ids; sorting them into what is sorted already costs a pass, not a sort."""

    def __init__(self) -> None:
        self._rows: list[Row] = []
        self._dirty: set[str] = set()

    def touch(self, alarm_id: str) -> None:
        """Its row is new, gone, or another."""
        self._dirty.add(alarm_id)

    def learn(self, rows: Iterable[Row], others: Iterable[str]) -> None:
        """These are all of them, in order, but for the `others`."""
        self._rows = list(rows)
        self._dirty = set(others)

    def rows(self, known: Mapping[str, Row]) -> Sequence[Row]:
        if self._dirty:
            dirty = self._dirty
            kept = [row for row in self._rows if row.alarm.id not in dirty]
            kept += sorted((known[name] for name in dirty if name in known), key=_KEY)
            kept.sort(key=_KEY)
            self._rows = kept
            dirty.clear()
        return self._rows
