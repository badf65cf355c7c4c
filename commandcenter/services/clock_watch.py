"""Watches the wall clock by the monotonic one, which nobody sets: a step is a line in the journal."""

from __future__ import annotations

from collections.abc import Callable

from commandcenter.domain.changes.system import ClockStepped
from commandcenter.domain.journal import Draft
from commandcenter.services.ports import Now

STEP_S = 1.0


class ClockWatch:
    """`clock` gives seconds since the machine's boot. What drifts slowly is a step as soon as it amounts to one.

    `offset`: wall minus clock as the journal knows it; None: as it is now.
    """

    def __init__(self, now: Now, clock: Callable[[], float], offset: float | None = None) -> None:
        self._now = now
        self._clock = clock
        self._seen = self._offset = self._measure() if offset is None else offset

    def look(self) -> list[Draft]:
        """A step since the last one that was written down, if there was any."""
        self._seen = self._measure()
        if abs(self._seen - self._offset) <= STEP_S:
            return []
        return [Draft(change=ClockStepped(before=round(self._offset, 3), after=round(self._seen, 3)))]

    def written(self) -> None:
        """What was seen last stands in the journal."""
        self._offset = self._seen

    def _measure(self) -> float:
        return self._now().timestamp() - self._clock()
