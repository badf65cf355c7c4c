"""The story's own clock: real time at a chosen speed, which can stand still."""

from __future__ import annotations

import time
from collections.abc import Callable


class StoryClock:
    """`now` is in seconds of the story; it begins to run when it is made."""

    def __init__(self, speed: float, start: float = 0.0, monotonic: Callable[[], float] = time.monotonic) -> None:
        if speed <= 0:
            raise ValueError("the speed of the story must be above 0")
        self._speed = speed
        self.started_at = start
        self._told = start
        self._monotonic = monotonic
        self._since: float | None = monotonic()

    def now(self) -> float:
        if self._since is None:
            return self._told
        return self._told + (self._monotonic() - self._since) * self._speed

    def until(self, at: float) -> float:
        """Real seconds until the story is at `at`, at least 0; for ever while it stands still."""
        return float("inf") if self._since is None else max(0.0, (at - self.now()) / self._speed)

    def pause(self) -> None:
        self._told, self._since = self.now(), None

    def resume(self) -> None:
        if self._since is None:
            self._since = self._monotonic()
