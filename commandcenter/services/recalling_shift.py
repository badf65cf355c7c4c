"""What to ask the journal for to tell the story of a shift, and which of the entries found belong to it."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Sequence
from datetime import UTC, datetime, time, timedelta

import msgspec

from commandcenter.domain.changes.shifts import (
    HandoverBegun,
    HandoverDone,
    PresenceAnswered,
    PresenceAsked,
    ShiftsPlanned,
    SignedOff,
    SignedOn,
)
from commandcenter.domain.errors import Refused
from commandcenter.domain.journal import Entry
from commandcenter.domain.shift_plan import ShiftPlan, Slot
from commandcenter.domain.text import QT_TRANSLATE_NOOP
from commandcenter.services.daily.period import Period, shift_period
from commandcenter.services.daily_report import HANDED_OVER_WITHIN, bounded_by_handovers
from commandcenter.services.recalling import Asking, Recalled
from commandcenter.services.said.values import Said, Shift
from commandcenter.services.searching import MOST, Query
from commandcenter.services.shift_story import TOLD, summary

MOST_OF_SHIFT = 20_000
BESIDE = ("handover.*", "duty.*", "presence.*")
"""They name the shift that they belong to, which may not have begun yet or be over."""

Found = Generator[Query, list[Entry], list[Entry]]


def recall_shift(slot_id: str, plan: ShiftPlan | None) -> Asking:
    """The shift of that id, such as "2026-11-22/Early"; by the plan that held then, else by `plan`. Raises Refused."""
    slot = yield from _slot(slot_id, plan)
    title = Said(QT_TRANSLATE_NOOP("story", "Shift {shift}"), {"shift": Shift(slot.id)})
    wide = Query(since=slot.starts - HANDED_OVER_WITHIN, until=slot.ends + HANDED_OVER_WITHIN, actions=BESIDE)
    beside = yield from _all(wide)
    period = bounded_by_handovers(beside, shift_period(slot, "UTC"))
    inside = yield from _all(_within(period))
    found = {it.seq: it for it in (*_of(beside, slot.id), *(it for it in inside if period.holds(it)))}
    entries = tuple(found[seq] for seq in sorted(found))
    return Recalled(title, entries, shift=slot.id, summary=summary(entries, slot.id), more=len(inside) >= MOST_OF_SHIFT)


def _slot(slot_id: str, plan: ShiftPlan | None) -> Generator[Query, list[Entry], Slot]:
    try:
        ends = datetime.combine(datetime.fromisoformat(slot_id.partition("/")[0]), time(), UTC) + timedelta(days=2)
    except (ValueError, OverflowError):
        raise _no_such(slot_id, plan) from None
    planned = yield Query(actions=("shift.planned",), until=ends, limit=1)
    for entry in planned:
        if isinstance(entry.change, ShiftsPlanned) and entry.change.plan is not None:
            plan = entry.change.plan
    slot = plan.find(slot_id) if plan else None
    if slot is None:
        raise _no_such(slot_id, plan)
    return slot


def _no_such(slot_id: str, plan: ShiftPlan | None) -> Refused:
    return Refused(
        QT_TRANSLATE_NOOP("trouble", "The plan has no shift {shift}; its shifts are {known}."),
        QT_TRANSLATE_NOOP("trouble", "A shift is named by the day on which it begins, as 2026-11-22/{first}."),
        shift=slot_id,
        known=", ".join(kind.name for kind in plan.kinds) if plan else "–",
        first=plan.kinds[0].name if plan else "…",
    )


def _within(period: Period) -> Query:
    """As far as it was taken and handed over; where that is not known, as planned."""
    query = Query(actions=TOLD)
    if period.first is None:
        query = msgspec.structs.replace(query, since=period.starts)
    elif period.first:
        query = msgspec.structs.replace(query, after=period.first - 1)
    if period.last is None:
        return msgspec.structs.replace(query, until=period.ends)
    return msgspec.structs.replace(query, before=period.last)


def _all(query: Query) -> Found:
    """Page after page: one ends where its entries would be too much for a message."""
    found: list[Entry] = []
    asked = msgspec.structs.replace(query, oldest_first=True, limit=MOST)
    while len(found) < MOST_OF_SHIFT:
        part = yield asked
        if not part:
            break
        found += part
        asked = msgspec.structs.replace(asked, after=part[-1].seq)
    return found


def _of(entries: Sequence[Entry], shift: str) -> Iterable[Entry]:
    """Those that name the shift, and all of the handovers by which it came and went."""
    handovers = {it.subject for it in entries if shift in _handed_over(it)}
    return [it for it in entries if it.subject in handovers or _shift_of(it) == shift]


def _handed_over(entry: Entry) -> tuple[str, ...]:
    match entry.change:
        case HandoverBegun(handover=handover):
            return (handover.outgoing, handover.incoming)
        case HandoverDone(record=record):
            return (record.outgoing, record.incoming)
        case _:
            return ()


def _shift_of(entry: Entry) -> str:
    match entry.change:
        case SignedOn(duty=duty) | SignedOff(duty=duty):
            return duty.shift
        case PresenceAsked(check=check) | PresenceAnswered(check=check):
            return check.shift
        case _:
            return ""
