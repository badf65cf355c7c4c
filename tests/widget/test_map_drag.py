"""Cameras that are pulled away from the map, with its real browser; a real drag is in `tests/e2e/test_map_drag.py`."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from commandcenter.wiring.map_drag import MapDragFeature
from tests.support.map_page import ENGINE_WARNINGS, PATIENCE_MS, evaluate, open_ready_map, web, write_district
from tests.support.page_desk import PageDesk
from tests.support.video import video_pool
from widgets.map.dragging import MapDrag
from widgets.map.marks import MapAlarm, MapCamera
from widgets.map.view import MapView

HERE = (106.53, 29.57)
MIDDLE = QPoint(300, 200)
A_PIXEL = 360 / (512 * 2**16)
"""Of longitude, at zoom 16."""

pytestmark = pytest.mark.qt_log_ignore(*ENGINE_WARNINGS, extend=True)


class Pulled:
    """The map at zoom 16 with the cameras in the middle, `grabbed` and `moved` as it tells them."""

    def __init__(self, qtbot: QtBot, folder: Path, *cameras: tuple[str, float]) -> None:
        """`cameras`: id, and how many pixels right of the middle."""
        self.qtbot = qtbot
        self.view = open_ready_map(qtbot, write_district(folder))
        self.grabbed: list[str] = []
        self.moved: list[tuple[float, float]] = []
        self.clicked: list[str] = []
        self.view.camera_grabbed.connect(self.grabbed.append)
        self.view.camera_clicked.connect(self.clicked.append)
        self.view.moved.connect(lambda lon, lat, zoom: self.moved.append((lon, lat)))
        with qtbot.waitSignal(self.view.shown, timeout=PATIENCE_MS):
            self.view.centre(*HERE, 16, token="there")
        marks = [MapCamera(id=name, lon=HERE[0] + right * A_PIXEL, lat=HERE[1]) for name, right in cameras]
        self.view.set_cameras(marks)
        qtbot.waitUntil(lambda: self.view.counts["cameras"] == len(marks), timeout=PATIENCE_MS)

    def pull(self, by: int) -> None:
        """From the middle to the right; returns when the page has heard all of it."""
        self.press()
        for step in range(1, 6):
            self.mouse(QEvent.Type.MouseMove, MIDDLE + QPoint(by * step // 5, 0), Qt.MouseButton.LeftButton)
            self.heard()
        self.mouse(QEvent.Type.MouseButtonRelease, MIDDLE + QPoint(by, 0), Qt.MouseButton.NoButton)
        self.heard()
        self.qtbot.wait(400)

    def press(self) -> None:
        self.mouse(QEvent.Type.MouseMove, MIDDLE, Qt.MouseButton.NoButton)
        self.mouse(QEvent.Type.MouseButtonPress, MIDDLE, Qt.MouseButton.LeftButton)
        self.heard()

    def mouse(self, kind: QEvent.Type, at: QPoint, held: Qt.MouseButton) -> None:
        hand = web(self.view).focusProxy()
        assert hand is not None
        button = Qt.MouseButton.NoButton if kind is QEvent.Type.MouseMove else Qt.MouseButton.LeftButton
        spot = QPointF(at)
        event = QMouseEvent(kind, spot, hand.mapToGlobal(spot), button, held, Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(hand, event)

    def heard(self) -> None:
        evaluate(self.qtbot, self.view, "new Promise((resolve) => requestAnimationFrame(resolve)).then(() => 1)")


def test_a_pull_at_a_camera_takes_it_and_leaves_the_map_where_it_is(qtbot: QtBot, tmp_path: Path) -> None:
    desk = Pulled(qtbot, tmp_path, ("k", 0))
    desk.pull(60)
    assert (desk.grabbed, desk.moved, desk.clicked) == (["k"], [], [])
    desk.pull(60)
    assert desk.grabbed == ["k", "k"]


def test_less_than_a_pull_is_a_click(qtbot: QtBot, tmp_path: Path) -> None:
    desk = Pulled(qtbot, tmp_path, ("k", 0))
    desk.pull(2)
    assert (desk.grabbed, desk.moved, desk.clicked) == ([], [], ["k"])


def test_anywhere_else_it_moves_the_map(qtbot: QtBot, tmp_path: Path) -> None:
    desk = Pulled(qtbot, tmp_path, ("k", 7))
    desk.pull(60)
    assert desk.grabbed == []
    assert desk.moved[-1][0] < HERE[0]


def test_where_cameras_lie_side_by_side_it_moves_the_map_too(qtbot: QtBot, tmp_path: Path) -> None:
    desk = Pulled(qtbot, tmp_path, ("k", 0), ("l", 6))
    desk.pull(60)
    assert (desk.grabbed, len(desk.moved)) == ([], 1)


def test_of_several_at_one_place_the_one_on_top_is_taken(qtbot: QtBot, tmp_path: Path) -> None:
    desk = Pulled(qtbot, tmp_path, ("k", 0), ("l", 0))
    desk.pull(60)
    assert (desk.grabbed, desk.moved) == (["l"], [])


def test_an_alarm_on_top_of_a_camera_is_not_pulled_off(qtbot: QtBot, tmp_path: Path) -> None:
    desk = Pulled(qtbot, tmp_path, ("k", 0))
    desk.view.set_alarms([MapAlarm(id="a", lon=HERE[0], lat=HERE[1], priority="critical", acknowledged=False)])
    qtbot.waitUntil(lambda: desk.view.counts["alarms"] == 1, timeout=PATIENCE_MS)
    desk.pull(60)
    assert (desk.grabbed, len(desk.moved)) == ([], 1)


class Drags:
    """Takes the place of a drag: says what came, and ends after `lasts_ms`, dropped or not."""

    def __init__(self, qtbot: QtBot, lasts_ms: int, *, taken: bool) -> None:
        self.qtbot, self.lasts_ms, self.taken = qtbot, lasts_ms, taken
        self.begun: list[tuple[list[str], str]] = []

    def __call__(self, source: QWidget, cameras: Iterable[str], label: str) -> bool:
        self.begun.append((list(cameras), label))
        self.qtbot.wait(self.lasts_ms)
        return self.taken


def grab(view: MapView, *, down: bool = True) -> None:
    """As the page says it, with the button down on the screen or up again."""
    window = view.window().windowHandle()
    if down:
        QTest.mousePress(window, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, MIDDLE)
    view.camera_grabbed.emit("c1")
    if down:
        QTest.mouseRelease(window, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, MIDDLE)


@pytest.mark.parametrize(("lasts_ms", "taken", "seen"), [(600, True, True), (600, False, False), (50, False, False)])
def test_the_page_comes_under_a_camera_that_is_held_and_goes_where_it_is_dropped_on_no_tile(
    qtbot: QtBot, tmp_path: Path, lasts_ms: int, taken: bool, seen: bool
) -> None:
    map_desk = Pulled(qtbot, tmp_path, ("c1", 0))
    with video_pool() as pool:
        desk = PageDesk(qtbot, pool)
        drags = Drags(qtbot, lasts_ms, taken=taken)
        drag = MapDrag(map_desk.view, lambda camera: f"Camera {camera}", drags)
        shown: list[bool] = []
        MapDragFeature(drag, desk.feature.page, desk.open)
        drag.wanted.connect(lambda: shown.append(desk.feature.page.isVisible()))
        grab(map_desk.view)
        assert drags.begun == [(["c1"], "Camera c1")]
        assert shown == ([True] if lasts_ms > 300 else [])
        assert desk.feature.page.isVisible() is seen


def test_a_page_that_was_open_stays_and_a_button_that_is_up_again_drags_nothing(qtbot: QtBot, tmp_path: Path) -> None:
    map_desk = Pulled(qtbot, tmp_path, ("c1", 0))
    with video_pool() as pool:
        desk = PageDesk(qtbot, pool)
        drags = Drags(qtbot, 400, taken=False)
        drag = MapDrag(map_desk.view, str, drags)
        MapDragFeature(drag, desk.feature.page, desk.open)
        grab(map_desk.view, down=False)
        assert drags.begun == []
        desk.open()
        grab(map_desk.view)
        assert len(drags.begun) == 1
        assert desk.feature.page.isVisible()
