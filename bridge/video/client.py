"""A seat's link to the video service: one plain thread starts it, asks it, and replaces one that hangs."""

from __future__ import annotations

import errno
import logging
import os
import select
import signal
import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

import msgspec

from bridge.video.calling import Calls
from bridge.video.channel import Channel, ChannelGone, ForeignPeer, close_all, service_address
from bridge.video.feed import Sight
from bridge.video.frames import FrameMemory
from bridge.video.messages import (
    PROTOCOL,
    Alive,
    MessageError,
    Ping,
    Recorded,
    Shown,
    ToService,
    Unwatch,
    Watch,
    decode_for_seat,
    encode,
)
from bridge.video.starting import Starter
from bridge.video.wanting import Recording, Seeing, Wanted

TURN_MS = 100
PING_S = 0.5
HANGS_S = 5.0
STOOD_STILL_S = 1.0
SETTLED_S = 10.0  # a service that lived this long did not die of its start, nor of what it was asked
DENIED_S = 2.0  # before the service is asked again for what it had no room for
CALL_S = 0.05  # between two tries to reach a service that is being started

log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Connection:
    channel: Channel
    pidfd: int
    pid: int
    since: float
    heard: float
    next_ping: float
    told: set[int] = field(default_factory=set)
    denied: dict[int, float] = field(default_factory=dict)  # until when they are not asked for again

    def close(self) -> None:
        self.channel.close()
        os.close(self.pidfd)


