"""Tours at a desk and at the wall: what is opened ahead, shown, told and offered; what goes before them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import msgspec
import pytest
from PySide6.QtCore import QObject

from bridge.protocol.seat import Command
from bridge.qt.gateway import Gateway
from commandcenter.domain.assets import Camera
from commandcenter.domain.state import State
from commandcenter.domain.tours import RunState, Tour, TourRun
from commandcenter.services.touring import Round
from commandcenter.wiring.seat_model import SeatModel
from commandcenter.wiring.sending import Commands
from commandcenter.wiring.tour_driver import TourDriver, place_of
from commandcenter.wiring.wall_tour import fitted
from tests.support.joining import joined
from tests.support.tour_desk import Ahead
from widgets.tour.state import TourShown

AT = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
TOUR = Tour(id="t", name="Gates", dwell=60, cameras=("a", "b", "secret", "gone", "c"))
RUN = TourRun(seat="desk-1", tour="t", name="Gates", by="li.wei", since=AT)


class Desk:
    def __init__(self) -> None:
        self.parent = parent = QObject()
        self.sent: list[Command] = []
        self.shown: list[tuple[str, ...]] = []
        self.told: list[TourShown | None] = []
        self.rounds: list[Round] = []
        self.ahead = Ahead()
        self.gateway = Gateway(parent)
        self.seat = SeatModel(self.gateway, parent, name="desk-1")
        commands = Commands(self.sent.append)
        self.driver = TourDriver(
            self.seat,
            commands,
            self.ahead,  # type: ignore[arg-type]  # stands in
            lambda: (640, 360),
            lambda camera: not camera.restricted,
            parent,
        )
        self.driver.shown.connect(self.shown.append)
        self.driver.told.connect(self.told.append)
        self.driver.round_ended.connect(self.rounds.append)

    def join(self, run: TourRun | None = RUN, tour: Tour = TOUR) -> None:
        cameras = [Camera(id=it, name=f"Camera {it}", url=f"rtsp://{it}/", restricted=it == "secret") for it in "abc"]
        cameras.append(Camera(id="secret", name="Secret", url="rtsp://s/", restricted=True))
        touring = {} if run is None else {run.seat: run}
        state = State(cameras={it.id: it for it in cameras}, tours={tour.id: tour}, touring=touring)
        self.gateway.happened.emit([joined(state)])

    def steps(self, count: int = 4) -> None:
        for _ in range(count):
            self.driver.step()

    @property
    def said(self) -> list[dict[str, object]]:
        return [msgspec.msgpack.decode(it.args) for it in self.sent if it.name == "tour.round"]


@pytest.fixture
def desk(qapp: object) -> Iterator[Desk]:
    made = Desk()
    made.join()
    yield made
    made.driver.rest(True)
    made.join(None)


def test_it_opens_nothing_while_nobody_sees_it(desk: Desk) -> None:
    desk.steps()
    assert (desk.shown, desk.ahead.open) == ([], [])
    desk.driver.rest(False)
    desk.steps()
    assert (desk.shown, desk.ahead.open) == ([("a",)], ["b"])
    desk.driver.rest(True)
    assert desk.ahead.open == []
    desk.driver.rest(False)
    assert desk.shown == [("a",), ("a",)], "what it had is put into the tiles again"


def test_a_round_tells_what_it_left_out_and_why(desk: Desk) -> None:
    desk.ahead.dead = {"b"}
    desk.driver.rest(False)
    desk.steps()
    for _ in range(2):
        desk.driver.forward()
        desk.steps()
    assert desk.shown == [("a",), ("c",), ("a",)]
    (told,) = desk.said
    skipped = {"b": "lost", "secret": "restricted", "gone": "unlisted"}
    assert (told["number"], told["shown"], told["skipped"]) == (1, 2, skipped)


def test_rounds_that_end_alike_do_not_fill_the_record(desk: Desk) -> None:
    desk.driver.rest(False)
    for _ in range(12):
        desk.driver.forward()
        desk.steps()
    assert len(desk.rounds) >= 3
    assert len(desk.said) == 1
    desk.ahead.dead = {"b"}
    for _ in range(6):
        desk.driver.forward()
        desk.steps()
    assert [len(it["skipped"]) for it in desk.said if isinstance(it["skipped"], dict)] == [2, 3]


def test_the_bar_is_told_which_of_how_many_and_that_it_is_held(desk: Desk) -> None:
    desk.driver.rest(False)
    desk.steps()
    desk.join(msgspec.structs.replace(RUN, state=RunState.HELD))
    last = desk.told[-1]
    assert last is not None
    assert (last.name, last.camera_name, last.at, last.count, last.held) == ("Gates", "Camera a", 1, 5, True)
    desk.driver.forward()
    desk.steps()
    assert desk.shown[-1] == ("b",)
    assert desk.told[-1] is not None
    assert desk.told[-1].held, "a step leaves it held"
    desk.join(msgspec.structs.replace(RUN, state=RunState.ENDED))
    assert desk.told[-1] is None
    assert desk.driver.run is None


def test_another_run_begins_anew_and_another_list_does_not(desk: Desk) -> None:
    desk.driver.rest(False)
    desk.steps()
    desk.join(tour=msgspec.structs.replace(TOUR, cameras=("a", "c")))
    desk.steps()
    assert (desk.shown, desk.ahead.open) == ([("a",)], ["c"])
    desk.join(msgspec.structs.replace(RUN, since=datetime(2026, 11, 23, 9, 0, tzinfo=UTC)))
    desk.steps()
    assert desk.shown == [("a",), ("a",)]


def test_at_the_wall_it_has_nine_tiles_and_larger_groups_come_in_pieces() -> None:
    assert fitted(TOUR).tiles == 9
    names = tuple(str(it) for it in range(11))
    assert fitted(Tour(id="g", name="G", dwell=5, tiles=16, groups=(names, ("a",)))).groups == (
        names[:9],
        names[9:],
        ("a",),
    )


def test_the_place_is_that_of_the_group_or_of_the_last_camera_that_is_shown() -> None:
    assert place_of(TOUR, ("b",)) == (2, 5)
    assert place_of(TOUR, ("a", "b", "c")) == (5, 5)
    assert place_of(TOUR, ()) == (0, 5)
    assert place_of(Tour(id="g", name="G", dwell=5, groups=(("a", "b"), ("c",))), ("c",)) == (2, 2)
