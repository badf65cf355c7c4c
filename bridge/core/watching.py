"""Who looks after the machine under the core: what the loop asks and tells, once a second."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from bridge.protocol.seat import SeatHealth, SourceHealth
from commandcenter.domain.journal import Draft


class Vitals(NamedTuple):
    """What only the loop knows; `trouble` is the sentence that the seats are told, "" for none."""

    sources: Sequence[SourceHealth]
    seats: Sequence[SeatHealth]
    trouble: str
    telemetry_keys: int
    telemetry_refused: int
    telemetry_dropped: int


class Watch(Protocol):
    """Called by the loop's thread; nothing of it may wait for a disk or a network."""

    @property
    def notice(self) -> str:
        """What every seat is to be told although work goes on; "" for nothing."""

    def disk_full(self) -> None:
        """The journal's disk has refused a commit."""

    def look(self) -> list[Draft]:
        """What the centre has to record of its machine."""

    def tell(self, vitals: Vitals) -> None:
        """How everything is now."""


class NoWatch:
    """Nobody looks."""

    notice = ""

    def disk_full(self) -> None:
        """There is no room to be made."""

    def look(self) -> list[Draft]:
        return []

    def tell(self, vitals: Vitals) -> None:
        """Nobody wants to know."""
