"""The process of one video worker, its ffmpegs included: started with an end of a channel, ended without a trace."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Container
from pathlib import Path

from bridge.video.channel import Channel

ROOT = Path(__file__).resolve().parents[2]
NOWHERE = "/proc"  # to be in: no file can be made there, whatever libVLC or ffmpeg may be led to do
DISPLAY_VARIABLES = ("DISPLAY", "WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS")  # libVLC would look for a screen saver
LEAVE_S = 0.5
REAP_S = 0.2
NICENESS = 5  # whoever decodes gives way to whoever paints and to keys


def environment() -> dict[str, str]:
    """For a process of ours that has no screen."""
    kept = {name: value for name, value in os.environ.items() if name not in DISPLAY_VARIABLES}
    # Every stream brings threads of libVLC that come and go. With an arena for each of them, and without `malloc_trim`,
    # a worker that held 139 MB after 100 openings held 207 after 800; as it is it holds 78 all the time.
    kept.setdefault("MALLOC_ARENA_MAX", "2")
    kept["PYTHONPATH"] = os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
    return kept


class WorkerProcess:
    """A running worker; OSError when it cannot be started."""

    def __init__(self) -> None:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        try:
            self._process = _spawn(theirs.fileno())
        except OSError:
            ours.close()
            raise
        finally:
            theirs.close()
        self.channel = Channel(ours)
        self.pid = self._process.pid
        self._pidfd = os.pidfd_open(self.pid)

    def watched(self) -> list[int]:
        """Become readable when it says something, and when it ends."""
        return [self.channel.fileno(), self._pidfd]

    def ended(self) -> int | None:
        """The exit code, as subprocess has it; None while it runs."""
        return self._process.poll()

    def ask_to_stop(self) -> None:
        self._signal(signal.SIGTERM)

    def stop(self) -> None:
        """Give it half a second to leave, then kill."""
        self.ask_to_stop()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(LEAVE_S)
        self.kill()

    def kill(self) -> None:
        """Nothing of it is left after this."""
        self._signal(signal.SIGKILL)
        self._process.wait()
        self._reap_group()
        self.channel.close()
        os.close(self._pidfd)

    def _signal(self, number: signal.Signals) -> None:
        """To the worker's whole group; its leader may be dead already, its ffmpegs not."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.pid, number)

    def _reap_group(self) -> None:
        """Its ffmpegs are ours now (PR_SET_CHILD_SUBREAPER); until they are gone, their cameras' sessions are taken."""
        deadline = time.monotonic() + REAP_S
        with contextlib.suppress(ChildProcessError):
            while time.monotonic() < deadline:
                pid, _ = os.waitpid(-self.pid, os.WNOHANG)
                if not pid:
                    time.sleep(0.002)


def reap_orphans(workers: Container[int]) -> None:
    """What has ended of the ffmpegs that outlived their worker's last `REAP_S`; a worker is its own link's to reap."""
    with contextlib.suppress(ChildProcessError):
        while found := os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT):
            if found.si_pid in workers:
                return
            os.waitpid(found.si_pid, os.WNOHANG)


def _spawn(channel: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [
            *(sys.executable, "-P", "-m", "bridge.video.worker"),
            *("--channel", str(channel), "--parent", str(os.getpid())),
        ],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        pass_fds=(channel,),
        cwd=NOWHERE,
        env=environment(),
        # One group to kill, its ffmpegs included; no session of its own, for which the kernel would weigh it anew.
        process_group=0,
    )
