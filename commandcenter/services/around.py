"""What the core sees around it and no journal holds: how the links to sources and seats are just now."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import msgspec


class SourceSeen(msgspec.Struct, frozen=True, kw_only=True):
    """`state` is connecting, live or lost; `trouble` a short word on what keeps the link down, or ""."""

    source: str
    name: str
    state: str
    silent_s: float
    trouble: str = ""

    @property
    def live(self) -> bool:
        return self.state == "live" and not self.trouble


class SeatSeen(msgspec.Struct, frozen=True, kw_only=True):
    """A seat that has joined since the core started; `gone`: it does not answer any more."""

    seat: str
    person: str
    silent_s: float
    gone: bool = False


class Around(Protocol):
    """How it is now, each time it is asked."""

    def sources(self) -> Sequence[SourceSeen]: ...

    def seats(self) -> Sequence[SeatSeen]: ...


class NothingAround:
    """A core without sockets."""

    def sources(self) -> Sequence[SourceSeen]:
        return ()

    def seats(self) -> Sequence[SeatSeen]:
        return ()
