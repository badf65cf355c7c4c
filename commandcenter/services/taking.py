"""What an event of a source makes of the centre's state."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import chain

import msgspec

from commandcenter.domain.assets import Device
from commandcenter.domain.changes.sources import NO_ROOM, NOT_GRANTED, DeviceKnown, NoteTaken
from commandcenter.domain.errors import UNDECODABLE
from commandcenter.domain.events import DeviceDeclared, Event, Noted, Raised, Refreshed, Returned, sane
from commandcenter.domain.journal import Draft
from commandcenter.domain.keys import EVERYTHING, grants
from commandcenter.domain.state import State
from commandcenter.services import doubts
from commandcenter.services.ruling.fitting import MAX_VALUES_BYTES, fitted
from commandcenter.services.ruling.ruling import Ruling

MAX_EVENT = 64 * 1024
# Of one source: each of them is in the memory of the core and of every seat.
MAX_ALARMS = 20_000
MAX_DEVICES = 100_000


class Unreadable(ValueError):
    """An event that cannot be taken in as it is; the text says why."""


class EventReader:
    """From the bytes of an event to a checked value."""

    def __init__(self) -> None:
        self._decode = msgspec.msgpack.Decoder(Event).decode

    def read(self, raw: bytes, granted: Sequence[str], now: datetime) -> Event:
        """Raises Unreadable."""
        if len(raw) > MAX_EVENT:
            raise Unreadable(f"size: {len(raw)} bytes, {MAX_EVENT} are allowed")
        try:
            event = sane(self._decode(raw), now)
            if len(raw) > MAX_VALUES_BYTES:
                event = fitted(event)
        except (*UNDECODABLE, ValueError) as error:
            raise Unreadable(str(error)) from error
        if granted is not EVERYTHING and not isinstance(event, Refreshed) and not grants(granted, event.type):
            raise Unreadable(f"{NOT_GRANTED} {event.type} is not among what this source may publish")
        return event


def take(state: State, source: str, event: Event, ruling: Ruling, now: datetime) -> Iterable[Draft]:
    """At least one entry for each event, so that the journal accounts for all of them.

    Raises Unreadable for one that there is no room for.
    """
    match event:
        case Raised():
            if state.alarm_counts.get(source, 0) >= MAX_ALARMS:
                _require_open(state, ruling.key(state, source, event))
            return ruling.raised(state, source, event, now)
        case Returned():
            return ruling.returned(state, source, event, now)
        case DeviceDeclared():
            return (_declared(state, source, event),)
        case Noted():
            return (Draft(change=NoteTaken(source=source, note=event), subject=event.subject),)
        case Refreshed(phase="begin"):
            return (doubts.begin_refresh(source),)
        case Refreshed() if not state.positions[source].refreshing:
            return doubts.end_refresh(state, source, event.at, now)
        case Refreshed():
            return chain(
                doubts.end_refresh(state, source, event.at, now), ruling.refreshed(state, source, event.at, now)
            )


def _require_open(state: State, key: tuple[str, str, str]) -> None:
    """What is open already needs no more room."""
    if state.open_alarm(*key) is None:
        raise Unreadable(f"{NO_ROOM} {MAX_ALARMS} alarms of this source are open, more are not kept")


def _declared(state: State, source: str, event: DeviceDeclared) -> Draft:
    device_id = f"{source}/{event.device}"
    if state.device_counts.get(source, 0) >= MAX_DEVICES and device_id not in state.devices:
        raise Unreadable(f"{NO_ROOM} {MAX_DEVICES} devices of this source are known, more are not kept")
    device = Device(
        id=device_id,
        source=source,
        device=event.device,
        type=event.type,
        name=event.name,
        actions=event.actions,
        place=event.place,
        subject=event.subject,
    )
    return Draft(change=DeviceKnown(device=device), subject=device.id)
