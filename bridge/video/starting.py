"""Starting the video service: a process in a session of its own, which outlives the seat that started it."""

from __future__ import annotations

import contextlib
import logging
import os
import signal
import sys
from collections.abc import Callable

from bridge.video.process import environment

START_S = 15.0  # a machine under load may take long to start it
FIRST_WAIT_S = 0.5
LONGEST_WAIT_S = 30.0

log = logging.getLogger(__name__)


def start_service(name: str, workers: int, streams_per_worker: int, linger_s: float) -> int:
    """The process' id; it is ours to reap. OSError when it cannot be started."""
    arguments = [
        *(sys.executable, "-P", "-m", "bridge.video.service", "--name", name),
        *("--workers", str(workers), "--streams-per-worker", str(streams_per_worker), "--linger", str(linger_s)),
    ]
    # Not subprocess: it would complain of a process that nobody waited for, and this one may outlive us.
    return os.posix_spawn(
        sys.executable,
        arguments,
        environment(),
        file_actions=[
            (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
            (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0),
        ],
        setsid=True,
    )


def reap(pid: int) -> int | None:
    """The exit code of a child that has ended, None while it runs."""
    with contextlib.suppress(ChildProcessError):
        found, status = os.waitpid(pid, os.WNOHANG)
        return os.waitstatus_to_exitcode(status) if found else None
    return 0


class Starter:
    """Starts the service when nobody answers; one that does not come up is started again ever later."""

    def __init__(self, start: Callable[[], int]) -> None:
        """`start` gives the process' id; OSError when it cannot be started."""
        self._start = start
        self._child = 0
        self._start_at = 0.0
        self._in_vain = 0  # starts since a service last served for some time

    def nobody_answers(self, now: float) -> None:
        """Start it, if that is not under way; `now` is time.monotonic()."""
        if now < self._start_at:
            return
        self._start_at = now + START_S
        if self._child:  # it has not got as far as to listen; it is seen to have ended in a later turn
            os.kill(self._child, signal.SIGKILL)
            return
        self._in_vain += 1
        try:
            self._child = self._start()
        except OSError as error:
            log.error("the video service does not start: %s", error.strerror)

    def answered(self) -> None:
        """It has served for some time."""
        self._in_vain = 0

    def look(self, now: float) -> None:
        """Call it often: a service of ours that has ended is reaped. Being second to another is no fault."""
        code = reap(self._child) if self._child else None
        if code is None:
            return
        self._child = 0
        again = self._in_vain - 1
        wait = 0.0 if again < 1 else min(LONGEST_WAIT_S, FIRST_WAIT_S * 2.0 ** min(again - 1, 10))
        self._start_at = now + wait
        if code:
            log.error("the video service ended with code %d", code)
