"""Raising and ending alarms, those of sources and the centre's own alike."""

from __future__ import annotations

from datetime import datetime

from commandcenter.domain.alarms import Alarm, moves
from commandcenter.domain.catalogue import Catalogue
from commandcenter.domain.changes.alarms import AlarmRaised, AlarmRepeated, AlarmReturned
from commandcenter.domain.changes.sources import EventIgnored
from commandcenter.domain.clock import Instant
from commandcenter.domain.events import Raised, Returned
from commandcenter.domain.journal import Draft
from commandcenter.domain.state import State


def blank(state: State, key: moves.Key, catalogue: Catalogue, at: Instant) -> Alarm:
    """The next alarm, which has not occurred yet."""
    return moves.blank(f"A{state.raised + 1}", key, catalogue.priority(key.type, None), catalogue.manner(key.type), at)


def raised(state: State, source: str, event: Raised, catalogue: Catalogue, now: datetime, actor: str = "") -> Draft:
    """A new alarm, or one that is open already with newer values."""
    priority, at = catalogue.priority(event.type, event.priority), state.instant(now)
    known = state.open_alarm(source, event.type, event.subject)
    if known is None:
        alarm = moves.raised(
            blank(state, moves.Key(source, event.type, event.subject), catalogue, at), event, priority, at
        )
        return Draft(change=AlarmRaised(alarm=alarm), subject=alarm.id, actor=actor)
    alarm = moves.raised(known, event, priority, at)
    if not known.count:
        return Draft(change=AlarmRaised(alarm=alarm), subject=alarm.id, actor=actor)
    return Draft(change=AlarmRepeated(alarm=alarm), subject=alarm.id, actor=actor)


def returned(state: State, source: str, event: Returned, now: datetime, actor: str = "") -> Draft:
    """The end of an alarm, or a line that says why it has none."""
    known = state.open_alarm(source, event.type, event.subject)
    if known is None or not known.active:
        reason = "not raised" if known is None else "already returned"
        ignored = EventIgnored(reason=reason, type=event.type, subject=event.subject)
        return Draft(change=ignored, subject=event.subject, actor=actor)
    alarm = moves.returned(known, event.at, state.instant(now))
    return Draft(change=AlarmReturned(alarm=alarm), subject=alarm.id, actor=actor)
