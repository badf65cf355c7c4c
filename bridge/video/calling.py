"""When a seat calls the video service: at once, but ever later while what it says or is ends every connection."""

from __future__ import annotations

YOUNG_S = 1.0  # a connection that ends sooner was not worth having
FIRST_WAIT_S = 0.5
LONGEST_WAIT_S = 30.0


class Calls:
    """Times are time.monotonic() seconds."""

    def __init__(self) -> None:
        self._at = 0.0
        self._young = 0  # connections in a row that died young

    def due(self, now: float) -> bool:
        return now >= self._at

    def wait(self, until: float) -> None:
        """Not before then."""
        self._at = until

    def ended(self, lived_s: float, now: float) -> bool:
        """A connection has; False when that is nothing new, so that a log is not filled with it."""
        self._young = self._young + 1 if lived_s < YOUNG_S else 0
        doubled = FIRST_WAIT_S * 2.0 ** min(self._young - 2, 10)
        self._at = now if self._young <= 1 else now + min(LONGEST_WAIT_S, doubled)
        return self._young <= 1
