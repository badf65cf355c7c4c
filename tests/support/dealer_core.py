"""A core in miniature for tests of a source: a bare DEALER with a key that speaks source protocol 1."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import Any, Self

import msgpack
import msgspec
import zmq

from bridge.protocol.source import FromSource
from bridge.source.keys import Keys, new_keys, present, read_keys, write_keys

PATIENCE_MS = 5000
SOURCE, CORE = "keys.json", "core.json"


def introduce(folder: Path, source: str, *others: Keys) -> Path:
    """Keys in a source's folder, as the centre makes them: the source's, and a core's that may come in.

    `others` may come in too. Returns the source's key file.
    """
    if not (folder / SOURCE).exists():
        core = new_keys("core-1")
        write_keys(folder / CORE, core)
        write_keys(folder / SOURCE, new_keys(source, [core.public, *(other.public for other in others)]))
    return folder / SOURCE


class Core:
    """Sends maps, receives maps, each of which must be one of the protocol.

    `folder` is that of the source's keys; `keys` in place of the core's pair in it; `queue` messages wait to be read.
    """

    def __init__(
        self, endpoint: str, folder: Path, name: str = "core-1", keys: Keys | None = None, queue: int = 1000
    ) -> None:
        self._context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
        self.socket = self._context.socket(zmq.DEALER)
        self.socket.linger = 0
        self.socket.rcvtimeo = PATIENCE_MS
        self.socket.rcvhwm = queue
        self.keys = keys or read_keys(folder / CORE)
        present(self.socket, self.keys, read_keys(folder / SOURCE).public)
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

    def hears(self, milliseconds: int = 1000) -> bool:
        """Whether anything comes within a time."""
        return bool(self.socket.poll(milliseconds))

    def hello(self) -> dict[str, Any]:
        self.send(t="hello", versions=[1], core=self.name)
        return self.receive()

    def pull(self, epoch: str, after: int, credit: int = 100) -> None:
        self.send(t="pull", epoch=epoch, after=after, credit=credit)

    def durable(self, epoch: str, seq: int) -> None:
        self.send(t="durable", epoch=epoch, seq=seq)

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
