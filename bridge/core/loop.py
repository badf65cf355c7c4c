"""The core's one thread: waits for sources and seats, lets the core decide and commit, publishes what came out.

Each round serves every ready socket once, so that a flood from one source delays the others by one batch at most.
"""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

import msgspec
import zmq

from bridge.core.seat_server import SeatServer
from bridge.core.source_link import SourceLink
from bridge.core.telemetry import Telemetry
from bridge.protocol import seat as seats
from bridge.protocol import source as sources
from commandcenter.domain.journal import CommandId, LinkageStarted
from commandcenter.domain.linkage import Step, StepState
from commandcenter.domain.text import QT_TRANSLATE_NOOP
from commandcenter.services.core import Core
from commandcenter.services.permissions import Person
from commandcenter.services.ports import Stamped, StoreTrouble

log = logging.getLogger(__name__)

BEAT_S = 1.0
TELEMETRY_S = 0.25
RETRY_S = 1.0

DISK_FULL = QT_TRANSLATE_NOOP("trouble", "The disk of the core is full: nothing more is recorded until there is room.")


class CoreLoop:
    """Runs until `stop` is called, from another thread or a signal handler."""

    def __init__(
        self,
        core: Core,
        server: SeatServer,
        links: Sequence[SourceLink],
        telemetry: Telemetry,
        people: Callable[[seats.Role], Person],
        now: Callable[[], datetime],
        version: str,
        secrets: Mapping[str, str],
    ) -> None:
        self._core = core
        self._server = server
        self._links = {link.source: link for link in links}
        self._telemetry = telemetry
        self._people = people
        self._now = now
        self._version = version
        self._secrets = dict(secrets)
        self._started = now()
        self._trouble = ""
        self._wake_read, self._wake_write = os.pipe()
        self._stopping = False

    def run(self) -> None:
        """Serves until stopped. Raises StoreTrouble when the store is broken for good."""
        poller = zmq.Poller()
        handlers: dict[object, Callable[[], None]] = {
            self._server.router: self._serve_seat,
            self._telemetry.socket: self._telemetry.receive,
            **{link.socket: self._source_handler(link) for link in self._links.values()},
        }
        for socket in handlers:
            poller.register(socket, zmq.POLLIN)
        poller.register(self._wake_read, zmq.POLLIN)
        self._publish(self._guarded(lambda: self._core.start(self._version)))
        timers = [_Timer(BEAT_S, self._beat), _Timer(TELEMETRY_S, self._send_telemetry), _Timer(0.25, self._tick)]
        while not self._stopping:
            ready = dict(poller.poll(max(1, int(min(timer.due() for timer in timers) * 1000))))
            for socket, handle in handlers.items():
                if socket in ready:
                    handle()
            for timer in timers:
                timer.fire()
        self._close()

    def stop(self) -> None:
        self._stopping = True
        os.write(self._wake_write, b"x")

    def publish(self, entries: Sequence[Stamped]) -> None:
        """Hands entries that were written outside of the loop to the seats."""
        self._publish(entries)

    # -- sources ---------------------------------------------------------------------------------------------------

    def _source_handler(self, link: SourceLink) -> Callable[[], None]:
        def handle() -> None:
            message = link.receive()
            if message is not None:
                self._from_source(link, message)

        return handle

    def _from_source(self, link: SourceLink, message: sources.FromSource) -> None:
        match message:
            case sources.Welcome():
                self._welcome(link, message)
            case sources.Batch():
                self._batch(link, message)
            case sources.Pong():
                link.head = max(link.head, message.head)
            case sources.DeviceResult():
                answer = _answer_of(message)
                self._publish(self._guarded(lambda: self._core.answer_step(message.key, answer, message.detail)))
            case sources.Fault():
                link.faulted(message)
            case sources.Ping():
                link.answer_ping()

    def _welcome(self, link: SourceLink, message: sources.Welcome) -> None:
        if message.source != link.source:
            link.wrong_name(message.source)
            return
        if self._trouble:
            return
        first = min(message.first, message.head + 1) if message.head else 1
        self._publish(self._guarded(lambda: self._core.open_source(link.source, message.epoch, first)))
        if self._trouble:
            return
        if message.telemetry:
            self._listen(link, message.telemetry)
        link.welcome(message, self._position(link))
        self._send_waiting(link)

    def _listen(self, link: SourceLink, endpoint: str) -> None:
        try:
            self._telemetry.listen(endpoint)
        except zmq.ZMQError as error:
            log.warning("source %s names a telemetry endpoint that cannot be used: %s", link.source, error)

    def _batch(self, link: SourceLink, message: sources.Batch) -> None:
        if self._trouble:
            link.start_over()
            return
        before = self._position(link)
        raws = [bytes(raw) for raw in message.events]
        link.head = max(message.head, link.head)
        try:
            entries = self._guarded(lambda: self._core.take(link.source, message.epoch, message.first, raws))
        except ValueError as error:
            log.info("source %s: %s; starting over", link.source, error)
            link.start_over()
            return
        self._publish(entries)
        if not self._trouble:
            link.durable(self._position(link), self._position(link) - before)

    def _position(self, link: SourceLink) -> int:
        known = self._core.state.positions.get(link.source)
        return known.seq if known else 0

    # -- device commands -------------------------------------------------------------------------------------------

    def _send_waiting(self, link: SourceLink) -> None:
        """After a restart, on either side: what has an intent and no answer is sent again, with the same key."""
        for run in self._core.state.linkages.values():
            for step in run.steps:
                self._send_step(step, only=link.source)

    def _send_step(self, step: Step, only: str = "") -> None:
        device = self._core.state.devices.get(step.target)
        if step.state is not StepState.WAITING or device is None or (only and device.source != only):
            return
        link = self._links.get(device.source)
        if link is not None:
            link.command(
                sources.DeviceCommand(
                    key=step.key, device=device.device, action=step.action, args=step.args, deadline=step.deadline
                )
            )

    # -- seats -----------------------------------------------------------------------------------------------------

    def _serve_seat(self) -> None:
        received = self._server.receive()
        if received is None:
            return
        sender, message = received
        match message:
            case seats.Join():
                self._join(sender, message)
            case seats.Command():
                self._command(sender, message)
            case seats.AskStatus():
                self._server.send(sender, self._status())
            case seats.SeatBeat():
                pass

    def _join(self, sender: bytes, message: seats.Join) -> None:
        if message.version != seats.VERSION:
            self._server.fault(sender, "version", f"this core speaks seat protocol {seats.VERSION}")
            return
        self._server.admit(sender, message)
        person = self._people(message.role)
        self._server.send(
            sender,
            seats.Joined(
                version=seats.VERSION,
                person=person.id,
                person_name=person.name,
                state=msgspec.Raw(msgspec.msgpack.encode(self._core.state)),
                samples=tuple(self._telemetry.newest.values()),
                secrets={} if message.role is seats.Role.TOOL else self._secrets,
                series={key: tuple(points) for key, points in self._telemetry.series.items()},
            ),
        )

    def _command(self, sender: bytes, message: seats.Command) -> None:
        known = self._server.seat_of(sender)
        if known is None:
            self._server.fault(sender, "not-joined", "join first")
            return
        if self._trouble:
            self._server.send(
                sender, seats.Answer(id=message.id, ok=False, size=self._core.state.size, reason=self._trouble)
            )
            return
        seat, role = known
        cause = CommandId(id=message.id, name=message.name)
        try:
            verdict, entries = self._core.command(cause, bytes(message.args), self._people(role), seat, message.done_at)
        except StoreTrouble as error:
            self._in_trouble(error)
            return
        self._publish(entries)
        answer = seats.Answer(
            id=verdict.id, ok=verdict.ok, size=verdict.size, reason=verdict.reason, values=verdict.values
        )
        self._server.send(sender, answer)

    # -- time ------------------------------------------------------------------------------------------------------

    def _tick(self) -> None:
        if not self._trouble:
            self._publish(self._guarded(self._core.tick))

    def _beat(self) -> None:
        if self._trouble:
            self._retry()
        for link in self._links.values():
            link.tick()
        self._server.publish(seats.BEAT, self._beat_message())

    def _beat_message(self) -> seats.Beat:
        return seats.Beat(
            size=self._core.state.size,
            at=self._now(),
            sources=tuple(link.health(self._position(link)) for link in self._links.values()),
            seats=self._server.health(lambda role: self._people(role).name),
            trouble=self._trouble,
        )

    def _status(self) -> seats.Status:
        return seats.Status(
            beat=self._beat_message(),
            root=self._core.root.hex(),
            version=self._version,
            started_at=self._started,
        )

    def _send_telemetry(self) -> None:
        samples = self._telemetry.changed()
        if samples:
            self._server.publish(seats.TELEMETRY, seats.Samples(samples=samples))

    # -- publishing and trouble ------------------------------------------------------------------------------------

    def _publish(self, entries: Sequence[Stamped]) -> None:
        self._server.publish_entries(entries)
        for stamped in entries:
            for step in _new_steps(stamped):
                self._send_step(step)

    def _guarded(self, work: Callable[[], Sequence[Stamped]]) -> Sequence[Stamped]:
        try:
            return work()
        except StoreTrouble as error:
            self._in_trouble(error)
            return ()

    def _in_trouble(self, error: StoreTrouble) -> None:
        """A full disk is waited out, with nothing acknowledged meanwhile; anything else stops the core."""
        if not error.full:
            raise error
        if not self._trouble:
            log.error("the disk is full: %s", error)
        self._trouble = DISK_FULL

    def _retry(self) -> None:
        """Tries one entry; with it on disk the centre works again and sources are pulled anew."""
        try:
            entries = self._core.resume()
        except StoreTrouble as error:
            self._in_trouble(error)
            return
        self._trouble = ""
        self._publish(entries)
        log.warning("there is room on the disk again; taking up work")
        for link in self._links.values():
            link.start_over()

    def _close(self) -> None:
        for link in self._links.values():
            link.close()
        self._telemetry.close()
        self._server.close()
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


def _new_steps(stamped: Stamped) -> Sequence[Step]:
    change = stamped.entry.change
    return change.linkage.steps if isinstance(change, LinkageStarted) else ()


def _answer_of(result: sources.DeviceResult) -> StepState:
    """A source that does not know whether its device has acted says so; that is neither done nor failed."""
    if result.ok:
        return StepState.DONE
    return StepState.UNKNOWN if result.detail.startswith("unknown") else StepState.FAILED
