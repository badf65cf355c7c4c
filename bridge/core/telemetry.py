"""Telemetry on its way through the core: newest value per source and key, a bounded series for charts."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Protocol

import msgspec
import zmq

from bridge.protocol.decoding import twice
from bridge.protocol.seat import Point
from bridge.protocol.source import Sample, Seq
from bridge.series import SeriesBook
from bridge.source.keys import Keys, present
from bridge.source.limits import MAX_SAMPLE
from bridge.source.sockets import end_dead_links
from commandcenter.domain.errors import UNDECODABLE
from commandcenter.domain.events import require_finite, sane_time
from commandcenter.domain.keys import grants

log = logging.getLogger(__name__)

MAX_KEYS = 50_000
# One source must leave room for the others.
MAX_KEYS_EACH = 20_000
# Of the newest values in bytes: of one source, and of all.
MAX_BYTES_EACH = 10 << 20
MAX_BYTES = 24 << 20
AT_ONCE = 1000
# What is too large, but not by far, is counted; a larger one ends the connection. A burst waits at the sender.
MAX_FRAME = 4 * MAX_SAMPLE
RECEIVE_QUEUE = 500
# A source may number its messages as it likes.
MAX_DROPPED = 10**12

Key = tuple[str, str]
"""A source's id and its own name of what it measures."""


class Taker(Protocol):
    """To whom a feed hands what it hears: `Telemetry` in the core, a file in the recorder."""

    refused: int
    dropped: int

    def take(self, source: str, data: bytes, granted: Iterable[str]) -> bool:
        """Takes one sample in; False when there is no room for another key. Raises ValueError for a bad one."""


class Telemetry:
    """What is known of all sources; `newest` and `book` are read by whoever tells the seats."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self.newest: dict[Key, Sample] = {}
        self.book = SeriesBook()
        self.refused = 0
        self.dropped = 0
        self._now = now
        self._counts: dict[str, int] = {}
        self._sizes: dict[Key, int] = {}
        self._held: dict[str, int] = {}
        self._changed: set[Key] = set()
        self._decode = msgspec.msgpack.Decoder(Sample).decode

    def take(self, source: str, data: bytes, granted: Iterable[str]) -> bool:
        """Takes one sample in; False when there is no room for another key. Raises ValueError for a bad one."""
        sample = self._read(data)
        if not grants(granted, sample.type):
            raise ValueError(f"grant: {sample.type} is not among what this source may publish")
        key = (source, sample.key)
        if not self._room(key, len(data)):
            return False
        self.newest[key] = sample
        self._changed.add(key)
        value = sample.values.get("value")
        if isinstance(value, float):
            self.book.extend(source, sample.key, Point(sample.at.timestamp(), value))
        return True

    def forget(self, source: str) -> None:
        """All that the source has said: nobody vouches for it any more."""
        for key in [key for key in self.newest if key[0] == source]:
            del self.newest[key], self._sizes[key]
            self._changed.discard(key)
        self._counts.pop(source, None)
        self._held.pop(source, None)
        self.book.forget(source)

    def changed(self) -> set[Key]:
        """The keys that have a newer value than at the last call."""
        changed, self._changed = self._changed, set()
        return changed

    def _room(self, key: Key, size: int) -> bool:
        """Whether a value of so many bytes can be held; then it is counted."""
        source, new = key[0], key not in self.newest
        grown = size - self._sizes.get(key, 0)
        count, held = self._counts.get(source, 0), self._held.get(source, 0)
        if new and (len(self.newest) >= MAX_KEYS or count >= MAX_KEYS_EACH):
            return False
        if grown > 0 and (held + grown > MAX_BYTES_EACH or sum(self._held.values()) + grown > MAX_BYTES):
            return False
        self._counts[source], self._held[source], self._sizes[key] = count + new, held + grown, size
        return True

    def _read(self, data: bytes) -> Sample:
        if len(data) > MAX_SAMPLE:
            raise ValueError(f"size: {len(data)} bytes, {MAX_SAMPLE} are allowed")
        try:
            sample = self._decode(data)
            require_finite(sample.values)
            at = sane_time(sample.at, self._now())
        except UNDECODABLE as error:
            raise ValueError(str(error)) from error
        if twice(data):
            raise ValueError("a key stands twice")
        return sample if at is sample.at else msgspec.structs.replace(sample, at=at)


class Tally:
    """What of a source's telemetry was refused, and what was dropped: lost on the way, or there was no room for it."""

    def __init__(self) -> None:
        self.refused = 0
        self.dropped = 0
        self._number = 0

    def drop(self, count: int) -> None:
        self.dropped = min(self.dropped + count, MAX_DROPPED)

    def missing(self, number: int) -> int:
        """How many are gone between the last numbered message and this one; 0 when its source began anew."""
        last, self._number = self._number, number
        return number - last - 1 if 0 < last < number else 0


