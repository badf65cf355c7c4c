"""Ways of showing the same cameras, measured in turn: each a program or several, watched from outside."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Protocol

import msgspec
import psutil

from tests.bench.children import TIED, family
from tests.bench.figures import BenchError
from tests.bench.places import ROOT

WIDTH, HEIGHT, FPS = 640, 360, 25
READY_WITHIN_S = 60.0
END_WITHIN_S = 10.0


class Said(msgspec.Struct, frozen=True):
    """What a contender has shown since it began: different pictures, and how late its timer came, in ms."""

    shown: int
    jitter_ms: tuple[float, ...] = ()


class Contender(Protocol):
    """Shows all addresses from its making on."""

    def wait_ready(self) -> None:
        """Until every picture moves. Raises BenchError."""

    def said(self) -> Said: ...

    def pids(self) -> list[int]:
        """The programs whose processor time is its own; those below them count as well."""

    def close(self) -> None: ...


class Program:
    """A module of the bench that shows the addresses in a window and answers each line with one of JSON."""

    def __init__(self, module: str, urls: Sequence[str], environment: Mapping[str, str]) -> None:
        self._name = module
        self._process = subprocess.Popen(
            [*TIED, sys.executable, "-m", module, *urls],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=ROOT,
            env=dict(environment),
            text=True,
        )

    def wait_ready(self) -> None:
        deadline = time.monotonic() + READY_WITHIN_S
        while time.monotonic() < deadline:
            if self._ask("ready")["ready"]:
                return
            time.sleep(0.25)
        raise BenchError(f"{self._name}: not every picture moves after {READY_WITHIN_S:.0f} s")

    def said(self) -> Said:
        return msgspec.convert(self._ask("said"), Said)

    def pids(self) -> list[int]:
        return [self._process.pid]

    def close(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        try:
            self._process.wait(END_WITHIN_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _ask(self, word: str) -> dict[str, object]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        try:
            self._process.stdin.write(word + "\n")
            self._process.stdin.flush()
        except BrokenPipeError as error:
            raise BenchError(f"{self._name} has ended") from error
        line = self._process.stdout.readline()
        if not line:
            raise BenchError(f"{self._name} has ended")
        found: dict[str, object] = json.loads(line)
        return found


def used(pids: Sequence[int]) -> float:
    """Seconds of processor that the programs and all below them have used, as far as they still run."""
    seconds = 0.0
    for process in {one.pid: one for pid in pids for one in family(pid)}.values():
        with suppress(psutil.NoSuchProcess):
            times = process.cpu_times()
            seconds += times.user + times.system
    return seconds


def memory_mib(pids: Sequence[int]) -> float:
    """Proportional set size: memory that several share is counted once."""
    total = 0
    for process in {one.pid: one for pid in pids for one in family(pid)}.values():
        with suppress(psutil.NoSuchProcess, psutil.AccessDenied):
            total += process.memory_full_info().pss
    return total / 2**20
