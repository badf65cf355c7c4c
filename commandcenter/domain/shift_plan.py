"""The plan of a centre's shifts: when each begins by the centre's clocks, and which one a moment belongs to."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import msgspec

DAY_MINUTES = 24 * 60
# Nearer than this, an hour that summer time takes away could turn two shifts round.
APART_MINUTES = 120


def spoken(slot_id: str) -> str:
    """A slot's id as people say it: "2026-11-22/早班" is "11-22 早班"."""
    day, _, name = slot_id.partition("/")
    return f"{day[5:]} {name}" if name else slot_id


class ShiftKind(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the plan; `starts` is "HH:MM" in the centre's time zone."""

    name: str
    starts: str

    @property
    def minute(self) -> int:
        """Of the day, 0..1439."""
        return int(self.starts[:2]) * 60 + int(self.starts[3:])


class Slot(msgspec.Struct, frozen=True, kw_only=True):
    """One shift on one day: from `starts` until before `ends`, both UTC. `day` is the local day on which it starts."""

    id: str
    name: str
    day: date
    starts: datetime
    ends: datetime


class ShiftPlan(msgspec.Struct, frozen=True, kw_only=True):
    """`kinds` in the order of their start, at least one; `minimum` people are always on duty.

    `checks` presence checks are made of each person and shift at least; `positions` answer a roll call.
    """

    zone: str
    kinds: tuple[ShiftKind, ...]
    minimum: int = 2
    checks: int = 1
    positions: tuple[str, ...] = ()

    def at(self, moment: datetime) -> Slot:
        """The shift that `moment` lies in; with a plan every moment lies in one."""
        today = moment.astimezone(ZoneInfo(self.zone)).date()
        slots = [slot for slot in self.between(today - timedelta(days=1), today) if slot.starts <= moment]
        return slots[-1]

    def after(self, slot: Slot) -> Slot:
        return self.at(slot.ends)

    def find(self, slot_id: str) -> Slot | None:
        """The shift of that id, None when the plan has none such."""
        day, _, name = slot_id.partition("/")
        try:
            on = date.fromisoformat(day)
            return next((slot for slot in self.between(on, on) if slot.name == name and slot.id == slot_id), None)
        except (ValueError, OverflowError):
            # It is no date, or at the calendar's end, where the shifts lie beyond it.
            return None

    def between(self, first: date, last: date) -> Iterator[Slot]:
        """The shifts that start on the days `first`..`last`, in order."""
        day = first
        while day <= last:
            for number, kind in enumerate(self.kinds):
                following = self.kinds[(number + 1) % len(self.kinds)]
                until = day if number + 1 < len(self.kinds) else day + timedelta(days=1)
                yield Slot(
                    id=f"{day.isoformat()}/{kind.name}",
                    name=kind.name,
                    day=day,
                    starts=self._instant(day, kind),
                    ends=self._instant(until, following),
                )
            day += timedelta(days=1)

    def _instant(self, day: date, kind: ShiftKind) -> datetime:
        local = datetime.combine(day, time(kind.minute // 60, kind.minute % 60), ZoneInfo(self.zone))
        return local.astimezone(UTC)


def ordered(kinds: tuple[ShiftKind, ...]) -> tuple[ShiftKind, ...]:
    """By the time of the day at which they start."""
    return tuple(sorted(kinds, key=lambda kind: kind.minute))


def too_near(kinds: tuple[ShiftKind, ...]) -> bool:
    """Whether two of the shifts, ordered by their start, begin within two hours of one another."""
    starts = [kind.minute for kind in kinds]
    round_the_day = [*starts, starts[0] + DAY_MINUTES] if len(starts) > 1 else []
    return any(later - earlier < APART_MINUTES for earlier, later in pairwise(round_the_day))
