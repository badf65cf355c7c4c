"""Device commands on their way to the sources: sent when the intent is on disk, repeated until they are answered."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from bridge.core.source_link import SourceLink
from bridge.core.working import Working
from bridge.protocol import source as wire
from bridge.protocol.seat import LinkState
from commandcenter.domain.changes.acting import CameraMoved, MovesEnded, OrderGiven
from commandcenter.domain.changes.operating import LinkageStarted
from commandcenter.domain.journal import Entry
from commandcenter.domain.linkage import Step, StepState
from commandcenter.domain.orders import Order
from commandcenter.services import orders

REPEAT_S = 2.0

# Whatever else a source says was not done.
ANSWERS: Mapping[str, StepState] = MappingProxyType({"done": StepState.DONE, "unknown": StepState.UNKNOWN})


class Devices:
    """A repeat has the same key, so that no device acts twice, whatever is lost on the way.

    A device obeys in the order in which it hears: what comes again never comes after something that replaces it.
    """

    def __init__(self, working: Working, links: Mapping[str, SourceLink]) -> None:
        self._working = working
        self._links = links
        self._repeated = float("-inf")
        working.listen(self._on_linkage, LinkageStarted)
        working.listen(self._on_order, CameraMoved, MovesEnded, OrderGiven)
        working.core.errands.passing.send = self._send

    def repeat(self, now: float) -> None:
        """`now` in monotonic seconds."""
        if now - self._repeated < REPEAT_S:
            return
        self._repeated = now
        for link in self._links.values():
            if link.state is LinkState.LIVE:
                self.send_waiting(link)

    def send_waiting(self, link: SourceLink) -> None:
        """What has an intent and no answer, and is still wanted: after a restart, or when a message was lost."""
        core = self._working.core
        now = core.now()
        true = core.state.instant(now).true
        for run in core.state.linkages.values():
            for step in run.steps:
                if step.stands(true):
                    self._send(step, link)
        for order in orders.to_repeat(core.state, now):
            self._send(order, link)

    def answered(self, link: SourceLink, result: wire.DeviceResult) -> None:
        """Only who was given a command can answer it; one that nobody waits for any more changes nothing."""
        target = self._target(result.key)
        if target is None:
            self._passed(link, result)
            return
        device = self._working.core.state.devices.get(target)
        if device is None or device.source != link.source:
            link.refuse("refused", f"the command {result.key} was not given to this source")
            return
        answer = ANSWERS.get(result.outcome, StepState.FAILED)
        detail = result.detail or ("" if result.outcome == "done" else result.outcome)
        self._working.do(lambda: self._working.core.answer_step(result.key, answer, detail))

    def _passed(self, link: SourceLink, result: wire.DeviceResult) -> None:
        """A move that is in no entry of its own is counted, when its own source answers it."""
        self._working.core.errands.passing.answered(result.key, link.source, done=result.outcome == "done")

    def _target(self, key: str) -> str | None:
        """The device of the step or order `key`; None when there is none such (any more)."""
        state = self._working.core.state
        order = state.orders.get(key)
        if order is not None:
            return order.device
        runs = state.linkages.values()
        return next((step.target for run in runs for step in run.steps if step.key == key), None)

    def _on_linkage(self, entry: Entry) -> None:
        """The intent is on disk: now, and not before, the device is told."""
        if isinstance(entry.change, LinkageStarted):
            for step in entry.change.linkage.steps:
                self._send(step)

    def _on_order(self, entry: Entry) -> None:
        if isinstance(entry.change, CameraMoved | MovesEnded | OrderGiven):
            self._send(entry.change.order)

    def _send(self, step: Step | Order, only: SourceLink | None = None) -> None:
        device = self._working.core.state.devices.get(step.target if isinstance(step, Step) else step.device)
        if step.state is not StepState.WAITING or device is None:
            return
        link = self._links.get(device.source)
        if link is not None and only in (None, link):
            link.say(
                wire.DeviceCommand(
                    key=step.key, device=device.device, action=step.action, args=step.args, deadline=step.deadline
                )
            )
