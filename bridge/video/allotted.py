"""What is allotted: wishes, streams and workers, as plain values."""

from __future__ import annotations

from dataclasses import dataclass, field

from bridge.video.frames import Reason

Box = tuple[int, int]  # width and height in pixels
Watcher = tuple[int, int]  # the seat, and the seat's own number of the feed


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Workers on trial with one stream each come on top of `workers`, at most as many again."""

    workers: int = 8
    streams_per_worker: int = 4

    def __post_init__(self) -> None:
        if self.workers < 1 or self.streams_per_worker < 1:
            raise ValueError("there is at least one worker with one place")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What somebody wants to see: pictures of `box` (width, height) pixels or more."""

    camera: str
    sessions: int
    address: str
    box: Box


@dataclass(slots=True, kw_only=True)
class Stream:
    """One decode. `worker` is 0 while it waits for `reason`; `closing` while its worker ends it.

    An `heir` will take the place of a larger one when it has pictures, and serves nobody before.
    """

    number: int
    camera: str
    sessions: int
    address: str
    box: Box
    watchers: set[Watcher] = field(default_factory=set)
    worker: int = 0
    closing: bool = False
    heir: bool = False
    reason: Reason = Reason.NONE

    def covers(self, wish: Wish) -> bool:
        """Whether its pictures serve that wish as well."""
        large_enough = self.box[0] >= wish.box[0] and self.box[1] >= wish.box[1]
        return not self.closing and not self.heir and self.address == wish.address and large_enough


@dataclass(slots=True, kw_only=True)
class Worker:
    """`alone`: on trial with its one stream, until `trial_ends`."""

    number: int
    alone: bool = False
    guilty: bool = False
    trial_ends: float | None = None
    idle_since: float | None = None
    streams: set[int] = field(default_factory=set)


def pixels(box: Box) -> int:
    return box[0] * box[1]
