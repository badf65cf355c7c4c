"""What time does to sessions and approvals, and how often somebody tried a password who should have waited."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime

from commandcenter.domain.changes.people import SignInsThrottled
from commandcenter.domain.journal import CORE, Draft, Outcome
from commandcenter.domain.people import Session
from commandcenter.domain.state import State
from commandcenter.services import approvals, sessions
from commandcenter.services.steady import Steady, newest

THROTTLED_EVERY_S = 10.0


class Attending:
    """Made when the core starts, at `now` by the wall clock. `clock` gives monotonic seconds."""

    def __init__(self, state: State, clock: Callable[[], float], now: datetime) -> None:
        self.steady = Steady(clock, newest(state))
        self._started = self.steady()
        # What passed before nobody's monotonic clock can tell: the wall clock is believed once, to nobody's advantage.
        self._before = {it.id: (now - it.since).total_seconds() for it in state.sessions.values()}
        self._heard: dict[str, float] = {}
        self._throttled: Counter[str] = Counter()
        self._told = self._started

    def hear(self, seats: Iterable[str]) -> None:
        """These seats are there."""
        self._heard.update(dict.fromkeys(seats, self.steady()))

    def throttle(self, seat: str) -> None:
        """Somebody did not wait; it is told now and then, not each time."""
        self._throttled[seat] += 1

    def due(self, state: State) -> Iterator[Draft]:
        now = self.steady()
        yield from sessions.overdue(state, self._age, lambda seat: now - self._heard.get(seat, self._started))
        yield from approvals.overdue(state, now)
        if self._throttled and now - self._told >= THROTTLED_EVERY_S:
            self._told = now
            for seat, count in self._throttled.items():
                change = SignInsThrottled(seat=seat, count=count)
                yield Draft(change=change, subject=seat, outcome=Outcome.REFUSED, actor=CORE)
            self._throttled.clear()

    def _age(self, session: Session) -> float:
        """Seconds since it began."""
        now = self.steady()
        here, before = now - session.began, self._before.get(session.id)
        return here if before is None else max(here, before + now - self._started)
