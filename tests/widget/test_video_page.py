"""The whole video page: every key goes where it belongs, nothing is cut, in both languages and at both sizes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import QPointF, Qt, QTranslator
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from commandcenter.adapters.resources import resource
from tests.support.cut_texts import cramped, cut_texts, settle
from tests.support.fake_feeds import FakeStatus, street
from tests.support.video_page import MadeUpPage
from widgets.camera_health.rows import CameraHealth
from widgets.camera_tree.rows import CameraGroup, CameraRow
from widgets.kit.form_place import FormPlace
from widgets.kit.style import apply_style
from widgets.ptz.hold_form import HoldForm
from widgets.ptz.preset_form import ForgetForm, PresetForm
from widgets.ptz.state import MINE, OTHER, Hold, Preset, PtzShown, SpeakerShown
from widgets.ptz.words_form import WordsForm
from widgets.tour.state import Round, Skipped, TourShown
from widgets.video_grid.geometry import Layout
from widgets.video_tile.pacer import Pacer

Key = Qt.Key
SHIFT = Qt.KeyboardModifier.ShiftModifier
NOON = datetime(2026, 11, 23, 12, 0, 0, tzinfo=UTC)
SIZES = [(1920, 1080), (1366, 768)]
ROWS = tuple(CameraRow(id=f"C{at}", name=f"建新东路 {at}", where="观音桥街道", restricted=at == 5) for at in range(40))
GROUPS = (
    CameraGroup(key="f/", title="常用", cameras=ROWS[:3], favourite=True),
    CameraGroup(key="s/1", title="观音桥街道", cameras=ROWS),
)
OFFERS = frozenset({"move", "zoom", "focus", "iris", "wiper", "preset", "store", "remove"})
HELD = PtzShown(
    camera="C0",
    name="建新东路 0",
    offers=OFFERS,
    hold=Hold(who=OTHER, holder="李伟", until=NOON, may_take=True),
    presets=(Preset(number=1, name="路口全景"),),
)
SPEAKER = SpeakerShown(id="y", name="YZ-118", texts=(("a", "请勿在此停留"),))
TOUR = TourShown(name="夜间巡查", camera="C7", camera_name="建新东路 7", at=7, count=24, left=9.0)
ROUND = Round(number=3, cameras=24, skipped=(Skipped(camera="C1", name="建新东路 1", state="lost"),))


@pytest.fixture(params=["en", "zh"])
def language(request: pytest.FixtureRequest, qapp: QApplication) -> Iterator[str]:
    before = qapp.styleSheet(), qapp.font(), qapp.palette()
    apply_style(qapp)
    translator = QTranslator()
    if request.param == "zh":
        assert translator.load(str(resource("translations/commandcenter_zh_CN.qm")))
        qapp.installTranslator(translator)
    yield request.param
    qapp.removeTranslator(translator)
    qapp.setStyleSheet(before[0])
    qapp.setFont(before[1])
    qapp.setPalette(before[2])


@pytest.fixture
def desk(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(1920, 1080)
    made.show()
    return made


@pytest.fixture
def pacer(qtbot: QtBot) -> Iterator[Pacer]:
    made = Pacer(hz=50)
    yield made
    made.deleteLater()


@pytest.fixture
def made(desk: QWidget, pacer: Pacer) -> MadeUpPage:
    return opened(desk, pacer)


def opened(desk: QWidget, pacer: Pacer) -> MadeUpPage:
    made = MadeUpPage(desk, pacer, GROUPS, [street(1)], now=lambda: NOON, clock=lambda: 10.0, zone=UTC)
    made.page.open()
    made.page.activateWindow()
    made.grid.setFocus()
    return made


def press(made: MadeUpPage, *keys: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    for key in keys:
        QTest.keyClick(QApplication.focusWidget() or made.page, key, held)


def test_tab_goes_from_the_pictures_to_the_cameras_to_moving_and_round(made: MadeUpPage) -> None:
    assert made.grid.hasFocus()
    press(made, Key.Key_Tab)
    assert made.tree.rows.hasFocus()
    made.ptz.show_camera(HELD)
    settle()
    press(made, Key.Key_Tab)
    assert made.ptz.pad.hasFocus()
    press(made, Key.Key_Tab)
    assert made.grid.hasFocus()
    press(made, Key.Key_Backtab)
    assert made.ptz.pad.hasFocus()


def test_a_camera_goes_from_the_tree_into_the_selected_tile(made: MadeUpPage) -> None:
    press(made, Key.Key_2, Key.Key_Slash)
    made.tree.seek.setText("路 17")  # as an input method writes it
    press(made, Key.Key_Return)
    assert made.grid.cameras == ("", "C17", "", "")
    assert made.tile(1).accessibleName() == "建新东路 17"
    press(made, Key.Key_Escape, Key.Key_Tab)
    assert made.tree.seek.text() == ""


def test_a_key_gives_the_grid_the_whole_width_and_brings_the_cameras_back(made: MadeUpPage) -> None:
    narrow = made.grid.width()
    press(made, Key.Key_Tab, Key.Key_C)
    settle()
    assert made.page.wide
    assert made.grid.width() == narrow + 336 + 16
    assert made.grid.hasFocus()
    press(made, Key.Key_Slash)
    assert not made.page.wide
    assert made.tree.seek.hasFocus()


def test_letters_typed_into_a_search_are_no_commands(made: MadeUpPage) -> None:
    press(made, Key.Key_Slash)
    QTest.keyClicks(made.tree.seek, "cplhnsrbm")
    assert made.tree.seek.text() == "cplhnsrbm"
    assert not made.page.wide
    assert not made.page.health_shown


def test_escape_leaves_what_is_enlarged_first_and_the_page_then(qtbot: QtBot, made: MadeUpPage) -> None:
    made.grid.set_cameras(["C1"])
    press(made, Key.Key_Return)
    assert made.grid.enlarged
    assert made.bar.note.text == "enlarged, Enter returns"
    press(made, Key.Key_Escape)
    assert made.page.isVisible()
    with qtbot.waitSignals([made.page.closed, made.page.left]):
        press(made, Key.Key_Escape)
    assert not made.page.isVisible()


def test_a_closed_page_wants_no_picture(made: MadeUpPage) -> None:
    wanted: dict[int, int] = {}
    made.grid.wanted.connect(lambda at, width, height, enlarged: wanted.update({at: width}))
    made.grid.set_cameras(["C1", "C2"])
    assert wanted[0] > 0
    made.page.dismiss()
    assert wanted == {0: 0, 1: 0}


def test_snapshot_record_and_bookmark_are_of_a_tile_with_a_camera(made: MadeUpPage) -> None:
    asked: list[str] = []
    made.bar.act_requested.connect(asked.append)
    press(made, Key.Key_S)
    assert asked == []
    made.grid.set_cameras(["C1"])
    press(made, Key.Key_S, Key.Key_R, Key.Key_B)
    QTest.mouseClick(made.bar.chip("snapshot"), Qt.MouseButton.LeftButton)
    assert asked == ["snapshot", "clip", "bookmark", "snapshot"]


def test_a_clip_that_grows_says_how_long_it_is(made: MadeUpPage) -> None:
    made.bar.show_recording(12.4)
    assert made.bar.chip("clip").text() == "stop 00:12"
    assert made.bar.chip("clip").mark is not None
    made.bar.show_recording(None)
    assert made.bar.chip("clip").text() == "record"


def test_layouts_by_click_and_by_key_show_in_the_bar(made: MadeUpPage) -> None:
    QTest.mouseClick(made.bar.layouts[3], Qt.MouseButton.LeftButton)
    assert made.grid.arrangement is Layout.EIGHT
    press(made, Key.Key_5, held=Qt.KeyboardModifier.ControlModifier)
    assert [button.isChecked() for button in made.bar.layouts] == [False] * 4 + [True, False, False]
    assert made.bar.layouts[4].accessibleName() == "9 tiles (Ctrl+5)"


def test_keys_of_a_tour_work_from_everywhere_on_the_page(made: MadeUpPage) -> None:
    steps: list[int] = []
    made.tour.step_requested.connect(steps.append)
    press(made, Key.Key_N)
    assert steps == []
    made.tour.show_tour(TOUR)
    press(made, Key.Key_N, Key.Key_Tab, Key.Key_N)
    press(made, Key.Key_N, held=SHIFT)
    assert steps == [1, 1, -1]


def test_one_is_heard_while_the_key_is_held_wherever_the_keyboard_is(qtbot: QtBot, made: MadeUpPage) -> None:
    said: list[str] = []
    made.ptz.voice.talk_began.connect(lambda speaker: said.append("begin"))
    made.ptz.voice.talk_ended.connect(lambda speaker: said.append("end"))
    made.ptz.show_speaker(SPEAKER)
    settle()
    QTest.keyPress(made.grid, Key.Key_M)
    assert said == ["begin"]
    QTest.keyRelease(made.grid, Key.Key_M)
    qtbot.waitUntil(lambda: said == ["begin", "end"])
    QTest.keyPress(made.grid, Key.Key_M)
    made.page.dismiss()
    assert said == ["begin", "end", "begin", "end"]


def test_nobody_is_heard_on_when_the_keyboard_leaves_the_page_with_the_key_down(
    made: MadeUpPage, desk: QWidget
) -> None:
    said: list[str] = []
    made.ptz.voice.talk_began.connect(lambda speaker: said.append("begin"))
    made.ptz.voice.talk_ended.connect(lambda speaker: said.append("end"))
    made.ptz.show_speaker(SPEAKER)
    queue = QLineEdit(desk)
    queue.show()
    settle()
    QTest.keyPress(made.grid, Key.Key_M)
    made.tree.setFocus()
    assert said == ["begin"], "within the page the key is still heard"
    queue.setFocus()
    assert said == ["begin", "end"]
    QTest.keyRelease(queue, Key.Key_M)
    made.grid.setFocus()
    QTest.keyPress(made.grid, Key.Key_M)
    assert said == ["begin", "end", "begin"], "and the next time the key is a new one"


def test_health_stands_in_place_of_the_pictures_and_goes_again(made: MadeUpPage) -> None:
    made.health.show_health([CameraHealth(camera="C1", name="x", state="lost", availability=0.2)])
    made.grid.set_cameras(["C1"])
    press(made, Key.Key_L)
    assert made.page.health_shown
    assert made.health.table.hasFocus()
    asked: list[str] = []
    made.bar.act_requested.connect(asked.append)
    press(made, Key.Key_S)
    assert asked == []
    assert not made.bar.isVisible()
    press(made, Key.Key_Escape)
    assert not made.page.health_shown
    assert made.grid.hasFocus()
    assert made.page.isVisible()


def test_the_form_for_a_restricted_camera_stands_over_the_pictures_and_gives_the_keyboard_back(
    qtbot: QtBot, made: MadeUpPage
) -> None:
    made.purpose.given_up.connect(made.purpose.hide)
    made.purpose.ask("C5", "建新东路 5", ["告警处置"])
    settle()
    middle = made.purpose.mapTo(made.page, made.purpose.rect().center())
    assert abs(middle.x() - made.grid.mapTo(made.page, made.grid.rect().center()).x()) <= 1
    lying = made.page.childAt(middle)
    assert lying is made.purpose or (lying is not None and made.purpose.isAncestorOf(lying))
    assert made.purpose.purpose.box.hasFocus()
    press(made, Key.Key_Tab)
    assert isinstance(QApplication.focusWidget(), QLineEdit)
    press(made, Key.Key_Escape)
    assert made.page.isVisible()
    assert made.grid.hasFocus()


@pytest.mark.parametrize("size", SIZES, ids=["full", "small"])
def test_nothing_is_cut(
    qtbot: QtBot, desk: QWidget, pacer: Pacer, language: str, size: tuple[int, int], tmp_path: Path
) -> None:
    desk.resize(*size)
    made = opened(desk, pacer)
    made.tour.offer([("t", "夜间巡查")])
    check(made)
    made.tour.show_tour(TOUR)
    made.ptz.show_camera(HELD)
    made.ptz.show_speaker(SPEAKER)
    made.statuses["C1"] = FakeStatus("stopped", "silent", age=34.0)
    for layout in Layout:
        made.grid.set_arrangement(layout)
        made.grid.set_cameras([row.id for row in ROWS[: layout.tiles]])
        check(made)
    press(made, Key.Key_Return, Key.Key_Plus)
    check(made)
    made.report.show_round(ROUND)
    made.found.ask("C7", "建新东路 7", [("a", "占道经营")])
    check(made)
    made.found.hide()
    made.purpose.ask("C5", "建新东路 5", ["告警处置"])
    made.purpose.refuse("not for this desk")
    check(made)
    made.purpose.hide()
    made.health.show_health([CameraHealth(camera="C1", name="建新东路 1", state="lost", availability=0.2)])
    made.page.show_health(True)
    check(made)
    made.page.show_wide(True)
    check(made)


@pytest.mark.parametrize("size", SIZES, ids=["full", "small"])
def test_nothing_is_cut_of_what_is_asked_beside_the_moving(
    qtbot: QtBot, desk: QWidget, pacer: Pacer, language: str, size: tuple[int, int]
) -> None:
    desk.resize(*size)
    made = opened(desk, pacer)
    mine = msgspec.structs.replace(HELD, hold=Hold(who=MINE, until=NOON))
    for shown in (mine, msgspec.structs.replace(HELD, allowed=False)):
        made.ptz.show_camera(shown)
        check(made)
    preset, forget = PresetForm(parent=made.page), ForgetForm(parent=made.page)
    hold, words = HoldForm(parent=made.page), WordsForm(parent=made.page)
    for form in (preset, forget, hold, words):
        FormPlace(form, made.grid, Qt.AlignmentFlag.AlignRight)
    preset.ask("C0", "建新东路与红石路交叉口东南角 0", HELD.presets, 1)
    preset.number.set_text("0")
    preset.enter()
    check(made)
    preset.hide()
    forget.ask("C0", "建新东路 0", Preset(number=255, name="路" * 32))
    check(made)
    forget.hide()
    hold.ask("C0", "建新东路 0", made.ptz.holder.text)
    hold.minutes.set_text("99")
    hold.enter()
    check(made)
    hold.hide()
    words.ask("y", "YZ-118")
    words.words.setPlainText("请" * 240)
    words.enter()
    check(made)


def test_kept_texts_that_are_longer_than_the_panel_take_no_more_room_than_it_has(made: MadeUpPage) -> None:
    made.ptz.show_camera(HELD)
    made.ptz.show_speaker(SpeakerShown(id="y", name="YZ-118", texts=(("a", "请注意安全，请远离现场。" * 3),)))
    settle()
    assert cramped(made.page) == []
    assert made.ptz.voice.texts.box.toolTip() == "请注意安全，请远离现场。" * 3


def check(made: MadeUpPage) -> None:
    settle()
    assert cramped(made.page) == []
    assert cut_texts(made.page) == []


def test_everything_that_takes_keys_has_a_name(made: MadeUpPage) -> None:
    made.ptz.show_camera(HELD)
    made.ptz.show_speaker(SPEAKER)
    made.tour.offer([("t", "夜间巡查")])
    nameless = [
        widget.objectName() or type(widget).__name__
        for widget in made.page.findChildren(QWidget)
        if widget.isVisible()
        and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and not widget.focusProxy()
        and not spoken(widget)
    ]
    assert nameless == []


def spoken(widget: QWidget) -> str:
    text = getattr(widget, "text", None)
    return widget.accessibleName() or (str(text()) if callable(text) else "")


def test_what_the_tree_gives_to_a_drag_a_tile_takes(made: MadeUpPage) -> None:
    rows, cell = made.tree.rows, made.grid.cell(2)
    rows.open_group("s/1")
    rows.setCurrentIndex(made.tree.model.index(7, 0, made.tree.model.group_index("s/1")))
    press(made, Key.Key_Tab)
    press(made, Key.Key_Down, held=SHIFT)
    data = made.tree.model.mimeData(rows.selectionModel().selectedIndexes())
    button, held, copy = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, Qt.DropAction.CopyAction
    QApplication.sendEvent(cell, QDragEnterEvent(cell.rect().center(), copy, data, button, held))
    QApplication.sendEvent(cell, QDropEvent(QPointF(cell.rect().center()), copy, data, button, held))
    assert made.grid.cameras == ("", "", "C7", "C8")
