"""Ticking off what there is to do about an alarm: the steps are the centre's guidance for its type."""

from __future__ import annotations

from typing import Annotated

import msgspec

from commandcenter.domain.alarms import checklist
from commandcenter.domain.changes.alarms import AlarmTicked
from commandcenter.domain.errors import Refused
from commandcenter.domain.events import Name
from commandcenter.domain.journal import Draft
from commandcenter.domain.state import State
from commandcenter.domain.text import QT_TRANSLATE_NOOP
from commandcenter.services.commands import Args, Context, Declaration
from commandcenter.services.handling import open_alarm
from commandcenter.services.permissions import Permission
from commandcenter.services.reach import of_alarm


class Tick(Args, frozen=True, kw_only=True):
    """`step` counts from 1; `undo` takes the tick off again."""

    alarm: Name
    step: Annotated[int, msgspec.Meta(ge=1, le=99)]
    undo: bool = False


def tick(state: State, args: Tick, context: Context) -> list[Draft]:
    """Whoever works on the alarm: several may share its steps, so no version is asked for."""
    known = open_alarm(state, args.alarm)
    steps = context.catalogue.guidance(known.type, "zh")
    if args.step > len(steps):
        raise Refused(
            QT_TRANSLATE_NOOP("trouble", "There is no step {step}: what there is to do has {count} steps."),
            step=args.step,
            count=len(steps),
        )
    person = context.person
    if args.undo:
        alarm = checklist.unticked(known, args.step)
    else:
        alarm = checklist.ticked(known, args.step, person.id, person.name, context.now)
    change = AlarmTicked(alarm=alarm, step=args.step, done=not args.undo, text=steps[args.step - 1])
    return [Draft(change=change, subject=alarm.id)]


def declarations() -> list[Declaration]:
    """Its line of the command table."""
    reach = of_alarm(lambda args: args.alarm)
    return [Declaration("alarm.tick", Tick, Permission.HANDLE_ALARMS, (AlarmTicked,), tick, reach=reach)]
