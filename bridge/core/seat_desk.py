"""The core's dealings with its seats: lets them join, obeys their commands, tells them how everything is."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime
from secrets import randbits
from typing import Protocol

import msgspec
import zmq

from bridge.core.camera_desk import CameraDesk
from bridge.core.commanding_desk import CommandDesk
from bridge.core.looking_back import SearchLog
from bridge.core.manning import Manning
from bridge.core.measuring import QualityDesk
from bridge.core.proving_desk import ProvingDesk
from bridge.core.searching import SearchDesk
from bridge.core.seat_server import SeatServer
from bridge.core.seat_socket import Caller
from bridge.core.witnesses import WitnessDesk
from bridge.core.working import Working
from bridge.protocol import seat as wire
from bridge.protocol.source import Sample
from commandcenter.domain.state import State
from commandcenter.services.camera_health.asking import CameraMeasurer
from commandcenter.services.quality.asking import Measurer
from commandcenter.services.searching import Searcher
from commandcenter.services.standing import session_at

MESSAGES_AT_ONCE = 32
BEATS_APART_S = 0.05


class Book(Protocol):
    def series(self) -> Iterable[tuple[str, str, Iterable[wire.Point]]]:
        """(source, key, points) of all that there are now."""


class Readings(Protocol):
    """Telemetry as the desk hands it on: `changed` gives each key once, its value is the newest there is."""

    @property
    def newest(self) -> Mapping[wire.SampleKey, Sample]: ...

    @property
    def book(self) -> Book: ...

    @property
    def refused(self) -> int: ...

    @property
    def dropped(self) -> int: ...

    def changed(self) -> Collection[wire.SampleKey]: ...


class Sources(Protocol):
    """What the desk tells of the sources."""

    def health(self) -> tuple[wire.SourceHealth, ...]: ...


class SeatDesk:
    """`manning` knows who sits where; `proving` takes commands that come with credentials."""

    def __init__(
        self,
        working: Working,
        server: SeatServer,
        sources: Sources,
        telemetry: Readings,
        manning: Manning,
        proving: ProvingDesk,
        now: Callable[[], datetime],
        version: str,
        searcher: Searcher | None = None,
        witnesses: WitnessDesk | None = None,
        measurer: Measurer | None = None,
        camera_measurer: CameraMeasurer | None = None,
    ) -> None:
        self._working = working
        self._server = server
        self._sources = sources
        self._telemetry = telemetry
        self._manning = manning
        self._proving = proving
        self._now = now
        self._version = version
        self._commands = CommandDesk(working, server, manning)
        self._searches = SearchDesk(searcher, server.socket.send, SearchLog(working, manning).note)
        self._figures = QualityDesk(measurer, server.socket.send)
        self._cameras = CameraDesk(camera_measurer, lambda: working.core.state.cameras, server.socket.send)
        self._witnesses = witnesses or WitnessDesk(working, server, None, time.monotonic)
        self._started = now()
        self._beaten = float("-inf")
        self._beat_soon = False

    def handlers(self) -> Mapping[zmq.Socket[bytes] | int, Callable[[], None]]:
        """What to call when a socket or a descriptor has something."""
        socket = self._server.socket
        return {socket.router: self.serve, socket.monitor: socket.door.look, **self._proving.handlers()}

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
        self._working.core.attending.hear(self._manning.present())
        self._send_beat()

    def health(self) -> tuple[wire.SeatHealth, ...]:
        """All that have joined and were heard of lately."""
        return self._manning.health()

    def tell_soon(self) -> None:
        """Something has changed that a beat tells: the seats hear of it now, or with the next telemetry."""
        if time.monotonic() - self._beaten >= BEATS_APART_S:
            self._send_beat()
        else:
            self._beat_soon = True

    def send_telemetry(self) -> None:
        """Several times a second, also when nothing has changed: who was slow gets what it has missed."""
        self._server.publish_samples(self._telemetry.changed(), self._telemetry.newest)
        self._searches.tick()
        self._figures.tick()
        self._cameras.tick()
        self._witnesses.tick()
        if self._beat_soon:
            self._send_beat()

    def _serve(self, caller: Caller, message: wire.ToCore) -> None:
        match message:
            case wire.Join():
                self._join(caller, message)
            case wire.AskQuality() | wire.AskCameras():
                self._ask_figures(caller, message)
            case wire.Command() | wire.Recorded() | wire.Authenticate() | wire.AskSearch():
                # A tool need not have joined: it asks once and goes.
                if caller.role is wire.SeatKind.TOOL or self._require_joined(caller):
                    self._ask(caller, message)
            case wire.AskStatus():
                self._server.socket.send(caller.sender, self._status())
            case wire.Cosigned() | wire.Witnessed():
                self._witnesses.hear(caller, message)
            case wire.SeatBeat():
                if self._require_joined(caller) and self._server.hear(caller, message):
                    self.tell_soon()

    def _ask(self, caller: Caller, message: wire.Command | wire.Recorded | wire.Authenticate | wire.AskSearch) -> None:
        match message:
            case wire.Authenticate():
                self._proving.ask(caller, message)
            case wire.AskSearch():
                self._searches.ask(caller, self._manning.person(caller), message)
            case _:
                self._commands.hear(caller, message)

    def _ask_figures(self, caller: Caller, message: wire.AskQuality | wire.AskCameras) -> None:
        if not self._require_joined(caller):
            return
        person = self._manning.person(caller)
        if isinstance(message, wire.AskQuality):
            self._figures.ask(caller, person, message)
        else:
            self._cameras.ask(caller, person, message)

    def _require_joined(self, caller: Caller) -> bool:
        """A seat that this core does not know has outlived an earlier core: it is told to join again."""
        known = self._server.has_joined(caller)
        if not known:
            self._server.socket.send(caller.sender, wire.SeatFault(code="not-joined", text="join first"))
        return known

    def _join(self, caller: Caller, message: wire.Join) -> None:
        if message.version != wire.VERSION:
            self._server.socket.fault(caller.sender, "version", f"this core speaks seat protocol {wire.VERSION}")
            return
        if not self._server.may_join(caller):
            self._server.socket.send(caller.sender, wire.SeatFault(code="busy", text="the last snapshot is on its way"))
            return
        person = self._manning.person(caller)
        state = self._working.core.state
        small = msgspec.structs.replace(
            state,
            alarms={},
            open={},
            timers={},
            watches={},
            watch_timers={},
            watch_keys={},
            part_of={},
            holders={},
            alarm_counts={},
            devices={},
            cameras={},
            linkages={},
            sights={},
        )
        joined = wire.Joined(
            version=wire.VERSION,
            number=randbits(48),
            seat=caller.name,
            role=caller.role,
            person=person.id,
            person_name=person.name,
            session=session_at(state, caller.name, caller.public),
            state=small,
        )
        self._server.admit(caller, joined, self._shelves(state, caller))
        self._witnesses.join(caller, message.witness)

    def _shelves(self, state: State, caller: Caller) -> Mapping[str, Iterable[object]]:
        """All that may be large, as it is now: what happens next is told to the seat entry by entry.

        But for the series, which are copied one by one as they are sent: what they then have more is said again.
        """
        series = self._telemetry.book.series()
        return {
            "alarms": list(state.alarms.values()),
            "watches": list(state.watches.values()),
            "devices": list(state.devices.values()),
            "cameras": list(state.cameras.values()),
            "linkages": list(state.linkages.values()),
            "sights": list(state.sights.values()),
            "secrets": self._manning.addresses(caller),
            "samples": [(source, sample) for (source, _), sample in self._telemetry.newest.items()],
            "series": ((source, key, tuple(points)) for source, key, points in series),
        }

    def _send_beat(self) -> None:
        self._beat_soon = False
        self._beaten = time.monotonic()
        self._server.publish_beat(self._beat())

    def _beat(self) -> wire.Beat:
        return wire.Beat(
            size=self._working.core.state.size,
            at=self._now(),
            sources=self._sources.health(),
            seats=self.health(),
            trouble=self._working.told,
            telemetry_keys=len(self._telemetry.newest),
            telemetry_refused=self._telemetry.refused,
            telemetry_dropped=self._telemetry.dropped,
        )

    def _status(self) -> wire.Status:
        return wire.Status(
            beat=self._beat(),
            version=self._version,
            started_at=self._started,
            cut_off=tuple(
                wire.CutOff(seat=it.seat, person=it.person, silent_s=round(it.silent_s, 1))
                for it in self._working.core.around.seats()
                if it.gone
            ),
            epoch=self._working.lead.epoch,
            leader=self._working.lead.holder,
        )
