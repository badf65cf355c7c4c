"""Processes that come and go while a test looks at them: one that has ended meanwhile is not there, and no error.

Whatever psutil and /proc say of another process may raise NoSuchProcess a moment after it
was found; the tests ask here.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

import psutil

from tests.support.waiting import is_alive


def living(processes: Iterable[psutil.Process]) -> list[psutil.Process]:
    """Those that have not ended; a zombie has."""
    return [process for process in processes if is_alive(process)]


def children_of(pid: int) -> list[psutil.Process]:
    """Those that live; none of a process that has ended or never was (0)."""
    return living(all_below(pid, deep=False))


def descendants_of(pid: int) -> list[psutil.Process]:
    return living(all_below(pid))


def zombies_below(pid: int) -> list[int]:
    """What has ended there and was not looked after."""
    return [process.pid for process in all_below(pid) if not is_alive(process) and psutil.pid_exists(process.pid)]


def family_of(pid: int) -> list[psutil.Process]:
    """The process itself and all below it, as far as they live."""
    with suppress(psutil.NoSuchProcess):
        return living([psutil.Process(pid), *all_below(pid)])
    return []


def name_of(process: psutil.Process) -> str:
    """Empty of one that has ended."""
    with suppress(psutil.NoSuchProcess):
        return str(process.name())
    return ""


def command_of(process: psutil.Process) -> str:
    """Its whole command line; empty of one that has ended."""
    with suppress(psutil.NoSuchProcess):
        return " ".join(process.cmdline())
    return ""


def ports_of(process: psutil.Process) -> set[int]:
    """Those of others that it is connected to."""
    with suppress(psutil.NoSuchProcess, OSError):
        return {it.raddr.port for it in process.net_connections() if it.raddr}
    return set()


def memory_mib(process: psutil.Process) -> float:
    """What is resident of it; 0 of one that has ended."""
    with suppress(psutil.NoSuchProcess):
        return float(process.memory_info().rss) / 2**20
    return 0.0


def maps_of(pid: int) -> str:
    """What a process has mapped; empty of one that has ended, or is not ours to look at."""
    with suppress(OSError):
        return Path(f"/proc/{pid}/maps").read_text(encoding="utf-8", errors="replace")
    return ""


def kill(pid: int, number: int = signal.SIGKILL) -> None:
    """A signal to one process, if it is still there. Never to a group: 0 would be the whole test run."""
    assert pid > 1, f"no process to end: {pid}"
    with suppress(ProcessLookupError):
        os.kill(pid, number)


def all_below(pid: int, *, deep: bool = True) -> list[psutil.Process]:
    """Also those that have ended and that nobody has looked after yet."""
    with suppress(psutil.NoSuchProcess):
        return list(psutil.Process(pid).children(recursive=deep))
    return []
