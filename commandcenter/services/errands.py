"""What devices are to do and have said: answers find who asked, and time ends what nobody has ended."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, tzinfo

from commandcenter.domain.changes.acting import CameraMoved
from commandcenter.domain.changes.operating import LinkageAnswered
from commandcenter.domain.journal import CORE, Draft, Outcome
from commandcenter.domain.linkage import Linkage, StepState
from commandcenter.domain.orders import Order
from commandcenter.domain.state import State
from commandcenter.services import holding, linking, orders, tour_schedule
from commandcenter.services.passing import Passing
from commandcenter.services.ports import Stamped

# A hundred tours with all their times are too much to look at several times a second.
SCHEDULES_EVERY_S = 1.0


class Errands:
    """`clock` gives monotonic seconds; `zone` is by whose clocks tours begin and end."""

    def __init__(self, clock: Callable[[], float], zone: tzinfo) -> None:
        self.passing = Passing(clock)
        self._clock = clock
        self._looked = float("-inf")
        self.zone = zone

    def answered(self, state: State, key: str, answer: StepState, detail: str, now: datetime) -> Draft | None:
        """What a device says of a step or an order; None when it changes nothing."""
        order = state.orders.get(key)
        if order is not None:
            self.passing.answered(key, order.device.split("/", 1)[0], done=answer is StepState.DONE)
        run = run_of(state, key)
        if run is None:
            return orders.answered(state, key, answer, detail, now)
        after = run.answered(key, answer, detail, now)
        if after == run:
            return None
        device = next(step.target for step in run.steps if step.key == key)
        change = LinkageAnswered(linkage=after, step=key)
        return Draft(change=change, subject=run.alarm, outcome=Outcome(answer.value), actor=device)

    def due(self, state: State, now: datetime) -> Iterator[Draft]:
        """Each draft has to be applied before the next is asked for."""
        for run in [run for run in state.linkages.values() if run.live]:
            for late, step in linking.overdue(run, now):
                change = LinkageAnswered(linkage=late, step=step)
                yield Draft(change=change, subject=run.alarm, outcome=Outcome.UNKNOWN, actor=CORE)
        yield from orders.overdue(state, now)
        for draft in holding.overdue(state, now):
            yield self.passing.summed(state, draft)
        yield from self.passing.overdue(state, now)
        if self._clock() - self._looked >= SCHEDULES_EVERY_S:
            self._looked = self._clock()
            yield from tour_schedule.due(state, now, self.zone)

    def written(self, state: State, entries: list[Stamped], passed: list[Order]) -> None:
        """Moves that are on disk now are counted like those that are passed on, and these are."""
        for stamped in entries:
            if isinstance(stamped.entry.change, CameraMoved):
                self.passing.moved(stamped.entry.change.hold, stamped.entry.change.order)
        for order in passed:
            self.passing.passed(state, order)


def run_of(state: State, key: str) -> Linkage | None:
    """The linkage with that step."""
    runs = state.linkages.values()
    return next((run for run in runs if any(step.key == key for step in run.steps)), None)
