"""What a source may report: the events of source protocol 1.

The same values are decoded from the wire and kept in the journal. `area` is the code of a
street or town (GB/T 2260 + 3 digits), `address` free text for people.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from math import isfinite
from typing import Annotated, Literal

import msgspec

from commandcenter.domain.place import Place
from commandcenter.domain.priority import Priority

Name = Annotated[str, msgspec.Meta(min_length=1, max_length=128)]
Text = Annotated[str, msgspec.Meta(max_length=512)]
Value = Annotated[str, msgspec.Meta(max_length=512)] | bool | float
Values = Annotated[dict[Name, Value], msgspec.Meta(max_length=32)]
Instant = Annotated[datetime, msgspec.Meta(tz=True)]

EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
AHEAD = timedelta(days=1)


class _Event(
    msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", forbid_unknown_fields=True, omit_defaults=True
):
    """Base of all events."""


class Raised(_Event, frozen=True, kw_only=True, tag="raise"):
    """Something is wrong with `subject`, or is still wrong with newer values."""

    at: Instant
    type: Name
    subject: Name
    title: Text = ""
    priority: Priority | None = None
    place: Place | None = None
    area: Annotated[str, msgspec.Meta(max_length=16)] = ""
    address: Text = ""
    values: Values = {}


class Returned(_Event, frozen=True, kw_only=True, tag="return"):
    """What was wrong with `subject` is over."""

    at: Instant
    type: Name
    subject: Name


class DeviceDeclared(_Event, frozen=True, kw_only=True, tag="device"):
    """A device of the source that obeys commands (a loudspeaker column, an exhaust fan)."""

    at: Instant
    device: Name
    type: Name
    name: Text
    actions: Annotated[tuple[Name, ...], msgspec.Meta(min_length=1, max_length=16)]
    place: Place | None = None
    subject: Annotated[str, msgspec.Meta(max_length=128)] = ""


class Noted(_Event, frozen=True, kw_only=True, tag="note"):
    """Worth keeping in the record, nothing to be done (a fan started by itself)."""

    at: Instant
    type: Name
    subject: Name
    title: Text = ""
    values: Values = {}


class Refreshed(_Event, frozen=True, kw_only=True, tag="refresh"):
    """Between `begin` and `end` the source says anew all that is wrong; what it does not raise is over."""

    at: Instant
    phase: Literal["begin", "end"]


Event = Raised | Returned | DeviceDeclared | Noted | Refreshed


def sane(event: Event, now: datetime) -> Event:
    """The event with its time in UTC. Raises ValueError or OverflowError for a value or a time that is none."""
    if isinstance(event, Raised | Noted) and event.values:
        require_finite(event.values)
    at = sane_time(event.at, now)
    return event if at is event.at else msgspec.structs.replace(event, at=at)


def sane_time(at: datetime, now: datetime) -> datetime:
    """`at` in UTC. Raises ValueError or OverflowError for a time that only a wrong clock gives."""
    if at.tzinfo is not UTC:
        at = at.astimezone(UTC)
    if not EARLIEST <= at <= now + AHEAD:
        raise ValueError(f"clock: at is {at:%Y-%m-%d %H:%M:%S} UTC, and here it is {now:%Y-%m-%d %H:%M:%S}")
    return at


def require_finite(values: Values) -> None:
    """Raises ValueError for a number that is none."""
    for name, value in values.items():
        if type(value) is float and not isfinite(value):
            raise ValueError(f"values: {name} is not a finite number")


class EventId(msgspec.Struct, frozen=True, kw_only=True, tag="event", tag_field="by"):
    """Identity of an event for ever: the source's log is an epoch, `seq` counts from 1 without gaps."""

    source: str
    epoch: str
    seq: int
