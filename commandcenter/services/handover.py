"""Handover of a shift: freeze the report, add judgement, both sides sign with proof, the next shift answers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Annotated

import msgspec

from commandcenter.domain.catalogue import Catalogue
from commandcenter.domain.changes.alarms import AlarmReturned
from commandcenter.domain.changes.shifts import (
    HandoverBegun,
    HandoverCancelled,
    HandoverDone,
    HandoverRemarked,
    HandoverSigned,
)
from commandcenter.domain.errors import Refused
from commandcenter.domain.events import Name
from commandcenter.domain.handover import (
    GIVEN,
    MOST_REMARKS,
    TAKEN,
    Handover,
    HandoverRecord,
    Remark,
    Side,
    Signature,
)
from commandcenter.domain.journal import Draft
from commandcenter.domain.shift_plan import ShiftPlan, Slot, spoken
from commandcenter.domain.shifts import Flag
from commandcenter.domain.state import State
from commandcenter.domain.text import QT_TRANSLATE_NOOP
from commandcenter.domain.written import required
from commandcenter.services import own_alarms
from commandcenter.services.acting import Actor, actor
from commandcenter.services.commands import Args, Asks, Context, Declaration
from commandcenter.services.handover_items import report_of
from commandcenter.services.permissions import Permission
from commandcenter.services.shifts import EARLY, Nobody, Reason, planned, required_plan
from commandcenter.services.staffing import Waited

OPEN_FOR = timedelta(minutes=60)
EARLIEST = timedelta(hours=2)


class Cancelled(Args, frozen=True, kw_only=True):
    handover: Name
    reason: Reason


class Added(Args, frozen=True, kw_only=True):
    """A remark on the item of that key, or on the whole."""

    handover: Name
    text: Annotated[str, msgspec.Meta(max_length=500)]
    item: Annotated[str, msgspec.Meta(max_length=200)] = ""
    flag: Flag = Flag.PLAIN


class Signed(Args, frozen=True, kw_only=True):
    """`digest` is that of what the person has read: nobody signs what has changed meanwhile."""

    handover: Name
    side: Side
    digest: Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]


def begin(state: State, args: Nobody, context: Context) -> list[Draft]:
    """Everything from this entry on belongs to the next shift."""
    plan, shifts, who = required_plan(state), state.shifts, actor(context)
    if shifts.handover is not None:
        raise Refused(QT_TRANSLATE_NOOP("trouble", "A handover is open already."), handover=shifts.handover.id)
    if not shifts.present:
        raise Refused(QT_TRANSLATE_NOOP("trouble", "Nobody has been on duty yet: there is nothing to hand over."))
    incoming = _incoming(plan, shifts.present, context.now)
    report = report_of(state, context.around, context.catalogue, context.now, incoming.id)
    handover = Handover(id=f"H{state.size}", by=who.person, name=who.name, report=report)
    return [Draft(change=HandoverBegun(handover=handover), subject=handover.id)]


def _incoming(plan: ShiftPlan, present: str, now: datetime) -> Slot:
    """The shift after the present one; when handovers were missed, the one whose time it is."""
    here = plan.find(present)
    if here is None or here.ends <= now:
        soon = plan.at(now + EARLY / 2)
        return soon if soon.id != present else plan.after(soon)
    if here.ends - now > EARLIEST:
        raise Refused(
            QT_TRANSLATE_NOOP(
                "trouble", "The shift {shift} goes on for {minutes} min: a handover begins at most 2 h before."
            ),
            shift=present,
            minutes=round((here.ends - now).total_seconds() / 60),
        )
    return plan.after(here)


def add(state: State, args: Added, context: Context) -> list[Draft]:
    """Before anybody has signed: who has signed must know what."""
    handover, who = _open(state, args.handover), actor(context)
    if handover.signatures:
        raise Refused(
            QT_TRANSLATE_NOOP(
                "trouble",
                "{person} has signed already: nothing may be added. Write a note of the shift, or cancel the handover.",
            ),
            person=handover.signatures[0].name,
        )
    if len(handover.remarks) >= MOST_REMARKS:
        raise Refused(QT_TRANSLATE_NOOP("trouble", "A handover holds {count} remarks at most."), count=MOST_REMARKS)
    if args.item and not handover.report.has(args.item):
        raise Refused(QT_TRANSLATE_NOOP("trouble", "The report has no such item."), item=args.item)
    remark = Remark(
        text=required(args.text),
        person=who.person,
        name=who.name,
        at=context.now,
        item=args.item,
        flag=args.flag.value,
    )
    return [Draft(change=HandoverRemarked(id=handover.id, remark=remark), subject=handover.id)]


def sign(state: State, args: Signed, context: Context) -> list[Draft]:
    """One side's signature; the second one hands the shift over."""
    handover, who = _open(state, args.handover), actor(context)
    _check_signer(state, handover, args.side, who)
    if args.digest != handover.digest:
        raise Refused(QT_TRANSLATE_NOOP("trouble", "The report has changed since you read it: read it again."))
    signature = Signature(
        side=args.side,
        person=who.person,
        name=who.name,
        account=who.account,
        seat=context.seat,
        at=context.now,
        meaning=GIVEN if args.side is Side.OUTGOING else TAKEN,
        digest=handover.digest,
    )
    drafts = [Draft(change=HandoverSigned(id=handover.id, signature=signature), subject=handover.id)]
    signed = msgspec.structs.replace(handover, signatures=(*handover.signatures, signature))
    if len(signed.signatures) < len(Side):
        return drafts
    done = HandoverDone(record=_record(signed, context.now, state.size))
    over = own_alarms.end(state, own_alarms.HANDOVER, handover.id, context.now)
    return [*drafts, Draft(change=done, subject=handover.id), *over]


