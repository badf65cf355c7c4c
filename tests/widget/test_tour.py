"""A tour's bar, what it skipped, what was found on it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from widgets.tour.bar import TourBar
from widgets.tour.found import FoundForm
from widgets.tour.rounds import RoundReport
from widgets.tour.state import Round, Skipped, TourShown

Key = Qt.Key


class Now:
    def __init__(self) -> None:
        self.now = 10.0

    def __call__(self) -> float:
        return self.now


def tour(held: bool = False, dead: bool = False, preparing: bool = False) -> TourShown:
    return TourShown(
        name="Night round",
        camera="C7",
        camera_name="Gate 7",
        at=7,
        count=24,
        left=9.5,
        held=held,
        dead=dead,
        preparing=preparing,
    )


@pytest.fixture
def now() -> Now:
    return Now()


@pytest.fixture
def bar(qtbot: QtBot, now: Now) -> TourBar:
    made = TourBar(clock=now)
    qtbot.addWidget(made)
    made.resize(1000, 40)
    return made


def said_by(bar: TourBar) -> list[str]:
    said: list[str] = []
    bar.hold_requested.connect(lambda: said.append("hold"))
    bar.resume_requested.connect(lambda: said.append("resume"))
    bar.step_requested.connect(lambda step: said.append(f"step {step}"))
    bar.stop_requested.connect(lambda: said.append("stop"))
    bar.found_requested.connect(lambda: said.append("found"))
    bar.start_requested.connect(lambda key: said.append(f"start {key}"))
    return said


def test_it_counts_down_to_the_next_camera(bar: TourBar, now: Now) -> None:
    bar.show_tour(tour())
    assert (bar.name.text, bar.place.text) == ("Night round", "7 of 24")
    assert bar.countdown.text == "Gate 7 · next in 10 s"
    now.now += 7.2
    bar.refresh()
    assert bar.countdown.text == "Gate 7 · next in 3 s"
    now.now += 60
    bar.refresh()
    assert bar.countdown.text == "Gate 7 · the next picture is awaited"


def test_a_held_tour_does_not_count(bar: TourBar, now: Now) -> None:
    bar.show_tour(tour(held=True))
    now.now += 100
    bar.refresh()
    assert bar.left == 9.5
    assert bar.countdown.text == "Gate 7 · held"


def test_a_tour_without_a_living_camera_says_so(bar: TourBar) -> None:
    bar.show_tour(tour(dead=True))
    assert bar.countdown.text == "No camera of this tour gives a picture"
    assert bar.countdown.mark is not None


def test_keys_and_clicks_ask_for_the_same(bar: TourBar) -> None:
    said = said_by(bar)
    bar.show_tour(tour())
    for key, shift in (
        (Key.Key_H, False),
        (Key.Key_N, False),
        (Key.Key_N, True),
        (Key.Key_E, False),
        (Key.Key_X, False),
    ):
        assert bar.press(key, shift=shift)
    assert said == ["hold", "step 1", "step -1", "found", "stop"]
    said.clear()
    bar.show_tour(tour(held=True))
    for act in ("hold", "next", "previous", "found", "stop"):
        QTest.mouseClick(bar.chip(act), Qt.MouseButton.LeftButton)
    assert said == ["resume", "step 1", "step -1", "found", "stop"]
    assert not bar.press(Key.Key_Q, shift=False)


def test_without_a_tour_it_offers_those_that_there_are(bar: TourBar) -> None:
    said = said_by(bar)
    assert not bar.isVisible()
    bar.offer([("t1", "Night round"), ("t2", "Schools")])
    assert bar.isVisible()
    assert not bar.press(Key.Key_N, shift=False)
    QTest.mouseClick(bar.start, Qt.MouseButton.LeftButton)
    assert said == ["start t1"]


def test_what_was_skipped_is_listed_with_its_state(qtbot: QtBot) -> None:
    report = RoundReport()
    qtbot.addWidget(report)
    report.show_round(Round(number=3, cameras=24))
    assert not report.isVisible()
    dead = (Skipped(camera="C1", name="Gate 1", state="lost"), Skipped(camera="C2", name="Gate 2", state="refused"))
    report.show_round(Round(number=3, cameras=24, skipped=dead))
    assert report.isVisible()
    assert report.count_text == "round 3: 2 of 24"
    assert [(line.text, line.tail) for line in report.lines.lines] == [("Gate 1", "lost"), ("Gate 2", "refused")]
    with qtbot.waitSignal(report.opened) as opened:
        report.lines.choose_first()
        QTest.keyClick(report.lines, Key.Key_Return)
    assert opened.args == ["C1"]
    QTest.keyClick(report.lines, Key.Key_Delete)
    assert not report.isVisible()


def test_a_finding_is_of_the_camera_that_was_shown_when_the_key_was_pressed(qtbot: QtBot) -> None:
    form = FoundForm()
    qtbot.addWidget(form)
    form.ask("C7", "Gate 7", [("litter", "Litter"), ("smoke", "Smoke")])
    QTest.keyClick(form.what.box, Key.Key_Down)
    QTest.keyClicks(form.note.edit, "  behind the gate ")
    with qtbot.waitSignal(form.found) as found:
        QTest.keyClick(form.note.edit, Key.Key_Return)
    assert found.args == ["C7", "smoke", "behind the gate"]
    with qtbot.waitSignal(form.given_up):
        QTest.keyClick(form.note.edit, Key.Key_Escape)


def test_the_keyboard_alone_starts_one(qtbot: QtBot, bar: TourBar) -> None:
    said = said_by(bar)
    assert not bar.press(Qt.Key.Key_G, shift=False), "there is none to start"
    bar.offer([("here/gates", "Gates"), ("here/river", "River")])
    bar.show()
    bar.activateWindow()
    assert bar.press(Qt.Key.Key_G, shift=False)
    QTest.keyClick(bar.tours.box, Qt.Key.Key_Down)
    QTest.keyClick(bar.tours.box, Qt.Key.Key_Return)
    assert said == ["start here/river"]
    bar.show_tour(tour())
    assert not bar.press(Qt.Key.Key_G, shift=False)
