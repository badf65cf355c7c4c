"""What a test may leave behind: nothing. Threads, processes and windows are counted before and after."""

from __future__ import annotations

import gc
import sys
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

import psutil

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

# A process with this variable in its environment serves the whole session and is stopped by its fixture.
SESSION_MARK = "COMMANDCENTER_TEST_SESSION"
GRACE_SECONDS = 10.0
# Live until their owner, this process, ends: the web engine's helpers, the keeper of shared memory, and the database
# server of the tests (which writes over its environment, where the mark would be).
KEPT_COMMANDS = (
    "QtWebEngineProcess",
    "multiprocessing.resource_tracker",
    "multiprocessing.forkserver",
    "centre-pg-",
    "postgres: ",
)


@dataclass(frozen=True, slots=True)
class Present:
    """Everything alive at one moment that a test could leave behind."""

    threads: frozenset[threading.Thread]
    processes: frozenset[psutil.Process]
    windows: frozenset[QWidget]


def present() -> Present:
    return Present(
        threads=frozenset(threading.enumerate()),
        processes=frozenset(_children()),
        windows=frozenset(_windows()),
    )


def leftovers(before: Present, grace: float = GRACE_SECONDS) -> list[str]:
    """What is there now and was not before, after `grace` seconds to finish; processes are ended. One line each."""
    deadline = time.monotonic() + grace
    return [*_left_windows(before), *_left_threads(before, deadline), *_left_processes(before, deadline)]


def _left_threads(before: Present, deadline: float) -> list[str]:
    left = []
    for thread in frozenset(threading.enumerate()) - before.threads:
        # A thread of Qt's or libVLC's own that once called Python: not ours to end, and never leaves this list.
        if isinstance(thread, threading._DummyThread):  # noqa: SLF001 - no public way to tell them
            continue
        thread.join(max(0.0, deadline - time.monotonic()))
        if thread.is_alive():
            left.append(f"thread still running: {thread.name}")
    return left


def _left_processes(before: Present, deadline: float) -> list[str]:
    new = [process for process in _children() if process not in before.processes]
    _, alive = psutil.wait_procs(new, timeout=max(0.0, deadline - time.monotonic()))
    left = [f"process still running: {_describe(process)}" for process in alive]
    for process in alive:
        with suppress(psutil.NoSuchProcess):
            process.kill()
    psutil.wait_procs(alive, timeout=GRACE_SECONDS)
    return left


def _left_windows(before: Present) -> list[str]:
    left = frozenset(_windows()) - before.windows
    if left:
        # Wrappers in reference cycles go with the collector, closed windows with their deferred deletion.
        gc.collect()
        left = frozenset(_windows()) - before.windows
    return [f"window still there: {window.objectName() or type(window).__name__}" for window in left]


def _windows() -> list[QWidget]:
    if "PySide6.QtWidgets" not in sys.modules:
        return []
    from PySide6.QtCore import QCoreApplication, QEvent
    from PySide6.QtWidgets import QApplication

    if QApplication.instance() is None:
        return []
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    return QApplication.topLevelWidgets()


def _children() -> list[psutil.Process]:
    return [child for child in psutil.Process().children(recursive=True) if not _is_kept(child)]


def _is_kept(process: psutil.Process) -> bool:
    """Also true of one that is gone by now or only waits to be reaped."""
    try:
        if process.status() == psutil.STATUS_ZOMBIE:
            return True
        command = " ".join(process.cmdline())
        return any(part in command for part in KEPT_COMMANDS) or SESSION_MARK in process.environ()
    except psutil.Error:
        return True


def _describe(process: psutil.Process) -> str:
    try:
        return f"{process.pid} {' '.join(process.cmdline())[:160]}"
    except psutil.Error:
        return str(process.pid)
