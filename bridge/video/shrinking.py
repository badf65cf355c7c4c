"""A decode that is larger than anybody needs gives way to a smaller one; pure, as the `Allotment` that it works on.

The smaller one is opened beside it, if the camera gives a session more, and takes over when its pictures come: nobody
sees a gap. One at a time, since for a moment each costs the decoding of both.
"""

from __future__ import annotations

from collections.abc import Callable, Set
from dataclasses import dataclass

from bridge.video.allotted import Stream, Watcher, Wish, pixels
from bridge.video.allotting import Allotment
from bridge.video.frames import Reason

SPARE_S = 10.0  # too large for so long, and it is made smaller
PATIENCE_S = 10.0  # for the smaller one's pictures
AGAIN_S = 300.0  # after a try that came to nothing
WORTH = 2  # times as many pixels as anybody needs
NOBODY = 0  # in the place of a seat's number


@dataclass(frozen=True, slots=True)
class _Change:
    larger: Stream
    heir: Stream
    until: float

    @property
    def watcher(self) -> Watcher:
        return NOBODY, self.larger.number


class Shrinking:
    """Times are time.monotonic() seconds."""

    def __init__(self, allotment: Allotment) -> None:
        self._allotment = allotment
        self._due: dict[int, float] = {}  # of each stream that is too large
        self._change: _Change | None = None

    def step(self, now: float, recorded: Set[int], plays: Callable[[int], bool]) -> Stream | None:
        """Call it before each `settle`. The stream that begins now, which needs a memory.

        `recorded` are the streams that somebody writes to a file, which must not end; `plays` tells of a stream by
        number whether it has pictures.
        """
        self._note_sizes(now)
        if self._change is not None:
            self._go_on(self._change, now, recorded, plays)
            return None
        due = [self._allotment.streams[number] for number, at in self._due.items() if now >= at]
        for stream in due:
            if stream.number not in recorded and plays(stream.number) and self._allotment.spare_session(stream.camera):
                return self._begin(stream, now)
        return None

    def give_up(self, now: float, again_s: float = AGAIN_S) -> None:
        """The larger one stays, for so long at least."""
        if self._change is not None:
            self._allotment.unwatch(self._change.watcher)
            self._due[self._change.larger.number] = now + again_s
            self._change = None

    def _note_sizes(self, now: float) -> None:
        too_large = [it.number for it in self._allotment.streams.values() if self._is_too_large(it)]
        self._due = {number: self._due.get(number, now + SPARE_S) for number in too_large}

    def _is_too_large(self, stream: Stream) -> bool:
        needed = pixels(self._allotment.needed(stream))
        settled = stream.worker and not stream.closing and not stream.heir
        return bool(settled and needed) and needed * WORTH <= pixels(stream.box)

    def _begin(self, larger: Stream, now: float) -> Stream:
        box = self._allotment.needed(larger)
        wish = Wish(camera=larger.camera, sessions=larger.sessions, address=larger.address, box=box)
        heir = self._allotment.watch_alone((NOBODY, larger.number), wish)
        self._change = _Change(larger, heir, now + PATIENCE_S)
        return heir

    def _go_on(self, change: _Change, now: float, recorded: Set[int], plays: Callable[[int], bool]) -> None:
        width, height = self._allotment.needed(change.larger)
        covers = change.heir.box[0] >= width and change.heir.box[1] >= height
        if (
            change.larger.number not in self._due
            or change.larger.number in recorded
            or not covers
            or self._is_in_the_way(change.heir)
        ):
            self.give_up(now, SPARE_S)
        elif not change.heir.worker or now > change.until:
            self.give_up(now)
        elif plays(change.heir.number):
            self._allotment.take_over(change.larger, change.heir)
            self._allotment.unwatch(change.watcher)
            self._change = None

    def _is_in_the_way(self, heir: Stream) -> bool:
        """Somebody waits for a session of the camera, or for a place in a worker."""
        waiting = [it for it in self._allotment.streams.values() if not it.worker and it is not heir]
        return any(it.camera == heir.camera or it.reason is Reason.NO_CAPACITY for it in waiting)
