"""Source protocol 1: the messages between the core (DEALER) and a source (ROUTER).

`docs/protocol.md` is the specification; this is its typed form. One message is one
MessagePack map in one frame; `t` names it.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import msgspec

from bridge.source.limits import MAX_CREDIT, MAX_SEQ
from commandcenter.domain.events import Name, Text, Values
from commandcenter.domain.place import Place

VERSION = 1

Seq = Annotated[int, msgspec.Meta(ge=0, le=MAX_SEQ)]


class _Message(msgspec.Struct, frozen=True, kw_only=True, tag_field="t", forbid_unknown_fields=True):
    """Base of all messages of this protocol."""


class Hello(_Message, frozen=True, kw_only=True, tag="hello"):
    """Core → source, first message of a link."""

    versions: Annotated[tuple[Seq, ...], msgspec.Meta(max_length=64)]
    core: Name


class Ended(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A log that its source has ended: `last` is its last event."""

    epoch: Name
    last: Seq


class Welcome(_Message, frozen=True, kw_only=True, tag="welcome"):
    """Source → core. The source holds events `first`..`head` of `epoch`; `head` 0 when it has none.

    `before` is the log before this one, if it was ended properly.
    """

    version: int
    source: Name
    epoch: Name
    first: Seq
    head: Seq
    telemetry: Annotated[str, msgspec.Meta(max_length=256)] = ""
    before: Ended | None = None


class Pull(_Message, frozen=True, kw_only=True, tag="pull"):
    """Core → source: send what follows `after`, at most `credit` events in all until the next pull."""

    epoch: Name
    after: Seq
    credit: Annotated[int, msgspec.Meta(ge=1, le=MAX_CREDIT)]


class Batch(_Message, frozen=True, kw_only=True, tag="batch"):
    """Source → core: events `first`, `first`+1, …; each is decoded apart, so that one bad one hides no other."""

    epoch: Name
    first: Annotated[int, msgspec.Meta(ge=1, le=MAX_SEQ)]
    head: Seq
    events: Annotated[tuple[msgspec.Raw, ...], msgspec.Meta(min_length=1, max_length=MAX_CREDIT)]

    def __post_init__(self) -> None:
        if self.first + len(self.events) - 1 > MAX_SEQ:
            raise ValueError("no event has such a number")


class Durable(_Message, frozen=True, kw_only=True, tag="durable"):
    """Core → source: everything up to `seq` is on the centre's disk; the source may forget it."""

    epoch: Name
    seq: Seq


class End(_Message, frozen=True, kw_only=True, tag="end"):
    """Source → core: the log `epoch` is complete with event `last`; the next one has another name."""

    epoch: Name
    last: Seq


class Refresh(_Message, frozen=True, kw_only=True, tag="refresh"):
    """Core → source: say anew what is wrong now, because of a `reason`: gap, epoch or back."""

    epoch: Name
    reason: Name


class Ping(_Message, frozen=True, kw_only=True, tag="ping"):
    """Either way, each second of silence."""


class Pong(_Message, frozen=True, kw_only=True, tag="pong"):
    head: Seq = 0


class DeviceCommand(_Message, frozen=True, kw_only=True, tag="command"):
    """Core → source. A repeat has the same `key` and must not act twice; void after `deadline`."""

    key: Name
    device: Name
    action: Name
    args: Annotated[dict[Name, Text], msgspec.Meta(max_length=32)] = {}
    deadline: Annotated[datetime, msgspec.Meta(tz=True)]


class DeviceResult(_Message, frozen=True, kw_only=True, tag="result"):
    """Source → core: what became of the command `key`: done, failed, refused, expired, unknown, or a newer word."""

    key: Name
    outcome: Name
    detail: Text = ""


class Fault(_Message, frozen=True, kw_only=True, tag="fault"):
    """Either way: a message was refused; `code` is one of the list in the specification."""

    code: Name
    text: Text = ""


ToSource = Hello | Pull | Durable | Refresh | Ping | Pong | DeviceCommand | Fault
FromSource = Welcome | Batch | End | Ping | Pong | DeviceResult | Fault


class Sample(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Telemetry, PUB (source) → SUB (core), frames [key, sample]: the newest value of a source's `key`; may be lost."""

    key: Name
    type: Name
    at: Annotated[datetime, msgspec.Meta(tz=True)]
    name: Text = ""
    place: Place | None = None
    values: Values = {}
