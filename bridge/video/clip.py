"""Writes what a camera sends into a file that somebody else has opened: from the next key frame on, for a while.

On a thread of its own, so that a slow disk holds up no picture.
"""

from __future__ import annotations

import errno
import os
import queue
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from bridge.video.transport_stream import Beginning

MOST_WAITING = 16 * 1024 * 1024  # bytes that the disk has not taken yet
LOOK_EVERY_S = 1.0  # at how full the disk is
BEGIN_WITHIN_S = 20.0  # a camera that sends no key frame for so long gives no clip

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class Why(StrEnum):
    """Why a clip has ended: it was asked for, it was long enough, the disk is full, its stream or worker has gone."""

    ASKED = "asked"
    LIMIT = "limit"
    DISK = "disk"
    LOST = "lost"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Of one clip: at most so many seconds and bytes, and so many bytes stay free on its disk."""

    seconds: float
    bytes: int
    least_free: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What has become of it: `bytes` are in the file, `seconds` of the camera's time, by our clock."""

    why: Why
    seconds: float
    bytes: int


Ended = Callable[[Written], None]


class ClipWriter:
    """`descriptor` is its own from now on. `ended` is called once, on the clip's thread."""

    def __init__(self, descriptor: int, limits: Limits, passed: int, ended: Ended) -> None:
        """`passed`: bytes of the stream that have gone by before the first `feed`."""
        self._descriptor = descriptor
        self._limits = limits
        self._ended = ended
        self._beginning: Beginning | None = Beginning(passed)
        self._waiting: queue.SimpleQueue[bytes | Why] = queue.SimpleQueue()
        self._given = self._taken = self._written = 0
        self._behind = False  # the disk takes less than the camera sends
        self._asked = time.monotonic()
        self._began = self._last = 0.0
        self._looked = 0.0
        self._thread = threading.Thread(target=self._run, name="clip", daemon=True)
        self._thread.start()

    @property
    def over(self) -> bool:
        """It takes nothing any more."""
        return not self._thread.is_alive()

    def feed(self, data: bytes) -> None:
        """The next bytes of the stream; returns at once. From one thread."""
        if self._behind:
            return
        if self._given - self._taken > MOST_WAITING:
            self._behind = True
            self.end(Why.DISK)
            return
        self._given += len(data)
        self._waiting.put(data)

    def end(self, why: Why) -> None:
        """After what it has been fed so far; from any thread. The first reason counts."""
        self._waiting.put(why)

    def join(self, seconds: float) -> None:
        self._thread.join(seconds)

    def _run(self) -> None:
        try:
            why = self._write_all()
        except OSError as error:
            why = Why.DISK if error.errno in _FULL else Why.FAILED
        finally:
            os.close(self._descriptor)
        self._ended(Written(why=why, seconds=max(0.0, self._last - self._began), bytes=self._written))

    def _write_all(self) -> Why:
        while True:
            try:
                piece = self._waiting.get(timeout=LOOK_EVERY_S)
            except queue.Empty:
                piece = b""
            if isinstance(piece, Why):
                return piece
            why = self._take(piece, time.monotonic())
            if why is not None:
                return why

    def _take(self, piece: bytes, now: float) -> Why | None:
        self._taken += len(piece)
        if self._beginning is not None and piece:
            piece = self._beginning.take(piece)
            if piece:
                self._beginning, self._began = None, now
        elif piece:
            self._last = now
        if self._beginning is not None:
            return Why.LOST if now - self._asked > BEGIN_WITHIN_S else None
        self._last = self._last or now
        if now - self._began >= self._limits.seconds or self._written + len(piece) > self._limits.bytes:
            return Why.LIMIT
        if self._disk_is_full(now):
            return Why.DISK
        self._write(piece)
        return None

    def _disk_is_full(self, now: float) -> bool:
        if now - self._looked < LOOK_EVERY_S:
            return False
        self._looked = now
        found = os.fstatvfs(self._descriptor)
        return found.f_bavail * found.f_frsize < self._limits.least_free

    def _write(self, piece: bytes) -> None:
        view = memoryview(piece)
        while view:
            written = os.write(self._descriptor, view)
            self._written += written
            view = view[written:]
