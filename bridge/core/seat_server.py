"""The seats that have joined: what all of them get is encoded once, and each gets no more than it can take."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

import msgspec

from bridge.core.seat_door import Trusted
from bridge.core.seat_pace import Pace
from bridge.core.seat_pieces import parts, split
from bridge.core.seat_socket import Caller, Context, Gone, SeatSocket
from bridge.protocol import seat as wire
from bridge.protocol.source import Sample
from bridge.source.keys import Keys
from commandcenter.services.permissions import Person
from commandcenter.services.ports import Stamped

log = logging.getLogger(__name__)

SEAT_GONE_S = 5.0
SNAPSHOT_S = 60.0
# However large their entries are, these fit into one message.
CHUNK_ENTRIES = 200
# Making a piece takes a millisecond or two, and many seats may join at once.
PARTS_AT_ONCE = 2


class SeatServer:
    """Knows who has joined over its `socket`, and how far each is. Raises EndpointTaken. `clock`: monotonic seconds."""

    def __init__(
        self, context: Context, endpoint: str, keys: Keys, trusted: Trusted, clock: Callable[[], float]
    ) -> None:
        self._clock = clock
        self._encode = msgspec.msgpack.Encoder().encode
        self._seats: dict[bytes, Pace] = {}
        self._samples = 0
        self.socket = SeatSocket(context, endpoint, keys, trusted)
        self.door = self.socket.door

    def close(self) -> None:
        self.socket.close()

    def receive(self) -> tuple[Caller, wire.ToCore] | None:
        """Caller and message, None when it was refused. Raises zmq.Again when nothing is there."""
        received = self.socket.receive()
        if received is not None and received[0].sender in self._seats:
            self._seats[received[0].sender].heard = self._clock()
        return received

    def has_joined(self, caller: Caller) -> bool:
        return caller.sender in self._seats

    def hear(self, caller: Caller, beat: wire.SeatBeat) -> bool:
        """How far a seat is that has joined; it gets more of its snapshot. Whether somebody looks elsewhere now."""
        seat = self._seats[caller.sender]
        before = seat.looking
        seat.hear(beat, self._clock())
        for _ in range(PARTS_AT_ONCE):
            part = seat.next_part()
            if part is None or not self._post(seat, part):
                break
            seat.part_sent()
        return seat.looking != before

    def may_join(self, caller: Caller) -> bool:
        """Not while its last snapshot is on its way: who does not read would have one after the other queued."""
        seat = self._seats.get(caller.sender)
        return seat is None or seat.acknowledged

    def admit(self, caller: Caller, joined: wire.Joined, shelves: Mapping[str, Iterable[object]]) -> None:
        """`shelves` hold what is not in `joined`, by the fields of a `Part`; they must stay as they are."""
        seat = self._seats.get(caller.sender)
        if seat is None:
            seat = Pace(caller.sender, caller.public, caller.name, caller.role, caller.line)
            self._seats[caller.sender] = seat
        seat.heard = self._clock()
        following = parts(joined.number, shelves, self._encode)
        seat.restart(joined.number, joined.state.size, following, seat.heard)
        if not self._post(seat, self._encode(joined)):
            self._seats.pop(caller.sender, None)

    def forget(self, public: str) -> None:
        """The key is trusted no more: its seats get this word, nothing else ever, and their links are cut."""
        for seat in [seat for seat in self._seats.values() if seat.public == public]:
            self.socket.turn_away(seat.sender)
            self._drop(seat)

    def publish_entries(self, entries: Sequence[Stamped]) -> None:
        """To all that keep pace, in their own order; who does not is told that it is behind."""
        for first, chunk in _chunks(entries):
            data = self._encode(wire.Entries(first=first, entries=chunk))
            for seat in list(self._seats.values()):
                if seat.behind:
                    continue
                if seat.has_room(len(chunk), len(data)) and self._post(seat, data):
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
                self._post(seat, data)

    def tick(self, size: int) -> None:
        """Once a second: forgets who is gone, says again to who is behind that it is, at journal size `size`."""
        self.socket.tick()
        now = self._clock()
        for seat in list(self._seats.values()):
            gone = now - seat.heard > SEAT_GONE_S or seat.stuck(now, SNAPSHOT_S)
            if gone or (seat.behind and not seat.told):
                self._tell_behind(seat, size)
            if gone:
                # With its connection goes the queue of what it has not read.
                self._drop(seat)

    def health(self, person_at: Callable[[Pace], Person]) -> tuple[wire.SeatHealth, ...]:
        """All that have joined and were heard of lately."""
        now = self._clock()
        return tuple(seat.health(person_at(seat), now) for seat in self._seats.values())

    def start_over(self, name: str, public: str) -> None:
        """That console is to join again: another person sits there."""
        for seat in list(self._seats.values()):
            if (seat.name, seat.public, seat.behind) == (name, public, False):
                size = seat.size
                seat.leave_behind()
                self._tell_behind(seat, size)

    def _drop(self, seat: Pace) -> None:
        self._seats.pop(seat.sender, None)
        self.socket.cut(seat.line)

    def _leave_behind(self, seat: Pace, size: int) -> None:
        log.info("seat %r does not keep pace: %d entries unread; it gets a snapshot", seat.name, seat.unread)
        seat.leave_behind()
        self._tell_behind(seat, size)

    def _tell_behind(self, seat: Pace, size: int) -> None:
        if not seat.told:
            seat.told = self._post(seat, self._encode(wire.Behind(size=size)))

    def _give(self, seat: Pace, keys: Collection[wire.SampleKey], messages: Sequence[bytes]) -> None:
        for data in messages:
            if not self._post(seat, data):
                seat.pending.update(keys)
                return
            seat.sampled(self._samples)

    def _sample_messages(
        self, keys: Collection[wire.SampleKey], newest: Mapping[wire.SampleKey, Sample]
    ) -> list[bytes]:
        """Messages of a size that a seat takes, all with the next number."""
        self._samples += 1
        readings = (wire.Reading(key[0], newest[key]) for key in keys if key in newest)
        return [
            self._encode({"t": "samples", "number": self._samples, **piece})
            for piece in split({"samples": readings}, self._encode)
        ]

    def _post(self, seat: Pace, data: bytes) -> bool:
        """False when it did not go: its queue is full, or it is gone (then it is forgotten)."""
        try:
            return self.socket.post(seat.sender, data)
        except Gone:
            self._seats.pop(seat.sender, None)
            return False


def _chunks(entries: Sequence[Stamped]) -> Iterator[tuple[int, tuple[bytes, ...]]]:
    """The entries in pieces, each with the number of its first entry."""
    for at in range(0, len(entries), CHUNK_ENTRIES):
        chunk = entries[at : at + CHUNK_ENTRIES]
        yield chunk[0].entry.seq, tuple([stamped.data for stamped in chunk])
