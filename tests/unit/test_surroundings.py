"""What the core sees around it: sources as they are, seats that were there and are not any more."""

from __future__ import annotations

from bridge.core.surroundings import Surroundings
from bridge.protocol.seat import LinkState, SeatHealth, SeatKind, SourceHealth


class Around:
    """Seats and sources as the test says, and its clock."""

    def __init__(self) -> None:
        self.now = 100.0
        self.links: list[SourceHealth] = []
        self.joined: list[SeatHealth] = []
        self.seen = Surroundings(lambda: self.links, lambda: self.joined, lambda: self.now)

    def gone(self) -> list[tuple[str, float]]:
        """The seats that do not answer, and for how long."""
        return [(seat.seat, seat.silent_s) for seat in self.seen.seats() if seat.gone]


def seat(name: str, silent_s: float = 0.0, role: SeatKind = SeatKind.CONSOLE, *, behind: bool = False) -> SeatHealth:
    return SeatHealth(seat=name, role=role, person="王敏", silent_s=silent_s, behind=behind)


def test_a_seat_that_has_left_the_list_is_remembered() -> None:
    around = Around()
    around.joined = [seat("desk-1"), seat("wall", role=SeatKind.WALL)]
    around.seen.look()
    around.joined = [seat("wall", role=SeatKind.WALL)]
    around.now += 42.0
    assert around.gone() == [("desk-1", 42.0)]
    around.joined.append(seat("desk-1"))
    assert around.gone() == []


def test_who_is_silent_or_far_behind_is_cut_off() -> None:
    around = Around()
    around.joined = [seat("desk-1", 5.0), seat("desk-2", 5.5), seat("desk-3", behind=True)]
    assert around.gone() == [("desk-2", 5.5), ("desk-3", 0.0)]


def test_a_tool_asks_once_and_is_not_missed() -> None:
    around = Around()
    around.joined = [seat("admin", role=SeatKind.TOOL)]
    around.seen.look()
    around.joined = []
    around.now += 100.0
    assert around.seen.seats() == []


def test_a_source_is_live_without_trouble_only() -> None:
    around = Around()
    live, lost = LinkState.LIVE, LinkState.LOST
    around.links = [
        SourceHealth(source="a", state=live, silent_s=0.1, lag=0, rate=0.0, taken=0),
        SourceHealth(source="b", state=live, silent_s=0.1, lag=0, rate=0.0, taken=0, trouble="key"),
        SourceHealth(source="c", state=lost, silent_s=60.0, lag=0, rate=0.0, taken=0),
    ]
    assert [it.live for it in around.seen.sources()] == [True, False, False]
