"""Pools of a video service of their own, and how many sessions a camera server really has."""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import psutil

from bridge.video.feed import Feed
from bridge.video.pool import VideoPool

LINGER_S = 0.3


def service_name() -> str:
    """One that nobody else on this machine uses."""
    return f"test-{uuid.uuid4().hex[:12]}"


@contextmanager
def video_pool(service: str = "", *, workers: int = 8, streams_per_worker: int = 4) -> Iterator[VideoPool]:
    """A seat's pool; without a name it has its service alone."""
    pool = VideoPool(
        service or service_name(), workers=workers, streams_per_worker=streams_per_worker, linger_s=LINGER_S
    )
    try:
        yield pool
    finally:
        pool.stop()


def playing(feed: Feed) -> bool:
    return feed.status().state == "live"


def sessions_at(url: str) -> int:
    """How many connections the server of that address has; RTSP over TCP has one a session."""
    port = urlsplit(url).port
    return sum(
        connection.status == psutil.CONN_ESTABLISHED and connection.laddr.port == port
        for connection in psutil.net_connections("tcp4")
    )


class SessionWatch:
    """Notes the most sessions that the server of an address had at once."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._watch)
        self.most = 0

    def __enter__(self) -> SessionWatch:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._done.wait(0.01):
            self.most = max(self.most, sessions_at(self._url))


class GapWatch:
    """Notes the longest time during which a feed got no new picture."""

    def __init__(self, feed: Feed) -> None:
        self._feed = feed
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._watch)
        self.longest = 0.0
        self.pictures = 0

    def __enter__(self) -> GapWatch:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()

    def _watch(self) -> None:
        newest, since = self._feed.latest(), time.monotonic()
        while not self._done.wait(0.005):
            picture, now = self._feed.latest(), time.monotonic()
            self.longest = max(self.longest, now - since)
            if picture and (newest is None or picture.sequence != newest.sequence):
                newest, since = picture, now
                self.pictures += 1
