"""Holding a device: who may steer it, what takes it away, and what has to be ended with it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

import msgspec

from commandcenter.domain import holding
from commandcenter.domain.changes.acting import HoldEnded, HoldTaken, MovesEnded, OrderGiven
from commandcenter.domain.errors import Refused
from commandcenter.domain.holding import RANKS, Doing, Hold, Rank
from commandcenter.domain.journal import CORE, Draft
from commandcenter.domain.linkage import StepState
from commandcenter.domain.orders import Order
from commandcenter.domain.state import State
from commandcenter.domain.text import QT_TRANSLATE_NOOP
from commandcenter.services.commands import Context
from commandcenter.services.orders import ANSWER_WITHIN, Target, key_of

STOPPED = {"pan": "0", "tilt": "0", "zoom": "0"}
AT_A_DESK = QT_TRANSLATE_NOOP("trouble", "This is done at a desk, by who is signed in there.")


def wish(state: State, target: Target, context: Context, lasts: timedelta) -> Hold:
    """The hold that whoever acts would have. Raises Refused without a session: it is what ends it."""
    person = context.person
    if not person.session:
        raise Refused(AT_A_DESK)
    return Hold(
        id=f"H{state.size}-{context.command}",
        device=target.device.id,
        label=target.device.name,
        account=person.id,
        name=person.name,
        session=person.session,
        seat=context.seat,
        rank=RANKS.get(person.role, Rank.LOCAL),
        since=context.now,
        until=state.instant(context.now).true + lasts,
        subject=target.camera,
    )


def standing(state: State, device: str, now: datetime) -> Hold | None:
    """The hold on it; one whose time or session is over holds nothing any more, even before that is written."""
    held, at = state.holds.get(device), state.instant(now)
    if held is None or not held.stands(at.true) or not _present(state, held):
        return None
    return held


def shown_until(state: State, hold: Hold, now: datetime) -> datetime:
    """When it ends, as a clock on the wall will show it."""
    return state.instant(now).on_the_wall(hold.until)


def take(
    state: State, target: Target, context: Context, lasts: timedelta, spare: timedelta
) -> tuple[Hold, list[Draft]]:
    """The hold that whoever acts has from now on, for `lasts` at least, and what is to be written of it.

    One's own is written anew when less than `spare` of it is left. Raises Refused when somebody else has it.
    """
    wanted = wish(state, target, context, lasts)
    _require_no_linkage(state, target)
    known, at = state.holds.get(wanted.device), state.instant(context.now)
    held = standing(state, wanted.device, context.now)
    holding.may_take(held, wanted, at.true, shown_until(state, held, context.now) if held else at.wall)
    if held is not None and held.session == wanted.session:
        if held.until - at.true >= spare:
            return held, []
        longer = msgspec.structs.replace(held, until=max(held.until, wanted.until))
        return longer, [_taken(HoldTaken(hold=longer, how="renewed"))]
    if known is None:
        return wanted, [_taken(HoldTaken(hold=wanted))]
    ended = list(_course_ended(state, known, context.now, key_of(state, context.command)))
    how, loser = ("taken", None) if held is None else ("over", msgspec.structs.replace(held, course=None))
    return wanted, [*ended, _taken(HoldTaken(hold=wanted, how=how, loser=loser))]


def ending(state: State, hold: Hold, why: str, now: datetime, key: str, actor: str = "") -> Iterator[Draft]:
    """Whatever goes on by it is stopped first. `key`: of the order that stops it."""
    for draft in _course_ended(state, hold, now, key):
        yield msgspec.structs.replace(draft, actor=actor)
    over = msgspec.structs.replace(hold, course=None)
    yield Draft(change=HoldEnded(hold=over, why=why), subject=subject_of(hold), actor=actor)


def yielded(state: State, devices: Iterable[str], now: datetime, command: str) -> list[Draft]:
    """A linkage that begins takes what it needs from whoever has it."""
    held = [state.holds[device] for device in dict.fromkeys(devices) if device in state.holds]
    return [
        draft
        for number, hold in enumerate(held)
        for draft in ending(state, hold, "linkage", now, f"{key_of(state, command)}-{number}")
    ]


def overdue(state: State, now: datetime) -> Iterator[Draft]:
    """What time or the end of a session ends; each draft has to be applied before the next is asked for."""
    true = state.instant(now).true
    for hold in list(state.holds.values()):
        present = _present(state, hold)
        if not present or not hold.stands(true):
            why = "expired" if present else "session"
            yield from ending(state, hold, why, now, f"E{state.size}-{hold.id}", CORE)


def subject_of(hold: Hold) -> str:
    return hold.subject or hold.device


def _present(state: State, hold: Hold) -> bool:
    session = state.sessions.get(hold.seat)
    return session is not None and session.id == hold.session


def _require_no_linkage(state: State, target: Target) -> None:
    """Raises Refused: what a plan does goes before what anybody does by hand."""
    for run in state.linkages.values():
        if any(step.target == target.device.id and step.state is StepState.WAITING for step in run.steps):
            raise Refused(holding.HELD_BY_LINKAGE, device=target.device.name)


def _taken(change: HoldTaken) -> Draft:
    return Draft(change=change, subject=subject_of(change.hold))


def _course_ended(state: State, hold: Hold, now: datetime, key: str) -> Iterator[Draft]:
    """The order that stops what goes on; nothing for a hold by which nothing does."""
    if hold.course is None:
        return
    quiet, subject = msgspec.structs.replace(hold, course=None), subject_of(hold)
    if hold.course.doing is Doing.TALK:
        yield Draft(change=OrderGiven(order=talk_end(hold, now, key), hold=quiet), subject=subject)
    else:
        yield Draft(change=MovesEnded(hold=quiet, order=stop(hold, now, key), why="hold"), subject=subject)


def stop(hold: Hold, now: datetime, key: str) -> Order:
    """The order that makes the camera stand still."""
    return _last(hold, "ptz.move", STOPPED, now, key)


def talk_end(hold: Hold, now: datetime, key: str) -> Order:
    talk = hold.course.id if hold.course else ""
    return _last(hold, "talk.end", {"session": talk}, now, key)


def _last(hold: Hold, action: str, args: dict[str, str], now: datetime, key: str) -> Order:
    deadline = now + ANSWER_WITHIN
    return Order(
        key=key,
        device=hold.device,
        label=hold.label,
        action=action,
        args=args,
        subject=hold.subject,
        deadline=deadline,
    )
