"""Who works on which alarm: take, release, forward, ask for; and what becomes of those whose holder has left."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

import msgspec

from commandcenter.domain.alarms import working
from commandcenter.domain.alarms.work import Holder
from commandcenter.domain.changes.alarms import AlarmAskedFor, AlarmForwarded, AlarmKept, AlarmReleased, AlarmTaken
from commandcenter.domain.errors import Refused
from commandcenter.domain.journal import Draft
from commandcenter.domain.state import State
from commandcenter.domain.text import QT_TRANSLATE_NOOP
from commandcenter.services.commands import Context, Declaration
from commandcenter.services.handling import Comment, Seen, known_alarm
from commandcenter.services.permissions import ROLES, Permission
from commandcenter.services.reach import of_alarm

Name = Annotated[str, msgspec.Meta(max_length=64)]


class Forward(Seen, frozen=True, kw_only=True):
    """To a `desk`, or to the `person` of that account; neither: to everybody's queue."""

    desk: Name = ""
    person: Name = ""
    note: Comment = ""


class Reply(Seen, frozen=True, kw_only=True):
    """Whether who asks may have it."""

    yes: bool = False


def take(state: State, args: Seen, context: Context) -> list[Draft]:
    alarm = working.taken(known_alarm(state, args), _holder(context), leads=leads(context))
    return [Draft(change=AlarmTaken(alarm=alarm), subject=alarm.id)]


def release(state: State, args: Seen, context: Context) -> list[Draft]:
    alarm = working.released(known_alarm(state, args), context.person.id, leads=leads(context))
    return [Draft(change=AlarmReleased(alarm=alarm), subject=alarm.id)]


def forward(state: State, args: Forward, context: Context) -> list[Draft]:
    """What is handed to somebody by name is theirs at once; they are at a seat."""
    known, account = known_alarm(state, args), context.person.id
    if args.person:
        to = _somebody(state, args.person, known.area, context)
        alarm = working.handed(known, account, to, leads=leads(context))
        return [Draft(change=AlarmTaken(alarm=alarm, how="handed", note=args.note.strip()), subject=alarm.id)]
    if args.desk and state.desks.find(args.desk) is None:
        raise Refused(
            QT_TRANSLATE_NOOP("trouble", "There is no desk {desk}."),
            QT_TRANSLATE_NOOP("trouble", "These there are: {desks}."),
            desk=args.desk,
            desks=", ".join(desk.name for desk in state.desks.all) or "-",
        )
    alarm = working.forwarded(known, account, desk=args.desk, leads=leads(context))
    return [Draft(change=AlarmForwarded(alarm=alarm, note=args.note.strip()), subject=alarm.id)]


def ask(state: State, args: Seen, context: Context) -> list[Draft]:
    alarm = working.asked_for(known_alarm(state, args), _holder(context), state.instant(context.now))
    return [Draft(change=AlarmAskedFor(alarm=alarm), subject=alarm.id)]


def answer(state: State, args: Reply, context: Context) -> list[Draft]:
    alarm = working.answered(known_alarm(state, args), context.person.id, yes=args.yes)
    change = AlarmTaken(alarm=alarm, how="granted") if args.yes else AlarmKept(alarm=alarm)
    return [Draft(change=change, subject=alarm.id)]


def abandoned(state: State) -> Iterator[Draft]:
    """Whoever had them sits nowhere any more. Each draft has to be applied before the next."""
    if not state.holders:
        return
    here = {session.id for session in state.sessions.values()}
    for alarm_id in [name for name, session in state.holders.items() if session not in here]:
        alarm = working.abandoned(state.alarms[alarm_id])
        yield Draft(change=AlarmReleased(alarm=alarm, gone=True), subject=alarm_id)


def leads(context: Context) -> bool:
    return Permission.LEAD_SHIFT in context.person.permissions


def _holder(context: Context) -> Holder:
    person = context.person
    return Holder(account=person.id, name=person.name, seat=context.seat, at=context.now, session=person.session)


def _somebody(state: State, account: str, area: str, context: Context) -> Holder:
    """Who has signed in with that account, and may handle alarms of that area."""
    known = state.accounts.get(account)
    if known is not None and not known.scope.covers_area(area):
        raise Refused(
            QT_TRANSLATE_NOOP("trouble", "{person} may not act where this alarm is."), person=known.name or account
        )
    for session in state.sessions.values():
        if session.account == account and Permission.HANDLE_ALARMS in ROLES[session.role]:
            return Holder(account=account, name=session.name, seat=session.seat, at=context.now, session=session.id)
    raise Refused(
        QT_TRANSLATE_NOOP("trouble", "{person} is not signed in at a desk that handles alarms."), person=account
    )


def declarations() -> list[Declaration]:
    """Their lines of the command table."""
    handle, reach = Permission.HANDLE_ALARMS, of_alarm(lambda args: args.alarm)
    return [
        Declaration("alarm.take", Seen, handle, (AlarmTaken,), take, reach=reach),
        Declaration("alarm.release", Seen, handle, (AlarmReleased,), release, reach=reach),
        Declaration("alarm.forward", Forward, handle, (AlarmForwarded, AlarmTaken), forward, reach=reach),
        Declaration("alarm.ask", Seen, handle, (AlarmAskedFor,), ask, reach=reach),
        Declaration("alarm.answer", Reply, handle, (AlarmTaken, AlarmKept), answer, reach=reach),
    ]
