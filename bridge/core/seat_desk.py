"""The core's dealings with its seats: lets them join, obeys their commands, tells them how everything is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

import msgspec

from bridge.core.seat_server import SeatServer
from bridge.core.source_desk import SourceDesk
from bridge.core.telemetry import Telemetry
from bridge.core.working import Working
from bridge.protocol import seat as wire
from commandcenter.domain.journal import CommandId
from commandcenter.services.permissions import Person
from commandcenter.services.ports import StoreTrouble

People = Callable[[wire.Role], Person]


class SeatDesk:
    """`secrets` are whole addresses by camera id, passwords included; seats get them when they join."""

    def __init__(
        self,
        working: Working,
        server: SeatServer,
        sources: SourceDesk,
        telemetry: Telemetry,
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

    def serve(self) -> None:
        """One message of one seat."""
        received = self._server.receive()
        if received is None:
            return
        sender, message = received
        match message:
            case wire.Join():
                self._join(sender, message)
            case wire.Command():
                self._command(sender, message)
            case wire.AskStatus():
                self._server.send(sender, self._status())
            case wire.SeatBeat():
                self._require_joined(sender)

    def beat(self) -> None:
        self._server.publish(wire.BEAT, self._beat())

    def send_telemetry(self) -> None:
        samples = self._telemetry.changed()
        if samples:
            self._server.publish(wire.TELEMETRY, wire.Samples(samples=samples))

    def _require_joined(self, sender: bytes) -> bool:
        """A seat that this core does not know has outlived an earlier core: it is told to join again."""
        known = self._server.seat_of(sender) is not None
        if not known:
            self._server.send(sender, wire.SeatFault(code="not-joined", text="join first"))
        return known

    def _join(self, sender: bytes, message: wire.Join) -> None:
        if message.version != wire.VERSION:
            self._server.fault(sender, "version", f"this core speaks seat protocol {wire.VERSION}")
            return
        self._server.admit(sender, message)
        person = self._people(message.role)
        self._server.send(
            sender,
            wire.Joined(
                version=wire.VERSION,
                person=person.id,
                person_name=person.name,
                state=msgspec.Raw(msgspec.msgpack.encode(self._working.core.state)),
                secrets={} if message.role is wire.Role.TOOL else self._secrets,
                samples=tuple(self._telemetry.newest.values()),
                series={key: tuple(points) for key, points in self._telemetry.series.items()},
            ),
        )

    def _command(self, sender: bytes, message: wire.Command) -> None:
        known = self._server.seat_of(sender)
        if known is None or self._working.trouble:
            self._not_now(sender, message)
            return
        seat, role = known
        cause = CommandId(id=message.id, name=message.name)
        try:
            verdict, entries = self._working.core.command(
                cause, bytes(message.args), self._people(role), seat, message.done_at
            )
        except StoreTrouble as error:
            self._working.give_way(error)
            self._not_now(sender, message)
            return
        self._working.publish(entries)
        answer = wire.Answer(id=verdict.id, ok=verdict.ok, reason=verdict.reason, values=verdict.values)
        self._server.send(sender, answer)

    def _not_now(self, sender: bytes, message: wire.Command) -> None:
        if self._require_joined(sender):
            answer = wire.Answer(id=message.id, ok=False, later=True, reason=self._working.trouble)
            self._server.send(sender, answer)

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
