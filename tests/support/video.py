"""Pools of a video service of their own, and how many sessions a camera server really has."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

import psutil

from bridge.video.feed import Feed
from bridge.video.pool import VideoPool
from tests.support.processes import all_below, name_of

LINGER_S = 0.3
ESTABLISHED = "01"


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
    port = urlsplit(url).port or 0
    return len({far for near, far in _connections() if int(near.rpartition(":")[2], 16) == port})


def _connections() -> Iterator[tuple[str, str]]:
    """Both ends of what is established; from the table itself, since psutil walks all descriptors of the machine."""
    for row in Path("/proc/net/tcp").read_text(encoding="ascii").splitlines()[1:]:
        _, near, far, state, *_ = row.split()
        if state == ESTABLISHED:
            yield near, far


def carriers(pool: VideoPool) -> list[psutil.Process]:
    """The ffmpegs of its service, until their workers have looked after them."""
    return [it for it in all_below(pool.service_pid) if name_of(it) == "ffmpeg"]


class Watching:
    """Looks again and again, on a thread of its own, until the block ends."""

    every_s = 0.005

    def __init__(self) -> None:
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._watch)

    def look(self) -> None:
        """What there is to see now."""

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._done.wait(self.every_s):
            self.look()


class SessionWatch(Watching):
    """Notes the most sessions that the server of an address had at once."""

    every_s = 0.01

    def __init__(self, url: str) -> None:
        super().__init__()
        self._url = url
        self.most = 0

    def look(self) -> None:
        self.most = max(self.most, sessions_at(self._url))
