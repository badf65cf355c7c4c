"""How the links are, as the core's decisions see it: a handover names what is cut off."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bridge.protocol.seat import SeatHealth, SeatKind, SourceHealth
from commandcenter.services.around import SeatSeen, SourceSeen

QUIET_S = 5.0


class Surroundings:
    """Implements `Around`. `look` once a second keeps in mind which seats there were; `clock` gives seconds."""

    def __init__(
        self,
        sources: Callable[[], Sequence[SourceHealth]],
        seats: Callable[[], Sequence[SeatHealth]],
        clock: Callable[[], float],
    ) -> None:
        self._sources = sources
        self._seats = seats
        self._clock = clock
        self._known: dict[str, tuple[str, float]] = {}

    def look(self) -> None:
        """Tools ask once and go: they are no seats that could be missed."""
        now = self._clock()
        for seat in self._seats():
            if seat.role is not SeatKind.TOOL:
                self._known[seat.seat] = (seat.person, now - seat.silent_s)

    def sources(self) -> list[SourceSeen]:
        return [
            SourceSeen(source=it.source, name=it.name, state=it.state.value, silent_s=it.silent_s, trouble=it.trouble)
            for it in self._sources()
        ]

    def seats(self) -> list[SeatSeen]:
        """Those that joined since the core started, also when they are gone by now."""
        self.look()
        now = self._clock()
        behind = {it.seat for it in self._seats() if it.behind}
        return [
            SeatSeen(seat=seat, person=person, silent_s=now - heard, gone=now - heard > QUIET_S or seat in behind)
            for seat, (person, heard) in self._known.items()
        ]
