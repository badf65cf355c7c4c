"""What a row of the queue holds, where it belongs, and how many there are of each kind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from enum import Enum

import msgspec

from commandcenter.domain.alarms import Alarm, AlarmState
from commandcenter.domain.priority import Priority

SortKey = tuple[int, int, float, str]

WAITING = (AlarmState.UNACKNOWLEDGED, AlarmState.RETURNED, AlarmState.LATCHED_UNACKNOWLEDGED)
HIDDEN = (AlarmState.SHELVED, AlarmState.SUPPRESSED, AlarmState.OUT_OF_SERVICE)


class Filter(Enum):
    """`HIDDEN`: shelved, suppressed or out of service; the others leave those out."""

    ALL = "all"
    UNACKNOWLEDGED = "unacknowledged"
    HIDDEN = "hidden"

    def lets(self, alarm: Alarm) -> bool:
        if alarm.hidden_by is not None:
            return self is Filter.HIDDEN
        return self is Filter.ALL or (self is Filter.UNACKNOWLEDGED and alarm.waits)


class Row(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """`key` is the place it stands at; `arrived` the monotonic second since which it is new, 0 for not at all.

    So many others of its place and kind are `folded` into it. `sought` is all that typed words are looked for in, in
    small letters.
    """

    alarm: Alarm
    key: SortKey
    text: str
    area: str
    arrived: float = 0.0
    gone: bool = False
    folded: int = 0
    sought: str = ""


class Counts(msgspec.Struct, frozen=True, kw_only=True):
    """`total` of what is shown to people; `hidden` comes on top."""

    unacknowledged: int
    total: int
    hidden: int = 0


class Tally:
    """Counts kept up to date alarm by alarm, so that nothing ever walks the whole queue."""

    def __init__(self) -> None:
        self._states: Counter[AlarmState] = Counter()
        self._areas: Counter[str] = Counter()

    def add(self, alarm: Alarm, by: int = 1) -> None:
        self._states[alarm.state] += by
        if alarm.hidden_by is None:
            self._areas[alarm.area] += by

    def counts(self) -> Counts:
        waiting = sum(self._states[state] for state in WAITING)
        hidden = sum(self._states[state] for state in HIDDEN)
        return Counts(unacknowledged=waiting, total=self._states.total() - hidden, hidden=hidden)

    def areas(self) -> list[tuple[str, int]]:
        """(area code, alarms), most alarms first; those without an area are left out."""
        known = [(code, count) for code, count in self._areas.items() if code and count > 0]
        return sorted(known, key=lambda pair: (-pair[1], pair[0]))


def sort_key(alarm: Alarm) -> SortKey:
    """Critical ones that nobody has acknowledged, then by priority, the newest first; never equal."""
    urgent = alarm.priority is Priority.CRITICAL and alarm.waits
    return (0 if urgent else 1, alarm.priority.rank, -alarm.raised_at.timestamp(), alarm.id)


def runs(rows: list[int]) -> Iterator[tuple[int, int]]:
    """Unbroken stretches (first, last) of ascending row numbers, the last stretch first."""
    last: int | None = None
    first = 0
    for row in reversed(rows):
        if last is not None and row == first - 1:
            first = row
            continue
        if last is not None:
            yield first, last
        first = last = row
    if last is not None:
        yield first, last
