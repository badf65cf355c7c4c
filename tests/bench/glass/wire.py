"""The bench's side of the wire: a source whose moment of sending is exact, a seat that listens, and the bare path."""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import zmq

from bridge.protocol import seat as seats
from bridge.protocol import source as sources
from bridge.seat.core_key import read_core_key
from bridge.source.doorkeeper import Doorkeeper
from bridge.source.keys import Keys, guard, open_keys, present, read_keys
from commandcenter.adapters.data_folder import DataFolder
from commandcenter.domain.changes.alarms import AlarmRaised
from commandcenter.domain.events import Event, EventId
from commandcenter.domain.journal import Entry
from commandcenter.domain.priority import Priority
from tests.bench.figures import BenchError
from tests.bench.glass.matching import Change

SOURCE, EPOCH = "pumps", "bench"
SEAT = "bench"

Context = zmq.Context[zmq.Socket[bytes]]
Socket = zmq.Socket[bytes]


def bench_keys(data: Path) -> Keys:
    """Those of the bench's seat, which the core of that data folder trusts by itself."""
    return open_keys(DataFolder(data).seat_keys("console", SEAT), SEAT)


class SourceWire:
    """A source that sends each event the moment it is told to; times are monotonic seconds by the event's number."""

    def __init__(self, context: Context, endpoint: str, keys: Keys) -> None:
        self.socket = context.socket(zmq.ROUTER)
        self.socket.linger = 0
        guard(self.socket, keys)
        self.socket.setsockopt(zmq.ROUTER_MANDATORY, 1)
        self.socket.bind(endpoint)
        self.sent: list[float] = []
        self.durable: dict[int, float] = {}
        self.pulled = False
        self.greetings = 0
        self._core = b""
        self._confirmed = 0
        self._decoder = msgspec.msgpack.Decoder(sources.ToSource)

    def send(self, event: Event) -> int:
        """Returns the event's number, which counts from 1."""
        number = len(self.sent) + 1
        raw = msgspec.Raw(msgspec.msgpack.encode(event))
        batch = sources.Batch(epoch=EPOCH, first=number, head=number, events=(raw,))
        data = msgspec.msgpack.encode(batch)
        self.sent.append(time.monotonic())
        self.socket.send_multipart([self._core, data])
        return number

    def receive(self) -> None:
        self._core, data = self.socket.recv_multipart()
        now = time.monotonic()
        match self._decoder.decode(data):
            case sources.Hello():
                self.greetings += 1
                self._say(sources.Welcome(version=1, source=SOURCE, epoch=EPOCH, first=1, head=len(self.sent)))
            case sources.Pull():
                self.pulled = True
            case sources.Durable(seq=seq):
                for number in range(self._confirmed + 1, seq + 1):
                    self.durable[number] = now
                self._confirmed = max(self._confirmed, seq)
            case sources.Ping():
                self._say(sources.Pong(head=len(self.sent)))
            case sources.Fault(code=code, text=text):
                raise BenchError(f"the core refused a message of the source: {code} {text}")
            case _:
                pass

    def _say(self, message: sources.FromSource) -> None:
        self.socket.send_multipart([self._core, msgspec.msgpack.encode(message)])


class SeatWire:
    """A console of its own, at which an officer signs in: hears what is published, acknowledges alarms.

    `alarms`: those of the bench's source by its events' numbers; `critical`: all critical ones by their things.
    """

    def __init__(self, context: Context, endpoint: str, keys: Keys, core: str) -> None:
        self.dealer = context.socket(zmq.DEALER)
        self.dealer.linger = 0
        present(self.dealer, keys, core)
        self.dealer.connect(endpoint)
        self._number = self._parts = self._size = 0
        self.joined = False
        self.published: dict[int, float] = {}
        self.alarms: dict[int, str] = {}
        self.critical: dict[str, str] = {}
        self.signed_in = self._signs_in = False
        self._entry = msgspec.msgpack.Decoder(Entry)
        self._message = msgspec.msgpack.Decoder(seats.ToSeat)
        self.newest = b""

    def join(self) -> None:
        self._say(seats.Join(version=seats.VERSION))

    def beat(self) -> None:
        """Before it has joined it says nothing: the core would only ask it to join."""
        if self.joined:
            self._say(seats.SeatBeat(joined=self._number, parts=self._parts, size=self._size))

    def sign_in(self, account: str, password: str) -> None:
        """At this seat; `signed_in` says when the core has let the person in."""
        self._signs_in = True
        self._say(
            seats.Authenticate(
                id=uuid.uuid4().hex,
                account=account,
                password=password,
                name="session.sign_in",
                args=msgspec.Raw(msgspec.msgpack.encode({})),
                done_at=datetime.now(UTC),
            )
        )

    def acknowledge(self, alarm: str) -> None:
        self.command("alarm.acknowledge", {"alarm": alarm})

    def command(self, name: str, args: Mapping[str, object]) -> float:
        """The monotonic second in which it was sent."""
        raw = msgspec.Raw(msgspec.msgpack.encode(args))
        command = seats.Command(id=uuid.uuid4().hex, name=name, args=raw, done_at=datetime.now(UTC))
        sent = time.monotonic()
        self._say(command)
        return sent

    def _hear(self, message: seats.Entries, now: float) -> None:
        for data in message.entries:
            entry = self._entry.decode(data)
            if isinstance(entry.change, AlarmRaised) and entry.change.alarm.priority is Priority.CRITICAL:
                self.critical[entry.change.alarm.subject] = entry.change.alarm.id
            if isinstance(entry.cause, EventId) and entry.cause.source == SOURCE:
                self.published[entry.cause.seq] = now
                self.newest = data
                if isinstance(entry.change, AlarmRaised):
                    self.alarms[entry.cause.seq] = entry.change.alarm.id

    def receive(self) -> None:
        """An entry counts as published when its bytes are here, before anything is made of them."""
        data = self.dealer.recv()
        now = time.monotonic()
        match self._message.decode(data):
            case seats.Entries() as entries:
                self._hear(entries, now)
                self._size = entries.first + len(entries.entries)
            case seats.Joined(number=number):
                self.joined, self._number = True, number
                self.beat()
            case seats.Part(part=part):
                self._parts = part
                self.beat()
            case seats.Answer(ok=ok, reason=reason):
                if not ok:
                    raise BenchError(f"the core refused what the bench's seat did: {reason}")
                self.signed_in = True
            case seats.Behind():
                self._start_over()
            case seats.SeatFault(code=code, text=text):
                raise BenchError(f"the core refused the bench's seat: {code} {text}")
            case _:
                pass

    def _start_over(self) -> None:
        """Once, when somebody signs in: another person sees another picture. Raises BenchError for any other time."""
        if not self._signs_in:
            raise BenchError("the bench's seat does not keep pace")
        self._signs_in = self.joined = False
        self._parts = 0
        self.join()

    def _say(self, message: seats.ToCore) -> None:
        self.dealer.send(msgspec.msgpack.encode(message))


