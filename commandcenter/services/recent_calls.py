"""What has called anybody in the last ten minutes, so that whoever signs in learns how many of it were theirs."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from datetime import datetime

import msgspec

from commandcenter.domain.alarms import Alarm
from commandcenter.services.queues import Mine
from commandcenter.services.storms import WINDOW_S

MOST = 10_000
"""Alarms are kept here that may be cleared long since: of more calls than this only the newest."""

SKEW_S = 60.0
"""So far a seat's clock may be behind the core's: what called a moment ahead of it has called just now."""


class _Called(msgspec.Struct, frozen=True):
    at: float
    alarm: Alarm  # as it was when it called
    times: int


class RecentCalls:
    """Times are seconds of any one clock that only goes forward."""

    def __init__(self) -> None:
        self._annunciated: dict[str, int] = {}
        self._calls: deque[_Called] = deque(maxlen=MOST)

    def change(self, changed: Iterable[Alarm], cleared: Iterable[str], now: float) -> None:
        for name in cleared:
            self._annunciated.pop(name, None)
        for alarm in changed:
            times = alarm.annunciated - self._annunciated.get(alarm.id, 0)
            self._annunciated[alarm.id] = alarm.annunciated
            if times > 0:
                self._calls.append(_Called(now, alarm, times))
        while self._calls and self._calls[0].at < now - WINDOW_S:
            self._calls.popleft()

    def replace(self, alarms: Iterable[Alarm], now: float, wall: datetime) -> None:
        """The whole picture: what has called unheard, as far as the open alarms tell; of each they tell the last.

        `wall` is this machine's clock; the alarms have the core's.
        """
        before, self._annunciated = self._annunciated, {}
        unheard = []
        for alarm in alarms:
            self._annunciated[alarm.id] = alarm.annunciated
            if alarm.annunciated_at is not None and alarm.annunciated > before.get(alarm.id, 0):
                age = (wall - alarm.annunciated_at).total_seconds()
                if -SKEW_S <= age <= WINDOW_S:
                    unheard.append(_Called(now - max(age, 0.0), alarm, 1))
        if unheard:
            self._calls = deque(sorted([*self._calls, *unheard], key=lambda it: it.at), maxlen=MOST)

    def of(self, mine: Mine | None, now: float) -> Iterator[tuple[float, int]]:
        """When, the oldest first, and how many; of everybody for None."""
        for call in self._calls:
            if call.at >= now - WINDOW_S and (mine is None or mine(call.alarm)):
                yield call.at, call.times
