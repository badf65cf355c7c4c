"""The clips that are being written, as the service knows them: whose they are, and which worker writes them."""

from __future__ import annotations

import fcntl
import os
import stat
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bridge.video.allotted import Watcher
from bridge.video.clip import Why
from bridge.video.link import WorkerLink
from bridge.video.messages import Keep, Kept, MessageError, Outcome, Record, Recorded


@dataclass(frozen=True, slots=True)
class _Clip:
    watcher: Watcher
    link: WorkerLink
    stream: int


class Clips:
    """`say` tells a seat what has become of a clip of its."""

    def __init__(self, say: Callable[[int, Recorded], None]) -> None:
        self._say = say
        self._clips: dict[int, _Clip] = {}
        self._last = 0

    def streams(self) -> set[int]:
        """Those that are written to a file now."""
        return {clip.stream for clip in self._clips.values()}

    def begin(
        self, watcher: Watcher, wanted: Record, files: Sequence[int], stream: int, link: WorkerLink | None
    ) -> None:
        """Have the worker of that stream write it. Raises MessageError for what is no plain file to write to."""
        if len(files) != 1 or not _is_open_file(files[0]):
            raise MessageError("a recording comes with one plain file that is open for writing")
        self.leave(watcher)  # one clip a feed
        self._last += 1
        keep = Keep(
            slot=stream,
            clip=self._last,
            seconds=wanted.seconds,
            bytes=wanted.bytes,
            least_free=wanted.least_free,
        )
        if link is not None and link.keep(keep, files[0]):
            self._clips[self._last] = _Clip(watcher, link, stream)
        else:
            self._tell(watcher, Outcome(why=Why.LOST))

    def end(self, watcher: Watcher) -> None:
        """The seat has enough; `ended` follows."""
        for number, clip in self._clips.items():
            if clip.watcher == watcher:
                clip.link.cut(number)

    def leave(self, watcher: Watcher) -> None:
        """Nobody asks for it any more."""
        self.end(watcher)
        self._clips = {number: clip for number, clip in self._clips.items() if clip.watcher != watcher}

    def leave_all(self, seat: int) -> None:
        """That seat is gone."""
        for watcher in {clip.watcher for clip in self._clips.values() if clip.watcher[0] == seat}:
            self.leave(watcher)

    def ended(self, kept: Kept) -> None:
        """A worker has closed its file."""
        clip = self._clips.pop(kept.clip, None)
        if clip is not None:
            self._tell(clip.watcher, kept)

    def fell(self, link: WorkerLink | None) -> None:
        """A worker is dead: what its clips have is what is in their files."""
        for number in [number for number, clip in self._clips.items() if clip.link is link]:
            self._tell(self._clips.pop(number).watcher, Outcome(why=Why.FAILED))

    def _tell(self, watcher: Watcher, outcome: Outcome) -> None:
        seat, feed = watcher
        self._say(seat, Recorded(feed=feed, why=outcome.why, seconds=outcome.seconds, bytes=outcome.bytes))


def _is_open_file(descriptor: int) -> bool:
    """A pipe or a terminal could hold up the worker."""
    access = fcntl.fcntl(descriptor, fcntl.F_GETFL) & os.O_ACCMODE
    return stat.S_ISREG(os.fstat(descriptor).st_mode) and access != os.O_RDONLY
