"""Records several sources at once, on one thread, until it is stopped."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence

import zmq

from bridge.recording.keeper import Keeper
from bridge.recording.tap import Tap
from bridge.source.waker import Waker

TICK_S = 0.25
KEYS_S = 2.0
FLUSH_S = 1.0

Servers = Callable[[], Mapping[str, str]]
"""() -> the public key of each source that is trusted now."""


class Recorder:
    """`progress` is called about once a second. `stop` may be called at any moment, also by a signal handler."""

    def __init__(self, taps: Sequence[Tap], keeper: Keeper, servers: Servers, progress: Callable[[], None]) -> None:
        self._taps = taps
        self._keeper = keeper
        self._stopping = False
        self._waker = Waker()
        self._due: list[_Due] = [
            _Due(KEYS_S, lambda: self._trust(servers())),
            _Due(TICK_S, self._tick),
            _Due(FLUSH_S, keeper.flush),
            _Due(FLUSH_S, progress),
        ]

    def run(self, seconds: float | None = None) -> None:
        """Until stopped, or so long. Raises RecordingTrouble when the file cannot be written further."""
        until = time.monotonic() + seconds if seconds is not None else float("inf")
        try:
            while not self._stopping and time.monotonic() < until:
                for due in self._due:
                    due.fire()
                self._serve(until)
        finally:
            for tap in self._taps:
                tap.link.socket.close()
            self._waker.close()
            self._keeper.end()

    def stop(self) -> None:
        self._stopping = True
        self._waker.wake()

    def _serve(self, until: float) -> None:
        """Takes in what comes until something else is due."""
        poller, handlers = self._wired()
        wait = min(until, *(due.next for due in self._due)) - time.monotonic()
        while wait > 0 and not self._stopping and not any(tap.rewired for tap in self._taps):
            ready = dict(poller.poll(int(wait * 1000) + 1))
            for socket, handle in handlers.items():
                if socket in ready:
                    handle()
            wait = min(until, *(due.next for due in self._due)) - time.monotonic()

    def _wired(self) -> tuple[zmq.Poller, dict[zmq.Socket[bytes], Callable[[], object]]]:
        handlers: dict[zmq.Socket[bytes], Callable[[], object]] = {}
        for tap in self._taps:
            tap.rewired = False
            handlers |= dict(_handlers(tap))
        poller = zmq.Poller()
        for socket in handlers:
            poller.register(socket, zmq.POLLIN)
        poller.register(self._waker.fileno(), zmq.POLLIN)
        return poller, handlers

    def _trust(self, servers: Mapping[str, str]) -> None:
        for tap in self._taps:
            tap.trust(servers.get(tap.source, ""))

    def _tick(self) -> None:
        for tap in self._taps:
            tap.tick()


def _handlers(tap: Tap) -> Iterable[tuple[zmq.Socket[bytes], Callable[[], object]]]:
    sockets = tap.link.socket
    telemetry = sockets.feed.socket if sockets.feed else None
    for socket, handler in (
        (sockets.readable, tap.receive),
        (sockets.monitor, sockets.hear_handshakes),
        (telemetry, tap.measure),
    ):
        if socket is not None:
            yield socket, handler


class _Due:
    """Something to be done at a steady pace, at once for the first time."""

    def __init__(self, every: float, call: Callable[[], object]) -> None:
        self.next = 0.0
        self._every = every
        self._call = call

    def fire(self) -> None:
        now = time.monotonic()
        if now >= self.next:
            self.next = now + self._every
            self._call()
