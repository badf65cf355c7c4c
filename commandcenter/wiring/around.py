"""What this seat sees around the core: how the links to sources and seats were at the last beat."""

from __future__ import annotations

from collections.abc import Sequence

from commandcenter.services.around import SeatSeen, SourceSeen
from commandcenter.wiring.seat_model import SeatModel


class SeenBySeat:
    """Implements `commandcenter.services.around.Around`."""

    def __init__(self, seat: SeatModel) -> None:
        self._seat = seat

    def sources(self) -> Sequence[SourceSeen]:
        known = self._seat.beat.sources if self._seat.beat else ()
        return [
            SourceSeen(source=it.source, name=it.name, state=it.state.value, silent_s=it.silent_s, trouble=it.trouble)
            for it in known
        ]

    def seats(self) -> Sequence[SeatSeen]:
        """Of seats that are gone a seat does not hear."""
        return ()
