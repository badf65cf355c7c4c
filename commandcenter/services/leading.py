"""Whether this core leads: of several on one database only one may write, and act, at a time."""

from __future__ import annotations

from typing import Protocol


class Lead(Protocol):
    """The lead of one core, in the term `epoch`; `holder` is what people and journal call it."""

    @property
    def epoch(self) -> int: ...

    @property
    def holder(self) -> str: ...

    def check(self) -> None:
        """Raises ports.Deposed unless it leads at this moment. Costs nothing."""


class Alone:
    """The lead of a core whose database only it can open."""

    epoch = 0
    holder = ""

    def check(self) -> None:
        """Nobody else can be there."""
