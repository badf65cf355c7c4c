"""The core's dealings with its sources: takes their events in, keeps the links to those whose keys are trusted."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

import zmq

from bridge.core.devices import Devices
from bridge.core.intake import Intake
from bridge.core.refusals import Refusals
from bridge.core.source_link import FOREIGN, SourceLink
from bridge.core.working import Working
from bridge.protocol import source as wire
from bridge.protocol.seat import LinkState, SourceHealth
from commandcenter.domain.changes.keys import KeyRevoked, KeyTrusted
from commandcenter.domain.changes.sources import EventQuarantined
from commandcenter.domain.events import EventId
from commandcenter.domain.journal import Entry
from commandcenter.domain.state import Position
from commandcenter.services.core import Batch
from commandcenter.services.doubts import Log

REFRESH_EVERY_S = 60.0
# What a reason may begin with, and the source hears as the code of a fault.
WORDS = ("grant", "room")

Socket = zmq.Socket[bytes]


class SourceDesk:
    """Owns the links; what a source sends is acknowledged to it only after the commit.

    `rewired`: `handlers` must be asked for anew. `changed` is called when a link's state has changed. `clock`
    gives monotonic seconds.
    """

    def __init__(
        self,
        working: Working,
        links: Sequence[SourceLink],
        refusals: Refusals,
        changed: Callable[[], None],
        clock: Callable[[], float],
    ) -> None:
        self.rewired = True
        self._working = working
        self._links = {link.source: link for link in links}
        self._refusals = refusals
        self._changed = changed
        self._clock = clock
        self._intake = Intake()
        self._devices = Devices(working, self._links)
        self._asked: dict[str, float] = {}
        working.listen(self._on_quarantined, EventQuarantined)
        working.listen(self._on_key, KeyTrusted, KeyRevoked)
        self._open_links()

    @property
    def busy(self) -> bool:
        """Whether batches wait to be taken in."""
        return len(self._intake) > 0

    def handlers(self) -> Mapping[Socket, Callable[[], None]]:
        """What to call when a socket has something."""
        self.rewired = False
        return dict(pair for link in self._links.values() for pair in self._handlers_of(link))

    def take_in(self) -> None:
        """One transaction of what waits."""
        batches = self._intake.take()
        if not batches:
            return
        if self._working.trouble:
            for batch in batches:
                self._start_over(self._links[batch.source])
            return
        before = {batch.source: self._position(batch.source) for batch in batches}
        if self._working.do(lambda: self._working.core.take(batches)):
            for source, position in before.items():
                now_at = self._position(source)
                self._links[source].committed(now_at, now_at - position)

    def tick(self) -> None:
        """A few times a second."""
        changed = False
        for link in self._links.values():
            changed |= link.tick()
            self.rewired |= link.reopen_if_due()
            if link.state is LinkState.LIVE:
                self._ask_refresh(link)
        self._devices.repeat(self._clock())
        if changed:
            self._changed()

    def start_over(self) -> None:
        for link in self._links.values():
            self._start_over(link)

    def health(self) -> tuple[SourceHealth, ...]:
        state = self._working.core.state

        def of(link: SourceLink) -> SourceHealth:
            known = state.positions.get(link.source)
            doubt = known.doubt.value if known and known.doubt else ""
            return link.health(known.seq if known else 0, state.quarantined.get(link.source, 0), doubt)

        return tuple(of(link) for link in self._links.values())

    def close(self) -> None:
        for link in self._links.values():
            link.socket.close()

    def _handlers_of(self, link: SourceLink) -> Iterator[tuple[Socket, Callable[[], None]]]:
        def receive() -> None:
            # Who has a batch waiting is not read from: what floods in waits at its own door.
            if link.source not in self._intake:
                if (received := link.receive()) is not None:
                    self._receive(link, *received)
                self.rewired |= bool(link.socket.rest)

        def hear() -> None:
            trouble = link.socket.hear_handshakes()
            if trouble:
                self._refusals.note(link.source, trouble)
                self._changed()

        def measure() -> None:
            if link.socket.feed is not None:
                link.socket.feed.receive(self._working.core.state.grant(link.source))

        feed = link.socket.feed
        telemetry = feed.socket if feed else None
        for socket, handler in ((link.socket.readable, receive), (link.socket.monitor, hear), (telemetry, measure)):
            if socket is not None:
                yield socket, handler

    def _receive(self, link: SourceLink, message: wire.FromSource, wrong: Mapping[int, str]) -> None:
        match message:
            case wire.Batch():
                self._batch(link, message, wrong)
            case wire.Welcome():
                self._welcome(link, message)
            case wire.End():
                # The next log is asked for when this one is taken in whole: what waits comes first.
                link.start_over()
            case wire.Pong():
                link.head = max(link.head, message.head)
            case wire.DeviceResult():
                self._devices.answered(link, message)
            case wire.Fault():
                link.faulted(message)
            case wire.Ping():
                link.say(wire.Pong())

    def _welcome(self, link: SourceLink, message: wire.Welcome) -> None:
        if not link.expects(message):
            if link.trouble:
                self._refusals.note(link.source, FOREIGN)
            return
        log_held = Log(
            epoch=message.epoch,
            first=message.first,
            head=message.head,
            before=(message.before.epoch, message.before.last) if message.before else None,
        )
        self._intake.forget(link.source)
        if self._working.trouble or not self._working.do(lambda: self._working.core.open_source(link.source, log_held)):
            return
        self._listen(link, message.telemetry)
        link.welcome(message, self._position(link.source))
        self._asked.pop(link.source, None)
        self._ask_refresh(link)
        self._devices.send_waiting(link)
        self._changed()

    def _listen(self, link: SourceLink, endpoint: str) -> None:
        try:
            self.rewired |= link.socket.listen(endpoint)
        except zmq.ZMQError as error:
            link.refuse("field", f"the telemetry endpoint {endpoint!r} cannot be used: {error}")

    def _batch(self, link: SourceLink, message: wire.Batch, wrong: Mapping[int, str]) -> None:
        if link.state is not LinkState.LIVE:
            return
        if self._working.trouble or not link.received(message):
            self._start_over(link)
            return
        raws = [bytes(raw) for raw in message.events]
        self._intake.add(Batch(source=link.source, epoch=message.epoch, first=message.first, events=raws, wrong=wrong))

    def _start_over(self, link: SourceLink) -> None:
        self._intake.forget(link.source)
        link.start_over()

    def _position(self, source: str) -> int:
        known = self._working.core.state.positions.get(source)
        return known.seq if known else 0

    def _ask_refresh(self, link: SourceLink) -> None:
        """While the centre does not know what is wrong there: after each greeting, and again now and then."""
        known: Position | None = self._working.core.state.positions.get(link.source)
        if known is None or known.doubt is None:
            return
        now = self._clock()
        if now - self._asked.get(link.source, float("-inf")) >= REFRESH_EVERY_S:
            self._asked[link.source] = now
            link.ask_refresh(known.doubt.value)

    def _on_quarantined(self, entry: Entry) -> None:
        """The source hears of an event that was put aside."""
        change, event = entry.change, entry.cause
        link = self._links.get(event.source) if isinstance(event, EventId) else None
        if isinstance(change, EventQuarantined) and isinstance(event, EventId) and link is not None:
            code = next((word for word in WORDS if change.reason.startswith(f"{word}:")), "quarantined")
            link.put_aside(code, f"event {event.seq}: {change.reason}")

    def _on_key(self, entry: Entry) -> None:
        self._open_links()

    def _open_links(self) -> None:
        """Each link talks to its source's newest trusted key, to nobody when there is none."""
        for link in self._links.values():
            keys = self._working.core.state.source_keys(link.source)
            server = keys[0].public if keys else ""
            if server != link.socket.server:
                self._intake.forget(link.source)
                self._refusals.forgive(link.source)
                link.open(server)
                self.rewired = True
