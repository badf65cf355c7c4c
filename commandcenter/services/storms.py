"""Whether more alarms call than one desk can read: the rule of ISA-18.2, on a rolling ten minutes."""

from __future__ import annotations

from collections import deque

from commandcenter.services.quality.floods import BEGINS_ABOVE, ENDS_BELOW, WINDOW

WINDOW_S = WINDOW.total_seconds()


class StormWatch:
    """Times are seconds of any one clock that only goes forward. A call exactly ten minutes ago counts still."""

    def __init__(self) -> None:
        self._calls: deque[float] = deque()
        self._storm = False

    def call(self, at: float, count: int = 1) -> None:
        """So many alarms called people at that moment."""
        for _ in range(count):
            self._look(at)
            self._calls.append(at)
            self._storm = self._storm or len(self._calls) > BEGINS_ABOVE

    def storms(self, now: float) -> bool:
        self._look(now)
        return self._storm

    def calls(self, now: float) -> int:
        """Of the last ten minutes."""
        self._look(now)
        return len(self._calls)

    def _look(self, now: float) -> None:
        while self._calls and self._calls[0] < now - WINDOW_S:
            self._calls.popleft()
        if len(self._calls) < ENDS_BELOW:
            self._storm = False
