"""The core's side of the seat protocol: one guarded socket, over which each seat gets all that it can take.

Who speaks is what the key of the connection says. What all seats get is encoded once.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

import msgspec
import zmq

from bridge.core.seat_door import Line, SeatDoor, Trusted, role_of
from bridge.core.seat_pace import Pace
from bridge.protocol import seat as wire
from bridge.protocol.decoding import UNDECODABLE, twice
from bridge.protocol.source import Sample
from bridge.source.keys import Keys, guard
from bridge.source.sockets import end_dead_links
from commandcenter.services.ports import Stamped

log = logging.getLogger(__name__)

SEAT_GONE_S = 5.0
SNAPSHOT_S = 60.0
MAX_COMMAND = 256 * 1024
QUEUED = 2000
# However large their entries are, these fit into one message.
CHUNK_ENTRIES = 200
CHUNK_SAMPLES = 1024 * 1024


class EndpointTaken(Exception):
    """Another program listens at `endpoint`, or it cannot be bound at all."""

    def __init__(self, endpoint: str, reason: str) -> None:
        super().__init__(f"{endpoint}: {reason}")
        self.endpoint = endpoint
        self.reason = reason


class Caller(msgspec.Struct, frozen=True):
    """Who a message is from: the connection, and what its key stands for."""

    sender: bytes
    public: str
    name: str
    role: wire.Role
    line: Line | None


class SeatServer:
    """Owns the ROUTER and its door. `trusted` is also asked on the doorkeeper's thread. Raises EndpointTaken."""

    def __init__(
        self,
        context: zmq.Context[zmq.Socket[bytes]],
        endpoint: str,
        keys: Keys,
        trusted: Trusted,
        clock: Callable[[], float],
    ) -> None:
        self._clock = clock
        self._trusted = trusted
        self._encode = msgspec.msgpack.Encoder().encode
        self._decoder = msgspec.msgpack.Decoder(wire.ToCore)
        self._seats: dict[bytes, Pace] = {}
        self._to_cut: list[Line] = []
        self._refused = 0
        self._samples = 0
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
        if caller.sender in self._seats:
            self._seats[caller.sender].heard = self._clock()
        return caller, message

    def has_joined(self, caller: Caller) -> bool:
        return caller.sender in self._seats

    def hear(self, caller: Caller, beat: wire.SeatBeat) -> None:
        """How far a seat is that has joined."""
        self._seats[caller.sender].hear(beat)

    def may_join(self, caller: Caller) -> bool:
        """Not while its last snapshot is on its way: who does not read would have one after the other queued."""
        seat = self._seats.get(caller.sender)
        if seat is None or seat.acknowledged:
            return True
        if self._clock() - seat.joined_at > SNAPSHOT_S:
            self._drop(seat)
        return False

    def admit(self, caller: Caller, joined: wire.Joined, size: int) -> None:
        """`joined` holds the state at journal size `size`."""
        seat = self._seats.get(caller.sender)
        if seat is None:
            seat = Pace(caller.sender, caller.public, caller.name, caller.role, caller.line)
            self._seats[caller.sender] = seat
        seat.heard = self._clock()
        seat.restart(joined.number, size, seat.heard)
        if not self._post(caller.sender, self._encode(joined)):
            self._seats.pop(caller.sender, None)

    def fault(self, sender: bytes, code: str, text: str) -> None:
        if not self._refused:
            log.warning("a seat sent something that was refused (%s): %s; further ones are counted", code, text)
        self._refused += 1
        self.send(sender, wire.SeatFault(code=code, text=text[:500]))

    def send(self, sender: bytes, message: wire.ToSeat) -> None:
        """To a seat whose queue is full it is not sent: what it wants to know it asks again."""
        self._post(sender, self._encode(message))

    def forget(self, public: str) -> None:
        """The key is trusted no more: its seats get this word, nothing else ever, and their links are cut."""
        for seat in [seat for seat in self._seats.values() if seat.public == public]:
            self.send(seat.sender, _not_trusted())
            self._drop(seat)

    def publish_entries(self, entries: Sequence[Stamped]) -> None:
        """To all that keep pace, in their own order; who does not is told that it is behind."""
        for first, chunk in _chunks(entries):
            data = self._encode(wire.Entries(first=first, entries=chunk))
            for seat in list(self._seats.values()):
                if seat.behind:
                    continue
                if seat.has_room(len(chunk), len(data)) and self._post(seat.sender, data):
                    seat.sent(first + len(chunk), len(data))
                elif seat.sender in self._seats:
                    self._leave_behind(seat, first)

    def publish_samples(self, changed: Collection[wire.SampleKey], newest: Mapping[wire.SampleKey, Sample]) -> None:
        """`changed` since the last call; who still has two messages unread gets the newest of them later."""
        shared: list[bytes] | None = None
        for seat in list(self._seats.values()):
            if seat.behind:
                continue
            if not seat.takes_samples:
                seat.pending.update(changed)
            elif seat.pending:
                keys, seat.pending = seat.pending.union(changed), set()
                self._give(seat, keys, self._sample_messages(keys, newest))
            elif changed:
                if shared is None:
                    shared = self._sample_messages(changed, newest)
                self._give(seat, changed, shared)

    def publish_beat(self, beat: wire.Beat) -> None:
        data = self._encode(beat)
        for seat in list(self._seats.values()):
            if not seat.behind:
                self._post(seat.sender, data)

    def tick(self, size: int) -> None:
        """Once a second: forgets who is gone, says again to who is behind that it is, at journal size `size`."""
        self.door.look()
        lines, self._to_cut = self._to_cut, []
        for line in lines:
            line.cut()
        now = self._clock()
        for seat in list(self._seats.values()):
            gone = now - seat.heard > SEAT_GONE_S
            if gone or (seat.behind and not seat.told):
                self._tell_behind(seat, size)
            if gone:
                # With its connection goes the queue of what it has not read.
                self._drop(seat)

    def health(self, person_of: Callable[[wire.Role], str]) -> tuple[wire.SeatHealth, ...]:
        """All that have joined and were heard of lately."""
        now = self._clock()
        return tuple(
            wire.SeatHealth(
                seat=seat.name,
                role=seat.role,
                person=person_of(seat.role),
                silent_s=round(now - seat.heard, 1),
                unread=seat.unread,
                behind=seat.behind,
            )
            for seat in self._seats.values()
        )

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
        self.send(sender, _not_trusted())
        self._seats.pop(sender, None)
        line = Line.of(frame)
        if line is not None and line not in self._to_cut:
            self._to_cut.append(line)
        return None

    def _drop(self, seat: Pace) -> None:
        """A moment later, so that the last word still gets through."""
        self._seats.pop(seat.sender, None)
        if seat.line is not None and seat.line not in self._to_cut:
            self._to_cut.append(seat.line)

    def _leave_behind(self, seat: Pace, size: int) -> None:
        log.info("seat %s does not keep pace: %d entries unread; it gets a snapshot", seat.name, seat.unread)
        seat.leave_behind()
        self._tell_behind(seat, size)

    def _tell_behind(self, seat: Pace, size: int) -> None:
        if not seat.told:
            seat.told = self._post(seat.sender, self._encode(wire.Behind(size=size)))

    def _give(self, seat: Pace, keys: Collection[wire.SampleKey], messages: Sequence[bytes]) -> None:
        for data in messages:
            if not self._post(seat.sender, data):
                seat.pending.update(keys)
                return
            seat.sampled(self._samples)

    def _sample_messages(
        self, keys: Collection[wire.SampleKey], newest: Mapping[wire.SampleKey, Sample]
    ) -> list[bytes]:
        """Messages of a size that a seat takes, all with the next number."""
        self._samples += 1
        messages: list[bytes] = []
        found: dict[str, list[msgspec.Raw]] = {}
        size = 0
        for key in keys:
            sample = newest.get(key)
            if sample is None:
                continue
            data = self._encode(sample)
            if size + len(data) > CHUNK_SAMPLES:
                messages.append(self._encode(_Samples(number=self._samples, samples=found)))
                found, size = {}, 0
            found.setdefault(key[0], []).append(msgspec.Raw(data))
            size += len(data)
        if found:
            messages.append(self._encode(_Samples(number=self._samples, samples=found)))
        return messages

    def _post(self, sender: bytes, data: bytes) -> bool:
        """False when it did not go: its queue is full, or it is gone (then it is forgotten)."""
        try:
            self.router.send_multipart([sender, data], flags=zmq.NOBLOCK)
        except zmq.Again:
            return False
        except zmq.ZMQError:
            self._seats.pop(sender, None)
            return False
        return True


class _Samples(msgspec.Struct, kw_only=True, tag_field="t", tag="samples"):
    """A telemetry message whose samples are encoded already."""

    number: int
    samples: dict[str, list[msgspec.Raw]]


def _not_trusted() -> wire.SeatFault:
    return wire.SeatFault(code="key", text="this core does not trust your key")


def _chunks(entries: Sequence[Stamped]) -> Iterator[tuple[int, tuple[bytes, ...]]]:
    """The entries in pieces, each with the number of its first entry."""
    for at in range(0, len(entries), CHUNK_ENTRIES):
        chunk = entries[at : at + CHUNK_ENTRIES]
        yield chunk[0].entry.seq, tuple([stamped.data for stamped in chunk])


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
