"""Telemetry on its way through the core: newest value per key, a bounded series for charts."""

from __future__ import annotations

from collections import deque

import msgspec
import zmq

from bridge.protocol.seat import Point
from bridge.protocol.source import Sample

SERIES_POINTS = 900
MAX_KEYS = 50_000
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
            sample = self._decoder.decode(frames[-1])
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, OverflowError):
            self.refused += 1
            return
        if sample.key not in self.newest and len(self.newest) >= MAX_KEYS:
            self.dropped += 1
            return
        self.newest[sample.key] = sample
        self._changed.add(sample.key)
        value = sample.values.get("value")
        if isinstance(value, float):
            points = self.series.setdefault(sample.key, deque(maxlen=SERIES_POINTS))
            points.append(Point(sample.at.timestamp(), value))