class BareWire:
    """Bytes to the bare path and back; milliseconds of each round in `took`."""

    def __init__(self, context: Context, take: str, publish: str) -> None:
        self._push = context.socket(zmq.PUSH)
        self._push.linger = 0
        self._push.connect(take)
        self.listener = context.socket(zmq.SUB)
        self.listener.setsockopt(zmq.SUBSCRIBE, b"")
        self.listener.connect(publish)
        self.took: list[float] = []
        self._sent: dict[bytes, float] = {}

    def send(self, data: bytes) -> None:
        number = str(len(self._sent)).encode()
        self._sent[number] = time.monotonic()
        self._push.send_multipart([number, data])

    def hear(self) -> None:
        number, _ = self.listener.recv_multipart()
        self.took.append((time.monotonic() - self._sent[number]) * 1000)


class Wire:
    """All sockets of the bench, served by the one thread that measures; `changes` is what the watcher saw."""

    def __init__(self, source: str, source_keys: Path, data: Path, bare: tuple[str, str]) -> None:
        self._context: Context = zmq.Context()
        self._doorkeeper = Doorkeeper(self._context, lambda public: True, lambda public: None)
        folder = DataFolder(data)
        endpoint = json.loads(folder.running.read_text())["endpoint"]
        self.source = SourceWire(self._context, source, read_keys(source_keys))
        self.seat = SeatWire(self._context, endpoint, bench_keys(data), read_core_key(folder.core_public))
        self.bare = BareWire(self._context, *bare)
        self._watcher = self._context.socket(zmq.PULL)
        self.watch_endpoint = f"tcp://127.0.0.1:{self._watcher.bind_to_random_port('tcp://127.0.0.1')}"
        self.changes: list[Change] = []
        self._handlers: dict[Socket, Callable[[], None]] = {
            self.source.socket: self.source.receive,
            self.seat.dealer: self.seat.receive,
            self.bare.listener: self.bare.hear,
            self._watcher: self._change,
        }
        self._poller = zmq.Poller()
        for socket in self._handlers:
            self._poller.register(socket, zmq.POLLIN)
        self.seat.join()
        self._beaten = time.monotonic()

    def close(self) -> None:
        for socket in self._handlers:
            socket.close(linger=0)
        self._doorkeeper.stop()
        self._context.destroy(linger=0)

    def serve(self, until: float) -> None:
        """Receives until that monotonic second. Raises BenchError when the core refuses or starts over."""
        while (left := until - time.monotonic()) > 0:
            ready = dict(self._poller.poll(max(1, int(left * 1000)) if left > 0.001 else 0))
            for socket, handle in self._handlers.items():
                if socket in ready:
                    handle()
            if time.monotonic() - self._beaten > 1.0:
                self._beaten = time.monotonic()
                self.seat.beat()

    def serve_for(self, seconds: float) -> None:
        self.serve(time.monotonic() + seconds)

    def wait(self, condition: Callable[[], object], what: str, seconds: float = 20.0) -> None:
        """Receives until the condition holds. Raises BenchError when it does not in time."""
        deadline = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > deadline:
                raise BenchError(f"not within {seconds:.0f} s: {what}")
            self.serve_for(0.02)

    def _change(self) -> None:
        self.changes.append(msgspec.msgpack.decode(self._watcher.recv(), type=Change))
