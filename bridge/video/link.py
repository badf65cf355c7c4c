"""The service's end of one video worker: starts it, talks to it, notices that it died or froze, and starts it again."""

from __future__ import annotations

import logging
import random
from collections.abc import Callable
from dataclasses import dataclass

from bridge.video.channel import ChannelGone, close_all
from bridge.video.messages import (
    PROTOCOL,
    Close,
    Closed,
    Cut,
    FromWorker,
    Hello,
    Keep,
    Kept,
    MessageError,
    Ping,
    decode_from_worker,
    encode,
)
from bridge.video.process import WorkerProcess
from bridge.video.served import ServedStream

PING_S = 0.25
DOUBT_S = 1.4  # after this long without an answer its tiles say so
SILENCE_S = 1.9  # and after this long a frozen worker is killed
CLOSE_S = 5.0  # a stream that is not ended by then keeps a session of its camera
MOST_AT_ONCE = 256  # messages of one worker before the others are heard
START_S = 20.0  # a machine under load may take long to load libVLC
SETTLED_S = 10.0  # a worker that lived this long did not die of its start
FIRST_WAIT_S = 0.5
LONGEST_WAIT_S = 30.0

log = logging.getLogger(__name__)


def restart_wait(short_lives: int, jitter: float) -> float:
    """Seconds before a start after so many short lives in a row, 0 after the first. Jitter from 0 to 1."""
    if short_lives <= 1:
        return 0.0
    return float(min(LONGEST_WAIT_S, FIRST_WAIT_S * 2.0 ** min(short_lives - 2, 10)) * (0.75 + 0.5 * jitter))


@dataclass(frozen=True, slots=True)
class Ready:
    """The worker takes streams."""


@dataclass(frozen=True, slots=True)
class Fell:
    """The worker's process is dead, and all that it had started."""


@dataclass(frozen=True, slots=True)
class Ended:
    """The worker has ended this stream as it was told."""

    stream: int


Event = Ready | Fell | Ended | Kept


