"""The seat's end of one video worker: starts it, talks to it, notices that it died or froze, and starts it again."""

from __future__ import annotations

import contextlib
import logging
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import zmq

from bridge.video.messages import PROTOCOL, Close, Hello, MessageError, Open, Ping, decode_for_seat, encode

PING_S = 0.5
SILENCE_S = 2.0  # a frozen worker is killed after this long without an answer
START_S = 20.0  # a machine under load may take long to load libVLC
SETTLED_S = 10.0  # a worker that lived this long did not die of its start
LONGEST_WAIT_S = 30.0
ROOT = Path(__file__).resolve().parents[2]
DISPLAY_VARIABLES = ("DISPLAY", "WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS")  # libVLC would look for a screen saver

log = logging.getLogger(__name__)


def restart_wait(short_lives: int) -> float:
    """Seconds before a start after so many short lives in a row: the first restart comes at once."""
    return 0.0 if short_lives <= 1 else float(min(LONGEST_WAIT_S, 0.5 * 2.0 ** min(short_lives - 2, 10)))


class WorkerLink:
    """One worker through all its lives. Only the supervisor's thread calls it; all may read `life`, `lost`, `pid`."""

    def __init__(self, context: zmq.Context[zmq.Socket[bytes]], memories: Sequence[int]) -> None:
        self.life = 0
        self.lost = False
        self.pid = 0
        self._context = context
        self._memories = memories
        self._wanted: dict[int, Open] = {}
        self._process: subprocess.Popen[bytes] | None = None
        self._pidfd = -1
        self._socket: zmq.Socket[bytes] | None = None
        self._directory = ""
        self._ready = self._greeted = False
        self._started = self._heard = self._next_ping = self._start_at = 0.0
        self._pings = self._short_lives = 0

    def watched(self) -> list[zmq.Socket[bytes] | int]:
        """What a poller should wait on."""
        return [thing for thing in (self._socket, self._pidfd) if thing is not None and thing != -1]

    def ask(self, message: Open | Close) -> None:
        """Remember what the worker should show, and tell it if it listens."""
        if isinstance(message, Open):
            self._wanted[message.slot] = message
        else:
            self._wanted.pop(message.slot, None)
        if self._ready:
            self._send(message)

    def step(self, now: float) -> None:
        """Do what is due at `now` (time.monotonic())."""
        if self._process is None:
            if self._wanted and now >= self._start_at:
                self._start(now)
            return
        self._receive(now)
        if self._process.poll() is not None:
            self._lose(now, f"ended with code {self._process.returncode}")
        elif now - self._heard > (SILENCE_S if self._ready else START_S):
            self._lose(now, f"did not answer for {now - self._heard:.1f} s")
        elif self._ready and now >= self._next_ping:
            self._next_ping = now + PING_S
            self._pings += 1
            self._send(Ping(number=self._pings))

    def forgive(self, seconds: float) -> None:
        """The seat itself stood still that long: the worker's silence was not its own."""
        self._heard += seconds

    def stop(self) -> None:
        """End the process, its ffmpegs too. Takes up to half a second."""
        if self._process is not None:
            self._signal(signal.SIGTERM)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(0.5)
        self._bury()

    def _start(self, now: float) -> None:
        self._ready = False
        self._started = self._heard = now
        self._socket = self._context.socket(zmq.PAIR)
        self._socket.linger = 0
        self._socket.maxmsgsize = 65_536
        try:
            self._directory = tempfile.mkdtemp(prefix="cc-video-")
            endpoint = f"ipc://{self._directory}/seat"
            self._socket.bind(endpoint)
            self._process = self._spawn(endpoint)
        except (OSError, zmq.ZMQError) as error:
            self._short_lives += 1
            self._start_at = now + max(1.0, restart_wait(self._short_lives))
            log.error("video worker does not start: %s", error)
            self._bury()
            return
        self.life += 1
        self.pid = self._process.pid
        self._pidfd = os.pidfd_open(self._process.pid)

    def _spawn(self, endpoint: str) -> subprocess.Popen[bytes]:
        environment = {name: value for name, value in os.environ.items() if name not in DISPLAY_VARIABLES}
        environment["PYTHONPATH"] = os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
        memories = ",".join(str(memory) for memory in self._memories)
        return subprocess.Popen(
            [
                *(sys.executable, "-P", "-m", "bridge.video.worker"),
                *("--endpoint", endpoint, "--memory", memories),
                *("--life", str(self.life + 1), "--parent", str(os.getpid())),
            ],
            stdin=subprocess.PIPE,  # never written to: its end tells the worker that we are gone
            stdout=subprocess.DEVNULL,
            pass_fds=self._memories,
            cwd=self._directory,  # removed at the hello, so nothing can be dumped into it
            env=environment,
            start_new_session=True,  # one group to kill, its ffmpegs included
        )

    def _receive(self, now: float) -> None:
        while self._socket is not None:
            try:
                message = decode_for_seat(self._socket.recv(zmq.NOBLOCK))
            except zmq.Again:
                return
            except MessageError as error:
                log.error("message from a video worker: %s", error)
                continue
            self._heard = now
            if isinstance(message, Hello):
                self._welcome(message, now)

    def _welcome(self, hello: Hello, now: float) -> None:
        shutil.rmtree(self._directory, ignore_errors=True)  # connected: the address is needed no more, nor leaked
        if hello.protocol != PROTOCOL:
            log.error("video worker speaks protocol %d, not %d", hello.protocol, PROTOCOL)
            return
        if not hello.libvlc and not self._greeted:
            log.error("no usable libVLC on this machine: cameras cannot be shown")
        if self.lost:
            log.warning("video worker is back after %.1f s", now - self._started)
        self.lost = False
        self._ready = self._greeted = True
        self._next_ping = now
        for wanted in self._wanted.values():
            self._send(wanted)

    def _send(self, message: Open | Close | Ping) -> None:
        if self._socket is not None:
            with contextlib.suppress(zmq.Again):  # a frozen worker's queue is full: it will be killed for its silence
                self._socket.send(encode(message), zmq.NOBLOCK)

    def _lose(self, now: float, why: str) -> None:
        self.lost = True
        self._short_lives = self._short_lives + 1 if now - self._started < SETTLED_S else 1
        self._start_at = now + restart_wait(self._short_lives)
        log.error("video worker %d %s; starting it again", self.pid, why)
        self._bury()
        if now >= self._start_at and self._wanted:
            self._start(now)

    def _bury(self) -> None:
        """Nothing of this life is left after it."""
        self._ready = False
        if self._process is not None:
            self._signal(signal.SIGKILL)
            self._process.wait()
            if self._process.stdin is not None:
                self._process.stdin.close()
            os.close(self._pidfd)
        if self._socket is not None:
            self._socket.close(0)
        shutil.rmtree(self._directory, ignore_errors=True)
        self._process, self._socket, self._pidfd, self.pid = None, None, -1, 0

    def _signal(self, number: signal.Signals) -> None:
        """To the worker's whole group; its leader may be dead already, its ffmpegs not."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.pid, number)
