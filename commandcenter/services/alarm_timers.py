"""What the passing of time does to alarms; every timer is held against the alarm at the moment it fires."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

from commandcenter.domain.alarms import Alarm, AlarmState, moves
from commandcenter.domain.alarms.working import abandoned
from commandcenter.domain.changes.alarms import AlarmAcknowledged, AlarmedAgain, AlarmTaken, AlarmUnshelved
from commandcenter.domain.clock import Instant
from commandcenter.domain.journal import Draft
from commandcenter.domain.state import State

Call = Callable[[Alarm, Instant], Draft]


def due(state: State, now: datetime, call: Call) -> Iterator[Draft]:
    """Shelves that end, alarms that let themselves go or call again, are asked for in vain, or attended by nobody.

    `call` takes the next step of an alarm's escalation. Each draft has to be applied before the next.
    """
    at = state.instant(now)
    for alarm_id in [name for name, when in state.timers.items() if when <= at.true]:
        alarm = state.alarms.get(alarm_id)
        if alarm is not None:
            yield from _fired(alarm, at, call)


def _fired(alarm: Alarm, at: Instant, call: Call) -> Iterator[Draft]:
    if alarm.due is None or alarm.due > at.true:
        return
    shelved, chain = alarm.hiding.shelved, alarm.escalation
    if shelved and shelved.until <= at.true:
        yield _draft(AlarmUnshelved(alarm=moves.shelf_ended(alarm, at), expired=True))
    elif alarm.asked and alarm.asked.due <= at.true:
        yield _draft(AlarmTaken(alarm=abandoned(alarm), how="unanswered"))
    elif chain and chain.due and chain.due <= at.true:
        yield call(alarm, at)
    elif alarm.state is AlarmState.RETURNED:
        yield _draft(AlarmAcknowledged(alarm=moves.acknowledged_by_itself(alarm, at), by_itself=True))
    else:
        yield _draft(AlarmedAgain(alarm=moves.alarmed_again(alarm, at)))


def _draft(change: AlarmUnshelved | AlarmAcknowledged | AlarmedAgain | AlarmTaken) -> Draft:
    return Draft(change=change, subject=change.alarm.id)
