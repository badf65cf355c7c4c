"""A tour beside the rest of the video page: the record, the health table, what it skipped, the list of tours."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from commandcenter.domain.changes.tours import TourRound
from commandcenter.domain.tours import RunState, TourRun
from tests.support.tour_desk import AT, OWN, RUN, TOUR, TourDesk
from tests.support.video import video_pool

AT_THE_WALL = TourRun(seat="wall", tour="t", name="Gates", by="core", since=AT)


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[TourDesk]:
    with video_pool() as pool:
        yield TourDesk(qtbot, pool, tmp_path)


def opened(desk: TourDesk) -> list[object]:
    desk.feature.feeds.look()
    return [it["camera"] for it in desk.commands("camera.open")]


def test_the_own_cameras_are_in_the_record_when_they_come_back_after_a_tour(desk: TourDesk) -> None:
    desk.begin(run=None)
    desk.feature.put("c5")
    desk.open()
    desk.begin(OWN)
    desk.step()
    assert opened(desk) == ["c5"]
    desk.feature.page.dismiss()
    desk.open()
    assert (desk.in_tiles, opened(desk)) == (("c1",), ["c5"]), "a tour opens nothing in anybody's name"
    desk.end()
    assert desk.in_tiles == ("c5",)
    assert opened(desk) == ["c5", "c5"], "once for each time that the page was opened"


def test_they_are_there_once_when_the_page_stayed_open(desk: TourDesk) -> None:
    desk.begin(run=None)
    desk.feature.put("c5")
    desk.open()
    desk.begin(OWN)
    desk.step()
    desk.turn()
    desk.end()
    assert (desk.in_tiles, opened(desk)) == (("c5",), ["c5"])


def test_what_of_a_tour_stays_by_somebodys_will_is_in_the_record(desk: TourDesk) -> None:
    desk.begin(tour=msgspec.structs.replace(TOUR, tiles=4))
    desk.open()
    desk.step()
    assert (len(desk.in_tiles), opened(desk)) == (4, [])
    desk.feature.put("c9")
    assert sorted(map(str, opened(desk))) == ["c2", "c3", "c4", "c9"]


def test_a_page_that_is_open_for_a_moment_is_in_the_record(desk: TourDesk) -> None:
    desk.begin(run=None)
    desk.feature.put("c5")
    desk.feature.open()
    desk.feature.page.dismiss()
    assert [it["camera"] for it in desk.commands("camera.open")] == ["c5"]


def test_also_when_the_desk_is_locked_soon_after(desk: TourDesk) -> None:
    desk.begin(run=None)
    desk.feature.put("c5")
    desk.settle()
    desk.open()
    desk.qtbot.wait(50)
    assert [it["camera"] for it in desk.commands("camera.open")] == ["c5"]


def test_it_rests_behind_the_health_table_and_says_so(desk: TourDesk) -> None:
    desk.begin()
    desk.open()
    desk.feature.page.show_health(True)
    desk.settle()
    assert (desk.tours.driver.resting, desk.ahead.open) == (True, [])
    assert desk.bar.countdown.text == "waits until the pictures are to be seen"
    assert desk.bar.chip("hold").text() == "hold"
    for _ in range(10):
        desk.turn()
    assert (desk.in_tiles, desk.commands("tour.round")) == (("c1",), [])
    desk.feature.page.show_health(False)
    desk.settle()
    desk.turn()
    assert desk.in_tiles == ("c2",)


def test_held_behind_the_health_table_it_is_held_and_nothing_else(desk: TourDesk) -> None:
    desk.begin()
    desk.open()
    desk.turned(RunState.HELD)
    desk.feature.page.show_health(True)
    desk.settle()
    assert desk.bar.countdown.text == "Camera 1 · held"


def test_what_it_skipped_goes_with_it(desk: TourDesk) -> None:
    desk.ahead.dead = {"c3"}
    desk.begin()
    desk.open()
    for _ in range(3):
        desk.turn()
    report = desk.feature.widgets.report
    assert report.count_text == "round 1: 1 of 4"
    assert report.isVisible()
    desk.begin(msgspec.structs.replace(RUN, since=AT.replace(hour=9)))
    assert not report.isVisible(), "it is none of the next one's"
    desk.step()
    for _ in range(3):
        desk.turn()
    assert report.isVisible()
    desk.end()
    assert not report.isVisible()


def test_rounds_elsewhere_do_not_touch_the_list_under_a_hand(desk: TourDesk) -> None:
    desk.begin(AT_THE_WALL)
    desk.open()
    box = desk.bar.tours.box
    built: list[object] = []
    box.model().rowsInserted.connect(lambda *_: built.append(_))
    desk.happen(TourRound(run=msgspec.structs.replace(AT_THE_WALL, round=3), shown=4, skipped={}, seconds=60.0))
    assert built == []
    assert [box.itemText(at) for at in range(box.count())] == ["Gates", "Gates, at the wall", "End Gates at the wall"]


def test_what_is_first_in_the_list_starts_one_and_ends_none(desk: TourDesk) -> None:
    desk.begin(AT_THE_WALL)
    desk.open()
    desk.bar.press(Qt.Key.Key_G, shift=False)
    desk.bar.start.click()
    assert (desk.commands("tour.stop"), desk.commands("tour.start")) == ([], [{"tour": "t", "seat": "desk-1"}])
    assert desk.seat.state.touring["wall"].state is RunState.RUNNING
