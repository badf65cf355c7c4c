"""A core in miniature for tests of a source: a bare DEALER that speaks source protocol 1."""

from __future__ import annotations

from types import TracebackType
from typing import Any, Self

import msgpack
import msgspec
import zmq

from bridge.protocol.source import FromSource

PATIENCE_MS = 5000


class Core:
    """Sends maps, receives maps; every received message must be one of the protocol."""

    def __init__(self, endpoint: str, name: str = "core-1") -> None:
        self._context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
        self.socket = self._context.socket(zmq.DEALER)
        self.socket.linger = 0
        self.socket.rcvtimeo = PATIENCE_MS
        self.socket.connect(endpoint)
        self.name = name

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._context.destroy(0)

    def send(self, **message: object) -> None:
        self.socket.send(msgpack.packb(message, datetime=True))

    def receive(self) -> dict[str, Any]:
        """The next message that is not the source's own ping."""
        while True:
            frame = self.socket.recv()
            msgspec.msgpack.decode(frame, type=FromSource)
            message: dict[str, Any] = msgpack.unpackb(frame, timestamp=3)
            if message["t"] != "ping":
                return message

    def hello(self) -> dict[str, Any]:
        self.send(t="hello", versions=[1], core=self.name)
        return self.receive()

    def pull(self, epoch: str, after: int, credit: int = 100) -> None:
        self.send(t="pull", epoch=epoch, after=after, credit=credit)

    def events(self, count: int) -> list[tuple[int, dict[str, Any]]]:
        """The next `count` events with their numbers."""
        found: list[tuple[int, dict[str, Any]]] = []
        while len(found) < count:
            batch = self.receive()
            assert batch["t"] == "batch", batch
            found += enumerate(batch["events"], start=batch["first"])
        return found

    def silent(self) -> bool:
        """Whether nothing is on its way: a ping is answered before anything else comes."""
        self.send(t="ping")
        return bool(self.receive()["t"] == "pong")
