"""What is found on a tour: raised at once or said not to be, in the name of who found it; nothing typed is lost."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.support.cameras import Cameras, render_clip, serve
from tests.support.tour_desk import TourDesk
from tests.support.video import video_pool
from widgets.tour.found import FoundForm

PATIENCE_MS = 15_000
NOT_RAISED = "What was found at Camera 1 was not raised."


@pytest.fixture(scope="module")
def cameras(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cameras]:
    with serve(render_clip(tmp_path_factory.mktemp("clips") / "clip.h264"), ("one",)) as cameras:
        yield cameras


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[TourDesk]:
    with video_pool() as pool:
        yield TourDesk(qtbot, pool, tmp_path)


def form(desk: TourDesk) -> FoundForm:
    return desk.feature.widgets.found


def asked(desk: TourDesk, url: str = "") -> None:
    """E was pressed, and a note typed; `url` is where the tour's first camera plays, "" for a dead one."""
    desk.begin(url=url)
    desk.open()
    if url:
        desk.qtbot.waitUntil(lambda: desk.feature.feeds.feed(0).playing, timeout=PATIENCE_MS)
    desk.bar.press(Qt.Key.Key_E, shift=False)
    assert form(desk).isVisible()
    QTest.keyClicks(form(desk).note.edit, "by the bin")


def enter(desk: TourDesk) -> None:
    QTest.keyClick(form(desk).note.edit, Qt.Key.Key_Return)


def found(desk: TourDesk) -> list[dict[str, object]]:
    return desk.commands("tour.found")


def wait_for(desk: TourDesk, name: str) -> None:
    desk.qtbot.waitUntil(lambda: bool(desk.commands(name)), timeout=PATIENCE_MS)


def test_what_was_refused_stands_there_as_it_was_typed(desk: TourDesk) -> None:
    asked(desk)
    enter(desk)
    enter(desk)
    assert len(found(desk)) == 1, "its answer is awaited"
    assert desk.grid.hasFocus(), "the keys of the page are at hand meanwhile"
    desk.answer_to("tour.found", ok=False)
    assert form(desk).isVisible()
    assert form(desk).note.text == "by the bin"
    enter(desk)
    desk.answer_to("tour.found", ok=False, later=True)
    assert not form(desk).isEnabled(), "that is no answer yet"
    desk.answer_to("tour.found", ok=True)
    assert not form(desk).isVisible()
    first, second = found(desk)
    assert first == second
    assert (first["camera"], first["tour"], first["note"]) == ("c1", "Gates", "by the bin")


def test_a_finding_has_its_picture(desk: TourDesk, cameras: Cameras) -> None:
    asked(desk, cameras.url("one"))
    enter(desk)
    wait_for(desk, "evidence.snapshot")
    assert found(desk) == [], "not before the picture is in the record"
    desk.answer_to("evidence.snapshot", ok=True)
    (kept,) = desk.commands("evidence.snapshot")
    assert [it["sha256"] for it in found(desk)] == [kept["sha256"]]


def test_without_a_core_it_is_refused_at_once_and_entered_again_with_its_picture(
    desk: TourDesk, cameras: Cameras
) -> None:
    asked(desk, cameras.url("one"))
    desk.link(False)
    enter(desk)
    assert [it["sha256"] for it in found(desk)] == [""], "the seat says no to that one, in words"
    assert desk.commands("evidence.snapshot") == []
    desk.answer_to("tour.found", ok=False)
    assert (form(desk).isEnabled(), form(desk).note.text) == (True, "by the bin")
    desk.link(True)
    enter(desk)
    wait_for(desk, "evidence.snapshot")
    desk.answer_to("evidence.snapshot", ok=True)
    assert found(desk)[1]["sha256"] == desk.commands("evidence.snapshot")[0]["sha256"]


def test_a_core_that_goes_meanwhile_is_told_only_when_it_is_entered_again(desk: TourDesk, cameras: Cameras) -> None:
    asked(desk, cameras.url("one"))
    enter(desk)
    wait_for(desk, "evidence.snapshot")
    desk.link(False)
    assert desk.notices.text == NOT_RAISED
    assert (form(desk).isEnabled(), form(desk).note.text) == (True, "by the bin")
    desk.link(True)
    desk.answer_to("evidence.snapshot", ok=True)
    assert found(desk) == [], "nobody knows by then that it would be"
    enter(desk)
    assert [it["sha256"] for it in found(desk)] == [it["sha256"] for it in desk.commands("evidence.snapshot")]


def test_form_and_picture_go_with_the_page(desk: TourDesk) -> None:
    asked(desk)
    desk.feature.page.dismiss()
    desk.open()
    assert not form(desk).isVisible()
    form(desk).enter()
    assert found(desk) == []


def test_what_was_entered_is_raised_though_the_page_was_left(desk: TourDesk, cameras: Cameras) -> None:
    asked(desk, cameras.url("one"))
    enter(desk)
    desk.feature.page.dismiss()
    wait_for(desk, "evidence.snapshot")
    desk.answer_to("evidence.snapshot", ok=True)
    assert len(found(desk)) == 1


def test_but_not_in_the_name_of_somebody_else(desk: TourDesk, cameras: Cameras) -> None:
    asked(desk, cameras.url("one"))
    enter(desk)
    wait_for(desk, "evidence.snapshot")
    desk.feature.page.dismiss()
    desk.seat.state.sessions.clear()
    desk.answer_to("evidence.snapshot", ok=True)
    assert found(desk) == []
    assert desk.notices.text == NOT_RAISED


def test_a_locked_desk_says_that_it_was_not_raised(desk: TourDesk, cameras: Cameras) -> None:
    asked(desk, cameras.url("one"))
    enter(desk)
    wait_for(desk, "evidence.snapshot")
    desk.open_gate = False
    desk.answer_to("evidence.snapshot", ok=True)
    assert found(desk) == []
    assert desk.notices.text == NOT_RAISED


def test_behind_the_health_table_nothing_is_to_be_found(desk: TourDesk) -> None:
    desk.begin()
    desk.open()
    desk.feature.page.show_health(True)
    desk.bar.press(Qt.Key.Key_E, shift=False)
    assert not form(desk).isVisible()


def test_at_a_camera_of_the_own_it_is_none_of_the_tours(desk: TourDesk) -> None:
    desk.begin()
    desk.open()
    desk.feature.put("c5")
    desk.bar.press(Qt.Key.Key_E, shift=False)
    form(desk).enter()
    assert [(it["camera"], it["tour"]) for it in found(desk)] == [("c5", "")]
