"""Watches the wall clock by the monotonic one, which nobody sets: a step is a line in the journal."""

from __future__ import annotations

from collections.abc import Callable

from commandcenter.domain.changes.system import ClockStepped
from commandcenter.domain.journal import Draft
from commandcenter.services.ports import Now

STEP_S = 1.0


class ClockWatch:
    """`clock` gives monotonic seconds. What drifts slowly is a step as soon as it amounts to one."""

    def __init__(self, now: Now, clock: Callable[[], float]) -> None:
        self._now = now
        self._clock = clock
        self._offset = self._measure()

    def look(self) -> list[Draft]:
        """A step since the last one, if there was any."""
        offset = self._measure()
        if abs(offset - self._offset) <= STEP_S:
            return []
        before, self._offset = self._offset, offset
        return [Draft(change=ClockStepped(before=round(before, 3), after=round(offset, 3)))]

    def _measure(self) -> float:
        return self._now().timestamp() - self._clock()
