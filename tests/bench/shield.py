"""Runs the bench where Ctrl+C does not reach its many programs: it alone is told to end, and ends them in order."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from types import FrameType

from tests.bench.children import TIED

MARK = "COMMANDCENTER_BENCH_SHIELDED"


def is_shielded() -> bool:
    return MARK in os.environ


def run_shielded(arguments: Sequence[str]) -> int:
    """The same bench in a process group of its own; returns its exit code."""
    command = [*TIED, sys.executable, "-m", "tests.bench", *arguments]
    bench = subprocess.Popen(command, env={**os.environ, MARK: "1"}, process_group=0)

    def stop(number: int, frame: FrameType | None) -> None:
        bench.terminate()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    return bench.wait()
