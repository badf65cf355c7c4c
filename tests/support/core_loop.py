"""A core's loop on real sockets in a thread, a source that says what the test wants, and keys for all of them."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TypeVar

import msgspec
import zmq
import zmq.auth
from zmq.auth.thread import ThreadAuthenticator

from bridge.core.loop import CoreLoop
from bridge.core.seat_server import SeatServer
from bridge.core.source_link import SourceLink
from bridge.core.source_socket import SourceSocket
from bridge.core.telemetry import Telemetry
from bridge.protocol import source as sources
from bridge.source.keys import Keys, guard, new_keys
from commandcenter.domain.catalogue import Catalogue
from commandcenter.domain.keys import Key, KeyKind
from commandcenter.services.core import Core
from commandcenter.services.operating import command_table
from commandcenter.services.ports import Store
from tests.support.cores import START, WANG
from tests.support.ports import free_port

Context = zmq.Context[zmq.Socket[bytes]]
Message = TypeVar("Message", bound=msgspec.Struct)


class RawSource:
    """A guarded ROUTER that lets every core in and says what the test wants, word for word."""

    def __init__(self) -> None:
        self._context: Context = zmq.Context()
        self._authenticator = ThreadAuthenticator(self._context)
        self._authenticator.start()
        self._authenticator.configure_curve(domain="*", location=zmq.auth.CURVE_ALLOW_ANY)
        self.keys = new_keys("raw")
        self.socket = self._context.socket(zmq.ROUTER)
        self.socket.linger = 0
        guard(self.socket, self.keys)
        self.endpoint = f"tcp://127.0.0.1:{self.socket.bind_to_random_port('tcp://127.0.0.1')}"
        self._peer = b""

    def expect(self, kind: type[Message]) -> Message:
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

    def close(self) -> None:
        self.socket.close()
        self._authenticator.stop()
        self._context.term()


class Setting(msgspec.Struct):
    """`desk` and `tool` are the keys of a console and a tool that may come in; `keys` are the core's own."""

    core: Core
    source: RawSource
    endpoint: str
    keys: Keys
    desk: Keys
    tool: Keys
    loop: CoreLoop
    thread: threading.Thread


@contextmanager
def running_core(store: Store) -> Iterator[Setting]:
    context: Context = zmq.Context()
    source = RawSource()
    keys, desk, tool = new_keys("core"), new_keys("desk"), new_keys("tool")
    kinds = {KeyKind.SOURCE: source.keys, KeyKind.CONSOLE: desk, KeyKind.TOOL: tool}
    endpoint = f"tcp://127.0.0.1:{free_port()}"
    core = Core(store, command_table(), Catalogue(), _now)
    core.trust(Key(public=it.public, kind=kind, id=it.id, by="test", trusted_at=START) for kind, it in kinds.items())
    telemetry = Telemetry(_now)
    link = SourceLink(
        SourceSocket(context, keys, "raw", source.endpoint, telemetry, time.monotonic), time.monotonic, "raw"
    )
    server = SeatServer(context, endpoint, keys, lambda public: core.state.keys.get(public), time.monotonic)
    loop = CoreLoop(core, server, [link], telemetry, lambda role: WANG, list, _now, "test", {})
    thread = threading.Thread(target=loop.run, name="core-loop")
    thread.start()
    try:
        yield Setting(core, source, endpoint, keys, desk, tool, loop, thread)
    finally:
        loop.stop()
        thread.join()
        source.close()
        context.term()
        store.close()


def _now() -> datetime:
    return datetime.now(UTC)
