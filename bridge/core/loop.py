"""The core's one thread: waits for sources and seats, lets the core decide and commit, publishes what came out.

Each round serves every ready socket once and then commits a slice of what came, small batches first, so that a
flood from one source delays the others by one transaction at most.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime

import zmq

from bridge.core.manning import Manning, People
from bridge.core.proving_desk import ProvingDesk
from bridge.core.seat_desk import SeatDesk
from bridge.core.seat_server import SeatServer
from bridge.core.source_desk import SourceDesk
from bridge.core.source_link import SourceLink
from bridge.core.surroundings import Surroundings
from bridge.core.telemetry import Telemetry
from bridge.core.watching import NoWatch, Vitals, Watch
from bridge.core.witnesses import WitnessDesk
from bridge.core.working import DISK_FULL, Working
from commandcenter.domain.assets import Addresses
from commandcenter.domain.changes.keys import KeyRevoked, KeyTrusted
from commandcenter.domain.changes.sealing import SealKeyChanged
from commandcenter.domain.changes.shifts import SEALS_AT_ONCE
from commandcenter.domain.journal import Entry
from commandcenter.domain.keys import Key, KeyKind
from commandcenter.services.camera_health.asking import CameraMeasurer
from commandcenter.services.clock_watch import ClockWatch
from commandcenter.services.core import Core, Run
from commandcenter.services.credentials import Checking
from commandcenter.services.leading import Lead
from commandcenter.services.quality.asking import Measurer
from commandcenter.services.sealing import Sealing
from commandcenter.services.searching import Searcher
from commandcenter.services.steady import since_boot

BEAT_S = 1.0
TICK_S = 0.25


class CoreLoop:
    """Runs until `stop` is called, from another thread or a signal handler.

    `local_keys` finds the keys that lie beside the core's own and are trusted for that.
    """

    def __init__(
        self,
        core: Core,
        server: SeatServer,
        links: Sequence[SourceLink],
        telemetry: Telemetry,
        people: People,
        local_keys: Callable[[], Iterable[Key]],
        now: Callable[[], datetime],
        version: str,
        secrets: Mapping[str, Addresses],
        searcher: Searcher | None = None,
        sealing: Sealing | None = None,
        run_facts: Callable[[], Run] = Run,
        checking: Checking | None = None,
        watch: Watch | None = None,
        lead: Lead | None = None,
        measurer: Measurer | None = None,
        camera_measurer: CameraMeasurer | None = None,
    ) -> None:
        self._core = core
        self._server = server
        self._local_keys = local_keys
        self._version = version
        self._telemetry = telemetry
        self._working = Working(core, server, lead)
        self._working.listen(self._on_key, KeyTrusted, KeyRevoked)
        self._sources = SourceDesk(self._working, links, server.door.refusals, self._on_source, time.monotonic)
        self._sealing = sealing
        self._working.listen(self._on_seal_key, SealKeyChanged)
        self._working.listen(self._on_handed_over, *SEALS_AT_ONCE)
        self._run_facts = run_facts
        self._clock_watch = ClockWatch(now, since_boot)
        self._now = now
        witnesses = WitnessDesk(self._working, server, sealing, time.monotonic)
        manning = Manning(self._working, server, people, secrets)
        self._proving = ProvingDesk(self._working, server, manning, checking)
        self._seats = SeatDesk(
            self._working,
            server,
            self._sources,
            telemetry,
            manning,
            self._proving,
            now,
            version,
            searcher,
            witnesses,
            measurer,
            camera_measurer,
        )
        self._watch = watch or NoWatch()
        self._around = Surroundings(self._sources.health, self._seats.health, time.monotonic)
        core.around = self._around
        self._wake_read, self._wake_write = os.pipe()
        self._ending = threading.RLock()
        self._stopping = False
        self._closed = False

    def run(self) -> None:
        """Serves until stopped. Raises StoreTrouble when the store is broken for good, or Deposed."""
        try:
            run = self._run_facts()
            if self._working.do(lambda: self._core.start(self._version, run)):
                self._clock_watch = ClockWatch(self._now, since_boot, self._core.known_offset(run))
            self._serve()
            self._end()
        finally:
            self._close()

    def _serve(self) -> None:
        timers = [_Timer(BEAT_S, self._beat), _Timer(TICK_S, self._tick)]
        poller, handlers = self._wired()
        while not self._stopping:
            if self._sources.rewired:
                poller, handlers = self._wired()
            wait = 0.0 if self._sources.busy else min(timer.due() for timer in timers)
            ready = dict(poller.poll(int(wait * 1000)))
            # However long this process stood still just now: nobody hears of it while another may lead.
            self._working.lead.check()
            self._look_at_clock()
            for socket, handle in handlers.items():
                if socket in ready:
                    handle()
            self._sources.take_in()
            self._seal()
            for timer in timers:
                timer.fire()

    def _wired(self) -> tuple[zmq.Poller, dict[zmq.Socket[bytes] | int, Callable[[], None]]]:
        handlers = dict(self._seats.handlers())
        for socket, handle in self._sources.handlers().items():
            handlers[socket] = handle
        poller = zmq.Poller()
        for one in handlers:
            poller.register(one, zmq.POLLIN)
        poller.register(self._wake_read, zmq.POLLIN)
        return poller, handlers

    def stop(self) -> None:
        """May be called at any moment and more than once, also when the loop has ended by itself."""
        # Re-entrant: a signal handler may interrupt `_close` in the same thread.
        with self._ending:
            self._stopping = True
            if not self._closed:
                os.write(self._wake_write, b"x")

    def _beat(self) -> None:
        self._server.door.mend()
        if self._working.trouble == DISK_FULL:
            self._watch.disk_full()
        if self._working.trouble and self._working.resume():
            self._sources.start_over()
        if not self._working.trouble:
            self._working.do(lambda: self._core.trust(self._local_keys()))
            self._working.do(lambda: self._core.refuse_links(self._server.door.refusals.due()))
            self._working.do(lambda: self._core.record(self._watch.look()))
        self._working.notice = self._watch.notice
        self._seats.beat()
        self._around.look()
        self._watch.tell(self._vitals())

    def _vitals(self) -> Vitals:
        telemetry = self._telemetry
        return Vitals(
            self._sources.health(),
            self._seats.health(),
            self._working.told,
            len(telemetry.newest),
            telemetry.refused,
            telemetry.dropped,
        )

    def _tick(self) -> None:
        self._sources.tick()
        self._seats.send_telemetry()
        if not self._working.trouble:
            self._working.do(self._core.tick)

    def _look_at_clock(self) -> None:
        """Before anything is dated by it."""
        steps = [] if self._working.trouble else self._clock_watch.look()
        if steps and self._working.do(lambda: self._core.record(steps)):
            self._clock_watch.written()

    def _seal(self) -> None:
        """What is on disk by now is sealed when it is time."""
        if self._sealing is not None and not self._working.trouble:
            self._working.do(self._sealing.look)

    def _on_handed_over(self, entry: Entry) -> None:
        """Both shifts get a checkpoint that they can point to."""
        if self._sealing is not None:
            self._sealing.want()

    def _on_seal_key(self, entry: Entry) -> None:
        """A new key is proven before anything else is written."""
        if self._sealing is not None and not self._working.trouble:
            self._working.do(self._sealing.key_changed)

    def _end(self) -> None:
        """Stopped in order: the journal says so, and all of it is sealed."""
        if self._working.trouble or not self._working.do(self._core.stop):
            return
        if self._sealing is not None:
            self._sealing.want()
            self._seal()

    def _on_source(self) -> None:
        self._seats.tell_soon()

    def _on_key(self, entry: Entry) -> None:
        """A key that was revoked is cut off at once."""
        if isinstance(entry.change, KeyTrusted | KeyRevoked):
            self._server.door.refusals.forgive(entry.change.key.public)
        if isinstance(entry.change, KeyRevoked):
            key = entry.change.key
            self._server.forget(key.public)
            if key.kind is KeyKind.SOURCE and not self._core.state.source_keys(key.id):
                self._telemetry.forget(key.id)

    def _close(self) -> None:
        self._proving.close()
        self._sources.close()
        self._server.close()
        with self._ending:
            self._closed = True
            os.close(self._wake_read)
            os.close(self._wake_write)


class _Timer:
    """Fires at a steady pace by the monotonic clock."""

    def __init__(self, every: float, call: Callable[[], None]) -> None:
        self._every = every
        self._call = call
        self._next = time.monotonic()

    def due(self) -> float:
        return max(0.0, self._next - time.monotonic())

    def fire(self) -> None:
        if time.monotonic() >= self._next:
            self._next = time.monotonic() + self._every
            self._call()
