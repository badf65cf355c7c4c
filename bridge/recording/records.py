"""What stands in a recording: a header, then records in the order in which things came.

`docs/recording.md` is the specification; this is its typed form.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated

import msgspec

FORMAT = "commandcenter-recording"
VERSION = 1

Whole = Annotated[int, msgspec.Meta(ge=0, le=2**63 - 1)]
Name = Annotated[str, msgspec.Meta(min_length=1, max_length=128)]


class _Record(msgspec.Struct, frozen=True, kw_only=True, tag_field="t", forbid_unknown_fields=True):
    """Base of all records."""


class Recorded(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A source whose traffic is kept; the other records name it by its place in the header."""

    id: Name
    name: Annotated[str, msgspec.Meta(max_length=128)] = ""


class Header(_Record, frozen=True, kw_only=True, tag="header"):
    """The first record. All times of the others count from `made_at`."""

    format: str
    version: int
    made_at: Annotated[datetime, msgspec.Meta(tz=True)]
    centre: Annotated[str, msgspec.Meta(max_length=128)]
    sources: Annotated[tuple[Recorded, ...], msgspec.Meta(min_length=1, max_length=1000)]

    def at(self, us: int) -> datetime:
        """When a record came."""
        return self.made_at + timedelta(microseconds=us)


class _Came(_Record, frozen=True, kw_only=True):
    """`us` are microseconds since `made_at`, by a clock that never goes back; `source` a place in the header."""

    us: Annotated[int, msgspec.Meta(ge=0, le=2**53)]
    source: Annotated[int, msgspec.Meta(ge=0, lt=1000)]


class LogOpened(_Came, frozen=True, kw_only=True, tag="log"):
    """The source holds `first`..`head` of the log `epoch`; its events follow, from the one after `after` on."""

    epoch: Name
    first: Whole
    head: Whole
    after: Whole


class EventCame(_Came, frozen=True, kw_only=True, tag="event"):
    """Event `seq` of the log that was opened last, byte for byte."""

    seq: Annotated[int, msgspec.Meta(ge=1, le=2**63 - 1)]
    event: bytes


class SampleCame(_Came, frozen=True, kw_only=True, tag="sample"):
    """The second frame of a telemetry message, byte for byte."""

    sample: bytes


class Closed(_Record, frozen=True, kw_only=True, tag="end"):
    """The recorder was stopped in order."""

    us: Annotated[int, msgspec.Meta(ge=0, le=2**53)]


Entry = LogOpened | EventCame | SampleCame
Record = Header | Entry | Closed
