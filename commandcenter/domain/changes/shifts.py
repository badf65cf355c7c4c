"""What happens to shifts: plan, rota, people on duty, presence checks, roll calls, notes, handovers."""

from __future__ import annotations

from commandcenter.domain.changes.change import Change
from commandcenter.domain.handover import Handover, HandoverRecord, Remark, Signature
from commandcenter.domain.shift_plan import ShiftPlan
from commandcenter.domain.shifts import Note, OnDuty, PresenceCheck, RollAnswer, RollCall, RotaSlot


class ShiftsPlanned(Change, frozen=True, kw_only=True, tag="shift.planned"):
    """The settings have another plan than before; None: they have none any more."""

    plan: ShiftPlan | None = None


class RotaSet(Change, frozen=True, kw_only=True, tag="rota.changed"):
    """Who is planned for one shift, in place of what was said before."""

    slot: RotaSlot


class SignedOn(Change, frozen=True, kw_only=True, tag="duty.on"):
    duty: OnDuty


class SignedOff(Change, frozen=True, kw_only=True, tag="duty.off"):
    duty: OnDuty


class PresenceAsked(Change, frozen=True, kw_only=True, tag="presence.asked"):
    check: PresenceCheck


class PresenceAnswered(Change, frozen=True, kw_only=True, tag="presence.answered"):
    """In time or late, missed, excused or settled: the check says which."""

    check: PresenceCheck


class RollCallStarted(Change, frozen=True, kw_only=True, tag="rollcall.started"):
    call: RollCall


class RollCallAnswered(Change, frozen=True, kw_only=True, tag="rollcall.answered"):
    """One position has answered."""

    id: str
    answer: RollAnswer


class RollCallClosed(Change, frozen=True, kw_only=True, tag="rollcall.closed"):
    """All have answered, time is up, or a leader has settled what stayed unanswered: as it is then."""

    call: RollCall


class NoteWritten(Change, frozen=True, kw_only=True, tag="note.written"):
    note: Note


class NoteDone(Change, frozen=True, kw_only=True, tag="note.done"):
    id: str


class HandoverBegun(Change, frozen=True, kw_only=True, tag="handover.begun"):
    """The report is frozen, and here it stands whole."""

    handover: Handover


class HandoverRemarked(Change, frozen=True, kw_only=True, tag="handover.remarked"):
    id: str
    remark: Remark


class HandoverSigned(Change, frozen=True, kw_only=True, tag="handover.signed"):
    id: str
    signature: Signature


class HandoverDone(Change, frozen=True, kw_only=True, tag="handover.done"):
    """Both have signed: the incoming shift answers for the centre from here on."""

    record: HandoverRecord


class HandoverCancelled(Change, frozen=True, kw_only=True, tag="handover.cancelled"):
    id: str
    reason: str


# After these the journal is sealed at once: a checkpoint that both shifts can point to.
SEALS_AT_ONCE: frozenset[type] = frozenset({HandoverDone})
