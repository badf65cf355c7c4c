"""The core's side of the seats on a real socket in a thread, without sources: the test does their part."""

from __future__ import annotations

import os
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TypeVar

import msgspec
import zmq

from bridge.core.manning import Manning, People
from bridge.core.proving_desk import ProvingDesk
from bridge.core.seat_desk import SeatDesk
from bridge.core.seat_server import SeatServer
from bridge.core.working import Working
from bridge.mailbox import Mailbox
from bridge.protocol import seat as wire
from bridge.protocol.source import Sample
from bridge.seat.cores import CoreAt
from bridge.seat.happenings import Entered, Happening, Newest, SeatMailbox
from bridge.seat.link import SeatLink
from bridge.source.keys import Keys, new_keys, present
from bridge.source.sockets import bound
from commandcenter.domain.assets import Addresses
from commandcenter.domain.catalogue import Catalogue
from commandcenter.domain.changes.operating import Acted
from commandcenter.domain.events import Raised
from commandcenter.domain.journal import Entry, Outcome
from commandcenter.domain.keys import Key, KeyKind
from commandcenter.services.camera_health.asking import CameraMeasurer
from commandcenter.services.commands import Offline
from commandcenter.services.core import Batch, Core
from commandcenter.services.credentials import Checking
from commandcenter.services.doubts import Log
from commandcenter.services.operating import command_table
from commandcenter.services.ports import Stamped
from commandcenter.services.quality.asking import Measurer
from commandcenter.services.searching import Searcher
from tests.support.cores import START, WANG, MemoryStore, source_key
from tests.support.ports import ANY_PORT
from tests.support.waiting import eventually

COMMIT = 2000

Context = zmq.Context[zmq.Socket[bytes]]
Result = TypeVar("Result")


class NoSources:
    def health(self) -> tuple[wire.SourceHealth, ...]:
        return ()


class Readings:
    """Telemetry that the test has `put`."""

    def __init__(self) -> None:
        self.newest: dict[wire.SampleKey, Sample] = {}
        self.past: list[tuple[str, str, list[wire.Point]]] = []
        self.refused = self.dropped = 0
        self._changed: set[wire.SampleKey] = set()

    def put(self, source: str, key: str, value: float) -> None:
        sample = Sample(key=key, type="t", at=datetime.now(UTC), values={"value": value})
        self.newest[source, key] = sample
        self._changed.add((source, key))

    @property
    def book(self) -> Readings:
        return self

    def series(self) -> list[tuple[str, str, list[wire.Point]]]:
        return self.past

    def changed(self) -> set[wire.SampleKey]:
        found, self._changed = self._changed, set()
        return found


