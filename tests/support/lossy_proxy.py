"""A TCP proxy between a core and a source that loses whole messages, or all of them, and can be a cut network.

It knows no keys: after ZMTP's greeting (64 bytes) everything is frames, and a frame without the command bit is one
sealed message. CURVE wants the numbers of its messages to rise, not to follow each other, so a lost one is noticed
by nobody but the protocol above. A message of several frames (telemetry) would be torn: lead none through it.
"""

from __future__ import annotations

import socket
import time
from collections.abc import Callable
from contextlib import suppress
from random import Random
from threading import Event, Lock, Thread
from types import TracebackType
from typing import BinaryIO, Self

GREETING = 64
LONG, COMMAND = 0x02, 0x04
PATIENCE_S = 5.0


class LossyProxy:
    """Listens at a port of its own in front of the `endpoint` of a source, where nobody need listen yet.

    `lose_replies` and `lose_requests` (0 to 1) may be changed at any moment: what share of the source's and of the
    core's messages is lost. `lost` counts both, `replies` all of the source's messages.
    """

    def __init__(self, endpoint: str, seed: int = 0, *, lose_replies: float = 0.0, lose_requests: float = 0.0) -> None:
        self.lose_replies = lose_replies
        self.lose_requests = lose_requests
        self.lost = self.replies = 0
        self._to = _address(endpoint)
        self._random = Random(seed)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.endpoint = f"tcp://127.0.0.1:{self._listener.getsockname()[1]}"
        self._lock = Lock()
        self._open: set[socket.socket] = set()
        self._threads: set[Thread] = set()
        self._flowing, self._stopping = Event(), Event()
        self._flowing.set()
        self._start(self._accept)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()

    def cut(self) -> None:
        """From now on nothing passes, either way, and nobody is told: what is sent waits."""
        self._flowing.clear()

    def mend(self) -> None:
        self._flowing.set()

    def stop(self) -> None:
        self._stopping.set()
        self._flowing.set()
        with self._lock:
            threads, sockets = set(self._threads), {self._listener, *self._open}
        for it in sockets:
            _shut(it)
        for thread in threads:
            thread.join()

    def _start(self, work: Callable[..., None], *args: object) -> None:
        def run() -> None:
            work(*args)
            with self._lock:
                self._threads.discard(thread)

        thread = Thread(target=run, name="lossy-proxy", daemon=True)
        with self._lock:
            self._threads.add(thread)
        thread.start()

    def _accept(self) -> None:
        while not self._stopping.is_set():
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            self._start(self._link, client)

    def _link(self, client: socket.socket) -> None:
        """As on a wire: who calls a source that is just down waits, and is not told."""
        server = self._call()
        with self._lock:
            self._open |= {client} if server is None else {client, server}
        if server is None or self._stopping.is_set():
            self._end(client, server)
            return
        self._start(self._carry, client, server, False)
        self._carry(server, client, True)

    def _call(self) -> socket.socket | None:
        until = time.monotonic() + PATIENCE_S
        while time.monotonic() < until and not self._stopping.is_set():
            if self._flowing.is_set():
                with suppress(OSError):
                    return _connected(*self._to)
            self._stopping.wait(0.02)
        return None

    def _carry(self, source: socket.socket, to: socket.socket, is_reply: bool) -> None:
        with suppress(OSError):
            _greet(source, to)
            with source.makefile("rb") as words:
                while frame := _frame(words):
                    self._flowing.wait()
                    sealed = not frame[0] & COMMAND
                    self.replies += sealed and is_reply
                    if sealed and self._random.random() < (self.lose_replies if is_reply else self.lose_requests):
                        self.lost += 1
                        continue
                    to.sendall(frame)
        self._end(source, to)

    def _end(self, *sockets: socket.socket | None) -> None:
        for it in sockets:
            if it is not None:
                _shut(it)
                with self._lock:
                    self._open.discard(it)


def _address(endpoint: str) -> tuple[socket.AddressFamily, tuple[str, int] | str]:
    """Of a tcp:// endpoint, or of an ipc:// one that is a name and no file."""
    transport, _, place = endpoint.partition("://")
    if transport == "ipc":
        return socket.AF_UNIX, place.replace("@", "\0", 1)
    host, _, port = place.rpartition(":")
    return socket.AF_INET, (host, int(port))


def _connected(family: socket.AddressFamily, address: tuple[str, int] | str) -> socket.socket:
    made = socket.socket(family)
    try:
        made.connect(address)
    except OSError:
        made.close()
        raise
    return made


def _greet(source: socket.socket, to: socket.socket) -> None:
    """Piece by piece: each side waits for the other's first bytes."""
    left = GREETING
    while left and (words := source.recv(left)):
        to.sendall(words)
        left -= len(words)


def _frame(words: BinaryIO) -> bytes:
    """The next whole frame; b"" at the end."""
    flags = words.read(1)
    if not flags:
        return b""
    size = words.read(8 if flags[0] & LONG else 1)
    return flags + size + words.read(int.from_bytes(size, "big"))


def _shut(it: socket.socket) -> None:
    with suppress(OSError):
        it.shutdown(socket.SHUT_RDWR)
    it.close()
