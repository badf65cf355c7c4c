"""Moves what carriers send into the pipes that libVLC reads, on one plain thread for a whole worker.

In between the bytes are counted, and go into clips as well when somebody records. A player that does not read holds up
its own camera and no other. While nobody records, the kernel moves them from pipe to pipe (splice).
"""

from __future__ import annotations

import logging
import os
import select
import threading
import time
from contextlib import suppress

from bridge.video.clip import ClipWriter, Ended, Limits, Why

AT_ONCE = 65_536  # as much as a pipe holds

log = logging.getLogger(__name__)


class Line:
    """One camera's way through the pump. Both descriptors are the pump's from now on."""

    def __init__(self, pump: Pump, source: int, target: int) -> None:
        os.set_blocking(source, False)
        os.set_blocking(target, False)
        self._pump = pump
        self.source, self.target = source, target
        self.passed = 0  # bytes
        self.blocked = False  # the player's pipe is full
        self.held = memoryview(b"")  # of what clips have already and the player has not
        self.clips: list[ClipWriter] = []
        self.closed = False

    def record(self, descriptor: int, limits: Limits, ended: Ended) -> ClipWriter:
        """Write from the next key frame on; `ended` is called once, on another thread."""
        return self._pump.record(self, descriptor, limits, ended)

    @property
    def recorded(self) -> bool:
        return any(not clip.over for clip in self.clips)

    def close(self) -> None:
        """End the line and its clips. The descriptors are closed soon after."""
        self._pump.close_line(self)

    def move(self) -> bool:
        """Move what there is, with as much as the player takes; False when nothing more will come."""
        self.clips = [clip for clip in self.clips if not clip.over]
        try:
            if self.clips or self.held:
                return self._copy()
            moved = os.splice(self.source, self.target, AT_ONCE, flags=os.SPLICE_F_NONBLOCK)
            self.passed += moved
            return moved > 0
        except BlockingIOError:
            self.blocked = not self.blocked  # it was ready at the one end, so it waits for the other
            return True

    def _copy(self) -> bool:
        if not self.held:
            data = os.read(self.source, AT_ONCE)
            if not data:
                return False
            self.passed += len(data)
            for clip in self.clips:
                clip.feed(data)
            self.held = memoryview(data)
        with suppress(BlockingIOError):
            self.held = self.held[os.write(self.target, self.held) :]
        self.blocked = len(self.held) > 0
        return True


class Pump:
    """Starts its thread with the first line and keeps it. Its methods may come from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._lines: set[Line] = set()
        self._wake = os.eventfd(0, os.EFD_NONBLOCK | os.EFD_CLOEXEC)
        self._thread: threading.Thread | None = None
        self._ended = False

    def carry(self, source: int, target: int) -> Line:
        """Move from `source` to `target` until the end of `source`, or until the line is closed."""
        line = Line(self, source, target)
        with self._lock:
            self._lines.add(line)
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="video-pump", daemon=True)
                self._thread.start()
        os.eventfd_write(self._wake, 1)
        return line

    def record(self, line: Line, descriptor: int, limits: Limits, ended: Ended) -> ClipWriter:
        with self._lock:
            clip = ClipWriter(descriptor, limits, line.passed, ended)
            if line.closed:
                clip.end(Why.LOST)
            else:
                line.clips = [*line.clips, clip]
        return clip

    def close_line(self, line: Line) -> None:
        with self._lock:
            line.closed = True
        os.eventfd_write(self._wake, 1)

    def cpu_seconds(self) -> float:
        """What its thread has used so far."""
        thread = self._thread.ident if self._thread is not None else None
        return time.clock_gettime(time.pthread_getcpuclockid(thread)) if thread else 0.0

    def stop(self) -> None:
        """Close all lines and end the thread."""
        self._ended = True
        os.eventfd_write(self._wake, 1)
        if self._thread is not None:
            self._thread.join()
        os.close(self._wake)

    def _run(self) -> None:
        watched: dict[int, Line] = {}
        poller = select.poll()
        poller.register(self._wake, select.POLLIN)
        while not self._ended:
            for descriptor, _ in poller.poll():
                if descriptor == self._wake:
                    self._look(poller, watched)
                elif descriptor in watched:
                    self._serve(poller, watched, descriptor)
        for line in list(self._lines):
            self._drop(line)

    def _look(self, poller: select.poll, watched: dict[int, Line]) -> None:
        """Lines that are new, and those that were closed."""
        with suppress(BlockingIOError):
            os.eventfd_read(self._wake)
        with self._lock:
            lines = list(self._lines)
        known = set(watched.values())
        for line in lines:
            if line.closed:
                _forget(poller, watched, line)
                self._drop(line)
            elif line not in known:
                _wait(poller, watched, line)

    def _serve(self, poller: select.poll, watched: dict[int, Line], descriptor: int) -> None:
        line = watched[descriptor]
        before = line.blocked
        with self._lock:  # so that a clip knows exactly how much has passed before it
            try:
                going = line.move()
            except BrokenPipeError:  # the player has gone first
                going = False
            except OSError as error:
                log.error("a camera's stream cannot be moved on: %s", error.strerror)
                going = False
        if not going:
            _forget(poller, watched, line)
            self._drop(line)
        elif line.blocked != before:
            _forget(poller, watched, line)
            _wait(poller, watched, line)

    def _drop(self, line: Line) -> None:
        with self._lock:
            self._lines.discard(line)
            line.closed = True
            clips, line.clips = line.clips, []
            os.close(line.source)
            os.close(line.target)
        for clip in clips:
            clip.end(Why.LOST)


def _wait(poller: select.poll, watched: dict[int, Line], line: Line) -> None:
    """For whichever end of it is not ready."""
    descriptor, event = (line.target, select.POLLOUT) if line.blocked else (line.source, select.POLLIN)
    watched[descriptor] = line
    poller.register(descriptor, event)


def _forget(poller: select.poll, watched: dict[int, Line], line: Line) -> None:
    for descriptor in [it for it, other in watched.items() if other is line]:
        del watched[descriptor]
        poller.unregister(descriptor)
