"""What an event of a source makes of the centre's state."""

from __future__ import annotations

from datetime import datetime

from commandcenter.domain import alarms
from commandcenter.domain.assets import Device
from commandcenter.domain.catalogue import Catalogue
from commandcenter.domain.events import DeviceDeclared, Event, Noted, Raised, Returned
from commandcenter.domain.journal import (
    AlarmRaised,
    AlarmRepeated,
    AlarmReturned,
    DeviceKnown,
    Draft,
    EventIgnored,
    NoteTaken,
)
from commandcenter.domain.state import State


def take(state: State, source: str, event: Event, catalogue: Catalogue, now: datetime) -> Draft:
    """Exactly one entry for each event, so that the journal accounts for all of them."""
    match event:
        case Raised():
            return _raised(state, source, event, catalogue, now)
        case Returned():
            return _returned(state, source, event, now)
        case DeviceDeclared():
            return _declared(source, event)
        case Noted():
            return Draft(change=NoteTaken(source=source, note=event), subject=event.subject)


def _raised(state: State, source: str, event: Raised, catalogue: Catalogue, now: datetime) -> Draft:
    priority = catalogue.priority(event.type, event.priority)
    known = state.open_alarm(source, event.type, event.subject)
    if known is None:
        alarm = alarms.raise_alarm(f"A{state.raised + 1}", source, event, priority, now)
        return Draft(change=AlarmRaised(alarm=alarm), subject=alarm.id)
    alarm = alarms.repeat(known, event, priority, now)
    return Draft(change=AlarmRepeated(alarm=alarm), subject=alarm.id)


def _returned(state: State, source: str, event: Returned, now: datetime) -> Draft:
    known = state.open_alarm(source, event.type, event.subject)
    if known is None or not known.active:
        reason = "not raised" if known is None else "already returned"
        return Draft(change=EventIgnored(reason=reason, type=event.type, subject=event.subject), subject=event.subject)
    alarm = alarms.return_to_normal(known, event.at, now)
    return Draft(change=AlarmReturned(alarm=alarm), subject=alarm.id)


def _declared(source: str, event: DeviceDeclared) -> Draft:
    device = Device(
        id=f"{source}/{event.device}",
        source=source,
        device=event.device,
        type=event.type,
        name=event.name,
        actions=event.actions,
        place=event.place,
        subject=event.subject,
    )
    return Draft(change=DeviceKnown(device=device), subject=device.id)
