"""The core's one thread: waits for sources and seats, lets the core decide and commit, publishes what came out.

Each round serves every ready socket once, so that a flood from one source delays the others by one batch at most.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

import zmq

from bridge.core.seat_desk import People, SeatDesk
from bridge.core.seat_server import SeatServer
from bridge.core.source_desk import SourceDesk
from bridge.core.source_link import SourceLink
from bridge.core.telemetry import Telemetry
from bridge.core.working import Working
from commandcenter.services.core import Core

BEAT_S = 1.0
TICK_S = 0.25


class CoreLoop:
    """Runs until `stop` is called, from another thread or a signal handler."""

    def __init__(
        self,
        core: Core,
        server: SeatServer,
        links: Sequence[SourceLink],
        telemetry: Telemetry,
        people: People,
        now: Callable[[], datetime],
        version: str,
        secrets: Mapping[str, str],
    ) -> None:
        self._core = core
        self._server = server
        self._telemetry = telemetry
        self._version = version
        self._working = Working(core, server)
        self._sources = SourceDesk(self._working, links, telemetry)
        self._seats = SeatDesk(self._working, server, self._sources, telemetry, people, now, version, secrets)
        self._wake_read, self._wake_write = os.pipe()
        self._ending = threading.RLock()
        self._stopping = False
        self._closed = False

    def run(self) -> None:
        """Serves until stopped. Raises StoreTrouble when the store is broken for good."""
        poller = zmq.Poller()
        handlers: dict[zmq.Socket[bytes], Callable[[], None]] = {
            self._server.router: self._seats.serve,
            **self._sources.handlers(),
        }
        for socket in handlers:
            poller.register(socket, zmq.POLLIN)
        poller.register(self._wake_read, zmq.POLLIN)
        try:
            self._working.do(lambda: self._core.start(self._version))
            self._serve(poller, handlers)
        finally:
            self._close()

    def _serve(self, poller: zmq.Poller, handlers: Mapping[zmq.Socket[bytes], Callable[[], None]]) -> None:
        timers = [_Timer(BEAT_S, self._beat), _Timer(TICK_S, self._tick)]
        while not self._stopping:
            ready = dict(poller.poll(max(1, int(min(timer.due() for timer in timers) * 1000))))
            for socket, handle in handlers.items():
                if socket in ready:
                    handle()
            for timer in timers:
                timer.fire()

    def stop(self) -> None:
        """May be called at any moment and more than once, also when the loop has ended by itself."""
        # Re-entrant: a signal handler may interrupt `_close` in the same thread.
        with self._ending:
            self._stopping = True
            if not self._closed:
                os.write(self._wake_write, b"x")

    def _beat(self) -> None:
        if self._working.trouble and self._working.resume():
            self._sources.start_over()
        self._sources.tick()
        self._seats.beat()

    def _tick(self) -> None:
        self._seats.send_telemetry()
        if not self._working.trouble:
            self._working.do(self._core.tick)

    def _close(self) -> None:
        self._sources.close()
        self._telemetry.close()
        self._server.close()
        with self._ending:
            self._closed = True
            os.close(self._wake_read)
            os.close(self._wake_write)


class _Timer:
    """Fires at a steady pace by the monotonic clock."""

    def __init__(self, every: float, call: Callable[[], None]) -> None:
        self._every = every
        self._call = call
        self._next = time.monotonic()

    def due(self) -> float:
        return max(0.0, self._next - time.monotonic())

    def fire(self) -> None:
        if time.monotonic() >= self._next:
            self._next = time.monotonic() + self._every
            self._call()
