"""The cores that a seat may belong to: one leads, the others stand by, and which is which may change at any time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple


class CoreAt(NamedTuple):
    """Where a core listens, and what gives its public key: "" while that is not known."""

    endpoint: str
    key: Callable[[], str]


class Cores:
    """The one that is called now, and who comes after it."""

    def __init__(self, first: CoreAt, others: Sequence[CoreAt] = ()) -> None:
        self._all = (first, *others)
        self._at = 0

    @property
    def several(self) -> bool:
        return len(self._all) > 1

    @property
    def present(self) -> CoreAt:
        return self._all[self._at]

    @property
    def following(self) -> CoreAt:
        return self._all[(self._at + 1) % len(self._all)]

    def turn(self) -> None:
        """The next one is called from now on."""
        self._at = (self._at + 1) % len(self._all)
