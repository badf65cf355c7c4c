"""What the passing of time does to alarms; every timer is held against the alarm at the moment it fires."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from commandcenter.domain.alarms import Alarm, AlarmState, moves
from commandcenter.domain.changes.alarms import AlarmAcknowledged, AlarmedAgain, AlarmUnshelved
from commandcenter.domain.clock import Instant
from commandcenter.domain.journal import Draft
from commandcenter.domain.state import State


def due(state: State, now: datetime) -> Iterator[Draft]:
    """Shelves that end, alarms that let themselves go or call again; each draft has to be applied before the next."""
    at = state.instant(now)
    for alarm_id in [name for name, when in state.timers.items() if when <= at.true]:
        alarm = state.alarms.get(alarm_id)
        if alarm is not None:
            yield from _fired(alarm, at)


def _fired(alarm: Alarm, at: Instant) -> Iterator[Draft]:
    if alarm.due is None or alarm.due > at.true:
        return
    shelved = alarm.hiding.shelved
    if shelved and shelved.until <= at.true:
        yield _draft(AlarmUnshelved(alarm=moves.shelf_ended(alarm, at), expired=True))
    elif alarm.state is AlarmState.RETURNED:
        yield _draft(AlarmAcknowledged(alarm=moves.acknowledged_by_itself(alarm, at), by_itself=True))
    else:
        yield _draft(AlarmedAgain(alarm=moves.alarmed_again(alarm, at)))


def _draft(change: AlarmUnshelved | AlarmAcknowledged | AlarmedAgain) -> Draft:
    return Draft(change=change, subject=change.alarm.id)
