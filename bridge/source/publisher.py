"""Telemetry on its way out: the newest value of each key, sent by the thread that owns the PUB socket."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock

import zmq

from .sockets import is_left

MAX_KEYS = 100_000


class Publisher:
    """`post` may be called from any thread, all else from one. `bind` binds the PUB socket where it was."""

    def __init__(self, endpoint: str, socket: zmq.Socket[bytes] | None, bind: Callable[[], zmq.Socket[bytes]]) -> None:
        self.endpoint = endpoint
        self._socket = socket
        self._bind = bind
        self._lock = Lock()
        self._samples: dict[str, bytes] = {}

    def post(self, key: str, sample: bytes) -> bool:
        """One that has not left yet is replaced; False when there is no room for another key."""
        with self._lock:
            if key not in self._samples and len(self._samples) >= MAX_KEYS:
                return False
            self._samples[key] = sample
            return True

    def send(self) -> None:
        with self._lock:
            samples, self._samples = self._samples, {}
        if self._socket is None:
            return
        for key, sample in samples.items():
            self._socket.send_multipart([key.encode(), sample])

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
