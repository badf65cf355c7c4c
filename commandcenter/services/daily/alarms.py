"""Alarms and linkages of a period in figures."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

import msgspec

from commandcenter.domain.alarms import Alarm
from commandcenter.domain.changes.alarms import AlarmAcknowledged, AlarmChange, AlarmRaised, AlarmRepeated
from commandcenter.domain.changes.operating import LinkageAnswered, LinkageStarted
from commandcenter.domain.journal import Entry
from commandcenter.domain.linkage import Linkage, StepState
from commandcenter.domain.priority import Priority
from commandcenter.services.daily.period import Durations, Period, durations

LONGEST = 10


class LongOpen(msgspec.Struct, frozen=True, kw_only=True):
    """An alarm and how long it was open by the end of the period, or until it was cleared."""

    alarm: Alarm
    seconds: float
    still_open: bool


class AlarmFigures(msgspec.Struct, frozen=True, kw_only=True):
    """`raised` in the period; `by_hour` of them by the hour of the day; `open_at_end` of all."""

    raised: int
    repeated: int
    by_priority: dict[str, int]
    by_area: dict[str, int]
    by_type: dict[str, int]
    by_hour: tuple[int, ...]
    acknowledging: Durations
    acknowledging_by_priority: dict[str, Durations]
    open_at_end: int
    unacknowledged_at_end: int
    longest: tuple[LongOpen, ...]


class LinkageLine(msgspec.Struct, frozen=True, kw_only=True):
    """One run and how many of its steps ended how."""

    id: str
    alarm: str
    by: str
    at: datetime
    steps: dict[str, int]


class AlarmTally:
    """Takes every entry in order, those of some hours before the period too; ages are those at `until`."""

    def __init__(self, period: Period, until: datetime) -> None:
        self._period = period
        self._until = until
        self._known: dict[str, Alarm] = {}
        self._said_at: dict[str, datetime] = {}
        self._raised: list[Alarm] = []
        self._repeated = 0
        self._closed: list[Alarm] = []
        self._taken: list[tuple[Priority, float]] = []
        self._runs: dict[str, Linkage] = {}

    def know(self, alarm: Alarm) -> None:
        """An alarm that no entry of these tells of, or not yet: as it is now, or as it was cleared since."""
        if alarm.received_at >= self._until or (alarm.cleared_at is not None and alarm.cleared_at < self._until):
            return
        alarm = msgspec.structs.replace(alarm, cleared_at=None)
        if alarm.acknowledged_at is not None and alarm.acknowledged_at >= self._until:
            alarm = msgspec.structs.replace(alarm, acknowledged=False, acknowledged_by="", acknowledged_at=None)
        self._known.setdefault(alarm.id, alarm)

    def take(self, entry: Entry, inside: bool) -> None:
        change = entry.change
        if isinstance(change, AlarmChange):
            self._take_alarm(entry, change, inside)
        elif isinstance(change, LinkageStarted | LinkageAnswered) and (inside or change.linkage.id in self._runs):
            self._runs[change.linkage.id] = change.linkage

    def _take_alarm(self, entry: Entry, change: AlarmChange, inside: bool) -> None:
        alarm = change.alarm
        before = self._known.get(alarm.id)
        fresh = isinstance(change, AlarmRepeated) and not alarm.acknowledged and (before is None or before.acknowledged)
        called = before is not None and alarm.annunciated > before.annunciated
        if isinstance(change, AlarmRaised) or fresh or called:
            self._said_at[alarm.id] = entry.at
        if inside:
            self._count(entry, change)
        if alarm.cleared_at is None:
            self._known[alarm.id] = alarm
        else:
            self._known.pop(alarm.id, None)
            if inside:
                self._closed.append(alarm)

    def _count(self, entry: Entry, change: AlarmChange) -> None:
        alarm = change.alarm
        if isinstance(change, AlarmRaised):
            self._raised.append(alarm)
        elif isinstance(change, AlarmRepeated):
            self._repeated += 1
        elif isinstance(change, AlarmAcknowledged) and not change.by_itself:
            since = self._said_at.get(alarm.id, alarm.received_at)
            self._taken.append((alarm.priority, max(0.0, (entry.at - since).total_seconds())))

    def alarms(self) -> AlarmFigures:
        hours = Counter(self._period.hour(alarm.received_at) for alarm in self._raised)
        priorities = Counter(alarm.priority for alarm in self._raised)
        still = list(self._known.values())
        return AlarmFigures(
            raised=len(self._raised),
            repeated=self._repeated,
            by_priority={priority.value: priorities[priority] for priority in Priority},
            by_area=_most_first(Counter(alarm.area for alarm in self._raised)),
            by_type=_most_first(Counter(alarm.type for alarm in self._raised)),
            by_hour=tuple(hours[hour] for hour in range(24)),
            acknowledging=durations([seconds for _, seconds in self._taken]),
            acknowledging_by_priority={
                priority.value: durations([seconds for its, seconds in self._taken if its is priority])
                for priority in Priority
            },
            open_at_end=len(still),
            unacknowledged_at_end=sum(alarm.waits for alarm in still),
            longest=self._longest(still),
        )

    def _longest(self, still: list[Alarm]) -> tuple[LongOpen, ...]:
        ends = self._until
        lines = [LongOpen(alarm=it, seconds=_seconds(it.received_at, ends), still_open=True) for it in still]
        lines += [
            LongOpen(alarm=it, seconds=_seconds(it.received_at, it.cleared_at or ends), still_open=False)
            for it in self._closed
        ]
        return tuple(sorted(lines, key=lambda line: (-line.seconds, line.alarm.id))[:LONGEST])

    def linkages(self) -> tuple[LinkageLine, ...]:
        return tuple(
            LinkageLine(id=run.id, alarm=run.alarm, by=run.started_by, at=run.started_at, steps=_steps(run))
            for run in sorted(self._runs.values(), key=lambda run: (run.started_at, run.id))
        )


def _steps(run: Linkage) -> dict[str, int]:
    counted = Counter(step.state for step in run.steps)
    return {state.value: counted[state] for state in StepState}


def _most_first(counted: Counter[str]) -> dict[str, int]:
    return dict(sorted(counted.items(), key=lambda pair: (-pair[1], pair[0])))


def _seconds(first: datetime, last: datetime) -> float:
    return max(0.0, (last - first).total_seconds())
