"""Moving a camera by keys and buttons: it moves while they are held and stands still whatever happens then."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import groupby

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from widgets.ptz.motion import STILL, Motion, together
from widgets.ptz.panel import PtzPanel
from widgets.ptz.state import MINE, OTHER, Hold, Preset, PtzShown, SpeakerShown

Key = Qt.Key
ALL = frozenset({"move", "zoom", "focus", "iris", "wiper", "preset"})
SHOWN = PtzShown(
    camera="C1", name="Gate 1", offers=ALL, presets=(Preset(number=1, name="Crossing"), Preset(number=4, name="Steps"))
)
UNTIL = datetime(2026, 11, 23, 13, 46, 20, tzinfo=UTC)
LI_WEI = Hold(who=OTHER, holder="Li Wei", until=UNTIL)
SPEAKER = SpeakerShown(id="yz-118", name="Column 118", texts=(("leave", "Please leave"), ("fire", "No open fire")))


class Now:
    def __init__(self) -> None:
        self.now = 50.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def now() -> Now:
    return Now()


@pytest.fixture
def desk(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(340, 640)
    made.show()
    return made


@pytest.fixture
def elsewhere(desk: QWidget) -> QLineEdit:
    return QLineEdit(desk)


@pytest.fixture
def panel(desk: QWidget, now: Now, elsewhere: QLineEdit) -> PtzPanel:
    made = PtzPanel(zone=UTC, monotonic=now)
    column = QVBoxLayout(desk)
    column.addWidget(elsewhere)
    column.addWidget(made)
    desk.activateWindow()
    made.show_camera(SHOWN)
    made.pad.setFocus()
    return made


@pytest.fixture
def moves(panel: PtzPanel) -> list[tuple[str, Motion]]:
    said: list[tuple[str, Motion]] = []
    panel.moved.connect(lambda camera, motion: said.append((camera, motion)))
    return said


def with_hold(hold: Hold) -> PtzShown:
    return PtzShown(camera="C1", name="Gate 1", offers=ALL, hold=hold, presets=SHOWN.presets)


def test_keys_move_it_while_they_are_held(qtbot: QtBot, panel: PtzPanel, moves: list[tuple[str, Motion]]) -> None:
    QTest.keyPress(panel.pad, Key.Key_Left)
    QTest.keyPress(panel.pad, Key.Key_Up)
    QTest.keyRelease(panel.pad, Key.Key_Left)
    qtbot.waitUntil(lambda: len(moves) >= 3)
    QTest.keyRelease(panel.pad, Key.Key_Up)
    qtbot.waitUntil(lambda: moves[-1][1] == STILL)
    # A key that stays down is said again each half second.
    assert [motion for motion, _ in groupby(motion for _, motion in moves)] == [
        Motion(pan=-0.5),
        Motion(pan=-0.5, tilt=0.5),
        Motion(tilt=0.5),
        STILL,
    ]


def test_a_key_that_repeats_by_going_up_and_down_is_held(
    qtbot: QtBot, panel: PtzPanel, moves: list[tuple[str, Motion]]
) -> None:
    QTest.keyPress(panel.pad, Key.Key_Right)
    for _ in range(5):
        qtbot.wait(5)
        QTest.keyRelease(panel.pad, Key.Key_Right)
        QTest.keyPress(panel.pad, Key.Key_Right)
    assert moves == [("C1", Motion(pan=0.5))]
    QTest.keyRelease(panel.pad, Key.Key_Right)
    qtbot.waitUntil(lambda: moves[-1] == ("C1", STILL))


def test_each_key_has_its_own_way(qtbot: QtBot, panel: PtzPanel, moves: list[tuple[str, Motion]]) -> None:
    for key in (Key.Key_PageUp, Key.Key_BracketLeft, Key.Key_Period):
        QTest.keyClick(panel.pad, key)
        qtbot.waitUntil(lambda: moves[-1] == ("C1", STILL))
    assert [motion for _, motion in moves if motion.moves] == [Motion(zoom=0.5), Motion(focus=-0.5), Motion(iris=0.5)]


def test_a_button_moves_it_until_it_comes_up(panel: PtzPanel, moves: list[tuple[str, Motion]]) -> None:
    right = next(it for it in panel.pad.buttons if it.accessibleName() == "right and down")
    QTest.mousePress(right, Qt.MouseButton.LeftButton)
    QTest.mouseRelease(right, Qt.MouseButton.LeftButton)
    assert moves == [("C1", Motion(pan=0.5, tilt=-0.5)), ("C1", STILL)]
    assert len(panel.pad.buttons) == 14
    assert all(it.accessibleName() for it in panel.pad.buttons)


def test_a_move_is_renewed_while_the_key_is_held(
    qtbot: QtBot, panel: PtzPanel, moves: list[tuple[str, Motion]]
) -> None:
    QTest.keyPress(panel.pad, Key.Key_Right)
    qtbot.waitUntil(lambda: len(moves) >= 3)
    assert {motion for _, motion in moves} == {Motion(pan=0.5)}
    QTest.keyRelease(panel.pad, Key.Key_Right)
    qtbot.waitUntil(lambda: moves[-1] == ("C1", STILL))


def test_it_stands_still_when_the_keyboard_goes_elsewhere(
    panel: PtzPanel, moves: list[tuple[str, Motion]], elsewhere: QLineEdit
) -> None:
    QTest.keyPress(panel.pad, Key.Key_Right)
    elsewhere.setFocus()
    assert moves[-1] == ("C1", STILL)


def test_it_stands_still_when_the_panel_goes(panel: PtzPanel, moves: list[tuple[str, Motion]]) -> None:
    QTest.keyPress(panel.pad, Key.Key_Right)
    panel.hide()
    assert moves[-1] == ("C1", STILL)


def test_the_camera_that_moved_is_stopped_when_another_is_selected(
    panel: PtzPanel, moves: list[tuple[str, Motion]]
) -> None:
    QTest.keyPress(panel.pad, Key.Key_Right)
    panel.show_camera(PtzShown(camera="C2", name="Gate 2", offers=ALL))
    assert moves == [("C1", Motion(pan=0.5)), ("C1", STILL)]


def test_nobody_moves_what_another_one_holds(panel: PtzPanel, moves: list[tuple[str, Motion]]) -> None:
    QTest.keyPress(panel.pad, Key.Key_Right)
    panel.show_camera(with_hold(LI_WEI))
    assert moves[-1] == ("C1", STILL)
    moves.clear()
    assert panel.holder.text == "Held by Li Wei until 13:46:20"
    QTest.keyClick(panel.pad, Key.Key_Left)
    QTest.keyClick(panel.pad, Key.Key_1)
    QTest.keyClick(panel.pad, Key.Key_W)
    assert moves == []
    assert not any(it.isEnabled() for it in panel.pad.buttons)
    assert panel.take.isHidden()


def test_who_outranks_the_holder_takes_over_by_a_key(qtbot: QtBot, panel: PtzPanel) -> None:
    panel.show_camera(with_hold(Hold(who=OTHER, holder="Li Wei", until=UNTIL, may_take=True)))
    assert panel.take.isVisible()
    with qtbot.waitSignal(panel.take_requested) as asked:
        QTest.keyClick(panel.pad, Key.Key_T)
    assert asked.args == ["C1"]


def test_who_holds_it_gives_it_back_by_the_same_key(qtbot: QtBot, panel: PtzPanel) -> None:
    panel.show_camera(with_hold(Hold(who=MINE, until=UNTIL)))
    assert panel.holder.text == "You hold it until 13:46:20"
    with qtbot.waitSignal(panel.release_requested):
        QTest.keyClick(panel.pad, Key.Key_T)


def test_presets_by_digits_and_by_enter(panel: PtzPanel) -> None:
    asked: list[tuple[str, int]] = []
    panel.preset_requested.connect(lambda camera, number: asked.append((camera, number)))
    QTest.keyClick(panel.pad, Key.Key_4)
    QTest.keyClick(panel.pad, Key.Key_2)  # there is no second
    panel.presets.setFocus()
    panel.presets.choose_first()
    QTest.keyClick(panel.presets, Key.Key_Return)
    assert asked == [("C1", 4), ("C1", 1)]


def test_wiper_and_speed(qtbot: QtBot, panel: PtzPanel, moves: list[tuple[str, Motion]]) -> None:
    with qtbot.waitSignal(panel.wiper_requested):
        QTest.keyClick(panel.pad, Key.Key_W)
    QTest.keyClick(panel.pad, Key.Key_V)
    QTest.keyClick(panel.pad, Key.Key_Up)
    assert moves[0] == ("C1", Motion(tilt=1.0))
    assert panel.speed.text() == "fast (V)"


def test_what_a_camera_cannot_do_is_off(qtbot: QtBot, panel: PtzPanel, moves: list[tuple[str, Motion]]) -> None:
    panel.show_camera(PtzShown(camera="C1", name="Gate 1", offers=frozenset({"zoom"})))
    QTest.keyClick(panel.pad, Key.Key_Left)
    QTest.keyClick(panel.pad, Key.Key_PageUp)
    qtbot.waitUntil(lambda: len(moves) >= 2)
    assert [motion for _, motion in moves] == [Motion(zoom=0.5), STILL]


def test_without_a_camera_or_a_motor_it_says_so(panel: PtzPanel) -> None:
    panel.show_camera(None)
    assert panel.message == "Select a camera."
    panel.show_camera(PtzShown(camera="C1", name="Gate 1"))
    assert panel.message == "This camera cannot be moved."


def test_a_text_is_said_and_a_voice_is_heard_while_the_button_is_down(panel: PtzPanel, now: Now) -> None:
    said: list[tuple[str, ...]] = []
    voice = panel.voice
    voice.say_requested.connect(lambda speaker, text: said.append(("say", speaker, text)))
    voice.talk_began.connect(lambda speaker: said.append(("begin", speaker)))
    voice.talk_ended.connect(lambda speaker: said.append(("end", speaker)))
    panel.show_speaker(SPEAKER)
    QTest.mouseClick(voice.say, Qt.MouseButton.LeftButton)
    QTest.mousePress(voice.talk, Qt.MouseButton.LeftButton)
    assert voice.note.text == "You are heard: 00:00"
    QTest.mouseRelease(voice.talk, Qt.MouseButton.LeftButton)
    assert said == [("say", "yz-118", "leave"), ("begin", "yz-118"), ("end", "yz-118")]
    voice.begin()
    panel.show_speaker(None)
    assert said[-2:] == [("begin", "yz-118"), ("end", "yz-118")]
    assert not voice.isVisible()


def test_a_camera_that_nothing_moves_may_have_a_loudspeaker(panel: PtzPanel) -> None:
    panel.show_camera(PtzShown(camera="C1", name="Gate 1"))
    panel.show_speaker(SPEAKER)
    assert panel.voice.isVisible()
    panel.voice.begin()
    assert panel.voice.talking


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("Gate 7", "Loudspeaker · Gate 7"),
        ("Loudspeaker YZ-121", "Loudspeaker YZ-121"),
        ("Park loudspeaker", "Park loudspeaker"),
        ("", "Loudspeaker"),
    ],
)
def test_a_loudspeaker_is_not_called_so_twice(panel: PtzPanel, name: str, label: str) -> None:
    panel.show_speaker(SpeakerShown(id="yz-121", name=name, texts=SPEAKER.texts))
    assert panel.voice.texts.label.text == label


def test_one_speaks_at_a_time(panel: PtzPanel) -> None:
    panel.show_speaker(SpeakerShown(id="yz-118", name="Column 118", texts=SPEAKER.texts, busy="Zhao Min"))
    assert panel.voice.note.text == "Zhao Min is speaking"
    assert not panel.voice.say.isEnabled()
    panel.voice.begin()
    assert not panel.voice.talking


def test_opposed_keys_cancel() -> None:
    assert together([Motion(pan=1.0), Motion(pan=-1.0), Motion(tilt=1.0), Motion(tilt=1.0)]) == Motion(tilt=1.0)
