"""Which entries a report is about, and how durations are summed up."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from math import ceil
from zoneinfo import ZoneInfo

import msgspec

from commandcenter.domain.journal import Entry
from commandcenter.domain.shift_plan import Slot


class Period(msgspec.Struct, frozen=True, kw_only=True):
    """A day, or a shift when `shift` is its slot's id. Times in UTC, `ends` is not in it any more.

    A shift that was handed over is exact: its entries are `first` up to and without `last`.
    """

    day: date
    starts: datetime
    ends: datetime
    zone: str
    shift: str = ""
    first: int | None = None
    last: int | None = None

    def holds(self, entry: Entry) -> bool:
        over = entry.at >= self.ends if self.last is None else entry.seq >= self.last
        return not over and not self.precedes(entry)

    def precedes(self, entry: Entry) -> bool:
        """Whether the entry lies before it."""
        return entry.at < self.starts if self.first is None else entry.seq < self.first

    def hour(self, moment: datetime) -> int:
        """Of the day, by the centre's clocks."""
        return moment.astimezone(ZoneInfo(self.zone)).hour


def day_period(day: date, zone: str) -> Period:
    """From midnight to midnight by the centre's clocks."""
    begin = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone))
    end = begin + timedelta(days=1)
    utc = ZoneInfo("UTC")
    return Period(day=day, starts=begin.astimezone(utc), ends=end.astimezone(utc), zone=zone)


def shift_period(slot: Slot, zone: str) -> Period:
    """As planned; where the handovers are known, they bound it."""
    return Period(day=slot.day, starts=slot.starts, ends=slot.ends, zone=zone, shift=slot.id)


class Durations(msgspec.Struct, frozen=True, kw_only=True):
    """How long a number of things took, in seconds; None when there was none. `p90`: 90 % took no longer."""

    count: int = 0
    mean: float | None = None
    p90: float | None = None


def durations(seconds: Sequence[float]) -> Durations:
    if not seconds:
        return Durations()
    ordered = sorted(seconds)
    return Durations(count=len(ordered), mean=sum(ordered) / len(ordered), p90=ordered[ceil(0.9 * len(ordered)) - 1])
