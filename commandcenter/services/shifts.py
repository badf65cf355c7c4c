"""Rota, signing on and off, and the notes of a shift: the handlers of their commands."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Annotated

import msgspec

from commandcenter.domain.changes.shifts import NoteDone, NoteWritten, RotaSet, SignedOff, SignedOn
from commandcenter.domain.errors import Refused
from commandcenter.domain.events import Name
from commandcenter.domain.handover import KEPT_RECORDS
from commandcenter.domain.journal import Draft
from commandcenter.domain.people import StaffNumber, staff_number
from commandcenter.domain.shift_plan import ShiftPlan, Slot
from commandcenter.domain.shifts import Flag, Note, OnDuty, Planned, RotaSlot, Shifts
from commandcenter.domain.state import State
from commandcenter.domain.text import QT_TRANSLATE_NOOP
from commandcenter.domain.written import required, written
from commandcenter.services.acting import actor
from commandcenter.services.commands import Args, Asks, Context, Declaration, Offline
from commandcenter.services.lateness import ago
from commandcenter.services.permissions import Permission

# Who is planned may sign on so long before the shift begins; who is not, belongs to the shift that is about to.
EARLY = timedelta(minutes=60)
STANDING_IN = timedelta(minutes=20)
AHEAD = timedelta(days=92)
MOST_NOTES = 200
MOST_PEOPLE = 32

PersonName = Annotated[str, msgspec.Meta(min_length=1, max_length=64)]
Position = Annotated[str, msgspec.Meta(max_length=32)]
Reason = Annotated[str, msgspec.Meta(max_length=500)]


class RotaPerson(Args, frozen=True, kw_only=True):
    person: StaffNumber
    name: PersonName
    position: Position = ""
    leader: bool = False


class RotaLine(Args, frozen=True, kw_only=True):
    """Nobody at all takes the line out of the rota."""

    day: date
    shift: Annotated[str, msgspec.Meta(min_length=1, max_length=16)]
    people: Annotated[tuple[RotaPerson, ...], msgspec.Meta(max_length=MOST_PEOPLE)]


class AtPosition(Args, frozen=True, kw_only=True):
    position: Position = ""


class Nobody(Args, frozen=True, kw_only=True):
    """No arguments."""


class Release(Args, frozen=True, kw_only=True):
    person: StaffNumber
    reason: Reason


class NoteText(Args, frozen=True, kw_only=True):
    text: Annotated[str, msgspec.Meta(max_length=2000)]
    flag: Flag = Flag.PLAIN


class OnNote(Args, frozen=True, kw_only=True):
    note: Name


def required_plan(state: State) -> ShiftPlan:
    if state.shifts.plan is None:
        raise Refused(QT_TRANSLATE_NOOP("trouble", "The settings have no plan of shifts: this centre keeps none."))
    return state.shifts.plan


def set_rota(state: State, args: RotaLine, context: Context) -> list[Draft]:
    plan = required_plan(state)
    slot = plan.find(f"{args.day.isoformat()}/{args.shift}")
    if slot is None:
        known = ", ".join(kind.name for kind in plan.kinds)
        raise Refused(
            QT_TRANSLATE_NOOP("trouble", "The plan has no shift {shift}; its shifts are {known}."),
            shift=args.shift,
            known=known,
        )
    if slot.ends <= context.now or slot.starts > context.now + AHEAD:
        raise Refused(
            QT_TRANSLATE_NOOP("trouble", "The shift {shift} is over, or more than {days} days ahead."),
            shift=slot.id,
            days=AHEAD.days,
        )
    line = RotaSlot(
        id=slot.id, day=slot.day, shift=slot.name, starts=slot.starts, ends=slot.ends, people=_people(args.people)
    )
    return [Draft(change=RotaSet(slot=line), subject=slot.id)]


def _people(lines: tuple[RotaPerson, ...]) -> tuple[Planned, ...]:
    people = tuple(
        Planned(person=staff_number(it.person), name=required(it.name), position=written(it.position), leader=it.leader)
        for it in lines
    )
    numbers = [it.person for it in people]
    twins = {number for number in numbers if numbers.count(number) > 1}
    if twins:
        raise Refused(
            QT_TRANSLATE_NOOP("trouble", "{person} is planned twice for one shift."), person=", ".join(sorted(twins))
        )
    return people


def planned(state: State, slot_id: str, person: str) -> Planned | None:
    """What the rota says of the person in that shift."""
    line = state.rota.get(slot_id)
    return next((it for it in line.people if it.person == person), None) if line else None


def slot_of(state: State, plan: ShiftPlan, person: str, now: datetime) -> Slot:
    """The shift that somebody who comes now comes for."""
    for slot in (plan.at(now), plan.at(now + EARLY)):
        if planned(state, slot.id, person):
            return slot
    return plan.at(now + STANDING_IN)


def sign_on(state: State, args: AtPosition, context: Context) -> list[Draft]:
    plan, who = required_plan(state), actor(context)
    if not context.seat:
        raise Refused(QT_TRANSLATE_NOOP("trouble", "Duty begins in person, at a seat."))
    if who.person in state.shifts.on_duty:
        raise Refused(QT_TRANSLATE_NOOP("trouble", "{person} is on duty already."), person=who.name)
    slot = slot_of(state, plan, who.person, context.now)
    line = planned(state, slot.id, who.person)
    duty = OnDuty(
        person=who.person,
        name=who.name,
        account=who.account,
        seat=context.seat,
        shift=slot.id,
        since=context.now,
        position=written(args.position) or (line.position if line else ""),
        planned=line is not None,
    )
    return [Draft(change=SignedOn(duty=duty), subject=who.person)]


def sign_off(state: State, args: Nobody, context: Context) -> list[Draft]:
    """Only who is relieved may go: enough people stay, and the shift has been handed over or somebody of it stays."""
    duty = _on_duty(state, actor(context).person)
    shifts = state.shifts
    remaining = [other for other in shifts.on_duty.values() if other.person != duty.person]
    if shifts.plan and len(remaining) < shifts.plan.minimum:
        raise Refused(
            QT_TRANSLATE_NOOP(
                "trouble",
                "You are not relieved yet: {count} would stay on duty, {minimum} are required. A shift leader may"
                " release you.",
            ),
            count=len(remaining),
            minimum=shifts.plan.minimum,
        )
    if shifts.plan and duty.shift == shifts.present and all(other.shift != duty.shift for other in remaining):
        raise Refused(
            QT_TRANSLATE_NOOP("trouble", "You are the last of the shift {shift}: hand it over first."), shift=duty.shift
        )
    return [_gone(duty, context.now)]


def release(state: State, args: Release, context: Context) -> list[Draft]:
    """A leader lets somebody else go although the rules would keep them."""
    leader, duty = actor(context), _on_duty(state, staff_number(args.person))
    if leader.person == duty.person:
        raise Refused(QT_TRANSLATE_NOOP("trouble", "Nobody releases themselves: another shift leader has to."))
    return [_gone(duty, context.now, required(args.reason), leader.person)]


def _gone(duty: OnDuty, now: datetime, reason: str = "", by: str = "") -> Draft:
    over = msgspec.structs.replace(duty, until=now, reason=reason, released_by=by)
    return Draft(change=SignedOff(duty=over), subject=duty.person)


def _on_duty(state: State, person: str) -> OnDuty:
    duty = state.shifts.on_duty.get(person)
    if duty is None:
        raise Refused(QT_TRANSLATE_NOOP("trouble", "{person} is not on duty."), person=person)
    return duty


def write_note(state: State, args: NoteText, context: Context) -> list[Draft]:
    """One that a seat kept while it was cut off belongs to the shift that wrote it."""
    if len(state.shifts.notes) >= MOST_NOTES:
        raise Refused(
            QT_TRANSLATE_NOOP("trouble", "{count} notes are open: mark those that are done."), count=MOST_NOTES
        )
    who, plan = actor(context), required_plan(state)
    late = context.doing.kept and context.doing.late
    # By the core's clock: a seat that was cut off tells how long ago it was, its own clock may be wrong.
    written_at = ago(context.now, context.doing.age_s) if late else context.now
    note = Note(
        id=f"N{state.size}",
        text=required(args.text),
        flag=args.flag,
        by=who.person,
        name=who.name,
        at=written_at,
        shift=_shift_at(state.shifts, plan, written_at),
        entry=state.size,
        told_at=context.now if late else None,
    )
    return [Draft(change=NoteWritten(note=note), subject=note.id)]


def _shift_at(shifts: Shifts, plan: ShiftPlan, at: datetime) -> str:
    """Which one answered for the centre then: from a handover's beginning on it is the next."""
    if shifts.handover and at >= shifts.handover.report.at:
        return shifts.handover.incoming
    found = shifts.present
    for record in shifts.last:
        if at >= record.begun_at:
            return found
        found = record.outgoing
    return found if len(shifts.last) < KEPT_RECORDS else plan.at(at).id


def note_done(state: State, args: OnNote, context: Context) -> list[Draft]:
    if args.note not in state.shifts.notes:
        raise Refused(QT_TRANSLATE_NOOP("trouble", "There is no such open note."), note=args.note)
    return [Draft(change=NoteDone(id=args.note), subject=args.note)]


def declarations() -> list[Declaration]:
    """The lines of the command table on rota, signing on and off, and notes."""
    duty, lead = Permission.DUTY, Permission.LEAD_SHIFT
    return [
        Declaration("rota.set", RotaLine, lead, (RotaSet,), set_rota),
        Declaration("shift.sign_on", AtPosition, duty, (SignedOn,), sign_on, Asks.SIGNED),
        Declaration("shift.sign_off", Nobody, duty, (SignedOff,), sign_off),
        Declaration("shift.release", Release, lead, (SignedOff,), release),
        Declaration("shift.note", NoteText, duty, (NoteWritten,), write_note, offline=Offline.LOCAL),
        Declaration("shift.note_done", OnNote, duty, (NoteDone,), note_done),
    ]
