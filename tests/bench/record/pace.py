"""Work that arrives at a steady pace by a clock of its own: whoever is slow finds more of it, nothing waits unseen."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Protocol

Clock = Callable[[], float]
Done = Callable[[range], None]


class Served(Protocol):
    """What takes in the arrivals of these numbers, and says of each when it is durable."""

    def serve(self, arrived: range, done: Done) -> None: ...

    def rest(self) -> None:
        """Called when nothing has arrived, and when something was served: what else is due."""


class Timing:
    """Seconds from each arrival until it was durable, in no order."""

    def __init__(self, began: float, every_s: float, clock: Clock) -> None:
        self.seconds: list[float] = []
        self._began, self._every_s, self._clock = began, every_s, clock

    def done(self, numbers: range) -> None:
        """These are durable by now."""
        now = self._clock()
        self.seconds += [now - self._began - number * self._every_s for number in numbers]


def paced(
    served: Served,
    count: int,
    every_s: float,
    clock: Clock = time.perf_counter,
    sleep: Callable[[float], None] = time.sleep,
) -> list[float]:
    """Arrival n comes `every_s` * n after the begin, whatever became of those before; seconds each took."""
    began = clock()
    timing = Timing(began, every_s, clock)
    taken = 0
    while taken < count:
        arrived = min(count, int((clock() - began) / every_s) + 1)
        if arrived > taken:
            served.serve(range(taken, arrived), timing.done)
            taken = arrived
        else:
            sleep(max(0.0, began + taken * every_s - clock()))
        served.rest()
    return timing.seconds
