"""What an `Allotment` wants done, in the order given: streams and workers by their numbers."""

from __future__ import annotations

from dataclasses import dataclass

from bridge.video.frames import Reason


@dataclass(frozen=True, slots=True)
class Start:
    """Have such a worker, though nothing is in it yet."""

    worker: int


@dataclass(frozen=True, slots=True)
class Place:
    """Give the stream to that worker, whichever had it; start the worker if it is new."""

    stream: int
    worker: int


@dataclass(frozen=True, slots=True)
class Remove:
    """Have the worker end the stream; `Allotment.ended` is told when it has."""

    stream: int
    worker: int


@dataclass(frozen=True, slots=True)
class Wait:
    """The stream cannot begin, for that reason."""

    stream: int
    reason: Reason


@dataclass(frozen=True, slots=True)
class Forget:
    """Nothing of the stream is left."""

    stream: int


@dataclass(frozen=True, slots=True)
class Retire:
    """End the worker."""

    worker: int


Order = Start | Place | Remove | Wait | Forget | Retire
