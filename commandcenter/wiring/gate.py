"""Whether a desk sends at all: where nobody is signed in, or the desk is locked, nobody has done anything."""

from __future__ import annotations

from commandcenter.services.commands import Asks, CommandTable
from commandcenter.wiring.seat_model import SeatModel


class Gate:
    """Says of a command's name whether it is sent; what the program moves under a cover is no action of a person.

    It knows the session only. What a signed-in person may not do is sent: the core refuses it and writes that down.
    """

    def __init__(self, seat: SeatModel, table: CommandTable) -> None:
        self._seat = seat
        self._free = {line.name for line in table.lines if line.asks in (Asks.SEAT, Asks.PERSON)}

    def __call__(self, name: str) -> bool:
        session = self._seat.session
        return name in self._free or (session is not None and not session.locked)
