"""What a seat wants of the video service, and who in the seat wants it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from bridge.video.feed import Sight
from bridge.video.messages import Record, Recorded, RecordEnd, Watch


class Seeing(Protocol):
    """Who wants to see something; both are called on the link's thread."""

    def see(self, sight: Sight | None) -> None:
        """The pictures are here from now on; None while there is no service."""

    def deny(self) -> None:
        """The service has no room for it; it is asked again and again."""


class Recording(Protocol):
    """A clip of what a feed shows; all of it is used on the link's thread."""

    def to_say(self, feed: int) -> tuple[Record | RecordEnd, tuple[int, ...]] | None:
        """What the service has to be told next, with its descriptors."""

    def said(self) -> None:
        """It has been told."""

    def recorded(self, outcome: Recorded) -> None:
        """The clip has ended."""


@dataclass(slots=True)
class Wanted:
    """One feed, until it is wanted no more."""

    wish: Watch
    seeing: Seeing
    recording: Recording | None
