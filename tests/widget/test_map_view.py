"""The map with its real browser: what it shows, what it says, and how it comes back."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from tests.support.map_page import (
    ENGINE_WARNINGS,
    PATIENCE_MS,
    evaluate,
    notice,
    open_map,
    open_ready_map,
    web,
    write_district,
)
from widgets.kit.scale import Scale
from widgets.map.files import MapFiles
from widgets.map.marks import MapAlarm, MapCamera, MapCrew
from widgets.map.view import MapView

HERE = (106.53, 29.57)
MIDDLE = QPoint(300, 200)


pytestmark = pytest.mark.qt_log_ignore(*ENGINE_WARNINGS, extend=True)


@pytest.fixture
def files(tmp_path: Path) -> MapFiles:
    return write_district(tmp_path)


def alarm(alarm_id: str, lon: float, lat: float, label: str = "") -> MapAlarm:
    return MapAlarm(id=alarm_id, lon=lon, lat=lat, priority="critical", acknowledged=False, label=label)


def click_middle(qtbot: QtBot, view: MapView) -> None:
    QTest.mouseClick(receiver(view), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, MIDDLE)


def receiver(view: MapView) -> QWidget:
    """The widget inside the view that takes the page's input."""
    found = web(view).focusProxy()
    assert found is not None
    return found


def test_marks_set_before_the_page_is_ready_are_drawn_by_it(qtbot: QtBot, files: MapFiles) -> None:
    view = open_map(qtbot, files)
    view.set_alarms([alarm("old", *HERE)])
    view.set_alarms([alarm("a", *HERE), alarm("b", 106.56, 29.58), alarm("nowhere", float("nan"), 29.58)])
    view.set_crews([MapCrew(id=str(i), lon=106.55, lat=29.58, label="一组") for i in range(300)])
    view.set_cameras([MapCamera(id="k", lon=106.55, lat=29.58)])
    assert not view.is_ready
    assert notice(view).isVisible()

    qtbot.waitUntil(lambda: view.counts == {"alarms": 2, "crews": 300, "cameras": 1}, timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: view.is_ready, timeout=PATIENCE_MS)

    assert not notice(view).isVisible()


def test_a_killed_renderer_comes_back_with_marks_selection_and_place(qtbot: QtBot, files: MapFiles) -> None:
    view = open_ready_map(qtbot, files)
    view.set_alarms([alarm("a", *HERE), alarm("b", 106.56, 29.58)])
    view.select("a")
    with qtbot.waitSignal(view.shown, timeout=PATIENCE_MS):
        view.centre(*HERE, 15, token="there")
    dead = view.renderer_pid

    with qtbot.waitSignal(view.renderer_died, timeout=PATIENCE_MS):
        os.kill(dead, signal.SIGKILL)
    assert (notice(view).heading, notice(view).isVisible()) == ("The map is restarting", True)
    assert view.counts == {"alarms": 0, "crews": 0, "cameras": 0}
    qtbot.waitUntil(lambda: view.is_ready and view.counts["alarms"] == 2, timeout=PATIENCE_MS)

    assert view.renderer_pid != dead
    with qtbot.waitSignal(view.alarm_clicked, timeout=PATIENCE_MS) as clicked:
        click_middle(qtbot, view)
    assert clicked.args == ["a"]


@pytest.mark.expects_log(r"ERROR widgets.map.keeper: the map's renderer \d+ does not answer: ended")
def test_a_renderer_that_hangs_is_ended_and_comes_back(qtbot: QtBot, files: MapFiles) -> None:
    view = open_ready_map(qtbot, files)
    hung = view.renderer_pid
    pulse = view.findChild(QTimer, "map-pulse")
    assert pulse is not None

    os.kill(hung, signal.SIGSTOP)
    pulse.setInterval(100)
    with qtbot.waitSignal(view.renderer_died, timeout=PATIENCE_MS):
        pass
    pulse.setInterval(5000)
    qtbot.waitUntil(lambda: view.is_ready, timeout=PATIENCE_MS)

    assert view.renderer_pid != hung


def test_only_the_newest_order_to_look_somewhere_is_confirmed(qtbot: QtBot, files: MapFiles) -> None:
    view = open_map(qtbot, files)
    tokens: list[str] = []
    view.shown.connect(tokens.append)

    view.centre(*HERE, 12, token="first")
    view.centre(*HERE, 15, token="second")
    qtbot.waitUntil(lambda: tokens == ["second"], timeout=PATIENCE_MS)
    assert view.is_ready
    view.centre(*HERE, 12, token="third")
    view.fit_district(token="fourth")
    qtbot.waitUntil(lambda: tokens == ["second", "fourth"], timeout=PATIENCE_MS)


