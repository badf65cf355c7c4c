"""What a backend service uses: emit events, publish telemetry, obey commands, say what is wrong now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from types import TracebackType

import zmq

from .claims import Claims
from .commands import Handler
from .cores import Cores
from .database import Database, OutboxError
from .doorkeeper import Doorkeeper
from .keys import KeyTrouble
from .outbox import Outbox
from .peers import Peers
from .publisher import Publisher
from .refresh import Report
from .server import Parts, Server
from .shape import Refusal
from .sockets import EndpointTrouble, bind, bound
from .standing import Standing, pack_all, standing_of
from .wire import pack_sample


class SourceError(Exception):
    """The source cannot start, or an event cannot be kept; the text says what to do."""


class Source:
    """A source of events for any number of cores; every method may be called from any thread.

    `folder` holds the durable outbox and is this source's alone. `endpoint` is bound, for
    example "tcp://127.0.0.1:5701" or "ipc:///run/cesspool"; port "*" takes a free one, host "0.0.0.0" all addresses:
    telemetry is then looked for where a core called this source. `keys` is
    its key file, folder/"keys.json" when not given; it is made at the first start, and nobody can
    come in until its `peers` hold a core's public key.
    """

    def __init__(
        self,
        source_id: str,
        endpoint: str,
        folder: str | Path,
        telemetry_endpoint: str | None = None,
        keys: str | Path | None = None,
    ) -> None:
        self.id = source_id
        self.endpoint = endpoint
        self.telemetry_endpoint = telemetry_endpoint or ""
        self.keys = Path(folder) / "keys.json" if keys is None else Path(keys)
        self._folder = Path(folder)
        self._handler: Handler | None = None
        self._report: Report | None = None
        self._run: _Run | None = None

    def on_command(self, handler: Handler) -> Handler:
        """Sets, before the start, what carries commands out: (device, action, args) -> (done, a few words)."""
        self._handler = handler
        return handler

    def on_refresh(self, report: Report) -> Report:
        """Sets, before the start, what knows all that is wrong now: () -> a raise event for each.

        Asked, on a thread of its own, when a core cannot trust what it has.
        """
        self._report = report
        return report

    def start(self) -> Source:
        """Opens keys and outbox, binds, and serves from its own thread. Raises SourceError."""
        self._run = _Run(self, self._folder, self._handler, self._report)
        self.endpoint, self.telemetry_endpoint = self._run.endpoint, self._run.telemetry
        return self

    def stop(self) -> None:
        """Ends the thread and closes everything; what was emitted stays on disk for the next start."""
        run, self._run = self._run, None
        if run is not None:
            run.stop()

    def __enter__(self) -> Source:
        return self.start()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()

    @property
    def public_key(self) -> str:
        """What the centre must trust, 40 characters."""
        return self._running().peers.keys.public

    @property
    def epoch(self) -> str:
        """The name of this outbox's log."""
        return self._running().outbox.epoch

    @property
    def head(self) -> int:
        """The number of the newest event; 0 when there is none."""
        return self._running().outbox.head

    @property
    def linked(self) -> bool:
        """Whether a core listens: it has asked for events."""
        return any(link.after is not None for link in list(self._running().server.desk.links.values()))

    @property
    def waiting(self) -> int:
        """How many events the core that is furthest behind does not have on its disk; 0 before any ever pulled."""
        run = self._running()
        return run.cores.lag(run.outbox.head)

    @property
    def faults(self) -> dict[str, int]:
        """How many messages were refused, by fault code, since the start."""
        return dict(self._running().server.desk.faults)

    @property
    def refusals(self) -> dict[str, int]:
        """How many times each unknown public key was refused since the start."""
        return dict(self._running().peers.refusals)

    def emit(self, event: Mapping[str, object]) -> int:
        """Keeps one event for every core; returns its number once it is on disk.

        Raises ValueError for an event that the protocol does not allow, SourceError when it cannot be kept.
        """
        return self.emit_many((event,))

    def emit_many(self, events: Iterable[Mapping[str, object]]) -> int:
        """Keeps several events with one disk write, all or none; returns the number of the last."""
        events = list(events)
        if any(event.get("kind") == "refresh" for event in events):
            raise Refusal("field", "kind refresh is logged by refresh(), in one piece")
        return self._log(*pack_all(events))

    def emit_packed(self, bodies: Sequence[bytes]) -> int:
        """As emit_many, of events that are packed already: they leave as they are, even what the protocol refuses."""
        return self._log(bodies, standing_of(bodies))

    def refresh(self, wrong: Iterable[Mapping[str, object]] | None = None, at: datetime | None = None) -> int:
        """Tells every core what is wrong now, unasked; all else of this source is over. Returns the last number.

        `wrong` are the raise events of what is wrong; None for what on_refresh says, or without it for what this
        outbox knows to be raised. `at` None is now. Raises ValueError and SourceError as emit does.
        """
        try:
            return self._running().server.refresher.run(wrong, at)
        except OutboxError as error:
            raise SourceError(str(error)) from error

    def end_log(self, timeout: float) -> None:
        """Ends the log properly, once every core that ever pulled has all of it, and begins a new epoch.

        Meanwhile emit and refresh wait. Raises SourceError, with nothing changed, when a core still lacks
        something after `timeout` seconds, when no core ever pulled, or when the log is empty.
        """
        run = self._running()
        try:
            run.server.ended(run.outbox.end(timeout))
        except OutboxError as error:
            raise SourceError(str(error)) from error

    def publish(self, sample: Mapping[str, object]) -> None:
        """Sends the newest value of a key to whoever listens now; raises ValueError for one that is not allowed."""
        self.publish_packed(*pack_sample(sample))

    def publish_packed(self, key: str, sample: bytes) -> None:
        """As publish, of a sample that is packed already: it leaves as it is."""
        self._running().server.post(key, sample)

    def _log(self, bodies: Sequence[bytes], standing: Standing) -> int:
        run = self._running()
        if not bodies:
            return run.outbox.head
        try:
            last = run.outbox.append(bodies, standing)
        except OutboxError as error:
            raise SourceError(str(error)) from error
        run.server.wake()
        return last

    def _running(self) -> _Run:
        if self._run is None:
            raise SourceError("the source is not running")
        return self._run


