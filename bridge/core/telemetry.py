"""Telemetry on its way through the core: newest value per key, a bounded series for charts."""

from __future__ import annotations

from collections import deque
from datetime import UTC
from math import isfinite

import msgspec
import zmq

from bridge.protocol.seat import SERIES_POINTS, Point
from bridge.protocol.source import Sample

MAX_KEYS = 50_000
# All series go to a seat that joins, in one message: this many full ones are 34 MB of its 64.
MAX_SERIES = 2_000
MAX_SAMPLE = 64 * 1024


class Telemetry:
    """Owns the SUB to all sources' telemetry; what does not decode or fit is counted, not hidden."""

    def __init__(self, context: zmq.Context[zmq.Socket[bytes]]) -> None:
        self.socket = context.socket(zmq.SUB)
        self.socket.linger = 0
        self.socket.setsockopt(zmq.MAXMSGSIZE, MAX_SAMPLE)
        self.socket.setsockopt(zmq.RCVHWM, 20_000)
        self.socket.setsockopt(zmq.SUBSCRIBE, b"")
        self.newest: dict[str, Sample] = {}
        self.series: dict[str, deque[Point]] = {}
        self.refused = 0
        self.dropped = 0
        self._changed: set[str] = set()
        self._decoder = msgspec.msgpack.Decoder(Sample)
        self._endpoints: set[str] = set()

    def listen(self, endpoint: str) -> None:
        """Raises zmq.ZMQError for an endpoint that is none."""
        if endpoint and endpoint not in self._endpoints:
            self.socket.connect(endpoint)
            self._endpoints.add(endpoint)

    def receive(self, most: int = 1000) -> None:
        """Takes in what has arrived, at most `most` samples."""
        for _ in range(most):
            try:
                frames = self.socket.recv_multipart(flags=zmq.NOBLOCK)
            except zmq.Again:
                return
            self._take(frames)

    def changed(self) -> tuple[Sample, ...]:
        """The newest value of each key that has changed since the last call."""
        fresh = tuple(self.newest[key] for key in self._changed)
        self._changed = set()
        return fresh

    def close(self) -> None:
        self.socket.close(linger=0)

    def _take(self, frames: list[bytes]) -> None:
        try:
            sample = _sane(self._decoder.decode(frames[-1]))
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, OverflowError, ValueError):
            self.refused += 1
            return
        if sample.key not in self.newest and len(self.newest) >= MAX_KEYS:
            self.dropped += 1
            return
        self.newest[sample.key] = sample
        self._changed.add(sample.key)
        value = sample.values.get("value")
        if isinstance(value, float):
            self._extend(sample, value)

    def _extend(self, sample: Sample, value: float) -> None:
        if sample.key not in self.series and len(self.series) >= MAX_SERIES:
            self.dropped += 1
            return
        points = self.series.setdefault(sample.key, deque(maxlen=SERIES_POINTS))
        points.append(Point(sample.at.timestamp(), value))


def _sane(sample: Sample) -> Sample:
    """The sample with its time in UTC. Raises ValueError or OverflowError for a value or a time that is none."""
    if any(isinstance(value, float) and not isfinite(value) for value in sample.values.values()):
        raise ValueError("not a finite number")
    return msgspec.structs.replace(sample, at=sample.at.astimezone(UTC))