def _check_signer(state: State, handover: Handover, side: Side, who: Actor) -> None:
    if handover.signed_by(side) is not None:
        raise Refused(QT_TRANSLATE_NOOP("trouble", "That side has signed already."))
    if any(other.person == who.person for other in handover.signatures):
        raise Refused(
            QT_TRANSLATE_NOOP("trouble", "{person} has signed for the other side: two people sign a handover."),
            person=who.name,
        )
    if side is Side.OUTGOING:
        _check_outgoing(state, handover, who)
    elif not who.leads and planned(state, handover.incoming, who.person) is None:
        raise Refused(
            QT_TRANSLATE_NOOP(
                "trouble",
                "{person} is not planned for the shift {shift}: somebody who is takes over, or a shift leader.",
            ),
            person=who.name,
            shift=handover.incoming,
        )


def _check_outgoing(state: State, handover: Handover, who: Actor) -> None:
    """Somebody on duty, and of the shift that goes as long as anybody of it is there."""
    duty = state.shifts.on_duty.get(who.person)
    theirs = [it.person for it in state.shifts.on_duty.values() if it.shift == handover.outgoing]
    if duty is None or (theirs and who.person not in theirs and not who.leads):
        raise Refused(
            QT_TRANSLATE_NOOP("trouble", "{person} is not on duty in the shift {shift} and cannot hand it over."),
            person=who.name,
            shift=handover.outgoing,
        )


def _record(handover: Handover, now: datetime, size: int) -> HandoverRecord:
    names = {signature.side: f"{signature.name} {signature.person}" for signature in handover.signatures}
    report = handover.report
    return HandoverRecord(
        id=handover.id,
        outgoing=report.shift,
        incoming=report.incoming,
        at=now,
        begun_at=report.at,
        digest=handover.digest,
        given_by=names[Side.OUTGOING],
        taken_by=names[Side.INCOMING],
        items=report.count,
        entry=report.size,
    )


def cancel(state: State, args: Cancelled, context: Context) -> list[Draft]:
    """The shift that was to go stays."""
    handover = _open(state, args.handover)
    change = HandoverCancelled(id=handover.id, reason=required(args.reason))
    over = own_alarms.end(state, own_alarms.HANDOVER, handover.id, context.now)
    return [Draft(change=change, subject=handover.id), *over]


def overdue(state: State, catalogue: Catalogue, now: datetime, waited: Waited) -> Iterator[Draft]:
    """A handover that nobody brings to an end."""
    handover = state.shifts.handover
    if handover and waited(handover.id, handover.report.at, now) > OPEN_FOR.total_seconds():
        values = {"shift": spoken(handover.outgoing)}
        yield from own_alarms.raise_once(state, own_alarms.HANDOVER, handover.id, {**values}, catalogue, now)


def _open(state: State, handover_id: str) -> Handover:
    handover = state.shifts.handover
    if handover is None or handover.id != handover_id:
        raise Refused(QT_TRANSLATE_NOOP("trouble", "This handover is not open."), handover=handover_id)
    return handover


def declarations() -> list[Declaration]:
    """The lines of the command table on handovers."""
    lead, hand_over = Permission.LEAD_SHIFT, Permission.HAND_OVER
    signed = (HandoverSigned, HandoverDone, AlarmReturned)
    return [
        Declaration("handover.begin", Nobody, lead, (HandoverBegun,), begin),
        Declaration("handover.add", Added, hand_over, (HandoverRemarked,), add),
        Declaration("handover.sign", Signed, hand_over, signed, sign, Asks.PERSON),
        Declaration("handover.cancel", Cancelled, lead, (HandoverCancelled, AlarmReturned), cancel),
    ]