class SeatCore:
    """`do` runs something on the core's thread; `keys` are those that the centre trusts."""

    def __init__(
        self,
        store: MemoryStore,
        checking: Checking | None = None,
        people: People | None = None,
        secrets: dict[str, Addresses] | None = None,
        searcher: Searcher | None = None,
        measurer: Measurer | None = None,
        camera_measurer: CameraMeasurer | None = None,
    ) -> None:
        self.keys = new_keys("core")
        self.trusted: dict[str, Key] = {}
        self.context: Context = zmq.Context()
        self.store = store
        self.core = Core(store, command_table(), Catalogue(), lambda: datetime.now(UTC))
        self.server = SeatServer(self.context, ANY_PORT, self.keys, self.trusted.get, time.monotonic)
        self.endpoint = bound(self.server.socket.router)
        self.working = Working(self.core, self.server)
        self.readings = Readings()
        manning = Manning(self.working, self.server, people or (lambda state, here: WANG), secrets or {})
        self.proving = ProvingDesk(self.working, self.server, manning, checking)
        self.desk = SeatDesk(
            self.working,
            self.server,
            NoSources(),
            self.readings,
            manning,
            self.proving,
            lambda: datetime.now(UTC),
            "test",
            searcher,
            measurer=measurer,
            camera_measurer=camera_measurer,
        )
        self._work: deque[Callable[[], None]] = deque()
        self._wake_read, self._wake_write = os.pipe()
        self._stopping = False
        self._thread = threading.Thread(target=self._run, name="seat-core")
        self._thread.start()
        self.do(self._open_source)

    def trust(self, kind: KeyKind = KeyKind.CONSOLE, name: str = "desk") -> Keys:
        """New keys that may come in."""
        keys = new_keys(name)
        self.trusted[keys.public] = Key(public=keys.public, kind=kind, id=name, by="test", trusted_at=START)
        return keys

    def revoke(self, keys: Keys) -> None:
        key = self.trusted[keys.public]
        self.trusted[keys.public] = msgspec.structs.replace(key, revoked_at=START)
        self.do(lambda: self.server.forget(keys.public))

    def do(self, work: Callable[[], Result]) -> Result:
        done: list[Result] = []
        self._work.append(lambda: done.append(work()))
        os.write(self._wake_write, b"x")
        eventually(lambda: done or not self._thread.is_alive(), 30, "the core's thread has done it")
        assert done, "the core's thread has ended"
        return done[0]

    def raise_alarm(self, number: int) -> None:
        """Event `number` of a source; the numbers follow each other."""
        event = msgspec.msgpack.encode(Raised(at=START, type="t", subject=f"s{number}"))
        batch = Batch(source="s", epoch="e", first=number, events=[event])
        self.do(lambda: self.working.do(lambda: self.core.take([batch])))

    def publish_made_up(self, count: int) -> None:
        """Entries of half a kilobyte that go on from the state's size, as commits would bring them at full speed."""
        left = count
        while left > 0:
            self.do(partial(self._publish, min(left, COMMIT)))
            left -= COMMIT

    def stop(self) -> None:
        self._stopping = True
        os.write(self._wake_write, b"x")
        self._thread.join()
        self.context.term()
        os.close(self._wake_read)
        os.close(self._wake_write)

    def _publish(self, count: int) -> None:
        state = self.core.state
        entries = [made_up(seq) for seq in range(state.size, state.size + count)]
        state.size += count
        self.server.publish_entries([Stamped(entry, msgspec.msgpack.encode(entry)) for entry in entries])

    def _open_source(self) -> None:
        self.core.trust([source_key("s")])
        self.core.open_source("s", Log(epoch="e", first=1, head=0))

    def _run(self) -> None:
        """Whatever it ends with, its sockets are closed: the context would wait for them for ever."""
        try:
            self._serve()
        finally:
            self.proving.close()
            self.server.close()

    def _serve(self) -> None:
        poller = zmq.Poller()
        handlers = self.desk.handlers()
        for socket in handlers:
            poller.register(socket, zmq.POLLIN)
        poller.register(self._wake_read, zmq.POLLIN)
        beats = quarters = 0.0
        while not self._stopping:
            ready = dict(poller.poll(50))
            for socket, handle in handlers.items():
                if socket in ready:
                    handle()
            if self._wake_read in ready:
                os.read(self._wake_read, 1)
            if self._work:
                self._work.popleft()()
            if time.monotonic() >= beats:
                beats = time.monotonic() + 1.0
                if self.working.trouble:
                    self.working.resume()
                self.desk.beat()
            if time.monotonic() >= quarters:
                quarters = time.monotonic() + 0.25
                self.desk.send_telemetry()


def made_up(seq: int) -> Entry:
    change = Acted(action="map.move", detail={"lon": 106.55, "lat": 29.59, "zoom": float(seq), "text": "." * 350})
    return Entry(
        seq=seq, at=START, actor="wang", seat="desk", subject="map", cause=None, outcome=Outcome.DONE, change=change
    )


