"""Rates and floods: how many calls come in ten minutes, rolling and in fixed parts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec

WINDOW = timedelta(minutes=10)
BEGINS_ABOVE = 10
ENDS_BELOW = 5


class Flood(msgspec.Struct, frozen=True, kw_only=True):
    """More than can be read; `calls` in it, `ends` None while it lasts."""

    begins: datetime
    calls: int
    ends: datetime | None = None

    def seconds(self, until: datetime) -> float:
        return ((self.ends or until) - self.begins).total_seconds()


def floods(times: Sequence[datetime], until: datetime, above: int = BEGINS_ABOVE) -> list[Flood]:
    """`times` of calls in order. A flood begins with the call that makes them more than `above` in ten minutes, and is
    over when fewer than five are left in them; a call exactly ten minutes ago counts still."""
    found: list[Flood] = []
    first, begins, count = 0, None, 0
    for at, time in enumerate(times):
        while times[first] < time - WINDOW:
            first += 1
            if begins is not None and at - first < ENDS_BELOW:
                found.append(Flood(begins=begins, calls=count, ends=times[first - 1] + WINDOW))
                begins = None
        if begins is not None:
            count += 1
        elif at - first + 1 > above:
            begins, count = time, at - first + 1
    if begins is not None:
        found.append(_last(times, begins, count, until))
    return found


def _last(times: Sequence[datetime], begins: datetime, count: int, until: datetime) -> Flood:
    """Over when the fifth but last call leaves the window, if that is not yet to come."""
    ends = times[-ENDS_BELOW] + WINDOW
    return Flood(begins=begins, calls=count, ends=ends if ends < until else None)


def most_within(times: Sequence[datetime], window: timedelta = WINDOW) -> int:
    """The most calls in any time of that length."""
    most = first = 0
    for at, time in enumerate(times):
        while times[first] < time - window:
            first += 1
        most = max(most, at - first + 1)
    return most


def parts(times: Sequence[datetime], begins: datetime, ends: datetime, length: timedelta = WINDOW) -> list[int]:
    """Calls in each whole part of so long from `begins` on, those without any too."""
    counts = [0] * int((ends - begins) / length)
    for time in times:
        at = int((time - begins) / length)
        if 0 <= at < len(counts):
            counts[at] += 1
    return counts
