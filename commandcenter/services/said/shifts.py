"""What is said of shifts: plan and rota, who is on duty, checks, roll calls, notes, handovers."""

from __future__ import annotations

from types import MappingProxyType

from commandcenter.domain.changes.shifts import (
    HandoverBegun,
    HandoverCancelled,
    HandoverDone,
    HandoverRemarked,
    HandoverSigned,
    NoteDone,
    NoteWritten,
    PresenceAnswered,
    PresenceAsked,
    RollCallAnswered,
    RollCallClosed,
    RollCallStarted,
    RotaSet,
    ShiftsPlanned,
    SignedOff,
    SignedOn,
)
from commandcenter.domain.handover import Side
from commandcenter.domain.journal import Entry
from commandcenter.domain.shift_plan import ShiftPlan
from commandcenter.domain.shifts import CheckResult, Flag, PresenceCheck, RollCall
from commandcenter.domain.text import QT_TRANSLATE_NOOP
from commandcenter.services.said.values import Moment, Said, Shift, Term, Value, cut, many, person, short, with_more

DutyChange = ShiftsPlanned | RotaSet | SignedOn | SignedOff | PresenceAsked | PresenceAnswered | NoteWritten | NoteDone
RollCallChange = RollCallStarted | RollCallAnswered | RollCallClosed
HandoverChange = HandoverBegun | HandoverRemarked | HandoverSigned | HandoverDone | HandoverCancelled
ShiftChange = DutyChange | RollCallChange | HandoverChange

CHECKS = MappingProxyType(
    {
        CheckResult.ASKED: QT_TRANSLATE_NOOP("story", "presence check of {name}: waits for an answer"),
        CheckResult.CONFIRMED: QT_TRANSLATE_NOOP("story", "presence check of {name}: answered in time"),
        CheckResult.MISSED: QT_TRANSLATE_NOOP("story", "presence check of {name}: NOT answered"),
        CheckResult.LATE: QT_TRANSLATE_NOOP("story", "presence check of {name}: answered late"),
        CheckResult.EXCUSED: QT_TRANSLATE_NOOP("story", "presence check of {name}: does not count"),
        CheckResult.SETTLED: QT_TRANSLATE_NOOP("story", "presence check of {name}: settled by {by}"),
    }
)


def say_shift(change: ShiftChange, entry: Entry) -> Said:
    match change:
        case RollCallStarted() | RollCallAnswered() | RollCallClosed():
            return say_roll_call(change)
        case HandoverBegun() | HandoverRemarked() | HandoverSigned() | HandoverDone() | HandoverCancelled():
            return say_handover(change, entry)
        case _:
            return say_duty(change, entry)


def say_duty(change: DutyChange, entry: Entry) -> Said:
    match change:
        case ShiftsPlanned(plan=plan):
            return _of_plan(plan)
        case RotaSet(slot=slot):
            values: dict[str, Value] = {"shift": Shift(slot.id), "people": many(cut(it.name) for it in slot.people)}
            if not slot.people:
                return Said(QT_TRANSLATE_NOOP("story", "plans nobody for {shift}"), values)
            return Said(QT_TRANSLATE_NOOP("story", "plans for {shift}: {people}"), values)
        case SignedOn() | SignedOff():
            return _of_duty(change, entry)
        case PresenceAsked(check=check):
            return Said(
                QT_TRANSLATE_NOOP("story", "presence check: {name} has to answer until {until}"),
                {"name": cut(check.name), "until": Moment(check.deadline)},
            )
        case PresenceAnswered(check=check):
            return _of_check(check)
        case NoteWritten(note=note):
            text = QT_TRANSLATE_NOOP("story", "writes a note for the shift: {text}")
            weighs = Said("{flag}", {"flag": Term("flag", note.flag.value)})
            late = Said(QT_TRANSLATE_NOOP("story", "written {at}, told late"), {"at": Moment(note.at)})
            flag = None if note.flag is Flag.PLAIN else weighs
            return with_more(Said(text, {"text": cut(note.text)}), flag, late if note.told_at else None)
        case NoteDone():
            return Said(QT_TRANSLATE_NOOP("story", "a note of the shift is done"))


def say_roll_call(change: RollCallChange) -> Said:
    match change:
        case RollCallStarted(call=call):
            text = QT_TRANSLATE_NOOP("story", "calls the roll: {question}")
            asked = many(cut(it) for it in call.positions)
            return with_more(Said(text, {"question": cut(call.question)}), Said("{positions}", {"positions": asked}))
        case RollCallAnswered(answer=answer):
            go = QT_TRANSLATE_NOOP("story", "roll call: {position} is ready")
            no_go = QT_TRANSLATE_NOOP("story", "roll call: {position} is NOT ready")
            late = Said(QT_TRANSLATE_NOOP("story", "late"))
            said = Said(go if answer.go else no_go, {"position": cut(answer.position)})
            return with_more(said, _text(answer.remark), late if answer.late else None)
        case RollCallClosed(call=call):
            return _of_closed(call)


