"""How long to wait before the map page is loaded again after it died."""

from __future__ import annotations

_DELAYS_S = (0.1, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0)
_LONGEST_AFTER_A_PICTURE_S = 2.0
_HEALTHY_S = 30.0


class Backoff:
    """A first death is answered at once, a series of them ever more slowly; half a minute of life forgives all.

    A page that had drawn the map will do so again: it never waits long. One that never got there may.
    """

    def __init__(self) -> None:
        self._deaths = 0
        self._last_ready: float | None = None

    def ready(self, now: float) -> None:
        """The page is up; `now` in monotonic seconds."""
        self._last_ready = now

    def died(self, now: float) -> float:
        """Seconds to wait before the next try."""
        was_up = self._last_ready is not None
        if self._last_ready is not None and now - self._last_ready >= _HEALTHY_S:
            self._deaths = 0
        self._last_ready = None
        delay = _DELAYS_S[min(self._deaths, len(_DELAYS_S) - 1)]
        self._deaths += 1
        return min(delay, _LONGEST_AFTER_A_PICTURE_S) if was_up else delay
