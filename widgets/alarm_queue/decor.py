"""What is drawn on a row beside its alarm: who else looks at it, and whether it is marked to be handled with others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

MOST_MARKED = 500


class Decor(NamedTuple):
    """`lookers` have the alarm before them at other seats."""

    lookers: tuple[str, ...] = ()
    marked: bool = False


PLAIN = Decor()


class Decorations:
    """By the alarm's id. Each change tells which rows look otherwise since."""

    def __init__(self) -> None:
        self._lookers: dict[str, tuple[str, ...]] = {}
        self._marked: dict[str, None] = {}

    def of(self, name: str) -> Decor:
        lookers, marked = self._lookers.get(name), name in self._marked
        return Decor(lookers or (), marked) if lookers or marked else PLAIN

    @property
    def marked(self) -> list[str]:
        """In the order in which they were marked."""
        return list(self._marked)

    def look(self, lookers: Mapping[str, tuple[str, ...]]) -> set[str]:
        before, self._lookers = self._lookers, dict(lookers)
        return {name for name in {*before, *lookers} if before.get(name) != lookers.get(name)}

    def turn(self, names: Iterable[str]) -> set[str]:
        """Marks them, as far as there is room; where all of them are marked it takes the marks off."""
        wanted = list(names)
        if all(name in self._marked for name in wanted):
            return self.unmark(wanted)
        fresh = [name for name in wanted if name not in self._marked][: MOST_MARKED - len(self._marked)]
        self._marked.update(dict.fromkeys(fresh))
        return set(fresh)

    def unmark(self, names: Iterable[str]) -> set[str]:
        gone = {name for name in names if name in self._marked}
        for name in gone:
            del self._marked[name]
        return gone
