"""Video tours (视频轮巡): cameras shown in turn, group after group, by hand or by a schedule."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import Enum
from typing import Annotated

import msgspec

from commandcenter.domain.events import Name

LAYOUTS = (1, 4, 6, 8, 9, 16, 25)
MOST_CAMERAS, MOST_TOURS, MOST_IN_ALL = 500, 100, 10_000
MAX_BYTES = 40_000
"""Of a tour's name, ids and seats together: they stand in one entry, and those that a round left out in another."""
SHORTEST_S, LONGEST_S = 5, 600

TourId = Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9][a-z0-9._-]{0,63}\Z")]
TimeOfDay = Annotated[str, msgspec.Meta(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]\Z")]
Weekday = Annotated[int, msgspec.Meta(ge=1, le=7)]
Dwell = Annotated[int, msgspec.Meta(ge=SHORTEST_S, le=LONGEST_S)]
Cameras = Annotated[tuple[Name, ...], msgspec.Meta(max_length=MOST_CAMERAS)]

Group = Annotated[tuple[Name, ...], msgspec.Meta(min_length=1, max_length=25)]


class Window(msgspec.Struct, frozen=True, kw_only=True):
    """One time that a schedule names: from `begins` until before `ends`, both UTC."""

    begins: datetime
    ends: datetime


class Schedule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """On these days (1 Monday … 7 Sunday) from `starts` until `ends`, by the centre's clocks, at that seat.

    It ends on the next day when `ends` is not after `starts`; the days are those on which it starts.
    """

    days: Annotated[tuple[Weekday, ...], msgspec.Meta(min_length=1, max_length=7)] = (1, 2, 3, 4, 5, 6, 7)
    starts: TimeOfDay
    ends: TimeOfDay
    seat: Name

    def window(self, now: datetime, zone: tzinfo) -> Window | None:
        """The one that `now` (aware) lies in; None when it lies in none."""
        today = now.astimezone(zone).date()
        for day in (today - timedelta(days=1), today):
            if day.isoweekday() in self.days:
                found = self._on(day, zone)
                if found.begins <= now < found.ends:
                    return found
        return None

    def _on(self, day: date, zone: tzinfo) -> Window:
        until = day if self.ends > self.starts else day + timedelta(days=1)
        return Window(begins=_instant(day, self.starts, zone), ends=_instant(until, self.ends, zone))


class Tour(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Either `cameras` in order, of which `tiles` stand at once, or `groups` that stand together as they are.

    `dwell` seconds each; `by` is the account that defined it last.
    """

    id: str
    name: str
    dwell: int
    tiles: int = 1
    cameras: tuple[str, ...] = ()
    groups: tuple[tuple[str, ...], ...] = ()
    schedules: tuple[Schedule, ...] = ()
    by: str = ""

    @property
    def all(self) -> Iterator[str]:
        """Its cameras in order, however they are grouped."""
        yield from self.cameras
        for group in self.groups:
            yield from group

    @property
    def size(self) -> int:
        """Bytes that its texts take in an entry, about."""
        texts = (self.name, *self.all, *(schedule.seat for schedule in self.schedules))
        return sum(len(text.encode()) + 3 for text in texts)

    @property
    def steps(self) -> tuple[tuple[str, ...], ...]:
        """What stands together, when every camera is alive."""
        return self.groups or tuple(
            self.cameras[at : at + self.tiles] for at in range(0, len(self.cameras), self.tiles)
        )


class TourFields(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A tour as people write it: in a file, or as the arguments of a command."""

    id: TourId
    name: Annotated[str, msgspec.Meta(min_length=1, max_length=64)]
    dwell: Dwell
    tiles: Annotated[int, msgspec.Meta(ge=1, le=25)] = 1
    cameras: Cameras = ()
    groups: Annotated[tuple[Group, ...], msgspec.Meta(max_length=MOST_CAMERAS)] = ()
    schedules: Annotated[tuple[Schedule, ...], msgspec.Meta(max_length=32)] = ()

    def made(self, by: str) -> Tour:
        """The tour, defined by that account."""
        values = {name: getattr(self, name) for name in TourFields.__struct_fields__}
        return Tour(**values, by=by)


class RunState(Enum):
    RUNNING = "running"
    HELD = "held"
    ENDED = "ended"


class TourRun(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The tour of a seat, its last one when it has `ended`. `by`: who started it, "core" for its schedule.

    `until`: the end of the scheduled time that it was started in; None for one that was started by hand, which has
    in `stopped` (tour, end of its time) what its schedule had started there before and somebody has stopped.
    `round` and `skipped`: number of the last round that the seat has told the end of, cameras that it left out.
    """

    seat: str
    tour: str
    name: str
    by: str
    since: datetime
    state: RunState = RunState.RUNNING
    until: datetime | None = None
    round: int = 0
    skipped: int = 0
    stopped: tuple[str, datetime] | None = None

    @property
    def scheduled(self) -> tuple[str, datetime] | None:
        """The scheduled time that this run, or the one that was stopped before it, was of."""
        return self.stopped if self.until is None else (self.tour, self.until)


def _instant(day: date, clock: str, zone: tzinfo) -> datetime:
    return datetime.combine(day, time.fromisoformat(clock), zone).astimezone(UTC)
