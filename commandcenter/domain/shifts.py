"""People on duty: who is, who is planned, what was asked of them, and what they note for one another.

A person is a staff number (工号), never an account: two accounts of one human being are one person here.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from enum import Enum

import msgspec

from commandcenter.domain.handover import Handover, HandoverRecord
from commandcenter.domain.handover_history import Carried, CarriedAlarms
from commandcenter.domain.shift_plan import ShiftPlan


class OnDuty(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Somebody on duty since `since` for the shift `shift` (its slot's id); `planned`: the rota says so.

    `until` and `reason` stand there once they have left, `released_by` is the leader who let them go early.
    """

    person: str
    name: str
    account: str
    seat: str
    shift: str
    since: datetime
    position: str = ""
    planned: bool = False
    until: datetime | None = None
    reason: str = ""
    released_by: str = ""


class Planned(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Somebody in the rota."""

    person: str
    name: str
    position: str = ""
    leader: bool = False


class RotaSlot(msgspec.Struct, frozen=True, kw_only=True):
    """Who is planned for one shift."""

    id: str
    day: date
    shift: str
    starts: datetime
    ends: datetime
    people: tuple[Planned, ...]


class Flag(Enum):
    """How much a note or a remark weighs."""

    PLAIN = "plain"
    FOLLOW_UP = "follow-up"
    IMPORTANT = "important"


class Note(msgspec.Struct, frozen=True, kw_only=True):
    """A note of the shift `shift`; it stays until somebody says that it is done. `entry` is its journal entry.

    `at` and `shift` are of when it was written. `told_at`: a seat that was cut off has told it late.
    """

    id: str
    text: str
    flag: Flag
    by: str
    name: str
    at: datetime
    shift: str
    entry: int
    told_at: datetime | None = None


class CheckResult(Enum):
    """`EXCUSED`: an emergency came between, it counts for nothing."""

    ASKED = "asked"
    CONFIRMED = "confirmed"
    MISSED = "missed"
    LATE = "late"
    EXCUSED = "excused"
    SETTLED = "settled"


class PresenceCheck(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One question at a random time: is `person` there? Answered by typing the `number` that the screen shows.

    `reason` is why the leader has settled a missed one, `settled_by` who.
    """

    id: str
    person: str
    name: str
    shift: str
    number: str
    asked_at: datetime
    deadline: datetime
    result: CheckResult = CheckResult.ASKED
    answered_at: datetime | None = None
    seat: str = ""
    reason: str = ""
    settled_by: str = ""


class RollAnswer(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`go` or no-go of one position; `person` gave it, late when the call was closed already."""

    position: str
    go: bool
    person: str
    name: str
    at: datetime
    remark: str = ""
    late: bool = False


class RollCall(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A question that each position answers with go or no-go; it closes when all have, or at `closes_at`.

    `seconds` is how long it stays open. `reason` and `settled_by`: a leader has settled what stayed unanswered.
    """

    id: str
    question: str
    positions: tuple[str, ...]
    by: str
    name: str
    at: datetime
    closes_at: datetime
    seconds: float
    answers: tuple[RollAnswer, ...] = ()
    closed_at: datetime | None = None
    reason: str = ""
    settled_by: str = ""

    @property
    def unanswered(self) -> tuple[str, ...]:
        answered = {answer.position for answer in self.answers}
        return tuple(position for position in self.positions if position not in answered)

    @property
    def go(self) -> bool:
        """All have answered, all with go."""
        return not self.unanswered and all(answer.go for answer in self.answers)

    def with_answer(self, given: RollAnswer) -> RollCall:
        """The call with that answer, in place of an earlier one of the same position."""
        others = tuple(answer for answer in self.answers if answer.position != given.position)
        return msgspec.structs.replace(self, answers=(*others, given))


class Shifts(msgspec.Struct, frozen=True, kw_only=True):
    """All of the shifts' state but for the rota.

    `present` is the slot's id of the shift that answers for the centre, "" before anybody was on duty; `on_duty` by
    person; `left` those who have gone, a while back. `short_since`: fewer than the minimum are on duty. `checks` are
    the presence checks that wait or were missed, `checked` how many of the present people were made in their shift.
    `carried` says, by an item's key, what was handed over before and since when, `carried_alarms` the same of alarms.
    `handed` are the ids of the alarms that were open when the present handover began; `last` the newest handovers.
    """

    plan: ShiftPlan | None = None
    present: str = ""
    present_since: datetime | None = None
    on_duty: dict[str, OnDuty] = {}
    left: dict[str, OnDuty] = {}
    short_since: datetime | None = None
    checks: dict[str, PresenceCheck] = {}
    checked: dict[str, int] = {}
    roll_calls: dict[str, RollCall] = {}
    notes: dict[str, Note] = {}
    handover: Handover | None = None
    carried: dict[str, Carried] = {}
    carried_alarms: tuple[CarriedAlarms, ...] = ()
    handed: tuple[str, ...] = ()
    last: tuple[HandoverRecord, ...] = ()

    @property
    def current(self) -> str:
        """The shift that what happens now belongs to: from a handover's beginning on it is the next one."""
        return self.handover.incoming if self.handover else self.present

    def open_checks(self) -> Iterator[PresenceCheck]:
        return (check for check in self.checks.values() if check.result is CheckResult.ASKED)


def short(shifts: Shifts) -> bool:
    """Whether fewer people are on duty than there have to be."""
    return shifts.plan is not None and len(shifts.on_duty) < shifts.plan.minimum
