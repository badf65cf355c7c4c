"""How the state follows the shifts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any, TypeVar

import msgspec

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
from commandcenter.domain.handover import KEPT_RECORDS, Handover
from commandcenter.domain.handover_history import alarms_carried_on, carried_on, known
from commandcenter.domain.journal import Entry
from commandcenter.domain.moving.mover import Movers
from commandcenter.domain.shifts import CheckResult, OnDuty, Shifts, short
from commandcenter.domain.state import State, Touch, Touched

Thing = TypeVar("Thing")

# How long those who have left, and the rota of days gone by, are remembered.
REMEMBERED = timedelta(days=2)


def _touch(state: State, **new: Any) -> list[Touch]:
    state.shifts = msgspec.structs.replace(state.shifts, **new)
    return [Touch(Touched.SHIFTS, "shifts", state.shifts)]


def _staffed(shifts: Shifts, at: datetime) -> datetime | None:
    """Since when too few are on duty."""
    return (shifts.short_since or at) if short(shifts) else None


def _plan(state: State, entry: Entry, change: ShiftsPlanned) -> list[Touch]:
    planned = msgspec.structs.replace(state.shifts, plan=change.plan)
    return _touch(state, plan=change.plan, short_since=_staffed(planned, entry.at))


def _set_rota(state: State, entry: Entry, change: RotaSet) -> list[Touch]:
    slot = change.slot
    if slot.people:
        state.rota[slot.id] = slot
    else:
        state.rota.pop(slot.id, None)
    touched = [Touch(Touched.ROTA, slot.id, slot if slot.people else None)]
    return [*touched, *_forget_rota(state, entry.at)]


def _forget_rota(state: State, now: datetime) -> list[Touch]:
    over = [slot.id for slot in state.rota.values() if slot.ends < now - REMEMBERED]
    for slot_id in over:
        del state.rota[slot_id]
    return [Touch(Touched.ROTA, slot_id, None) for slot_id in over]


def _sign_on(state: State, entry: Entry, change: SignedOn) -> list[Touch]:
    duty, shifts = change.duty, state.shifts
    on_duty = {**shifts.on_duty, duty.person: duty}
    first = {} if shifts.present else {"present": duty.shift, "present_since": entry.at}
    left = _without(shifts.left, duty.person)
    staffed = msgspec.structs.replace(shifts, on_duty=on_duty)
    before = shifts.left.get(duty.person)
    # Who comes back to the same shift has been checked as often as before.
    checked = shifts.checked if before and before.shift == duty.shift else _without(shifts.checked, duty.person)
    return _touch(state, on_duty=on_duty, left=left, checked=checked, short_since=_staffed(staffed, entry.at), **first)


def _sign_off(state: State, entry: Entry, change: SignedOff) -> list[Touch]:
    duty, shifts = change.duty, state.shifts
    on_duty = _without(shifts.on_duty, duty.person)
    left = {person: gone for person, gone in shifts.left.items() if _recent(gone, entry.at)}
    staffed = msgspec.structs.replace(shifts, on_duty=on_duty)
    return _touch(state, on_duty=on_duty, left={**left, duty.person: duty}, short_since=_staffed(staffed, entry.at))


def _recent(duty: OnDuty, now: datetime) -> bool:
    return duty.until is not None and duty.until > now - REMEMBERED


def _ask(state: State, entry: Entry, change: PresenceAsked) -> list[Touch]:
    return _touch(state, checks={**state.shifts.checks, change.check.id: change.check})


def _answer_check(state: State, entry: Entry, change: PresenceAnswered) -> list[Touch]:
    check, shifts = change.check, state.shifts
    missed = check.result is CheckResult.MISSED
    checks = {**shifts.checks, check.id: check} if missed else _without(shifts.checks, check.id)
    counted = check.result in (CheckResult.CONFIRMED, CheckResult.MISSED)
    checked = {**shifts.checked, check.person: shifts.checked.get(check.person, 0) + counted}
    return _touch(state, checks=checks, checked=checked)


def _keep_call(state: State, entry: Entry, change: RollCallStarted | RollCallClosed) -> list[Touch]:
    """A call on which something stayed unanswered is kept until it is answered or settled."""
    call, calls = change.call, state.shifts.roll_calls
    over = call.closed_at is not None and (not call.unanswered or call.settled_by)
    return _touch(state, roll_calls=_without(calls, call.id) if over else {**calls, call.id: call})


def _answer_call(state: State, entry: Entry, change: RollCallAnswered) -> list[Touch]:
    calls = state.shifts.roll_calls
    return _touch(state, roll_calls={**calls, change.id: calls[change.id].with_answer(change.answer)})


def _note(state: State, entry: Entry, change: NoteWritten) -> list[Touch]:
    return _touch(state, notes={**state.shifts.notes, change.note.id: change.note})


def _note_done(state: State, entry: Entry, change: NoteDone) -> list[Touch]:
    return _touch(state, notes=_without(state.shifts.notes, change.id))


def _begin(state: State, entry: Entry, change: HandoverBegun) -> list[Touch]:
    """Which alarms are handed over the state knows, the report has no room for all."""
    return _touch(state, handover=change.handover, handed=tuple(sorted(state.alarms)))


def _remark(state: State, entry: Entry, change: HandoverRemarked) -> list[Touch]:
    handover = _open(state)
    return _touch(state, handover=msgspec.structs.replace(handover, remarks=(*handover.remarks, change.remark)))


def _sign(state: State, entry: Entry, change: HandoverSigned) -> list[Touch]:
    handover = _open(state)
    signatures = (*handover.signatures, change.signature)
    return _touch(state, handover=msgspec.structs.replace(handover, signatures=signatures))


def _hand_over(state: State, entry: Entry, change: HandoverDone) -> list[Touch]:
    shifts, report = state.shifts, _open(state).report
    before = known(shifts.carried, shifts.carried_alarms)
    moved = _touch(
        state,
        handover=None,
        handed=(),
        present=change.record.incoming,
        present_since=entry.at,
        carried=carried_on(report, before),
        carried_alarms=alarms_carried_on(report, before, shifts.handed, state.alarms),
        last=(change.record, *shifts.last)[:KEPT_RECORDS],
    )
    return [*moved, *_forget_rota(state, entry.at)]


def _cancel(state: State, entry: Entry, change: HandoverCancelled) -> list[Touch]:
    return _touch(state, handover=None, handed=())


def _open(state: State) -> Handover:
    handover = state.shifts.handover
    if handover is None:
        raise ValueError("no handover is open")
    return handover


def _without(things: Mapping[str, Thing], key: str) -> dict[str, Thing]:
    return {name: value for name, value in things.items() if name != key}


MOVERS: Movers = MappingProxyType(
    {
        ShiftsPlanned: _plan,
        RotaSet: _set_rota,
        SignedOn: _sign_on,
        SignedOff: _sign_off,
        PresenceAsked: _ask,
        PresenceAnswered: _answer_check,
        RollCallStarted: _keep_call,
        RollCallAnswered: _answer_call,
        RollCallClosed: _keep_call,
        NoteWritten: _note,
        NoteDone: _note_done,
        HandoverBegun: _begin,
        HandoverRemarked: _remark,
        HandoverSigned: _sign,
        HandoverDone: _hand_over,
        HandoverCancelled: _cancel,
    }
)
