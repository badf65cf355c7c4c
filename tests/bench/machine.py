"""Where a figure was measured and how busy the machine was, without which no figure can be read."""

from __future__ import annotations

import os
import platform
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from threading import Event, Thread
from types import TracebackType

import psutil

LOOK_S = 1.0
QUIET = 0.1


class Watch:
    """Counts, while a measurement runs, how much processor time it used and how much others did."""

    def __init__(self) -> None:
        self._began = datetime.now(UTC)
        self._load = os.getloadavg()[0]
        self._start = self._last = psutil.cpu_times()
        self._at_start = _family()
        self._family = self._at_start
        self._stop = Event()
        self._thread = Thread(target=self._run, name="machine-watch", daemon=True)

    def __enter__(self) -> Watch:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        self._thread.join()

    def note(self) -> dict[str, object]:
        """`busy` and `others` are shares of all processors, 0..1; in a quiet run others had next to nothing."""
        passed = sum(self._last) - sum(self._start)
        idle = self._last.idle + self._last.iowait - self._start.idle - self._start.iowait
        ours = sum(self._family.values()) - sum(self._at_start.values())
        busy = 1 - idle / passed if passed else 0.0
        others = max(0.0, busy - ours / passed) if passed else 0.0
        return {
            "at": self._began.isoformat(timespec="seconds"),
            "cpus": psutil.cpu_count(),
            "cpu": _cpu_name(),
            "memory_gb": round(psutil.virtual_memory().total / 2**30, 1),
            "system": platform.platform(),
            "python": platform.python_version(),
            "commit": _commit(),
            "load_before": round(self._load, 2),
            "load_after": round(os.getloadavg()[0], 2),
            "busy": round(busy, 2),
            "others": round(others, 2),
            "quiet": others < QUIET,
        }

    def _run(self) -> None:
        while not self._stop.wait(LOOK_S):
            self._look()
        self._look()

    def _look(self) -> None:
        """A program that has ended keeps what it was last seen to have used."""
        self._last = psutil.cpu_times()
        self._family = self._family | _family()


def _family() -> dict[tuple[int, float], float]:
    """Seconds of processor by program (id, start) of this one and all below it."""
    used = {}
    for process in [psutil.Process(), *psutil.Process().children(recursive=True)]:
        try:
            with process.oneshot():
                times = process.cpu_times()
                used[process.pid, process.create_time()] = times.user + times.system
        except psutil.NoSuchProcess:
            continue
    return used


def _cpu_name() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor()
    return next((line.partition(": ")[2] for line in lines if line.startswith("model name")), platform.machine())


def _commit() -> str:
    """The version measured; "+" when files differ from it, "" when it cannot be told."""
    command = ["git", "describe", "--always", "--dirty=+"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=10, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.strip()