class ServiceLink:
    """`watch` and `unwatch` may come from any thread and return at once."""

    def __init__(self, name: str, start: Callable[[], int]) -> None:
        """`start` starts the service's process. ValueError for a name that cannot be one."""
        self.workers: tuple[int, ...] = ()
        self._address = service_address(name, PROTOCOL)
        self._starter = Starter(start)
        self._lock = threading.Lock()
        self._wanted: dict[int, Wanted] = {}
        self._last_feed = 0
        self._connection: _Connection | None = None
        self._calls = Calls()
        self._lost_at = 0.0
        self._foreign = False
        self._wake = os.eventfd(0, os.EFD_NONBLOCK | os.EFD_CLOEXEC)
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    @property
    def service_pid(self) -> int:
        """0 while there is none."""
        connection = self._connection
        return connection.pid if connection else 0

    def start(self) -> None:
        if self._thread is None and not self._stopping.is_set():
            self._thread = threading.Thread(target=self._run, name="video-link", daemon=True)
            self._thread.start()

    def watch(self, wish: Watch, seeing: Seeing, recording: Recording | None = None) -> int:
        """Have it shown, through every service that comes and goes, until `unwatch` with the number that this gives."""
        with self._lock:
            self._last_feed += 1
            number = self._last_feed
            self._wanted[number] = Wanted(msgspec.structs.replace(wish, feed=number), seeing, recording)
        self.rouse()
        return number

    def unwatch(self, number: int) -> None:
        with self._lock:
            self._wanted.pop(number, None)
        self.rouse()

    def stop(self) -> None:
        """Let the service go; it ends by itself when nobody else is there."""
        if self._stopping.is_set():
            return
        self._stopping.set()
        os.eventfd_write(self._wake, 1)
        if self._thread is not None:
            self._thread.join()
        self._wanted.clear()
        os.close(self._wake)

    def rouse(self) -> None:
        """There is something to tell the service; from any thread."""
        if not self._stopping.is_set():
            os.eventfd_write(self._wake, 1)

    def _run(self) -> None:
        last = time.monotonic()
        while not self._stopping.is_set():
            try:
                self._wait()
                now = time.monotonic()
                if self._connection and now - last > STOOD_STILL_S:
                    self._connection.heard += now - last
                last = now
                self._turn(now)
            except Exception:  # the thread loop: a fault in one turn must not end the link
                log.exception("linking to the video service")
                self._stopping.wait(1.0)
        if self._connection is not None:
            self._connection.close()
        self._starter.look(last)

    def _wait(self) -> None:
        poller = select.poll()
        poller.register(self._wake, select.POLLIN)
        if self._connection is not None:
            poller.register(self._connection.channel.fileno(), select.POLLIN)
        poller.poll(TURN_MS if self._connection else int(CALL_S * 1000))
        with suppress(BlockingIOError):
            os.eventfd_read(self._wake)

    def _turn(self, now: float) -> None:
        self._starter.look(now)
        if self._connection is None:
            if self._calls.due(now):
                self._call(now)
            return
        try:
            self._receive(self._connection, now)
            self._tell(self._connection, now)
            self._ask(self._connection, now)
        except ChannelGone:
            self._lose("the video service is gone; starting it again")
        except MessageError as error:
            self._replace(self._connection, f"message from the video service: {error}")

    def _receive(self, connection: _Connection, now: float) -> None:
        while packet := connection.channel.receive():
            data, descriptors = packet
            connection.heard = now
            try:
                message = decode_for_seat(data)
                if isinstance(message, Alive):
                    self.workers = message.workers
                    self._welcome(now)
                    if now - connection.since > SETTLED_S:
                        self._starter.answered()
                elif isinstance(message, Shown):
                    self._show(message, descriptors)
                elif isinstance(message, Recorded):
                    self._finish(message)
                else:
                    self._deny(connection, message.feed, now)
            finally:
                close_all(descriptors)  # what is mapped stays mapped

    def _show(self, message: Shown, descriptors: list[int]) -> None:
        if len(descriptors) != 1:
            raise MessageError(f"a feed comes with one memory, not {len(descriptors)}")
        sight = Sight(memory=FrameMemory(descriptors[0], writable=False), generation=message.stream)
        with self._lock:  # so that nobody turns to another camera meanwhile
            wanted = self._wanted.get(message.feed)
            if wanted is not None:
                wanted.seeing.see(sight)

    def _welcome(self, now: float) -> None:
        """It answers; one that only let us in may still turn us away."""
        if self._lost_at:
            log.warning("the video service is back after %.1f s", now - self._lost_at)
        self._lost_at = 0.0

    def _deny(self, connection: _Connection, feed: int, now: float) -> None:
        connection.denied[feed] = now + DENIED_S
        with self._lock:
            wanted = self._wanted.get(feed)
            if wanted is not None:
                wanted.seeing.deny()

    def _finish(self, outcome: Recorded) -> None:
        with self._lock:
            wanted = self._wanted.get(outcome.feed)
            if wanted is not None and wanted.recording is not None:
                wanted.recording.recorded(outcome)

    def _tell(self, connection: _Connection, now: float) -> None:
        """What is wanted now and was not, and the other way round; what does not fit comes with the next turn."""
        again = {number for number, until in connection.denied.items() if now >= until}
        connection.told -= again
        connection.denied = {number: until for number, until in connection.denied.items() if number not in again}
        with self._lock:
            wanted = {number: it.wish for number, it in self._wanted.items()}
        for number in sorted(connection.told - wanted.keys()):
            if not self._send(connection, Unwatch(feed=number)):
                return
            connection.told.discard(number)
        for number in sorted(wanted.keys() - connection.told):
            if not self._send(connection, wanted[number]):
                return
            connection.told.add(number)
        with self._lock:  # nothing is sent for what is not wanted any more: its file may be closed
            for number in connection.told & self._wanted.keys():
                recording = self._wanted[number].recording
                words = recording.to_say(number) if recording is not None else None
                if recording is not None and words is not None and connection.channel.send(encode(words[0]), words[1]):
                    recording.said()

    def _ask(self, connection: _Connection, now: float) -> None:
        if now - connection.heard > HANGS_S:
            silent = now - connection.heard
            self._replace(connection, f"the video service did not answer for {silent:.1f} s; replacing it")
        elif now >= connection.next_ping:
            connection.next_ping = now + PING_S
            self._send(connection, Ping(number=0))

    def _send(self, connection: _Connection, message: ToService) -> bool:
        return connection.channel.send(encode(message))

    def _replace(self, connection: _Connection, why: str) -> None:
        with suppress(ProcessLookupError):
            signal.pidfd_send_signal(connection.pidfd, signal.SIGKILL)
        self._lose(why)

    def _lose(self, why: str) -> None:
        now = time.monotonic()
        if self._connection is not None:
            self._connection.close()
            if self._calls.ended(now - self._connection.since, now):
                log.error(why)
        self._connection = None
        self.workers = ()
        self._lost_at = self._lost_at or now
        with self._lock:
            for wanted in self._wanted.values():
                wanted.seeing.see(None)

    def _call(self, now: float) -> None:
        """Connect, or start the service when nobody is there."""
        self._calls.wait(now + CALL_S)
        end = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        channel = Channel(end)
        try:
            end.connect(self._address)
            pid = channel.peer()
            pidfd = os.pidfd_open(pid)
        except (OSError, ForeignPeer) as error:
            end.close()
            self._miss(error, now)
        else:
            self._connection = _Connection(channel, pidfd, pid, now, now, now)
            self._foreign = False

    def _miss(self, error: OSError | ForeignPeer, now: float) -> None:
        if isinstance(error, ForeignPeer):
            if not self._foreign:
                log.error("the video service's name is held by %s", error)
            self._foreign = True
            self._calls.wait(now + 1.0)
        elif error.errno == errno.ECONNREFUSED:
            self._starter.nobody_answers(now)
