"""Waits for what will be true, and no longer than it may take on a machine of its own; knows a process that has ended.

A limit says how long something may take. Where others compute as well, and more want a processor than there are, the
limit's seconds pass as much more slowly: a test then says something of the program and not of its neighbours.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

import psutil

LOADS = Path("/proc/loadavg")
SLOWEST = 3.0  # a limit is stretched to so many times its length at most


class Patience:
    """So many seconds from now on; for several waits, if they share a limit."""

    def __init__(self, seconds: float, *, crowded: Callable[[], float] | None = None) -> None:
        self.seconds = seconds
        self._crowded = crowded or crowding
        self._used = 0.0
        self._looked = time.monotonic()

    def is_over(self) -> bool:
        """Ask it often: what passes between two questions passes at the pace of the later one."""
        now = time.monotonic()
        self._used += (now - self._looked) / min(SLOWEST, max(1.0, self._crowded()))
        self._looked = now
        return self._used >= self.seconds


def crowding() -> float:
    """How many want a processor now, for each that there is."""
    running = LOADS.read_text(encoding="ascii").split()[3].partition("/")[0]
    return int(running) / len(os.sched_getaffinity(0))


def eventually(condition: Callable[[], object], seconds: float | Patience, what: str = "") -> float:
    """Wait until the condition holds; the seconds that it took. AssertionError after `seconds`."""
    patience = seconds if isinstance(seconds, Patience) else Patience(seconds)
    began = time.monotonic()
    while not condition():
        assert not patience.is_over(), f"not within {patience.seconds} s: {what or condition}"
        time.sleep(0.01)
    return time.monotonic() - began


def is_alive(process: psutil.Process) -> bool:
    """A zombie has ended: it waits only for whoever adopted it to look."""
    try:
        return bool(process.is_running() and process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False