class Feed:
    """The SUB to one source's telemetry; what does not arrive, decode or fit is counted, not hidden."""

    def __init__(
        self,
        context: zmq.Context[zmq.Socket[bytes]],
        telemetry: Taker,
        tally: Tally,
        source: str,
        keys: Keys,
        server: str,
    ) -> None:
        self.source = source
        self.received = 0
        self._telemetry = telemetry
        self._tally = tally
        self._number = msgspec.msgpack.Decoder(Seq).decode
        self.socket = context.socket(zmq.SUB)
        self.socket.linger = 0
        for option, value in (
            (zmq.MAXMSGSIZE, MAX_FRAME),
            (zmq.RCVHWM, RECEIVE_QUEUE),
            (zmq.RECONNECT_IVL_MAX, 2000),
        ):
            self.socket.setsockopt(option, value)
        end_dead_links(self.socket)
        self.socket.setsockopt(zmq.SUBSCRIBE, b"")
        present(self.socket, keys, server)

    def connect(self, endpoint: str) -> None:
        """Raises zmq.ZMQError for an endpoint that is none."""
        self.socket.connect(endpoint)

    def receive(self, granted: Iterable[str]) -> None:
        """Takes in what has arrived, but not so much that others wait."""
        for _ in range(AT_ONCE):
            try:
                frames = first_frames(self.socket, 4)
            except zmq.Again:
                return
            self.received += 1
            try:
                self._take(frames, granted)
            except ValueError as error:
                if not self._tally.refused:
                    log.warning("telemetry of %s was refused: %r; further ones are counted", self.source, str(error))
                self._tally.refused += 1
                self._telemetry.refused += 1

    def close(self) -> None:
        self.socket.close(linger=0)

    def _take(self, frames: list[bytes], granted: Iterable[str]) -> None:
        """Raises ValueError."""
        if not 2 <= len(frames) <= 3:
            raise ValueError(f"{len(frames)} frames, two or three are expected")
        if len(frames) == 3:
            self._drop(self._tally.missing(self._read_number(frames[2])))
        if not self._telemetry.take(self.source, frames[1], granted):
            self._drop(1)

    def _read_number(self, frame: bytes) -> int:
        try:
            return self._number(frame)
        except UNDECODABLE as error:
            raise ValueError(f"number: {error}") from error

    def _drop(self, count: int) -> None:
        self._tally.drop(count)
        self._telemetry.dropped = min(self._telemetry.dropped + count, MAX_DROPPED)


def first_frames(socket: zmq.Socket[bytes], most: int) -> list[bytes]:
    """The first frames of the next message; however many it has, no more are kept. Raises zmq.Again."""
    frames = [socket.recv(zmq.DONTWAIT)]
    while socket.getsockopt(zmq.RCVMORE):
        frame = socket.recv(zmq.DONTWAIT)
        if len(frames) < most:
            frames.append(frame)
    return frames
