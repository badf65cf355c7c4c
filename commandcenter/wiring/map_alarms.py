"""Which alarms are on a seat's map: as many as can be told apart, the gravest and among them the newest first."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import islice
from typing import NamedTuple

from commandcenter.domain.alarms import Alarm
from commandcenter.domain.place import Place
from commandcenter.domain.priority import Priority
from widgets.map.marks import MapAlarm

MOST = 1000

Label = Callable[[Alarm], str]


class _Placed(NamedTuple):
    alarm: Alarm
    place: Place


class MapAlarms:
    """Those that have a place and that nothing hides; a mark is made when it is drawn, not with each change."""

    def __init__(self, label: Label, most: int = MOST) -> None:
        self._label, self._most = label, most
        self._by: dict[Priority, dict[str, _Placed]] = {priority: {} for priority in Priority}
        self._priorities: dict[str, Priority] = {}
        self._marks: dict[str, MapAlarm] = {}

    def restart(self, alarms: Iterable[Alarm]) -> None:
        """The whole picture."""
        for name in list(self._priorities):
            self._drop(name)
        self.change(alarms, ())

    def change(self, changed: Iterable[Alarm], cleared: Iterable[str]) -> None:
        for name in cleared:
            self._drop(name)
        for alarm in changed:
            self._keep(alarm)

    @property
    def left_out(self) -> int:
        """How many more there are than are drawn."""
        return max(0, len(self._priorities) - self._most)

    def marks(self, selected: str = "") -> list[MapAlarm]:
        """At most so many as the map takes; the selected one is always among them."""
        chosen = list(islice(self._gravest(), self._most))
        priority = self._priorities.get(selected)
        if priority is not None and self.left_out and all(it.alarm.id != selected for it in chosen):
            chosen[-1] = self._by[priority][selected]
        return [self._mark(it) for it in chosen]

    def _gravest(self) -> Iterable[_Placed]:
        for priority in Priority:
            yield from reversed(self._by[priority].values())

    def _mark(self, placed: _Placed) -> MapAlarm:
        alarm, place = placed
        known = self._marks.get(alarm.id)
        if known is None:
            known = self._marks[alarm.id] = MapAlarm(
                id=alarm.id,
                lon=place.lon,
                lat=place.lat,
                priority=alarm.priority.value,
                acknowledged=alarm.acknowledged,
                label=self._label(alarm),
                suspect=alarm.suspect,
            )
        return known

    def _keep(self, alarm: Alarm) -> None:
        if alarm.place is None or alarm.hidden_by is not None:
            self._drop(alarm.id)
            return
        if self._priorities.get(alarm.id) is not alarm.priority:
            self._drop(alarm.id)
        self._marks.pop(alarm.id, None)
        self._priorities[alarm.id] = alarm.priority
        self._by[alarm.priority][alarm.id] = _Placed(alarm, alarm.place)

    def _drop(self, name: str) -> None:
        priority = self._priorities.pop(name, None)
        self._marks.pop(name, None)
        if priority is not None:
            del self._by[priority][name]