class WorkerLink:
    """One worker through all its lives, on the service's one thread."""

    def __init__(self, jitter: Callable[[], float] = random.random) -> None:
        self._jitter = jitter
        self._streams: dict[int, ServedStream] = {}
        self._process: WorkerProcess | None = None
        self._events: list[Event] = []
        self._ready = self._doubted = self._full = self._greeted = self._lost = False
        self._started = self._heard = self._next_ping = self._start_at = 0.0
        self._pings = self._short_lives = 0
        self._now = 0.0  # of the last step
        self._closing: dict[int, float] = {}  # by when the worker has to have ended each of these
        self._fault = ""  # for which it is killed

    @property
    def pid(self) -> int:
        """0 while there is no process."""
        return self._process.pid if self._process else 0

    def watched(self) -> list[int]:
        """Descriptors that a poller should wait on."""
        return self._process.watched() if self._process else []

    def show(self, stream: ServedStream) -> None:
        """Have the worker decode it, in this life and the next ones."""
        self._streams[stream.number] = stream
        if self._ready:
            self._open(stream)

    def end(self, number: int) -> None:
        """Have the worker end it; an `Ended` says when it has."""
        stream = self._streams.pop(number, None)
        if stream is None:
            return
        if self._ready:
            self._closing[number] = self._now + CLOSE_S
            self._send(Close(slot=number))
        else:
            self._events.append(Ended(number))

    def keep(self, clip: Keep, file: int) -> bool:
        """Have it write a clip of one of its streams; False when it cannot now."""
        if not self._ready or clip.slot not in self._streams:
            return False
        self._deliver(encode(clip), file)
        return True

    def cut(self, clip: int) -> None:
        """Have that clip end; a `Kept` says when it has."""
        if self._ready:
            self._send(Cut(clip=clip))

    def forget(self, number: int) -> None:
        """Another worker has the stream now; this one is dead."""
        self._streams.pop(number, None)

    def step(self, now: float) -> list[Event]:
        """Do what is due at `now` (time.monotonic()); what has happened since the last step."""
        self._now = now
        if self._process is None:
            if now >= self._start_at:
                self._start(now)
        else:
            self._receive(now)
            self._judge(now)
        events, self._events = self._events, []
        return events

    def forgive(self, seconds: float) -> None:
        """The service itself stood still that long: the worker's silence was not its own."""
        self._heard += seconds
        self._closing = {number: until + seconds for number, until in self._closing.items()}

    def ask_to_stop(self) -> None:
        """So that its ffmpegs take leave of their cameras; `stop` comes after."""
        if self._process is not None:
            self._process.ask_to_stop()

    def stop(self) -> None:
        """End the process, its ffmpegs too. Takes up to half a second."""
        if self._process is not None:
            self._process.stop()
            self._process = None

    def _start(self, now: float) -> None:
        self._ready = self._doubted = self._full = False
        self._closing, self._fault = {}, ""
        self._started = self._heard = now
        try:
            self._process = WorkerProcess()
        except OSError as error:
            self._short_lives += 1
            self._start_at = now + max(1.0, restart_wait(self._short_lives, self._jitter()))
            log.error("video worker does not start: %s", error)

    def _receive(self, now: float) -> None:
        """A camera may have taken the worker over: what no worker of ours would say ends it."""
        try:
            for _ in range(MOST_AT_ONCE):
                packet = self._process.channel.receive() if self._process is not None else None
                if packet is None:
                    return
                data, descriptors = packet
                close_all(descriptors)
                self._take(decode_from_worker(data), now)
                self._heard = now
        except ChannelGone:
            pass  # its process has ended, or will be killed for its silence
        except MessageError as error:
            self._fault = f"is not to be trusted: {error}"

    def _take(self, message: FromWorker, now: float) -> None:
        if isinstance(message, Closed):
            if self._closing.pop(message.slot, None) is None:
                raise MessageError("it has ended a stream that it was not told to end")
            self._events.append(Ended(message.slot))
        elif isinstance(message, Kept):
            self._events.append(message)
        elif isinstance(message, Hello):
            self._welcome(message, now)

    def _welcome(self, hello: Hello, now: float) -> None:
        if self._ready:
            raise MessageError("it has said hello before")
        if hello.protocol != PROTOCOL:
            raise MessageError(f"it speaks protocol {hello.protocol}, not {PROTOCOL}")
        if not hello.libvlc and not self._greeted:
            log.error("no usable libVLC on this machine: cameras cannot be shown")
        if self._lost:
            log.warning("video worker is back after %.1f s", now - self._started)
        self._ready = self._greeted = True
        self._lost = False
        self._next_ping = now
        self._events.append(Ready())
        for stream in self._streams.values():
            self._open(stream)

    def _judge(self, now: float) -> None:
        if self._process is None:
            return
        silent = now - self._heard
        ended = self._process.ended()
        if ended is not None:
            self._lose(now, f"ended with code {ended}")
        elif self._fault:
            self._lose(now, self._fault)
        elif any(until < now for until in self._closing.values()):
            self._lose(now, f"did not end a stream within {CLOSE_S:.0f} s")
        elif self._full or silent > (SILENCE_S if self._ready else START_S):
            self._lose(now, f"did not answer for {silent:.1f} s")
        elif self._ready and (silent > DOUBT_S) != self._doubted:
            self._doubted = not self._doubted
            self._say_lost(self._doubted)
        elif self._ready and now >= self._next_ping:
            self._next_ping = now + PING_S
            self._pings += 1
            self._send(Ping(number=self._pings))

    def _open(self, stream: ServedStream) -> None:
        if self._process is not None:
            message = encode(stream.opening())
            self._deliver(message, stream.descriptor)

    def _send(self, message: Close | Ping | Cut) -> None:
        self._deliver(encode(message))

    def _deliver(self, data: bytes, *descriptors: int) -> None:
        """What a frozen or dead worker does not take, its next life is told."""
        try:
            if self._process is not None and not self._process.channel.send(data, descriptors):
                self._full = True
        except ChannelGone:
            pass  # its end will be seen

    def _say_lost(self, lost: bool) -> None:
        for stream in self._streams.values():
            stream.say_lost(lost)

    def _lose(self, now: float, why: str) -> None:
        self._say_lost(True)
        self._short_lives = self._short_lives + 1 if now - self._started < SETTLED_S else 1
        self._start_at = now + restart_wait(self._short_lives, self._jitter())
        log.error("video worker %d %s; starting it again", self.pid, why)
        self._ready, self._lost = False, True
        if self._process is not None:
            self._process.kill()
            self._process = None
        self._events.append(Fell())
