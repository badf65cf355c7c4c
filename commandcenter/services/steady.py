"""Steady seconds: they pass as time does, whatever happens to the clock on the wall, and stand still between two runs.

They go on from the newest that the state holds: a wait, a lock or a time limit never gets shorter by a restart.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from commandcenter.domain.state import State


def since_boot() -> float:
    """Seconds that nobody sets; they also pass while the machine sleeps, where it can tell."""
    clock = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if clock is None else time.clock_gettime(clock)


def newest(state: State) -> float:
    """The latest steady second that anything in the state happened at."""
    seconds = [session.began for session in state.sessions.values()]
    seconds += [failures.last for failures in state.failures.values()]
    seconds += [approval.asked for approval in state.approvals.values()]
    return max(seconds, default=0.0)


class Steady:
    """`clock` gives monotonic seconds."""

    def __init__(self, clock: Callable[[], float], base: float) -> None:
        self._clock = clock
        self._offset = base - clock()

    def __call__(self) -> float:
        return self._offset + self._clock()
