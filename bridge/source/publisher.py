"""Telemetry on its way out: the newest value of each key, sent by the thread that owns the XPUB socket."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from threading import Lock

import msgpack
import zmq

from .sockets import is_left

MAX_KEYS = 100_000
# What a core that comes late is told at once.
MAX_KEPT = 10_000
SAID_AGAIN_APART_S = 1.0
_HEARD_AT_ONCE = 100
_SUBSCRIBES = b"\x01"


class Publisher:
    """`post` may be called from any thread, all else from one. `bind` binds the XPUB socket where it was."""

    def __init__(self, endpoint: str, socket: zmq.Socket[bytes] | None, bind: Callable[[], zmq.Socket[bytes]]) -> None:
        self.endpoint = endpoint
        self._socket = socket
        self._bind = bind
        self._lock = Lock()
        self._samples: dict[str, bytes] = {}
        self._kept: dict[str, bytes] = {}
        self._number = 0
        self._asked = False
        self._said_again = float("-inf")

    def post(self, key: str, sample: bytes) -> bool:
        """One that has not left yet is replaced; False when there is no room for another key."""
        with self._lock:
            if key not in self._samples and len(self._samples) >= MAX_KEYS:
                return False
            self._samples[key] = sample
            return True

    def send(self) -> None:
        """What is new; to who has just subscribed, and so to all, the newest of every key that is kept."""
        with self._lock:
            samples, self._samples = self._samples, {}
        self._keep(samples)
        if self._socket is None:
            return
        self._hear(self._socket)
        now = time.monotonic()
        if self._asked and now - self._said_again >= SAID_AGAIN_APART_S:
            self._asked, self._said_again = False, now
            samples = {**self._kept, **samples}
        for key, sample in samples.items():
            self._number += 1
            self._socket.send_multipart([key.encode(), sample, msgpack.packb(self._number)])

    def cut(self) -> None:
        """Parts with every subscriber, for one alone cannot be cut: those who may come back at once."""
        self.close()

    def mend(self) -> None:
        """Binds again what was cut, some time before. Raises EndpointTrouble."""
        if self._socket is None and self.endpoint and is_left(self.endpoint):
            self._socket = self._bind()

    def close(self) -> None:
        socket, self._socket = self._socket, None
        if socket is not None:
            socket.close(0)

    def _keep(self, samples: Mapping[str, bytes]) -> None:
        """Those that were published last are kept."""
        for key, sample in samples.items():
            self._kept.pop(key, None)
            self._kept[key] = sample
        while len(self._kept) > MAX_KEPT:
            del self._kept[next(iter(self._kept))]

    def _hear(self, socket: zmq.Socket[bytes]) -> None:
        """Whether somebody has subscribed; what else a subscriber says means nothing."""
        for _ in range(_HEARD_AT_ONCE):
            try:
                self._asked |= socket.recv(zmq.DONTWAIT).startswith(_SUBSCRIBES)
            except zmq.Again:
                return
