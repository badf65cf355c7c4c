"""How long something has lasted, whatever happens to the clock on the wall meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

MOST = 1000


class Elapsed:
    """Trusts the wall clock once, when it first hears of a thing (after a start too), then the monotonic one alone."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._first: dict[tuple[str, datetime], tuple[float, float]] = {}

    def __call__(self, key: str, since: datetime, now: datetime) -> float:
        """Seconds from `since` until `now`, at least 0."""
        found = self._first.get((key, since))
        if found is None:
            found = (self._clock(), max(0.0, (now - since).total_seconds()))
            self._first[(key, since)] = found
            if len(self._first) > MOST:
                del self._first[next(iter(self._first))]
        heard, before = found
        return before + self._clock() - heard
