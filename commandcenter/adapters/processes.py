"""Runs the parts of a centre on one machine as child processes, and starts again what falls."""

from __future__ import annotations

import logging
import os
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, Any

import msgspec

log = logging.getLogger(__name__)

STOP_WITHIN_S = 5.0
CALM_AFTER_S = 20.0
LONGEST_WAIT_S = 15.0

# util-linux, part of every Debian: the child gets SIGKILL when this process is gone, however it went.
TIED = ("setpriv", "--pdeathsig", "KILL", "--")


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """One program to keep running. `environment` is added to ours."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str] = {}


class _Running:
    def __init__(self, part: Part, process: subprocess.Popen[bytes]) -> None:
        self.part = part
        self.process = process
        self.started = time.monotonic()
        self.falls = 0
        self.again_at: float | None = None


class Processes:
    """Children with their logs in `logs`; they die with this process, whatever ends it."""

    def __init__(self, logs: Path) -> None:
        self._logs = logs
        self._running: dict[str, _Running] = {}
        logs.mkdir(parents=True, exist_ok=True)

    def start(self, part: Part) -> None:
        self._running[part.name] = _Running(part, self._spawn(part))

    def pid(self, name: str) -> int:
        return self._running[name].process.pid

    def tell(self, name: str, line: str) -> None:
        """Writes one line to the child's standard input; a child that is just down misses it."""
        stdin = self._running[name].process.stdin
        try:
            if stdin is not None:
                stdin.write(line.encode() + b"\n")
                stdin.flush()
        except BrokenPipeError:
            log.info("%s is down and did not hear %r", name, line)

    def watch(self) -> list[tuple[str, int]]:
        """Starts again what has fallen, sooner at first than later; returns (name, exit code) of new falls."""
        falls = []
        now = time.monotonic()
        for running in self._running.values():
            code = running.process.poll()
            if code is None:
                continue
            if running.again_at is None:
                calm = now - running.started > CALM_AFTER_S
                running.falls = 1 if calm else running.falls + 1
                running.again_at = now + min(0.1 * 3 ** (running.falls - 1), LONGEST_WAIT_S)
                falls.append((running.part.name, code))
            elif now >= running.again_at:
                _close(running.process)
                running.process = self._spawn(running.part)
                running.started, running.again_at = now, None
        return falls

    def stop(self) -> None:
        """Asks all to end, newest first, and ends those that do not within a few seconds."""
        processes = [running.process for running in reversed(self._running.values())]
        for process in processes:
            if process.poll() is None:
                process.terminate()
        deadline = time.monotonic() + STOP_WITHIN_S
        for process in processes:
            end(process, max(0.05, deadline - time.monotonic()))
            _close(process)
        self._running.clear()

    def _spawn(self, part: Part) -> subprocess.Popen[bytes]:
        with self._log(part.name) as output:
            return subprocess.Popen(
                [*TIED, *part.command],
                stdin=subprocess.PIPE,
                stdout=output,
                stderr=subprocess.STDOUT,
                env={**os.environ, **part.environment},
            )

    def _log(self, name: str) -> IO[bytes]:
        return (self._logs / f"{name}.log").open("ab")


def end(process: subprocess.Popen[Any], seconds: float) -> None:
    """Waits for a process that was asked to end; kills it when it has not within `seconds`."""
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _close(process: subprocess.Popen[bytes]) -> None:
    if process.stdin is not None:
        process.stdin.close()
