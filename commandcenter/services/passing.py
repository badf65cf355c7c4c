"""Moves that are passed on and not written one by one: they lie between a first and a last entry that are.

Nothing moves without a record: the entry that begins a run is on disk before the first order goes out, whatever is
passed on afterwards needs that run to be open in the state, and how many there were stands in the entry that ends it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

import msgspec

from commandcenter.domain.changes.acting import CameraMoved, MovesEnded
from commandcenter.domain.holding import Doing, Hold
from commandcenter.domain.journal import CORE, Draft
from commandcenter.domain.orders import Order
from commandcenter.domain.state import State
from commandcenter.services import holding

STILL_S = 6.5
"""No move lasts longer by itself; then the run is over although nobody has said so."""

ANSWER_S = 2.0
"""An answer that has not come by then will not come; younger ones are on their way."""


class Run:
    """What is counted of a run: since when, the last move, how many, which have no answer yet, how many failed."""

    def __init__(self, now: float) -> None:
        self.began = self.last = now
        self.moves = 0
        self.failed = 0
        self.open: dict[str, tuple[str, float]] = {}


class Passing:
    """`clock` gives monotonic seconds; `send` takes each order that is passed on, when `send_passed` is called."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._runs: dict[str, Run] = {}
        self._outgoing: list[Order] = []
        self.send: Callable[[Order], None] = lambda _: None

    def sift(self, state: State, drafts: Sequence[Draft], *, passes: bool) -> tuple[list[Draft], list[Order]]:
        """What is to be written, and the orders that are passed on instead; ends of runs get their sums."""
        written: list[Draft] = []
        passed: list[Order] = []
        for draft in drafts:
            match draft.change:
                case CameraMoved(hold=hold, order=order) if passes and _open(state, hold) and not self._forgot(hold):
                    passed.append(order)
                case MovesEnded():
                    written.append(self.summed(state, draft))
                case _:
                    written.append(draft)
        return written, passed

    def moved(self, hold: Hold, order: Order) -> None:
        """A move is on its way, the run's first one or another."""
        if hold.course is None:
            return
        run = self._runs.setdefault(hold.course.id, Run(self._clock()))
        run.last = self._clock()
        run.moves += 1
        run.open[order.key] = (order.device, run.last)

    def passed(self, state: State, order: Order) -> None:
        """Counts it; it goes out with the next `send_passed`."""
        hold = state.holds.get(order.device)
        if hold is not None:
            self.moved(hold, order)
            self._outgoing.append(order)

    def send_passed(self) -> None:
        """Once who calls knows that this core still leads."""
        outgoing, self._outgoing = self._outgoing, []
        for order in outgoing:
            self.send(order)

    def forget(self, state: State) -> None:
        """What was counted of runs that are over in the journal."""
        live = {hold.course.id for hold in state.holds.values() if hold.course is not None}
        self._runs = {id: run for id, run in self._runs.items() if id in live}

    def answered(self, key: str, source: str, *, done: bool) -> None:
        """What `source` says became of a move of a device of its own; what nobody counts any more changes nothing."""
        for run in self._runs.values():
            if key in run.open and run.open[key][0].startswith(f"{source}/"):
                del run.open[key]
                run.failed += not done

    def _forgot(self, hold: Hold) -> bool:
        """Whether the run began before this core did."""
        return hold.course is not None and hold.course.id not in self._runs

    def summed(self, state: State, draft: Draft) -> Draft:
        """The end of a run with what was counted of it, which is forgotten when that is on disk."""
        change = draft.change
        known = state.holds.get(change.hold.device) if isinstance(change, MovesEnded) else None
        if not isinstance(change, MovesEnded) or known is None or known.course is None:
            return draft
        run = self._runs.get(known.course.id)
        if run is None:
            return draft
        now = self._clock()
        failed = run.failed + sum(now - at >= ANSWER_S for _, at in run.open.values())
        sums = msgspec.structs.replace(change, moves=run.moves, failed=failed, seconds=round(now - run.began, 1))
        return msgspec.structs.replace(draft, change=sums)

    def overdue(self, state: State, now: datetime) -> Iterator[Draft]:
        """Runs in which no further move came, and those that a core before this one has begun."""
        for hold in list(state.holds.values()):
            if hold.course is None or hold.course.doing is not Doing.MOVES:
                continue
            run = self._runs.get(hold.course.id)
            if run is not None and self._clock() - run.last < STILL_S:
                continue
            key = f"E{state.size}-{hold.id}"
            change = MovesEnded(
                hold=msgspec.structs.replace(hold, course=None),
                order=holding.stop(state, hold, now, key),
                why="still" if run else "core",
            )
            yield self.summed(state, Draft(change=change, subject=holding.subject_of(hold), actor=CORE))


def _open(state: State, hold: Hold) -> bool:
    """Whether that very run is in the journal and not over."""
    known = state.holds.get(hold.device)
    return known is not None and known.course is not None and known.course == hold.course
