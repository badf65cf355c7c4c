"""Seat protocol 1: the messages between the core (ROUTER, PUB) and its seats (DEALER, SUB).

A seat subscribes first, then joins; what it receives is the state at a journal size and
then every entry from there on, as the very bytes that the journal holds.
"""

from __future__ import annotations

from datetime import datetime
from enum import Enum
from typing import Annotated

import msgspec

from bridge.protocol.source import Sample
from commandcenter.domain.events import Name, Text

VERSION = 1
MAX_MESSAGE = 64 * 1024 * 1024

ENTRIES = b"e"
TELEMETRY = b"t"
BEAT = b"b"

# How many points of a series the core and the seats keep: 15 minutes at one a second.
SERIES_POINTS = 900


class Role(Enum):
    CONSOLE = "console"
    WALL = "wall"
    TOOL = "tool"


class _Message(msgspec.Struct, frozen=True, kw_only=True, tag_field="t", forbid_unknown_fields=True):
    """Base of all messages of this protocol."""


class Join(_Message, frozen=True, kw_only=True, tag="join"):
    """Seat → core: first message, and again whenever the seat has missed an entry."""

    version: int
    seat: Name
    role: Role


class Command(_Message, frozen=True, kw_only=True, tag="command"):
    """Seat → core. A retry has the same `id` and gets the stored answer; `args` is a map by the command's name."""

    id: Annotated[str, msgspec.Meta(min_length=8, max_length=64)]
    name: Name
    args: msgspec.Raw
    done_at: Annotated[datetime, msgspec.Meta(tz=True)]


class AskStatus(_Message, frozen=True, kw_only=True, tag="status"):
    """Seat → core: how is everything?"""


class SeatBeat(_Message, frozen=True, kw_only=True, tag="beat"):
    """Seat → core, once a second: still here."""


class Point(msgspec.Struct, frozen=True, array_like=True):
    """One value of a series: seconds since 1970 UTC, value."""

    at: float
    value: float


class Joined(_Message, frozen=True, kw_only=True, tag="joined"):
    """Core → seat: the state (MessagePack of domain.State), newest telemetry, the series for charts.

    `secrets` is the whole address, by camera id, where it holds a password: for players only, in no journal.
    """

    version: int
    person: str
    person_name: str
    state: msgspec.Raw
    secrets: dict[str, str] = {}
    samples: tuple[Sample, ...] = ()
    series: dict[str, tuple[Point, ...]] = {}


class Answer(_Message, frozen=True, kw_only=True, tag="answer"):
    """Core → seat: the command is in the journal (`ok`) or was refused.

    `later` means neither: not now, keep it and send it again.
    """

    id: str
    ok: bool
    later: bool = False
    reason: str = ""
    values: dict[str, str] = {}


class LinkState(Enum):
    CONNECTING = "connecting"
    LIVE = "live"
    LOST = "lost"


class SourceHealth(msgspec.Struct, frozen=True, kw_only=True):
    """`silent_s` since its last word, `lag` events not yet taken in, `rate` events a second over the last 10 s."""

    source: str
    name: str = ""
    state: LinkState
    silent_s: float
    lag: int
    rate: float
    taken: int
    refused: int = 0


class SeatHealth(msgspec.Struct, frozen=True, kw_only=True):
    seat: str
    role: Role
    person: str
    silent_s: float


class Beat(_Message, frozen=True, kw_only=True, tag="beat"):
    """Core → all seats, each second: how far the journal is, how the links are. `trouble` is "" when all is well."""

    size: int
    at: datetime
    sources: tuple[SourceHealth, ...] = ()
    seats: tuple[SeatHealth, ...] = ()
    trouble: str = ""
    telemetry_keys: int = 0
    telemetry_refused: int = 0
    telemetry_dropped: int = 0


class Status(_Message, frozen=True, kw_only=True, tag="status"):
    beat: Beat
    version: str
    started_at: datetime


class SeatFault(_Message, frozen=True, kw_only=True, tag="fault"):
    code: str
    text: Text = ""


class Entries(msgspec.Struct, frozen=True, kw_only=True):
    """Core → all seats: journal entries `first`, `first`+1, … in their stored bytes."""

    first: int
    entries: tuple[bytes, ...]


class Samples(msgspec.Struct, frozen=True, kw_only=True):
    """Core → all seats: the newest value of each key that has changed."""

    samples: tuple[Sample, ...]


ToCore = Join | Command | AskStatus | SeatBeat
ToSeat = Joined | Answer | Status | SeatFault
