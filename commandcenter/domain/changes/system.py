"""What the core and the seats do by themselves: start, join, go on."""

from __future__ import annotations

from commandcenter.domain.changes.change import Change


class SeatJoined(Change, frozen=True, kw_only=True, tag="seat.joined"):
    """A seat has taken up its link; its person is the entry's actor."""

    role: str


class CoreStarted(Change, frozen=True, kw_only=True, tag="core.started"):
    version: str
    size: int


class CoreResumed(Change, frozen=True, kw_only=True, tag="core.resumed"):
    """The disk was full and has room again."""
