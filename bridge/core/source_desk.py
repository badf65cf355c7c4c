"""The core's dealings with its sources: takes their events in, sends their devices commands."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence

import zmq

from bridge.core.source_link import SourceLink
from bridge.core.telemetry import Telemetry
from bridge.core.working import Working
from bridge.protocol import source as wire
from bridge.protocol.seat import SourceHealth
from commandcenter.domain.journal import LinkageStarted
from commandcenter.domain.linkage import Step, StepState
from commandcenter.services.ports import Stamped

log = logging.getLogger(__name__)


class SourceDesk:
    """Owns the links; what a source sends is acknowledged to it only after the commit."""

    def __init__(self, working: Working, links: Sequence[SourceLink], telemetry: Telemetry) -> None:
        self._working = working
        self._links = {link.source: link for link in links}
        self._telemetry = telemetry
        working.listen(self._on_entry)

    def handlers(self) -> Mapping[zmq.Socket[bytes], Callable[[], None]]:
        """What to call when a socket has something."""
        links = {link.socket: self._handler(link) for link in self._links.values()}
        return {self._telemetry.socket: self._telemetry.receive, **links}

    def tick(self) -> None:
        for link in self._links.values():
            link.tick()

    def start_over(self) -> None:
        for link in self._links.values():
            link.start_over()

    def health(self) -> tuple[SourceHealth, ...]:
        return tuple(link.health(self._position(link)) for link in self._links.values())

    def close(self) -> None:
        for link in self._links.values():
            link.close()

    def _handler(self, link: SourceLink) -> Callable[[], None]:
        def handle() -> None:
            message = link.receive()
            if message is not None:
                self._receive(link, message)

        return handle

    def _receive(self, link: SourceLink, message: wire.FromSource) -> None:
        match message:
            case wire.Welcome():
                self._welcome(link, message)
            case wire.Batch():
                self._batch(link, message)
            case wire.Pong():
                link.head = max(link.head, message.head)
            case wire.DeviceResult():
                answer = _answer_of(message)
                self._working.do(lambda: self._working.core.answer_step(message.key, answer, message.detail))
            case wire.Fault():
                link.faulted(message)
            case wire.Ping():
                link.answer_ping()

    def _welcome(self, link: SourceLink, message: wire.Welcome) -> None:
        if message.source != link.source:
            link.wrong_name(message.source)
            return
        first = min(message.first, message.head + 1) if message.head else 1
        if self._working.trouble or not self._working.do(
            lambda: self._working.core.open_source(link.source, message.epoch, first, message.head)
        ):
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

    def _batch(self, link: SourceLink, message: wire.Batch) -> None:
        if self._working.trouble:
            link.start_over()
            return
        before = self._position(link)
        raws = [bytes(raw) for raw in message.events]
        link.head = max(message.head, link.head)
        try:
            done = self._working.do(lambda: self._working.core.take(link.source, message.epoch, message.first, raws))
        except ValueError as error:
            log.info("source %s: %s; starting over", link.source, error)
            link.start_over()
            return
        if done:
            link.durable(self._position(link), self._position(link) - before)

    def _position(self, link: SourceLink) -> int:
        known = self._working.core.state.positions.get(link.source)
        return known.seq if known else 0

    def _on_entry(self, stamped: Stamped) -> None:
        """The intent is on disk: now, and not before, the device is told."""
        change = stamped.entry.change
        if isinstance(change, LinkageStarted):
            for step in change.linkage.steps:
                self._send_step(step)

    def _send_waiting(self, link: SourceLink) -> None:
        """After a restart, on either side: what has an intent and no answer is sent again, with the same key."""
        for run in self._working.core.state.linkages.values():
            for step in run.steps:
                self._send_step(step, only=link.source)

    def _send_step(self, step: Step, only: str = "") -> None:
        device = self._working.core.state.devices.get(step.target)
        if step.state is not StepState.WAITING or device is None or (only and device.source != only):
            return
        link = self._links.get(device.source)
        if link is not None:
            link.command(
                wire.DeviceCommand(
                    key=step.key, device=device.device, action=step.action, args=step.args, deadline=step.deadline
                )
            )


def _answer_of(result: wire.DeviceResult) -> StepState:
    """A source that does not know whether its device has acted says so; that is neither done nor failed."""
    if result.ok:
        return StepState.DONE
    return StepState.UNKNOWN if result.detail.startswith("unknown") else StepState.FAILED