def test_a_hidden_map_confirms_nothing_until_it_is_seen(qtbot: QtBot, files: MapFiles) -> None:
    view = open_ready_map(qtbot, files)
    tokens: list[str] = []
    view.shown.connect(tokens.append)

    view.hide()
    view.centre(*HERE, 15, token="unseen")
    assert evaluate(qtbot, view, "document.hidden") is True
    assert tokens == []
    view.show()

    qtbot.waitUntil(lambda: tokens == ["unseen"], timeout=PATIENCE_MS)


def test_the_operator_moves_the_map_by_key_and_only_that_is_told(qtbot: QtBot, files: MapFiles) -> None:
    view = open_ready_map(qtbot, files)
    moves: list[tuple[float, float, float]] = []
    view.moved.connect(lambda *place: moves.append(place))
    with qtbot.waitSignal(view.shown, timeout=PATIENCE_MS):
        view.centre(*HERE, 14, token="there")

    view.setFocus()
    qtbot.waitUntil(lambda: evaluate(qtbot, view, "document.activeElement.tagName") == "CANVAS", timeout=PATIENCE_MS)
    QTest.keyClick(receiver(view), Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: len(moves) == 1, timeout=PATIENCE_MS)
    QTest.keyClick(receiver(view), Qt.Key.Key_Plus)
    qtbot.waitUntil(lambda: len(moves) == 2, timeout=PATIENCE_MS)

    assert moves[0][0] > HERE[0]
    assert moves[0][1:] == pytest.approx((HERE[1], 14))
    assert moves[1][2] == pytest.approx(15)


def test_the_keys_of_the_program_work_while_the_map_has_the_focus(qtbot: QtBot, files: MapFiles) -> None:
    view = open_ready_map(qtbot, files)
    shortcut = QShortcut(QKeySequence("F1"), view)
    view.activateWindow()
    view.setFocus()
    qtbot.waitUntil(receiver(view).hasFocus, timeout=PATIENCE_MS)

    with qtbot.waitSignal(shortcut.activated, timeout=PATIENCE_MS):
        QTest.keyClick(receiver(view), Qt.Key.Key_F1)


def test_the_wall_reacts_to_nothing(qtbot: QtBot, files: MapFiles) -> None:
    view = open_ready_map(qtbot, files, Scale.WALL)
    events: list[object] = []
    view.moved.connect(lambda *place: events.append(place))
    view.alarm_clicked.connect(events.append)
    view.set_alarms([alarm("a", *HERE)])
    with qtbot.waitSignal(view.shown, timeout=PATIENCE_MS):
        view.centre(*HERE, 14, token="there")

    click_middle(qtbot, view)
    QTest.keyClick(receiver(view), Qt.Key.Key_Right)
    with qtbot.waitSignal(view.shown, timeout=PATIENCE_MS):
        view.fit_district(token="after")

    assert events == []
    assert view.focusPolicy() is Qt.FocusPolicy.NoFocus


def test_a_click_on_a_camera_is_told_and_an_alarm_on_top_of_it_comes_first(qtbot: QtBot, files: MapFiles) -> None:
    view = open_ready_map(qtbot, files)
    with qtbot.waitSignal(view.shown, timeout=PATIENCE_MS):
        view.centre(*HERE, 15, token="there")
    view.set_cameras([MapCamera(id="k", lon=HERE[0], lat=HERE[1])])
    qtbot.waitUntil(lambda: view.counts["cameras"] == 1, timeout=PATIENCE_MS)
    with qtbot.waitSignal(view.camera_clicked, timeout=PATIENCE_MS) as camera:
        click_middle(qtbot, view)

    view.set_alarms([alarm("a", *HERE)])
    qtbot.waitUntil(lambda: view.counts["alarms"] == 1, timeout=PATIENCE_MS)
    with qtbot.waitSignal(view.alarm_clicked, timeout=PATIENCE_MS) as top:
        click_middle(qtbot, view)

    assert (camera.args, top.args) == (["k"], ["a"])


def test_old_marks_say_so_until_they_are_fresh_again(qtbot: QtBot, files: MapFiles) -> None:
    view = open_ready_map(qtbot, files)
    banner = view.findChild(QLabel, "map-stale")

    assert banner is not None

    view.set_stale(True, "数据已中断 <b>12 s</b>")
    assert (banner.isVisible(), banner.text()) == (True, "数据已中断 <b>12 s</b>")
    qtbot.waitUntil(lambda: evaluate(qtbot, view, "document.body.className") == "stale", timeout=PATIENCE_MS)
    view.set_stale(False)
    qtbot.waitUntil(lambda: evaluate(qtbot, view, "document.body.className") == "", timeout=PATIENCE_MS)

    assert not banner.isVisible()
