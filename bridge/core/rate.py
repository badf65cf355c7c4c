"""How many came of late."""

from __future__ import annotations

from collections import deque

RATE_S = 10.0


class Rate:
    """Counts by monotonic seconds; `total` is all that ever came."""

    def __init__(self) -> None:
        self.total = 0
        self._lately: deque[tuple[float, int]] = deque()

    def add(self, count: int, now: float) -> None:
        self.total += count
        self._lately.append((now, count))
        self._forget(now)

    def per_second(self, now: float) -> float:
        """Over the last `RATE_S` seconds."""
        self._forget(now)
        return round(sum(count for _, count in self._lately) / RATE_S, 1)

    def _forget(self, now: float) -> None:
        while self._lately and now - self._lately[0][0] > RATE_S:
            self._lately.popleft()