class _Run:
    """Everything that exists between start and stop. Raises SourceError."""

    def __init__(self, source: Source, folder: Path, handler: Handler | None, report: Report | None) -> None:
        try:
            self.peers = Peers(source.keys, source.id)
            self._database = Database(folder)
        except (KeyTrouble, OutboxError) as error:
            raise SourceError(str(error)) from error
        self._context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
        # Before anything is bound: a socket without it lets nobody in.
        self._doorkeeper = Doorkeeper(self._context, self.peers.allowed, self.peers.refused)
        try:
            self.cores = Cores(self._database)
            self.cores.forget(lambda core: not self.peers.allowed(core[0]))
            self.outbox = Outbox(self._database, self.cores, source.id)
            router, pub = self._bind_both(source.endpoint, source.telemetry_endpoint)
        except (EndpointTrouble, OutboxError) as error:
            self._close()
            raise SourceError(str(error)) from error
        self.endpoint, self.telemetry = bound(router), bound(pub) if pub else ""
        publisher = Publisher(self.telemetry, pub, lambda: self._bind(zmq.XPUB, self.telemetry))
        self._claims = Claims(self._database)
        parts = Parts(source.id, self.outbox, self.cores, self._claims, self.peers, router, publisher, self._is_guarded)
        self.server = Server(parts, handler, report)
        self.server.start()

    def stop(self) -> None:
        self.server.stop()
        with suppress(OutboxError):
            self.cores.write()
            self._claims.purge()
        self._close()

    def _is_guarded(self) -> bool:
        return self._doorkeeper.alive

    def _bind_both(self, endpoint: str, telemetry: str) -> tuple[zmq.Socket[bytes], zmq.Socket[bytes] | None]:
        pub = self._bind(zmq.XPUB, telemetry) if telemetry else None
        try:
            return self._bind(zmq.ROUTER, endpoint), pub
        except EndpointTrouble:
            if pub is not None:
                pub.close(0)
            raise

    def _bind(self, kind: int, endpoint: str) -> zmq.Socket[bytes]:
        return bind(self._context, kind, endpoint, self.peers.keys)

    def _close(self) -> None:
        self._doorkeeper.stop()
        self._context.destroy(0)
        self._database.close()
