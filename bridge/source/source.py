"""What a backend service uses: emit events, publish telemetry, obey commands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from types import TracebackType

import zmq

from .commands import Handler
from .outbox import Outbox, OutboxError
from .server import Server
from .wire import MAX_MESSAGE, pack_event, pack_sample


class SourceError(Exception):
    """The source cannot start, or an event cannot be kept; the text says what to do."""


class Source:
    """A source of events for any number of cores; every method may be called from any thread.

    `folder` holds the durable outbox and is this source's alone. `endpoint` is bound, for
    example "tcp://127.0.0.1:5701" or "ipc:///run/cesspool"; port "*" takes a free one.
    """

    def __init__(
        self, source_id: str, endpoint: str, folder: str | Path, telemetry_endpoint: str | None = None
    ) -> None:
        self.id = source_id
        self.endpoint = endpoint
        self.telemetry_endpoint = telemetry_endpoint or ""
        self._folder = Path(folder)
        self._handler: Handler | None = None
        self._context: zmq.Context[zmq.Socket[bytes]] | None = None
        self._outbox: Outbox | None = None
        self._server: Server | None = None

    def on_command(self, handler: Handler) -> Handler:
        """Sets, before the start, what carries commands out: (device, action, args) -> (done, a few words)."""
        self._handler = handler
        return handler

    def start(self) -> Source:
        """Opens the outbox, binds, and serves from its own thread. Raises SourceError."""
        try:
            self._outbox = Outbox(self._folder, self.id)
        except OutboxError as error:
            raise SourceError(str(error)) from error
        self._context = zmq.Context()
        try:
            router = self._bind(zmq.ROUTER, self.endpoint)
            self.endpoint = _bound(router)
            pub = self._bind(zmq.PUB, self.telemetry_endpoint) if self.telemetry_endpoint else None
            self.telemetry_endpoint = _bound(pub) if pub else ""
        except SourceError:
            self._context.destroy(0)
            self._outbox.close()
            raise
        self._server = Server(self.id, self._outbox, router, pub, self.telemetry_endpoint)
        self._server.start(self._handler)
        return self

    def stop(self) -> None:
        """Ends the thread and closes everything; what was emitted stays on disk for the next start."""
        server, self._server = self._server, None
        if server is None or self._context is None:
            return
        server.stop()
        self._context.term()
        self._opened().close()

    def __enter__(self) -> Source:
        return self.start()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()

    @property
    def epoch(self) -> str:
        """The name of this outbox's log, made at its first start."""
        return self._opened().epoch

    @property
    def head(self) -> int:
        """The number of the newest event; 0 when there is none."""
        return self._opened().head

    @property
    def faults(self) -> dict[str, int]:
        """How many messages were refused, by fault code, since the start."""
        return dict(self._running().faults)

    def emit(self, event: Mapping[str, object]) -> int:
        """Keeps one event for every core; returns its number once it is on disk.

        Raises ValueError for an event that the protocol does not allow, SourceError when it cannot be kept.
        """
        return self.emit_many((event,))

    def emit_many(self, events: Iterable[Mapping[str, object]]) -> int:
        """Keeps several events with one disk write, all or none; returns the number of the last."""
        server = self._running()
        bodies = [pack_event(event) for event in events]
        try:
            last = self._opened().append(bodies) if bodies else self.head
        except OutboxError as error:
            raise SourceError(str(error)) from error
        server.wake()
        return last

    def publish(self, sample: Mapping[str, object]) -> None:
        """Sends the newest value of a key to whoever listens now; raises ValueError for one that is not allowed."""
        self._running().post(*pack_sample(sample))

    def _bind(self, kind: int, endpoint: str) -> zmq.Socket[bytes]:
        if self._context is None:
            raise SourceError("the source has not been started")
        socket = self._context.socket(kind)
        socket.linger = 0
        socket.maxmsgsize = MAX_MESSAGE
        socket.setsockopt(zmq.HEARTBEAT_IVL, 1000)
        socket.setsockopt(zmq.HEARTBEAT_TIMEOUT, 3000)
        socket.setsockopt(zmq.HEARTBEAT_TTL, 5000)
        socket.setsockopt(zmq.HANDSHAKE_IVL, 5000)
        if kind == zmq.ROUTER:
            socket.setsockopt(zmq.ROUTER_MANDATORY, 1)
        try:
            socket.bind(endpoint)
        except zmq.ZMQError as error:
            socket.close(0)
            raise SourceError(f"{endpoint} cannot be bound: {error}; choose an endpoint that is free") from error
        return socket

    def _opened(self) -> Outbox:
        if self._outbox is None:
            raise SourceError("the source has not been started")
        return self._outbox

    def _running(self) -> Server:
        if self._server is None:
            raise SourceError("the source is not running")
        return self._server


def _bound(socket: zmq.Socket[bytes]) -> str:
    return socket.getsockopt_string(zmq.LAST_ENDPOINT)
