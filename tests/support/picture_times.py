"""Notes when each feed got a new picture, so that gaps can be measured."""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Mapping
from typing import Protocol

from bridge.video.feed import Picture
from bridge.video.frames import Field
from tests.support.waiting import SLOWEST, crowding

EVERY_S = 0.004


class Pictured(Protocol):
    def latest(self) -> Picture | None: ...


class PictureTimes:
    """Watches in a thread of its own for as long as the block lasts.

    By the pictures' own times and numbers, not by the moment of the look: where this thread is kept from looking, what
    it did not see is no gap.
    """

    def __init__(self, feeds: Mapping[str, Pictured]) -> None:
        self._feeds = feeds
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._watch)
        self.times: dict[str, list[tuple[int, float]]] = {name: [] for name in feeds}  # number and seconds
        self.blind = 0.0  # the longest time that this watch itself was kept from looking
        self._crowding: list[float] = []

    def __enter__(self) -> PictureTimes:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()

    def allowed(self, gap: float) -> float:
        """What a gap of so many seconds may be on a machine as crowded as this one was meanwhile."""
        crowded = sum(self._crowding) / max(1, len(self._crowding))
        return gap * min(SLOWEST, max(1.0, crowded)) + self.blind

    def longest_gap(self, name: str) -> float:
        """Seconds between two pictures, the ends of the watch left out; the mean where some of them were not seen."""
        seen = self.times[name]
        assert len(seen) > 10, f"{name} has shown {len(seen)} pictures"
        return max((late - early) / (after - before) for (before, early), (after, late) in itertools.pairwise(seen))

    def _watch(self) -> None:
        looked = time.monotonic()
        while not self._done.wait(EVERY_S):
            now = time.monotonic()
            self.blind, looked = max(self.blind, now - looked), now
            self._crowding.append(crowding())
            for name, feed in self._feeds.items():
                picture = feed.latest()
                if picture is not None:
                    self._note(self.times[name], picture)

    def _note(self, seen: list[tuple[int, float]], picture: Picture) -> None:
        if not seen or seen[-1][0] < picture.sequence:
            memory = picture._memory  # noqa: SLF001 - tiles have no use for the time to the nanosecond
            seen.append((picture.sequence, memory.get(Field.CHANGED_NS) / 1e9))
