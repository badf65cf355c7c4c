"""A line to a server that can be cut without a word to either end: connections stand, and nothing passes."""

from __future__ import annotations

import select
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

CHUNK = 65_536


class CutLine:
    """Listens at `port` and passes everything on to the port behind it, unless it is cut."""

    def __init__(self, behind: int) -> None:
        self._behind = behind
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._cut = threading.Event()
        self._stopping = False
        self._pairs: dict[socket.socket, socket.socket] = {}
        self._thread = threading.Thread(target=self._run, name="cut-line")
        self._thread.start()

    def cut(self, cut: bool) -> None:
        """What is on its way waits, and comes late when the line is mended."""
        (self._cut.set if cut else self._cut.clear)()

    def stop(self) -> None:
        self._stopping = True
        self._thread.join()
        for end in (self._listener, *self._pairs):
            end.close()

    def _run(self) -> None:
        while not self._stopping:
            ends = [] if self._cut.is_set() else [self._listener, *self._pairs]
            for ready in select.select(ends, [], [], 0.02)[0]:
                if ready is self._listener:
                    self._accept()
                elif ready in self._pairs:
                    self._pass_on(ready)

    def _accept(self) -> None:
        near, _ = self._listener.accept()
        try:
            far = socket.create_connection(("127.0.0.1", self._behind), timeout=1.0)
        except OSError:
            near.close()
            return
        far.settimeout(None)
        self._pairs |= {near: far, far: near}

    def _pass_on(self, end: socket.socket) -> None:
        other = self._pairs[end]
        data = b""
        with suppress(OSError):
            data = end.recv(CHUNK)
            if data:
                other.sendall(data)
                return
        for each in (end, other):
            del self._pairs[each]
            each.close()


@contextmanager
def cut_line(behind: int) -> Iterator[CutLine]:
    line = CutLine(behind)
    try:
        yield line
    finally:
        line.stop()