class Peer:
    """A DEALER that says what the test wants; without `keys` it shows none."""

    def __init__(self, endpoint: str, keys: Keys | None, core: str) -> None:
        self._context: Context = zmq.Context()
        self.socket = self._context.socket(zmq.DEALER)
        self.socket.linger = 0
        if keys is not None:
            present(self.socket, keys, core)
        self.socket.connect(endpoint)
        self.parts: list[wire.Part] = []

    def say(self, message: wire.ToCore | bytes) -> None:
        data = message if isinstance(message, bytes) else msgspec.msgpack.encode(message)
        self.socket.send(data)

    def hear(self, seconds: float = 5.0) -> wire.ToSeat | None:
        """The next message, None when none comes."""
        if not self.socket.poll(int(seconds * 1000)):
            return None
        message: wire.ToSeat = msgspec.msgpack.decode(self.socket.recv(), type=wire.ToSeat)
        return message

    def expect(self, kind: type[Result], seconds: float = 30.0) -> Result:
        """The next of that kind; others are passed over."""
        deadline = time.monotonic() + seconds
        while (left := deadline - time.monotonic()) > 0:
            message = self.hear(left)
            if isinstance(message, kind):
                return message
        raise AssertionError(f"no {kind.__name__} came")

    def join(self) -> wire.Joined:
        """With all its parts, which are in `parts` then."""
        self.say(wire.Join(version=wire.VERSION))
        joined = self.expect(wire.Joined)
        self.say(wire.SeatBeat(joined=joined.number, size=joined.state.size))
        self.parts = [self.expect(wire.Part)]
        while not self.parts[-1].last:
            self.acknowledge(joined, joined.state.size)
            self.parts.append(self.expect(wire.Part))
        self.acknowledge(joined, joined.state.size)
        return joined

    def acknowledge(self, joined: wire.Joined, size: int, samples: int = 0) -> None:
        self.say(wire.SeatBeat(joined=joined.number, parts=len(self.parts), size=size, samples=samples))

    def close(self) -> None:
        self.socket.close(linger=0)
        self._context.term()


@contextmanager
def seat_core(
    store: MemoryStore,
    checking: Checking | None = None,
    people: People | None = None,
    secrets: dict[str, Addresses] | None = None,
    searcher: Searcher | None = None,
    measurer: Measurer | None = None,
    camera_measurer: CameraMeasurer | None = None,
) -> Iterator[SeatCore]:
    """Without `people` the officer Wang sits everywhere."""
    core = SeatCore(store, checking, people, secrets, searcher, measurer, camera_measurer)
    try:
        yield core
    finally:
        core.stop()


@contextmanager
def peer(core: SeatCore, keys: Keys | None, core_key: str = "") -> Iterator[Peer]:
    made = Peer(core.endpoint, keys, core_key or core.keys.public)
    try:
        yield made
    finally:
        made.close()


@contextmanager
def linked(
    endpoint: str,
    keys: Keys,
    core_key: str | Callable[[], str],
    mailbox: SeatMailbox,
    outbox: Path,
    *,
    offline: Mapping[str, Offline] | None = None,
    session: Callable[[], str] = str,
    boot: str = "",
    others: Sequence[CoreAt] = (),
) -> Iterator[SeatLink]:
    context: Context = zmq.Context()
    ask = core_key if callable(core_key) else (lambda: core_key)
    kind = wire.SeatKind.CONSOLE
    link = SeatLink(context, endpoint, keys, ask, kind, mailbox, outbox, None, offline, session, boot, others)
    link.start()
    try:
        yield link
    finally:
        link.stop()
        context.term()


def actions(seen: list[Happening]) -> list[str]:
    return [entry.action for item in seen if isinstance(item, Entered) for entry in item.entries]


def collect(
    mailbox: Mailbox[Happening, Newest], seen: list[Happening], done: Callable[[], bool], seconds: float = 10
) -> None:
    """Until it is done; what has come is in `seen`."""

    def look() -> bool:
        seen.extend(mailbox.drain()[0])
        return done()

    try:
        eventually(look, seconds)
    except AssertionError as error:
        raise AssertionError(f"{error}; last came {[type(item).__name__ for item in seen[-5:]]}") from error
