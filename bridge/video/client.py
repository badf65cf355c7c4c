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
from typing import Protocol

import msgspec

from bridge.video.channel import Channel, ChannelGone, ForeignPeer, close_all, service_address
from bridge.video.feed import Sight
from bridge.video.frames import FrameMemory
from bridge.video.messages import (
    PROTOCOL,
    Alive,
    MessageError,
    Ping,
    Record,
    Recorded,
    RecordEnd,
    Shown,
    ToService,
    Unwatch,
    Watch,
    decode_for_seat,
    encode,
)
from bridge.video.starting import Starter

TURN_MS = 100
PING_S = 0.5
HANGS_S = 5.0
STOOD_STILL_S = 1.0
SETTLED_S = 10.0  # a service that lived this long did not die of its start, nor of what it was asked
CALL_S = 0.05  # between two tries to reach a service that is being started

log = logging.getLogger(__name__)


class Seeing(Protocol):
    """Who wants to see something; both are called on the link's thread."""

    def see(self, sight: Sight | None) -> None:
        """The pictures are here from now on; None while there is no service."""

    def deny(self) -> None:
        """This seat watches too many cameras already."""


class Recording(Protocol):
    """A clip of what a feed shows; all of it is used on the link's thread."""

    def to_say(self, feed: int) -> tuple[Record | RecordEnd, tuple[int, ...]] | None:
        """What the service has to be told next, with its descriptors."""

    def said(self) -> None:
        """It has been told."""

    def recorded(self, outcome: Recorded) -> None:
        """The clip has ended."""


@dataclass(slots=True)
class _Wanted:
    wish: Watch
    seeing: Seeing
    recording: Recording | None


@dataclass(slots=True)
class _Connection:
    channel: Channel
    pidfd: int
    pid: int
    since: float
    heard: float
    next_ping: float
    told: set[int] = field(default_factory=set)

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
        self._wanted: dict[int, _Wanted] = {}
        self._last_feed = 0
        self._connection: _Connection | None = None
        self._call_at = 0.0
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
            self._wanted[number] = _Wanted(msgspec.structs.replace(wish, feed=number), seeing, recording)
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
            if now >= self._call_at:
                self._call(now)
            return
        try:
            self._receive(self._connection, now)
            self._tell(self._connection)
            self._ask(self._connection, now)
        except ChannelGone:
            log.error("the video service is gone; starting it again")
            self._lose()
        except MessageError as error:
            log.error("message from the video service: %s", error)
            self._replace(self._connection)

    def _receive(self, connection: _Connection, now: float) -> None:
        while packet := connection.channel.receive():
            data, descriptors = packet
            connection.heard = now
            try:
                message = decode_for_seat(data)
                if isinstance(message, Alive):
                    self.workers = message.workers
                    if now - connection.since > SETTLED_S:
                        self._starter.answered()
                elif isinstance(message, Shown):
                    self._show(message, descriptors)
                elif isinstance(message, Recorded):
                    self._finish(message)
                else:
                    self._deny(message.feed)
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

    def _deny(self, feed: int) -> None:
        with self._lock:
            wanted = self._wanted.get(feed)
            if wanted is not None:
                wanted.seeing.deny()

    def _finish(self, outcome: Recorded) -> None:
        with self._lock:
            wanted = self._wanted.get(outcome.feed)
            if wanted is not None and wanted.recording is not None:
                wanted.recording.recorded(outcome)

    def _tell(self, connection: _Connection) -> None:
        """What is wanted now and was not, and the other way round; what does not fit comes with the next turn."""
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
            log.error("the video service did not answer for %.1f s; replacing it", now - connection.heard)
            self._replace(connection)
        elif now >= connection.next_ping:
            connection.next_ping = now + PING_S
            self._send(connection, Ping(number=0))

    def _send(self, connection: _Connection, message: ToService) -> bool:
        return connection.channel.send(encode(message))

    def _replace(self, connection: _Connection) -> None:
        with suppress(ProcessLookupError):
            signal.pidfd_send_signal(connection.pidfd, signal.SIGKILL)
        self._lose()

    def _lose(self) -> None:
        if self._connection is not None:
            self._connection.close()
        self._connection = None
        self.workers = ()
        self._call_at = 0.0
        self._lost_at = time.monotonic()
        with self._lock:
            for wanted in self._wanted.values():
                wanted.seeing.see(None)

    def _call(self, now: float) -> None:
        """Connect, or start the service when nobody is there."""
        self._call_at = now + CALL_S
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
            if self._lost_at:
                log.warning("the video service is back after %.1f s", now - self._lost_at)
            self._lost_at = 0.0

    def _miss(self, error: OSError | ForeignPeer, now: float) -> None:
        if isinstance(error, ForeignPeer):
            if not self._foreign:
                log.error("the video service's name is held by %s", error)
            self._foreign = True
            self._call_at = now + 1.0
        elif error.errno == errno.ECONNREFUSED:
            self._starter.nobody_answers(now)
