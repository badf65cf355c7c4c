"""A core's loop on real sockets in a thread, a source that says what the test wants, and a seat's mailbox to read."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import msgspec
import zmq

from bridge.core.loop import CoreLoop
from bridge.core.seat_server import SeatServer
from bridge.core.source_link import SourceLink
from bridge.core.telemetry import Telemetry
from bridge.mailbox import Mailbox
from bridge.protocol import source as sources
from bridge.seat.link import Entered, Happening, Newest
from commandcenter.domain.catalogue import Catalogue
from commandcenter.services.core import Core
from commandcenter.services.operating import command_table
from commandcenter.services.ports import Store
from tests.support.cores import WANG
from tests.support.ports import free_port

Context = zmq.Context[zmq.Socket[bytes]]


class RawSource:
    """A ROUTER that says what the test wants, word for word."""

    def __init__(self, context: Context) -> None:
        self.socket = context.socket(zmq.ROUTER)
        self.socket.linger = 0
        self.endpoint = f"tcp://127.0.0.1:{self.socket.bind_to_random_port('tcp://127.0.0.1')}"
        self._peer = b""

    def expect(self, kind: type[msgspec.Struct]) -> msgspec.Struct:
        """The next message of that kind; others are passed over."""
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            if self.socket.poll(200):
                self._peer, data = self.socket.recv_multipart()
                message = msgspec.msgpack.decode(data, type=sources.ToSource)
                if isinstance(message, kind):
                    return message
        raise AssertionError(f"no {kind.__name__} came")

    def say(self, message: sources.FromSource | bytes) -> None:
        data = message if isinstance(message, bytes) else msgspec.msgpack.encode(message)
        self.socket.send_multipart([self._peer, data])

    def greet(self) -> None:
        self.expect(sources.Hello)
        self.say(sources.Welcome(version=1, source="raw", epoch="e", first=1, head=0))
        self.expect(sources.Pull)

    def raise_alarm(self, seq: int) -> None:
        event = {"kind": "raise", "at": "2026-11-21T06:00:00Z", "type": "t", "subject": f"s{seq}"}
        raw = msgspec.Raw(msgspec.msgpack.encode(event))
        self.say(sources.Batch(epoch="e", first=seq, head=seq, events=(raw,)))


class Setting(msgspec.Struct):
    core: Core
    source: RawSource
    commands: str
    changes: str
    context: Context
    loop: CoreLoop
    thread: threading.Thread


@contextmanager
def running_core(store: Store, context: Context) -> Iterator[Setting]:
    source = RawSource(context)
    commands, changes = (f"tcp://127.0.0.1:{free_port()}" for _ in range(2))
    core = Core(store, command_table(), Catalogue(), lambda: datetime.now(UTC))
    links = [SourceLink(context, "raw", source.endpoint, time.monotonic)]
    server = SeatServer(context, commands, changes, time.monotonic)
    loop = CoreLoop(core, server, links, Telemetry(context), lambda role: WANG, lambda: datetime.now(UTC), "test", {})
    thread = threading.Thread(target=loop.run, name="core-loop")
    thread.start()
    try:
        yield Setting(core, source, commands, changes, context, loop, thread)
    finally:
        loop.stop()
        thread.join()
        source.socket.close()
        store.close()


def actions(seen: list[Happening]) -> list[str]:
    return [entry.action for item in seen if isinstance(item, Entered) for entry in item.entries]


def collect(mailbox: Mailbox[Happening, Newest], seen: list[Happening], done: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 10
    while not done():
        assert time.monotonic() < deadline, seen
        seen.extend(mailbox.drain()[0])
