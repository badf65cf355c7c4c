"""Whoever puts cameras into the tiles of a tour has them: it is held, and shows nothing until it is let go on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from commandcenter.domain.people import Role
from commandcenter.domain.tours import RunState, TourRun
from tests.support.tour_desk import AT, NEAR, OWN, RUN, TourDesk
from tests.support.video import video_pool
from widgets.video_grid.geometry import Layout


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[TourDesk]:
    with video_pool() as pool:
        yield TourDesk(qtbot, pool, tmp_path)


def shown_at(desk: TourDesk, run: TourRun = RUN) -> None:
    desk.begin(run)
    desk.open()
    assert desk.in_tiles == ("c1",)


def test_a_tour_that_rested_does_not_wipe_the_cameras_of_an_alarm(desk: TourDesk) -> None:
    shown_at(desk)
    desk.feature.page.dismiss()
    desk.near()
    desk.qtbot.wait(300)
    assert desk.in_tiles == NEAR
    assert desk.held() == 1
    assert desk.bar.countdown.text == "held · other cameras are in the tiles"


def test_nor_one_that_began_while_the_page_was_closed(desk: TourDesk) -> None:
    desk.begin()
    desk.near()
    desk.qtbot.wait(300)
    assert (desk.in_tiles, desk.held()) == (NEAR, 1)
    assert desk.bar.running
    assert desk.bar.countdown.text == "held · other cameras are in the tiles"


def test_nor_one_that_begins_by_its_schedule_while_somebody_looks_at_them(desk: TourDesk) -> None:
    desk.begin(run=None)
    desk.near()
    desk.start(RUN)
    assert (desk.in_tiles, desk.held()) == (NEAR, 1)
    assert desk.bar.countdown.text == "held · other cameras are in the tiles"
    desk.turned(RunState.HELD)
    desk.answer_to("tour.hold", ok=True)
    desk.turned(RunState.RUNNING)
    assert desk.in_tiles == ("c1",), "let go on from elsewhere"


def test_one_that_they_start_themselves_has_the_tiles_at_once(desk: TourDesk) -> None:
    desk.begin(run=None)
    desk.near()
    desk.start(OWN)
    assert (desk.in_tiles, desk.held()) == (("c1",), 0)


def test_so_has_one_that_begins_when_nobody_has_put_any_for_a_while(
    desk: TourDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.begin(run=None)
    desk.near()
    monkeypatch.setattr("commandcenter.wiring.tours.LOOKS_S", 0.0)
    desk.start(RUN)
    assert (desk.in_tiles, desk.held()) == (("c1",), 0)


def test_the_pictures_of_a_tour_are_nobodys_when_another_follows_it(desk: TourDesk) -> None:
    desk.begin(run=None)
    desk.near()
    desk.start(OWN)
    desk.start(msgspec.structs.replace(RUN, since=AT.replace(hour=9)))
    assert (desk.in_tiles, desk.held()) == (("c1",), 0)
    desk.end()
    assert desk.in_tiles == NEAR, "theirs come back"


Put = Callable[[TourDesk], object]


@pytest.mark.parametrize(
    "put",
    [
        lambda desk: desk.near(),
        lambda desk: desk.feature.put("c9"),
        lambda desk: desk.feature.put("c1"),
        lambda desk: desk.feature.widgets.tree.put_requested.emit(["c8", "c9"]),
        lambda desk: desk.feature.widgets.tree.group_requested.emit("favourite/Bridges"),
        lambda desk: desk.feature.widgets.report.opened.emit("c9"),
        lambda desk: desk.feature.widgets.health.opened.emit("c9"),
        lambda desk: desk.grid.cell(0).dropped.emit(0, ("c9",)),
        lambda desk: desk.feature.widgets.bar.layout_chosen.emit(Layout.FOUR),
        lambda desk: QTest.keyClick(desk.grid, Qt.Key.Key_Delete),
    ],
    ids=["near", "map", "the same", "tree", "favourites", "report", "health", "drop", "layout", "emptied"],
)
def test_what_a_person_puts_stays(desk: TourDesk, put: Put) -> None:
    shown_at(desk)
    put(desk)
    put(desk)
    theirs = desk.grid.arrangement, desk.grid_cameras
    for _ in range(2):
        desk.turn()
    assert (desk.grid.arrangement, desk.grid_cameras) == theirs
    assert desk.held() == 1
    desk.turned(RunState.HELD)
    desk.answer_to("tour.hold", ok=True)
    desk.end()
    assert (desk.grid.arrangement, desk.grid_cameras) == theirs, "not what was there before the tour"


def test_a_step_to_an_empty_tile_is_a_persons_too(desk: TourDesk) -> None:
    shown_at(desk)
    desk.grid.set_arrangement(Layout.FOUR)
    QTest.keyClick(desk.grid, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    desk.turn()
    assert (desk.grid_cameras, desk.held()) == (("", "c1", "", ""), 1)


def test_let_go_on_it_shows_its_own_and_gives_theirs_back_at_its_end(desk: TourDesk) -> None:
    desk.begin(run=None)
    desk.feature.put("c5")
    shown_at(desk, OWN)
    desk.near()
    desk.turned(RunState.HELD)
    desk.answer_to("tour.hold", ok=True)
    assert desk.bar.press(Qt.Key.Key_H, shift=False)
    assert desk.in_tiles == ("c1",)
    assert len(desk.commands("tour.resume")) == 1
    desk.turned(RunState.RUNNING)
    desk.answer_to("tour.resume", ok=True)
    assert desk.bar.countdown.text.startswith("Camera 1 · next in ")
    desk.turn()
    assert desk.in_tiles == ("c2",)
    desk.near()
    assert (desk.in_tiles, desk.held()) == (NEAR, 2), "once each time"
    desk.bar.press(Qt.Key.Key_H, shift=False)
    desk.end()
    assert desk.in_tiles == NEAR


def test_its_next_pictures_are_had_by_asking_for_them(desk: TourDesk) -> None:
    shown_at(desk)
    desk.near()
    desk.turned(RunState.HELD)
    desk.bar.press(Qt.Key.Key_N, shift=False)
    desk.step()
    assert (desk.in_tiles, desk.bar.countdown.text) == (("c2",), "Camera 2 · held")


def test_somebody_elsewhere_lets_it_go_on(desk: TourDesk) -> None:
    shown_at(desk)
    desk.near()
    desk.turned(RunState.HELD)
    desk.answer_to("tour.hold", ok=True)
    desk.turned(RunState.RUNNING)
    assert desk.in_tiles == ("c1",)


def test_what_is_put_before_the_core_lets_it_go_on_stays(desk: TourDesk) -> None:
    shown_at(desk)
    desk.near()
    desk.turned(RunState.HELD)
    desk.answer_to("tour.hold", ok=True)
    desk.bar.press(Qt.Key.Key_H, shift=False)
    desk.feature.put("c9")
    assert desk.held() == 2
    desk.turned(RunState.RUNNING)
    assert desk.in_tiles == ("c9",)
    desk.turned(RunState.HELD)
    assert desk.in_tiles == ("c9",)


def test_one_that_is_held_is_not_held_again(desk: TourDesk) -> None:
    desk.begin(msgspec.structs.replace(RUN, state=RunState.HELD))
    desk.open()
    desk.near()
    assert (desk.in_tiles, desk.held()) == (NEAR, 0)


def test_who_may_not_hold_it_has_the_tiles_until_the_page_is_left(desk: TourDesk) -> None:
    desk.begin(role=Role.STREET_CENTRE)
    desk.open()
    desk.near()
    desk.turn()
    assert (desk.in_tiles, desk.held()) == (NEAR, 0)
    assert desk.bar.countdown.text == "held · other cameras are in the tiles"
    desk.bar.press(Qt.Key.Key_H, shift=False)
    assert (desk.in_tiles, desk.commands("tour.resume")) == (("c1",), []), "nothing is held that could go on"
    desk.near()
    desk.feature.page.dismiss()
    desk.open()
    assert desk.in_tiles == ("c1",)
    desk.end()
    assert desk.in_tiles == NEAR


def test_a_hold_that_was_refused_leaves_the_cameras_where_they_are(desk: TourDesk) -> None:
    shown_at(desk)
    desk.near()
    desk.answer_to("tour.hold", ok=False)
    desk.turn()
    desk.feature.put("c5")
    assert (desk.in_tiles, desk.held()) == (("c5", *NEAR[1:]), 1)


def test_a_core_that_was_away_hears_of_it_when_it_is_back(desk: TourDesk) -> None:
    shown_at(desk)
    desk.link(False)
    desk.near()
    desk.answer_to("tour.hold", ok=False)
    desk.link(True)
    desk.begin()
    desk.step()
    assert (desk.in_tiles, desk.held()) == (NEAR, 2)


def test_another_tour_has_the_tiles_when_it_begins(desk: TourDesk) -> None:
    shown_at(desk)
    desk.near()
    desk.begin(msgspec.structs.replace(OWN, since=AT.replace(hour=9)))
    desk.step()
    assert desk.in_tiles == ("c1",)


def test_steering_a_camera_of_it_asks_once(desk: TourDesk) -> None:
    shown_at(desk)
    for _ in range(3):
        desk.tours.hold_at("c1")
    assert desk.held() == 1
    desk.answer_to("tour.hold", ok=False)
    desk.tours.hold_at("c1")
    assert (desk.held(), desk.in_tiles) == (1, ("c1",))
