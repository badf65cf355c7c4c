"""Who costs the core's thread much is left alone for ten times as long, so that it slows nobody but itself."""

from __future__ import annotations

import time
from collections.abc import Callable
from types import TracebackType

# Seconds of the thread for one message. A full batch of the kit costs a few thousandths.
MUCH_S = 0.025
TIMES = 10


class Rest:
    """True while its source rests. `with` it a message is read.

    `until` is a time of `clock`, monotonic seconds; `spent` gives the seconds that this thread has worked.
    """

    def __init__(self, clock: Callable[[], float], spent: Callable[[], float] = time.thread_time) -> None:
        self.until = float("-inf")
        self._clock = clock
        self._spent = spent
        self._began = 0.0

    def __bool__(self) -> bool:
        return self.until > float("-inf")

    def __enter__(self) -> None:
        self._began = self._spent()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        cost = self._spent() - self._began
        if cost > MUCH_S:
            self.until = self._clock() + TIMES * cost

    def ended(self) -> bool:
        """Ends the rest when it is over; whether it did."""
        over = bool(self) and self._clock() >= self.until
        if over:
            self.until = float("-inf")
        return over
