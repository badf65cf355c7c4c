"""Notes when each feed got a new picture, so that gaps can be measured."""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Mapping
from typing import Protocol

from bridge.video.feed import Picture

EVERY_S = 0.004


class Pictured(Protocol):
    def latest(self) -> Picture | None: ...


class PictureTimes:
    """Watches in a thread of its own for as long as the block lasts."""

    def __init__(self, feeds: Mapping[str, Pictured]) -> None:
        self._feeds = feeds
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._watch)
        self.times: dict[str, list[float]] = {name: [] for name in feeds}
        self.blind = 0.0  # the longest time that this watch itself was kept from looking

    def __enter__(self) -> PictureTimes:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()

    def longest_gap(self, name: str) -> float:
        """Seconds between two pictures, the ends of the watch left out; never less than it was."""
        times = self.times[name]
        assert len(times) > 10, f"{name} has shown {len(times)} pictures"
        return max(after - before for before, after in itertools.pairwise(times))

    def _watch(self) -> None:
        newest: dict[str, int] = {}
        looked = time.monotonic()
        while not self._done.wait(EVERY_S):
            now = time.monotonic()
            self.blind, looked = max(self.blind, now - looked), now
            for name, feed in self._feeds.items():
                picture = feed.latest()
                if picture is not None and newest.get(name) != picture.sequence:
                    newest[name] = picture.sequence
                    self.times[name].append(now)
