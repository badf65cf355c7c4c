"""A source that has the right key and keeps no rule, and one that does not even have that."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Self, TypeVar

import msgspec
import zmq

from bridge.protocol import source as wire
from bridge.source.doorkeeper import Doorkeeper
from bridge.source.keys import Keys, guard, new_keys

Message = TypeVar("Message", bound=msgspec.Struct)

OPEN, SHUT, DEAD, CLEAR = "open", "shut", "dead", "clear"
AT = "2026-11-21T06:00:00Z"


class RoughSource:
    """A bare ROUTER, and a PUB, at free ports; says what the test wants, frame by frame.

    `door`: everybody comes in, nobody does, there is no doorkeeper, or nothing is sealed. What the core has said
    is decoded here and so is known to be of the protocol.
    """

    def __init__(self, source: str, keys: Keys | None = None, door: str = OPEN, port: int = 0) -> None:
        self.id = source
        self.keys = keys or new_keys(source)
        self._context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
        self._doorkeeper = Doorkeeper(self._context, lambda key: door == OPEN, lambda key: None)
        if door == DEAD:
            self._doorkeeper.stop()
        self._clear = door == CLEAR
        self.router, self.endpoint = self._bind(zmq.ROUTER, port)
        self.pub, self.telemetry = self._bind(zmq.PUB, 0)
        self._stopped = door == DEAD
        self._peer = b""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        self.router.close(0)
        self.pub.close(0)
        if not self._stopped:
            self._doorkeeper.stop()
        self._context.term()

    def hear(self, milliseconds: int = 200) -> wire.ToSource | None:
        """The next message, None when none comes."""
        if not self.router.poll(milliseconds):
            return None
        self._peer, data = self.router.recv_multipart()
        message: wire.ToSource = msgspec.msgpack.decode(data, type=wire.ToSource)
        return message

    def expect(self, kind: type[Message], seconds: float = 10.0) -> Message:
        """The next of that kind; others are passed over."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            message = self.hear()
            if isinstance(message, kind):
                return message
        raise AssertionError(f"no {kind.__name__} came")

    def faults(self) -> list[wire.Fault]:
        """All that lie here; whatever else does is passed over."""
        found = []
        while (message := self.hear(0)) is not None:
            if isinstance(message, wire.Fault):
                found.append(message)
        return found

    def say(self, *messages: wire.FromSource | bytes) -> None:
        for message in messages:
            data = message if isinstance(message, bytes) else msgspec.msgpack.encode(message)
            self.frames(data)

    def frames(self, *frames: bytes) -> None:
        """One message of so many frames; waits for room, and passes over a core that is gone."""
        try:
            self.router.send_multipart([self._peer, *frames])
        except zmq.ZMQError as error:
            if error.errno != zmq.EHOSTUNREACH:
                raise

    def welcome(self, **changes: object) -> wire.Pull:
        """Answers every hello until a pull from this log follows; that pull.

        The first hello may have come over a link that is gone, and a pull that is under way be meant for another log.
        """
        welcoming = self.welcoming(**changes)
        until = time.monotonic() + 10.0
        while time.monotonic() < until:
            match self.hear():
                case wire.Hello():
                    self.say(welcoming)
                case wire.Pull() as pull if pull.epoch == welcoming.epoch:
                    return pull
        raise AssertionError("no Pull came")

    def welcoming(self, **changes: object) -> wire.Welcome:
        words: dict[str, object] = {"version": 1, "source": self.id, "epoch": "e", "first": 1, "head": 0, **changes}
        return msgspec.convert(words, wire.Welcome)

    def log(self, first: int, *events: Mapping[str, object] | bytes, epoch: str = "e", head: int = 0) -> None:
        """A batch of these events."""
        self.say(batch(first, *events, epoch=epoch, head=head))

    def until_heard(self) -> None:
        """Until the core has dealt with all that was said."""
        self.say(wire.Ping())
        self.expect(wire.Pong)

    def publish(self, *frames: bytes) -> None:
        self.pub.send_multipart(frames)

    def _bind(self, kind: int, port: int) -> tuple[zmq.Socket[bytes], str]:
        socket = self._context.socket(kind)
        socket.linger = 0
        if not self._clear:
            guard(socket, self.keys)
        socket.sndhwm = 1000 if kind == zmq.ROUTER else 100_000
        if kind == zmq.ROUTER:
            socket.router_mandatory = 1
        socket.bind(f"tcp://127.0.0.1:{port or '*'}")
        return socket, socket.getsockopt_string(zmq.LAST_ENDPOINT)


def batch(first: int, *events: Mapping[str, object] | bytes, epoch: str = "e", head: int = 0) -> wire.Batch:
    raws = [event if isinstance(event, bytes) else msgspec.msgpack.encode(event) for event in events]
    last = first + len(raws) - 1
    return wire.Batch(epoch=epoch, first=first, head=max(head, last), events=tuple(map(msgspec.Raw, raws)))


def alarm(subject: str, **changes: object) -> dict[str, object]:
    return {"kind": "raise", "at": AT, "type": "t", "subject": subject, **changes}


def map_of(*pairs: tuple[object, object]) -> bytes:
    """A MessagePack map with its keys in this order, the same ones twice if so wanted."""
    return bytes([0x80 | len(pairs)]) + b"".join(packed(item) for pair in pairs for item in pair)


def packed(value: object) -> bytes:
    return value if isinstance(value, bytes) else msgspec.msgpack.encode(value)


def deep(levels: int) -> bytes:
    """Lists in lists."""
    return b"\x91" * levels + b"\x90"


def list_of(items: Sequence[bytes]) -> bytes:
    return b"\xdc" + len(items).to_bytes(2, "big") + b"".join(items)
