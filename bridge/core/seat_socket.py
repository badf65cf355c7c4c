"""The seats' one guarded socket: who speaks over it is what the key of the connection says, looked up each time."""

from __future__ import annotations

import logging
from typing import NamedTuple

import msgspec
import zmq

from bridge.core.seat_door import Line, SeatDoor, Trusted, role_of
from bridge.protocol import seat as wire
from bridge.protocol.decoding import twice
from bridge.source.keys import Keys, guard
from bridge.source.sockets import end_dead_links
from commandcenter.domain.errors import UNDECODABLE

log = logging.getLogger(__name__)

MAX_COMMAND = 256 * 1024
QUEUED = 2000

Context = zmq.Context[zmq.Socket[bytes]]


class EndpointTaken(Exception):
    """Another program listens at `endpoint`, or it cannot be bound at all."""

    def __init__(self, endpoint: str, reason: str) -> None:
        super().__init__(f"{endpoint}: {reason}")
        self.endpoint = endpoint
        self.reason = reason


class Gone(Exception):
    """That connection is no more."""


class Caller(NamedTuple):
    """Who a message is from: the connection, and what its key stands for."""

    sender: bytes
    public: str
    name: str
    role: wire.SeatKind
    line: Line | None


class SeatSocket:
    """The ROUTER and its door. `trusted` is also asked on the doorkeeper's thread. Raises EndpointTaken."""

    def __init__(self, context: Context, endpoint: str, keys: Keys, trusted: Trusted) -> None:
        self._trusted = trusted
        self._decoder = msgspec.msgpack.Decoder(wire.ToCore)
        self._to_cut: list[Line] = []
        self._refused = 0
        self.door = SeatDoor(context, trusted)
        self.router = context.socket(zmq.ROUTER)
        self.monitor = self.door.watch(self.router)
        try:
            _bind(self.router, endpoint, keys)
        except EndpointTaken:
            self.close()
            raise

    def close(self) -> None:
        self.door.unwatch()
        self.router.close(linger=200)
        self.door.close()

    def receive(self) -> tuple[Caller, wire.ToCore] | None:
        """Caller and message, None when it was refused (the sender got a fault). Raises zmq.Again: nothing there."""
        sender, *frames = self.router.recv_multipart(flags=zmq.NOBLOCK, copy=False)
        caller = self._caller(sender.bytes, frames[-1]) if frames else None
        if caller is None:
            return None
        try:
            if len(frames) != 1:
                raise msgspec.DecodeError(f"{len(frames)} frames where one is expected")
            message: wire.ToCore = self._decoder.decode(frames[0].bytes)
            if twice(frames[0].bytes):
                raise msgspec.DecodeError("a key stands twice")
        except UNDECODABLE as error:
            self.fault(caller.sender, "malformed", str(error))
            return None
        return caller, message

    def trusts(self, caller: Caller) -> bool:
        """Whether it may still come in as what it was when its message came."""
        key = self._trusted(caller.public)
        return key is not None and (role_of(key), key.id) == (caller.role, caller.name)

    def post(self, sender: bytes, data: bytes) -> bool:
        """False when its queue is full. Raises Gone."""
        try:
            self.router.send_multipart([sender, data], flags=zmq.NOBLOCK)
        except zmq.Again:
            return False
        except zmq.ZMQError as error:
            raise Gone from error
        return True

    def send(self, sender: bytes, message: wire.ToSeat) -> None:
        """To who is gone, or whose queue is full, it is not sent: what it wants to know it asks again."""
        try:
            self.post(sender, msgspec.msgpack.encode(message))
        except Gone:
            return

    def fault(self, sender: bytes, code: str, text: str) -> None:
        if not self._refused:
            log.warning("a seat sent something that was refused (%s): %r; further ones are counted", code, text)
        self._refused += 1
        self.send(sender, wire.SeatFault(code=code, text=text[:500]))

    def turn_away(self, sender: bytes) -> None:
        """The last word to who is trusted no more."""
        self.send(sender, wire.SeatFault(code="key", text="this core does not trust your key"))

    def cut(self, line: Line | None) -> None:
        """A moment later, so that the last word still gets through."""
        if line is not None and line not in self._to_cut:
            self._to_cut.append(line)

    def tick(self) -> None:
        """Once a second."""
        self.door.look()
        lines, self._to_cut = self._to_cut, []
        for line in lines:
            line.cut()

    def _caller(self, sender: bytes, frame: zmq.Frame) -> Caller | None:
        """None for who is trusted no more, though it was when it came in."""
        try:
            public = str(frame.get("User-Id"))
        except zmq.ZMQError:
            public = ""
        key = self._trusted(public)
        role = role_of(key)
        if key is not None and role is not None:
            return Caller(sender, public, key.id, role, Line.of(frame))
        self.door.refusals.note(public, self.door.why(public))
        self.turn_away(sender)
        self.cut(Line.of(frame))
        return None


def _bind(router: zmq.Socket[bytes], endpoint: str, keys: Keys) -> None:
    router.linger = 0
    guard(router, keys)
    router.setsockopt(zmq.ROUTER_MANDATORY, 1)
    router.setsockopt(zmq.MAXMSGSIZE, MAX_COMMAND)
    router.setsockopt(zmq.SNDHWM, QUEUED)
    router.setsockopt(zmq.RCVHWM, QUEUED)
    end_dead_links(router)
    try:
        router.bind(endpoint)
    except zmq.ZMQError as error:
        raise EndpointTaken(endpoint, str(error)) from error
