"""What the open alarms come to, kept up to date with each change: no figure on a screen looks through all of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from typing import NamedTuple

from commandcenter.domain.alarms import Alarm, AlarmState
from commandcenter.domain.priority import Priority


class Kind(NamedTuple):
    """All that the figures ask about an alarm."""

    priority: Priority
    state: AlarmState
    active: bool
    waits: bool
    hidden: bool


class Board:
    """Counts alarms by what they are like. There are few such kinds, however many alarms there are."""

    def __init__(self, alarms: Iterable[Alarm] = ()) -> None:
        self._kinds: dict[str, Kind] = {}
        self._same: dict[Kind, Kind] = {}  # one value for all alarms that are alike
        self._counts: Counter[Kind] = Counter()
        for alarm in alarms:
            self.keep(alarm)

    def keep(self, alarm: Alarm) -> None:
        """A new alarm, or one that has changed."""
        kind = Kind(alarm.priority, alarm.state, alarm.active, alarm.waits, alarm.hidden_by is not None)
        kind = self._same.setdefault(kind, kind)
        self.drop(alarm.id)
        self._kinds[alarm.id] = kind
        self._counts[kind] += 1

    def drop(self, alarm_id: str) -> None:
        """It is no longer open; nothing happens when it was not."""
        kind = self._kinds.pop(alarm_id, None)
        if kind is not None:
            self._counts[kind] -= 1

    @property
    def shown(self) -> dict[Priority, int]:
        """How many of each priority nothing hides."""
        found = dict.fromkeys(Priority, 0)
        for kind, count in self._counts.items():
            found[kind.priority] += 0 if kind.hidden else count
        return found

    @property
    def waiting(self) -> int:
        """How many call and nobody has taken notice of."""
        return self._count(lambda it: it.waits)

    @property
    def returned(self) -> int:
        """How many are back to normal and nobody has taken notice of."""
        return self._count(lambda it: it.state is AlarmState.RETURNED)

    @property
    def burning(self) -> bool:
        """Whether something critical goes on now."""
        return self._count(lambda it: it.priority is Priority.CRITICAL and it.active) > 0

    def _count(self, wanted: Callable[[Kind], bool]) -> int:
        return sum(count for kind, count in self._counts.items() if not kind.hidden and wanted(kind))
