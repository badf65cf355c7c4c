"""Roll call (点名): a leader asks, every position says go or no-go; what nobody answers stands as unanswered."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Annotated

import msgspec

from commandcenter.domain.changes.alarms import AlarmReturned
from commandcenter.domain.changes.shifts import PresenceAnswered, RollCallAnswered, RollCallClosed, RollCallStarted
from commandcenter.domain.errors import Refused
from commandcenter.domain.events import Name
from commandcenter.domain.journal import Draft, Outcome
from commandcenter.domain.shifts import CheckResult, RollAnswer, RollCall
from commandcenter.domain.state import State
from commandcenter.domain.text import QT_TRANSLATE_NOOP
from commandcenter.domain.written import required, written
from commandcenter.services import presence
from commandcenter.services.acting import Actor, actor
from commandcenter.services.commands import Args, Context, Declaration
from commandcenter.services.permissions import Permission
from commandcenter.services.shifts import Reason, required_plan
from commandcenter.services.staffing import Waited

MOST_OPEN = 8
SECONDS = 120.0

PositionName = Annotated[str, msgspec.Meta(min_length=1, max_length=32)]


class Call(Args, frozen=True, kw_only=True):
    """Without `positions` those of the plan are asked; it stays open for `seconds`."""

    question: Annotated[str, msgspec.Meta(max_length=500)]
    positions: Annotated[tuple[PositionName, ...], msgspec.Meta(max_length=40)] = ()
    seconds: Annotated[float, msgspec.Meta(ge=30, le=3600)] = SECONDS


class CallAnswer(Args, frozen=True, kw_only=True):
    call: Name
    position: PositionName
    go: bool
    remark: Annotated[str, msgspec.Meta(max_length=500)] = ""


class Settled(Args, frozen=True, kw_only=True):
    """`item` is the id of a missed presence check or of a roll call with positions that did not answer."""

    item: Name
    reason: Reason


def start(state: State, args: Call, context: Context) -> list[Draft]:
    plan, who = required_plan(state), actor(context)
    positions = tuple(required(it) for it in args.positions) or plan.positions
    if not positions or len(set(positions)) < len(positions):
        raise Refused(QT_TRANSLATE_NOOP("trouble", "A roll call asks at least one position, and each only once."))
    if sum(call.closed_at is None for call in state.shifts.roll_calls.values()) >= MOST_OPEN:
        raise Refused(QT_TRANSLATE_NOOP("trouble", "{count} roll calls are open: wait for one."), count=MOST_OPEN)
    call = RollCall(
        id=f"R{state.size}",
        question=required(args.question),
        positions=positions,
        by=who.person,
        name=who.name,
        at=context.now,
        closes_at=context.now + timedelta(seconds=args.seconds),
        seconds=args.seconds,
    )
    return [Draft(change=RollCallStarted(call=call), subject=call.id)]


def answer(state: State, args: CallAnswer, context: Context) -> list[Draft]:
    """A position may think again while the call is open; after it only who has not answered may, and that is late."""
    call = state.shifts.roll_calls.get(args.call)
    who = actor(context)
    if call is None or args.position not in call.positions:
        raise Refused(
            QT_TRANSLATE_NOOP("trouble", "There is no such roll call of {position}."),
            call=args.call,
            position=args.position,
        )
    _check_position(state, who, args.position)
    late = call.closed_at is not None
    if late and args.position not in call.unanswered:
        raise Refused(
            QT_TRANSLATE_NOOP("trouble", "The roll call is closed, and {position} has answered."),
            position=args.position,
        )
    given = RollAnswer(
        position=args.position,
        go=args.go,
        person=who.person,
        name=who.name,
        at=context.now,
        remark=written(args.remark),
        late=late,
    )
    drafts = [Draft(change=RollCallAnswered(id=call.id, answer=given), subject=call.id)]
    whole = call.with_answer(given)
    return drafts if whole.unanswered else [*drafts, _closed(whole, context.now)]


def _check_position(state: State, who: Actor, position: str) -> None:
    duty = state.shifts.on_duty.get(who.person)
    if not who.leads and (duty is None or duty.position != position):
        raise Refused(
            QT_TRANSLATE_NOOP(
                "trouble", "{person} is not on duty as {position}; a shift leader may answer for others."
            ),
            person=who.name,
            position=position,
        )


def overdue(state: State, now: datetime, waited: Waited) -> Iterator[Draft]:
    """Calls whose time is up."""
    for call in list(state.shifts.roll_calls.values()):
        if call.closed_at is None and waited(call.id, call.at, now) >= call.seconds:
            yield _closed(call, now)


def _closed(call: RollCall, now: datetime) -> Draft:
    closed = msgspec.structs.replace(call, closed_at=call.closed_at or now)
    outcome = Outcome.DONE if closed.go else Outcome.FAILED
    return Draft(change=RollCallClosed(call=closed), subject=call.id, outcome=outcome)


def settle(state: State, args: Settled, context: Context) -> list[Draft]:
    """A leader closes what would otherwise come back every shift, and says why."""
    reason = required(args.reason)
    check, call = state.shifts.checks.get(args.item), state.shifts.roll_calls.get(args.item)
    if check is not None and check.result is CheckResult.MISSED:
        return presence.settle(state, check, reason, context)
    if call is None or call.closed_at is None:
        raise Refused(QT_TRANSLATE_NOOP("trouble", "There is nothing to settle there."), item=args.item)
    settled = msgspec.structs.replace(call, reason=reason, settled_by=actor(context).person)
    return [Draft(change=RollCallClosed(call=settled), subject=call.id)]


def declarations() -> list[Declaration]:
    """The lines of the command table on roll calls, and on what a leader settles."""
    duty, lead = Permission.DUTY, Permission.LEAD_SHIFT
    settled = (RollCallClosed, PresenceAnswered, AlarmReturned)
    return [
        Declaration("rollcall.start", Call, lead, (RollCallStarted,), start),
        Declaration("rollcall.answer", CallAnswer, duty, (RollCallAnswered, RollCallClosed), answer),
        Declaration("shift.settle", Settled, lead, settled, settle),
    ]