def say_handover(change: HandoverChange, entry: Entry) -> Said:
    match change:
        case HandoverBegun(handover=handover):
            report = handover.report
            values: dict[str, Value] = {"outgoing": Shift(report.shift), "incoming": Shift(report.incoming)}
            text = QT_TRANSLATE_NOOP("story", "begins the handover {outgoing} → {incoming}: {count} open items")
            return Said(text, {**values, "count": report.count})
        case HandoverRemarked(remark=remark):
            return Said(QT_TRANSLATE_NOOP("story", "remarks on the handover: {text}"), {"text": cut(remark.text)})
        case HandoverSigned(signature=signature):
            gives = QT_TRANSLATE_NOOP("story", "signs: hands the shift over (fingerprint {digest})")
            takes = QT_TRANSLATE_NOOP("story", "signs: takes the shift over (fingerprint {digest})")
            said = Said(gives if signature.side is Side.OUTGOING else takes, {"digest": short(signature.digest)})
            return with_more(said, _name(signature.name) if signature.account != entry.actor else None)
        case HandoverDone(record=record):
            text = QT_TRANSLATE_NOOP("story", "the shift is handed over: {count} items, from {giver} to {taker}")
            giver, taker = cut(record.given_by), cut(record.taken_by)
            return Said(text, {"count": record.items, "giver": giver, "taker": taker})
        case HandoverCancelled(reason=reason):
            return Said(QT_TRANSLATE_NOOP("story", "calls the handover off: {reason}"), {"reason": cut(reason)})


def _of_duty(change: SignedOn | SignedOff, entry: Entry) -> Said:
    """Who it is stands beside it, unless somebody else did it."""
    duty = change.duty
    on, off = QT_TRANSLATE_NOOP("story", "goes on duty: {shift}"), QT_TRANSLATE_NOOP("story", "goes off duty: {shift}")
    said = Said(on if isinstance(change, SignedOn) else off, {"shift": Shift(duty.shift)})
    other = _name(duty.name) if duty.account != entry.actor else None
    if isinstance(change, SignedOff):
        let_go = Said(QT_TRANSLATE_NOOP("story", "let go by {by}"), {"by": person(duty.released_by)})
        return with_more(said, other, let_go if duty.released_by else None, _text(duty.reason))
    position = Said("{position}", {"position": cut(duty.position)}) if duty.position else None
    planned = None if duty.planned else Said(QT_TRANSLATE_NOOP("story", "not planned"))
    return with_more(said, other, position, planned)


def _name(name: str) -> Said:
    return Said("{name}", {"name": cut(name)})


def _of_plan(plan: ShiftPlan | None) -> Said:
    if plan is None:
        return Said(QT_TRANSLATE_NOOP("story", "the centre has no plan of shifts any more"))
    kinds = ", ".join(f"{kind.name} {kind.starts}" for kind in plan.kinds)
    text = QT_TRANSLATE_NOOP("story", "plan of shifts: {kinds}; at least {minimum} on duty")
    return Said(text, {"kinds": cut(kinds), "minimum": plan.minimum})


def _of_check(check: PresenceCheck) -> Said:
    said = Said(CHECKS[check.result], {"name": cut(check.name), "by": person(check.settled_by)})
    return with_more(said, _text(check.reason))


def _of_closed(call: RollCall) -> Said:
    if call.reason:
        text = QT_TRANSLATE_NOOP("story", "roll call settled by {by}: {reason}")
        return Said(text, {"by": person(call.settled_by), "reason": cut(call.reason)})
    if call.go:
        return Said(QT_TRANSLATE_NOOP("story", "roll call over: all {count} are ready"), {"count": len(call.positions)})
    text = QT_TRANSLATE_NOOP("story", "roll call over: {count} of {all} have answered")
    said = Said(text, {"count": len(call.positions) - len(call.unanswered), "all": len(call.positions)})
    against = [cut(answer.position) for answer in call.answers if not answer.go]
    no_go = Said(QT_TRANSLATE_NOOP("story", "not ready: {positions}"), {"positions": many(against)})
    missing = Said(QT_TRANSLATE_NOOP("story", "no answer: {positions}"), {"positions": many(map(cut, call.unanswered))})
    return with_more(said, no_go if against else None, missing if call.unanswered else None)


def _text(text: str) -> Said | None:
    return Said("{text}", {"text": cut(text)}) if text else None
