"""What the rules have to say of one type of one source, found once: nearly all of them are about others."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

Found = TypeVar("Found")

# A source may make up as many types as it likes.
REMEMBERED = 10_000


class Concerning(Generic[Found]):
    """`find` is asked once for each source and type."""

    def __init__(self, find: Callable[[str, str], Found]) -> None:
        self._find = find
        self._found: dict[tuple[str, str], Found] = {}

    def __call__(self, source: str, type: str) -> Found:
        found = self._found.get((source, type))
        if found is None:
            if len(self._found) >= REMEMBERED:
                self._found.clear()
            found = self._found[source, type] = self._find(source, type)
        return found
