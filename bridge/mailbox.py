"""Where the network thread leaves what arrived and the screen picks it up."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

Item = TypeVar("Item")
State = TypeVar("State")

LIMIT = 100_000


class Mailbox(Generic[Item, State]):
    """Happenings queue in order, bounded; state conflates by key, newest wins.

    A full queue is loud: `happen` then returns False and the writer must start over. It is full when the weights
    of what lies in it reach `limit`. `wake` is called, on the writer's thread, when something lies in an empty mailbox.
    """

    def __init__(self, wake: Callable[[], None], limit: int = LIMIT) -> None:
        self._wake = wake
        self._limit = limit
        self._lock = Lock()
        self._happenings: list[Item] = []
        self._weight = 0
        self._newest: dict[Hashable, State] = {}

    def happen(self, item: Item, weight: int = 1, *, anew: bool = False) -> bool:
        """`anew`: what was newest before this is older than what it holds."""
        with self._lock:
            if self._weight >= self._limit:
                return False
            first = not self._happenings and not self._newest
            self._happenings.append(item)
            self._weight += weight
            if anew:
                self._newest.clear()
        if first:
            self._wake()
        return True

    def newest(self, key: Hashable, value: State) -> None:
        with self._lock:
            first = not self._happenings and not self._newest
            self._newest[key] = value
        if first:
            self._wake()

    def drain(self) -> tuple[list[Item], dict[Hashable, State]]:
        """Happenings in order and the newest value of each key, since the last call."""
        with self._lock:
            happenings, newest = self._happenings, self._newest
            self._happenings, self._newest, self._weight = [], {}, 0
        return happenings, newest
