"""The core's dealings with its seats: lets them join, obeys their commands, tells them how everything is."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime
from secrets import randbits
from typing import Protocol

import msgspec
import zmq

from bridge.core.seat_server import Caller, SeatServer
from bridge.core.working import Working
from bridge.protocol import seat as wire
from bridge.protocol.source import Sample
from commandcenter.domain.journal import CommandId
from commandcenter.services.permissions import Person
from commandcenter.services.ports import StoreTrouble

MESSAGES_AT_ONCE = 32
BEATS_APART_S = 0.05

People = Callable[[wire.Role], Person]


class Readings(Protocol):
    """Telemetry as the desk hands it on: `changed` gives each key once, its value is the newest there is."""

    @property
    def newest(self) -> Mapping[wire.SampleKey, Sample]: ...

    @property
    def series(self) -> Mapping[wire.SampleKey, Iterable[wire.Point]]: ...

    @property
    def refused(self) -> int: ...

    @property
    def dropped(self) -> int: ...

    def changed(self) -> Collection[wire.SampleKey]: ...


class Sources(Protocol):
    """What the desk tells of the sources."""

    def health(self) -> tuple[wire.SourceHealth, ...]: ...


class SeatDesk:
    """`secrets` are whole addresses by camera id, passwords included; seats get them when they join."""

    def __init__(
        self,
        working: Working,
        server: SeatServer,
        sources: Sources,
        telemetry: Readings,
        people: People,
        now: Callable[[], datetime],
        version: str,
        secrets: Mapping[str, str],
    ) -> None:
        self._working = working
        self._server = server
        self._sources = sources
        self._telemetry = telemetry
        self._people = people
        self._now = now
        self._version = version
        self._secrets = dict(secrets)
        self._started = now()
        self._beaten = float("-inf")
        self._beat_soon = False

    def handlers(self) -> Mapping[zmq.Socket[bytes], Callable[[], None]]:
        """What to call when a socket has something."""
        return {self._server.router: self.serve, self._server.monitor: self._server.door.look}

    def serve(self) -> None:
        """The next messages of the seats, a few at once."""
        for _ in range(MESSAGES_AT_ONCE):
            try:
                received = self._server.receive()
            except zmq.Again:
                return
            if received is not None:
                self._serve(*received)

    def beat(self) -> None:
        """Once a second: tells all seats how everything is."""
        self._server.tick(self._working.core.state.size)
        self._send_beat()

    def source_changed(self) -> None:
        """A source's state is another: the seats hear of it now, or with the next telemetry if they just have."""
        if time.monotonic() - self._beaten >= BEATS_APART_S:
            self._send_beat()
        else:
            self._beat_soon = True

    def send_telemetry(self) -> None:
        """Several times a second, also when nothing has changed: who was slow gets what it has missed."""
        self._server.publish_samples(self._telemetry.changed(), self._telemetry.newest)
        if self._beat_soon:
            self._send_beat()

    def _serve(self, caller: Caller, message: wire.ToCore) -> None:
        match message:
            case wire.Join():
                self._join(caller, message)
            case wire.Command():
                self._command(caller, message)
            case wire.AskStatus():
                self._server.send(caller.sender, self._status())
            case wire.SeatBeat():
                if self._require_joined(caller):
                    self._server.hear(caller, message)

    def _require_joined(self, caller: Caller) -> bool:
        """A seat that this core does not know has outlived an earlier core: it is told to join again."""
        known = self._server.has_joined(caller)
        if not known:
            self._server.send(caller.sender, wire.SeatFault(code="not-joined", text="join first"))
        return known

    def _join(self, caller: Caller, message: wire.Join) -> None:
        if message.version != wire.VERSION:
            self._server.fault(caller.sender, "version", f"this core speaks seat protocol {wire.VERSION}")
            return
        if not self._server.may_join(caller):
            self._server.send(caller.sender, wire.SeatFault(code="busy", text="the last snapshot is on its way"))
            return
        person = self._people(caller.role)
        state = self._working.core.state
        joined = wire.Joined(
            version=wire.VERSION,
            number=randbits(48),
            seat=caller.name,
            role=caller.role,
            person=person.id,
            person_name=person.name,
            state=msgspec.Raw(msgspec.msgpack.encode(state)),
            secrets={} if caller.role is wire.Role.TOOL else self._secrets,
            samples=_by_source(self._telemetry.newest),
            series=_series_by_source(self._telemetry.series),
        )
        self._server.admit(caller, joined, state.size)

    def _command(self, caller: Caller, message: wire.Command) -> None:
        """A tool need not have joined: it asks once and goes."""
        if caller.role is not wire.Role.TOOL and not self._require_joined(caller):
            return
        if self._working.trouble:
            self._not_now(caller, message)
            return
        cause = CommandId(id=message.id, name=message.name)
        try:
            verdict, entries = self._working.core.command(
                cause, bytes(message.args), self._people(caller.role), caller.name, message.done_at
            )
        except StoreTrouble as error:
            self._working.give_way(error)
            self._not_now(caller, message)
            return
        self._working.publish(entries)
        answer = wire.Answer(id=verdict.id, ok=verdict.ok, reason=verdict.reason, values=verdict.values)
        self._server.send(caller.sender, answer)

    def _not_now(self, caller: Caller, message: wire.Command) -> None:
        answer = wire.Answer(id=message.id, ok=False, later=True, reason=self._working.trouble)
        self._server.send(caller.sender, answer)

    def _send_beat(self) -> None:
        self._beat_soon = False
        self._beaten = time.monotonic()
        self._server.publish_beat(self._beat())

    def _beat(self) -> wire.Beat:
        return wire.Beat(
            size=self._working.core.state.size,
            at=self._now(),
            sources=self._sources.health(),
            seats=self._server.health(lambda role: self._people(role).name),
            trouble=self._working.trouble,
            telemetry_keys=len(self._telemetry.newest),
            telemetry_refused=self._telemetry.refused,
            telemetry_dropped=self._telemetry.dropped,
        )

    def _status(self) -> wire.Status:
        return wire.Status(
            beat=self._beat(),
            version=self._version,
            started_at=self._started,
        )


def _by_source(newest: Mapping[wire.SampleKey, Sample]) -> dict[str, tuple[Sample, ...]]:
    found: dict[str, list[Sample]] = {}
    for (source, _), sample in newest.items():
        found.setdefault(source, []).append(sample)
    return {source: tuple(samples) for source, samples in found.items()}


def _series_by_source(
    series: Mapping[wire.SampleKey, Iterable[wire.Point]],
) -> dict[str, dict[str, tuple[wire.Point, ...]]]:
    found: dict[str, dict[str, tuple[wire.Point, ...]]] = {}
    for (source, key), points in series.items():
        found.setdefault(source, {})[key] = tuple(points)
    return found
