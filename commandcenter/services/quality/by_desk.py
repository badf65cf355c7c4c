"""Each desk's alarms by themselves: an alarm counts at the desk at which it lies when something happens to it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from commandcenter.domain.alarms import Alarm
from commandcenter.domain.changes.alarms import AlarmChange
from commandcenter.domain.journal import Entry
from commandcenter.services.quality.taking import Taking

DeskOf = Callable[[Alarm], str]


def own_desk(alarm: Alarm) -> str:
    """What the journal says: given when it is raised, another when it is forwarded, "" for everybody's queue."""
    return alarm.desk


class ByDesk:
    """`known` are the alarms that were open at `begins`; `desks` have figures whatever happens there."""

    def __init__(
        self, known: Iterable[Alarm], desks: Iterable[str], desk_of: DeskOf, begins: datetime, ends: datetime
    ) -> None:
        self._desk_of, self._begins, self._ends = desk_of, begins, ends
        self._lies: dict[str, str] = {}
        at_desk: dict[str, list[Alarm]] = {desk: [] for desk in desks}
        for alarm in known:
            desk = self._lies[alarm.id] = desk_of(alarm)
            at_desk.setdefault(desk, []).append(alarm)
        self._always = frozenset(at_desk)
        self._takings = {desk: Taking(alarms) for desk, alarms in at_desk.items()}

    def take(self, entry: Entry) -> None:
        change = entry.change
        if not isinstance(change, AlarmChange) or not self._begins <= entry.at < self._ends:
            return
        alarm = change.alarm
        desk = self._desk_of(alarm)
        before = self._lies.get(alarm.id, desk)
        taking = self._takings.setdefault(desk, Taking())
        if before != desk:
            # It stands there already: forwarding makes no alarm come, end, or be any younger.
            taking.receive(self._takings[before].give_away(alarm.id))
        taking.take(entry)
        if alarm.cleared_at is None:
            self._lies[alarm.id] = desk
        else:
            self._lies.pop(alarm.id, None)

    def end(self) -> dict[str, Taking]:
        """By desk, those where there was anything."""
        for taking in self._takings.values():
            taking.end()
        return {desk: it for desk, it in self._takings.items() if desk in self._always or not it.empty}
