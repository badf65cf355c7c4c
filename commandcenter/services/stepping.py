"""Stepping through a shift: which entry comes after which step, from the one where somebody stands."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import Enum
from zoneinfo import ZoneInfo

import msgspec

from commandcenter.domain.shift_plan import ShiftPlan, Slot, spoken
from commandcenter.services.searching import Query

JUMP = timedelta(minutes=10)
IMPORTANT = (
    "alarm.raised",
    "alarm.acknowledged",
    "linkage.started",
    "handover.*",
    "rollcall.started",
    "core.*",
    "clock.*",
    "journal.*",
    "source.*",
    "seat.chain_broken",
)


class Step(Enum):
    """One entry on or back, one of importance, some minutes, or to an end of what is looked at."""

    NEXT = "next"
    PREVIOUS = "previous"
    NEXT_IMPORTANT = "next-important"
    PREVIOUS_IMPORTANT = "previous-important"
    LATER = "later"
    EARLIER = "earlier"
    FIRST = "first"
    LAST = "last"

    @property
    def onward(self) -> bool:
        return self in (Step.NEXT, Step.NEXT_IMPORTANT, Step.LATER, Step.LAST)


class Window(msgspec.Struct, frozen=True, kw_only=True):
    """What is looked at: a shift, a time from or until when, or all there is. `name` as people say it."""

    since: datetime | None = None
    until: datetime | None = None
    name: str = ""

    @classmethod
    def of(cls, slot: Slot) -> Window:
        return cls(since=slot.starts, until=slot.ends, name=spoken(slot.id))

    def first(self) -> Query:
        return Query(since=self.since, until=self.until, oldest_first=True, limit=1)

    def last(self) -> Query:
        return Query(since=self.since, until=self.until, limit=1)


class Stand(msgspec.Struct, frozen=True):
    """Where somebody stands: the entry's number, and when it was written."""

    seq: int
    at: datetime


def query_of(step: Step, here: Stand, window: Window) -> Query:
    """The one entry that the step leads to, if there is one."""
    match step:
        case Step.NEXT:
            return Query(after=here.seq, oldest_first=True, limit=1)
        case Step.PREVIOUS:
            return Query(before=here.seq, limit=1)
        case Step.NEXT_IMPORTANT:
            return Query(after=here.seq, actions=IMPORTANT, oldest_first=True, limit=1)
        case Step.PREVIOUS_IMPORTANT:
            return Query(before=here.seq, actions=IMPORTANT, limit=1)
        case Step.LATER:
            return Query(after=here.seq, since=here.at + JUMP, oldest_first=True, limit=1)
        case Step.EARLIER:
            return Query(before=here.seq, until=here.at - JUMP, limit=1)
        case Step.FIRST:
            return window.first()
        case Step.LAST:
            return window.last()


def shift_named(text: str, plan: ShiftPlan | None, now: datetime) -> Slot | None:
    """The shift as somebody writes it: "2026-11-22/Early", "11-22 Early", "Early"; without a day, the newest begun."""
    for kind in sorted(plan.kinds, key=lambda it: -len(it.name)) if plan else ():
        if plan is None or not text.endswith(kind.name):
            continue
        day = text.removesuffix(kind.name).strip(" /")
        slots = [slot for slot in _begun(plan, now) if slot.name == kind.name]
        if not day:
            return slots[-1] if slots else None
        if len(day) == len("2026-11-22"):
            return plan.find(f"{day}/{kind.name}")
        return next((slot for slot in reversed(slots) if slot.id[5:] == f"{day}/{kind.name}"), None)
    return None


def _begun(plan: ShiftPlan, now: datetime) -> list[Slot]:
    """Those of the last year."""
    today = now.astimezone(ZoneInfo(plan.zone)).date()
    return [slot for slot in plan.between(today - timedelta(days=366), today) if slot.starts <= now]
