"""Starting the video service: a process in a session of its own, which outlives the seat that started it."""

from __future__ import annotations

import contextlib
import os
import sys

from bridge.video.process import environment


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
