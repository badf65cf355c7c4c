"""The core's side of the seat protocol: answers seats, publishes entries, telemetry and the beat."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence

import msgspec
import zmq

from bridge.protocol import seat as wire
from commandcenter.services.ports import Stamped

log = logging.getLogger(__name__)

SEAT_GONE_S = 5.0
MAX_COMMAND = 256 * 1024


class EndpointTaken(Exception):
    """Another program listens at `endpoint`, or it cannot be bound at all."""

    def __init__(self, endpoint: str, reason: str) -> None:
        super().__init__(f"{endpoint}: {reason}")
        self.endpoint = endpoint
        self.reason = reason


class _Seat(msgspec.Struct):
    name: str
    role: wire.Role
    heard: float


class SeatServer:
    """Owns the ROUTER for commands and the PUB for changes. Raises EndpointTaken."""

    def __init__(
        self,
        context: zmq.Context[zmq.Socket[bytes]],
        commands: str,
        changes: str,
        clock: Callable[[], float],
    ) -> None:
        self._clock = clock
        self._encode = msgspec.msgpack.Encoder().encode
        self._decoder = msgspec.msgpack.Decoder(wire.ToCore)
        self._seats: dict[bytes, _Seat] = {}
        self._refused = 0
        self.router = _bound(context, zmq.ROUTER, commands)
        try:
            self.publisher = _bound(context, zmq.PUB, changes)
        except EndpointTaken:
            self.router.close(linger=0)
            raise

    def close(self) -> None:
        self.router.close(linger=200)
        self.publisher.close(linger=200)

    def receive(self) -> tuple[bytes, wire.ToCore] | None:
        """Sender and message, or None when the message was refused (the sender got a fault)."""
        sender, *rest = self.router.recv_multipart(flags=zmq.NOBLOCK)
        try:
            if len(rest) != 1:
                raise msgspec.DecodeError(f"{len(rest)} frames where one is expected")
            message = self._decoder.decode(rest[0])
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, OverflowError) as error:
            self.fault(sender, "malformed", str(error))
            return None
        if sender in self._seats:
            self._seats[sender].heard = self._clock()
        return sender, message

    def admit(self, sender: bytes, message: wire.Join) -> None:
        self._seats[sender] = _Seat(message.seat, message.role, self._clock())

    def seat_of(self, sender: bytes) -> tuple[str, wire.Role] | None:
        known = self._seats.get(sender)
        return (known.name, known.role) if known else None

    def fault(self, sender: bytes, code: str, text: str) -> None:
        if not self._refused:
            log.warning("a seat sent something that was refused (%s): %s; further ones are counted", code, text)
        self._refused += 1
        self.send(sender, wire.SeatFault(code=code, text=text[:500]))

    def send(self, sender: bytes, message: wire.ToSeat) -> None:
        """A seat that is gone or does not read is forgotten: it joins again and gets everything."""
        try:
            self.router.send_multipart([sender, self._encode(message)], flags=zmq.NOBLOCK)
        except zmq.ZMQError:
            self._seats.pop(sender, None)

    def publish_entries(self, entries: Sequence[Stamped]) -> None:
        if entries:
            message = wire.Entries(first=entries[0].entry.seq, entries=tuple(stamped.data for stamped in entries))
            self.publisher.send_multipart([wire.ENTRIES, self._encode(message)])

    def publish(self, topic: bytes, message: msgspec.Struct) -> None:
        self.publisher.send_multipart([topic, self._encode(message)])

    def health(self, person_of: Callable[[wire.Role], str]) -> tuple[wire.SeatHealth, ...]:
        """Seats that were heard of lately."""
        now = self._clock()
        self._seats = {key: seat for key, seat in self._seats.items() if now - seat.heard <= SEAT_GONE_S}
        return tuple(
            wire.SeatHealth(
                seat=seat.name, role=seat.role, person=person_of(seat.role), silent_s=round(now - seat.heard, 1)
            )
            for seat in self._seats.values()
        )


def _bound(context: zmq.Context[zmq.Socket[bytes]], kind: int, endpoint: str) -> zmq.Socket[bytes]:
    socket = context.socket(kind)
    socket.linger = 0
    socket.setsockopt(zmq.MAXMSGSIZE, MAX_COMMAND)
    socket.setsockopt(zmq.SNDHWM, 10_000)
    if kind == zmq.ROUTER:
        socket.setsockopt(zmq.ROUTER_MANDATORY, 1)
    try:
        socket.bind(endpoint)
    except zmq.ZMQError as error:
        socket.close(linger=0)
        raise EndpointTaken(endpoint, str(error)) from error
    return socket
