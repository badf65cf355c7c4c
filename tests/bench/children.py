"""Programs that the bench starts: they end when they are told to, and in any case with the bench."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import psutil

from tests.bench.places import ROOT

PATIENCE_S = 10.0
# Ended with the bench, however that ends.
TIED = ("setpriv", "--pdeathsig", "TERM", "--")


@contextmanager
def helper(
    module: str,
    *arguments: str,
    environment: Mapping[str, str] | None = None,
    stdout: int | None = None,
    patience: float = PATIENCE_S,
) -> Iterator[subprocess.Popen[bytes]]:
    """A module of the bench as a program; it ends when its standard input is closed, or after so many seconds more."""
    command = [*TIED, sys.executable, "-m", module, *arguments]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=stdout, cwd=ROOT, env=environment)
    try:
        yield process
    finally:
        if process.stdin is not None:
            process.stdin.close()
        try:
            process.wait(patience)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def family(pid: int) -> list[psutil.Process]:
    """A process and all below it; empty when it is gone."""
    try:
        root = psutil.Process(pid)
        return [root, *root.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []


def survivors(processes: list[psutil.Process], within_s: float) -> list[str]:
    """What is still there after so long, in words; it is ended then."""
    _, alive = psutil.wait_procs(processes, timeout=within_s)
    left = []
    for process in alive:
        try:
            left.append(f"{process.pid} {' '.join(process.cmdline())[:120]}")
            process.kill()
        except psutil.NoSuchProcess:
            continue
    return left
