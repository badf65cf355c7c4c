"""The grid of tiles by keys and mouse: layouts, selection, enlarging, zoom, dropping."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests.support.fake_feeds import FakeFeed, quarters
from widgets.kit.camera_drag import MIME, cameras_data
from widgets.video_grid.geometry import Layout
from widgets.video_grid.view import VideoGrid
from widgets.video_tile.pacer import Pacer
from widgets.video_tile.tile import VideoTile

SIXTEEN = [f"C{number}" for number in range(16)]
CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
Key = Qt.Key


class Drags:
    """What would have been dragged; a real drag waits for a real mouse."""

    def __init__(self) -> None:
        self.begun: list[tuple[str, ...]] = []

    def __call__(self, source: QWidget, ids: Iterable[str], label: str) -> None:
        self.begun.append(tuple(ids))


class Told:
    """Puts a picture into every tile that gets a camera, as the seat does, and notes what the grid says."""

    def __init__(self, grid: VideoGrid) -> None:
        self.grid = grid
        self.placed: dict[int, str] = {}
        self.wanted: dict[int, tuple[int, int, bool]] = {}
        self.said: list[tuple[int, int, int, bool]] = []
        grid.placed.connect(self._on_placed)
        grid.wanted.connect(self._on_wanted)

    def _on_placed(self, at: int, camera: str) -> None:
        self.placed[at] = camera
        tile = self.grid.tile(at)
        assert isinstance(tile, VideoTile)
        tile.set_camera(camera, FakeFeed(quarters()) if camera else None)

    def _on_wanted(self, at: int, width: int, height: int, enlarged: bool) -> None:
        self.wanted[at] = (width, height, enlarged)
        self.said.append((at, width, height, enlarged))


@pytest.fixture
def pacer(qtbot: QtBot) -> Iterator[Pacer]:
    made = Pacer(hz=50)
    yield made
    made.deleteLater()


@pytest.fixture
def drags() -> Drags:
    return Drags()


@pytest.fixture
def grid(qtbot: QtBot, pacer: Pacer, drags: Drags) -> VideoGrid:
    made = VideoGrid(lambda: VideoTile(pacer), known=lambda camera: camera.startswith("C"), start_drag=drags)
    qtbot.addWidget(made)
    made.resize(972, 548)
    made.show()
    made.setFocus()
    return made


@pytest.fixture
def told(grid: VideoGrid) -> Told:
    return Told(grid)


def press(grid: VideoGrid, *keys: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    for key in keys:
        QTest.keyClick(grid, key, held)


def in_middle(grid: VideoGrid, at: int) -> QPoint:
    return grid.cell(at).rect().center()


def drop(grid: VideoGrid, at: int, data: QMimeData) -> bool:
    """Over a tile and dropped there; whether it was taken."""
    cell, spot = grid.cell(at), grid.cell(at).rect().center()
    button, held = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(spot, Qt.DropAction.CopyAction, data, button, held)
    QApplication.sendEvent(cell, enter)
    if not enter.isAccepted():
        return False
    event = QDropEvent(QPointF(spot), Qt.DropAction.CopyAction, data, button, held)
    QApplication.sendEvent(cell, event)
    return event.isAccepted()


def test_layouts_by_keys_keep_the_cameras_in_their_order(grid: VideoGrid, told: Told) -> None:
    press(grid, Key.Key_6, held=CONTROL)
    assert grid.arrangement is Layout.SIXTEEN
    grid.set_cameras(SIXTEEN)
    press(grid, Key.Key_2, held=CONTROL)
    assert grid.cameras == ("C0", "C1", "C2", "C3")
    assert told.placed[4] == told.placed[15] == ""
    press(grid, Key.Key_6, held=CONTROL)
    assert list(grid.cameras) == SIXTEEN
    assert [told.placed[at] for at in range(16)] == SIXTEEN
    for key, count in ((Key.Key_1, 1), (Key.Key_3, 6), (Key.Key_4, 8), (Key.Key_5, 9), (Key.Key_7, 25)):
        press(grid, key, held=CONTROL)
        assert len(grid.cameras) == count


def test_numbers_and_arrows_select_a_tile(grid: VideoGrid) -> None:
    grid.set_arrangement(Layout.SIX)
    press(grid, Key.Key_5)
    assert grid.at == 4
    press(grid, Key.Key_Up)
    assert grid.at == 0
    press(grid, Key.Key_Right, Key.Key_Down, Key.Key_Down, Key.Key_Down)
    assert grid.at == 5
    press(grid, Key.Key_9)
    assert grid.at == 5  # there is no ninth
    assert [grid.cell(at).selected for at in range(6)] == [False] * 5 + [True]


def test_shift_and_an_arrow_take_the_camera_along(grid: VideoGrid) -> None:
    grid.set_cameras(["C1", "C2"])
    press(grid, Key.Key_Right, held=SHIFT)
    assert grid.cameras == ("C2", "C1", "", "")
    assert grid.at == 1


def test_delete_empties_the_selected_tile(grid: VideoGrid, told: Told) -> None:
    grid.set_cameras(["C1", "C2"])
    press(grid, Key.Key_2, Key.Key_Delete)
    assert grid.cameras == ("C1", "", "", "")
    assert told.placed[1] == ""
    assert told.wanted[1] == (0, 0, False)


def test_every_tile_says_how_many_pixels_it_wants(grid: VideoGrid, told: Told) -> None:
    grid.set_cameras(["C1", "C2"])
    # 972 = 2 tiles of 484 and a gap of 4; 2 pixels of frame on each side.
    assert told.wanted == {0: (480, 268, False), 1: (480, 268, False)}
    told.said.clear()
    grid.set_cameras(["C1", "C2"])
    assert told.said == []
    grid.hide()
    assert told.wanted == {0: (0, 0, False), 1: (0, 0, False)}


def test_enter_enlarges_the_selected_tile_and_returns(grid: VideoGrid, told: Told) -> None:
    grid.set_cameras(["C1", "C2"])
    press(grid, Key.Key_2, Key.Key_Return)
    assert grid.enlarged
    assert told.wanted == {0: (0, 0, False), 1: (968, 544, True)}
    assert grid.cell(1).geometry() == grid.rect()
    press(grid, Key.Key_Left)
    assert told.wanted == {0: (968, 544, True), 1: (0, 0, False)}
    press(grid, Key.Key_Escape)
    assert not grid.enlarged
    assert told.wanted == {0: (480, 268, False), 1: (480, 268, False)}


def test_a_double_click_enlarges_and_the_next_one_returns(grid: VideoGrid) -> None:
    grid.set_cameras(["C1", "C2"])
    QTest.mouseDClick(grid.cell(1), Qt.MouseButton.LeftButton, pos=in_middle(grid, 1))
    assert grid.enlarged
    assert grid.at == 1
    QTest.mouseDClick(grid.cell(1), Qt.MouseButton.LeftButton, pos=in_middle(grid, 1))
    assert not grid.enlarged


def test_escape_goes_on_to_the_page_when_nothing_is_enlarged(grid: VideoGrid, qtbot: QtBot) -> None:
    outer = QWidget()
    qtbot.addWidget(outer)
    grid.setParent(outer)
    keys: list[int] = []
    outer.keyPressEvent = lambda event: keys.append(event.key())  # type: ignore[method-assign]
    outer.show()
    press(grid, Key.Key_Escape)
    grid.setParent(None)
    assert keys == [Key.Key_Escape]


def test_keys_zoom_and_move_and_nought_resets(grid: VideoGrid, told: Told) -> None:
    grid.set_cameras(["C1"])
    press(grid, Key.Key_Plus, Key.Key_Plus, Key.Key_Plus)
    assert grid.tile(0).view.scale == pytest.approx(1.953125)
    assert told.wanted[0] == (480, 268, True)
    left = grid.tile(0).view.left
    press(grid, Key.Key_Right, held=CONTROL)
    assert grid.tile(0).view.left == pytest.approx(left + 0.125 / 1.953125)
    press(grid, Key.Key_Minus)
    assert grid.tile(0).view.scale == pytest.approx(1.5625)
    press(grid, Key.Key_0)
    assert grid.tile(0).view.whole
    assert told.wanted[0] == (480, 268, False)


def test_the_wheel_zooms_at_the_pointer(grid: VideoGrid, told: Told) -> None:
    grid.set_cameras(["C1"])
    cell = grid.cell(0)
    corner = QPointF(cell.width() - 3, cell.height() - 3)
    for _ in range(3):
        event = QWheelEvent(
            corner,
            cell.mapToGlobal(corner),
            QPoint(),
            QPoint(0, 120),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(cell, event)
    view = grid.tile(0).view
    assert view.left == pytest.approx(1 - 1 / view.scale, abs=0.01)
    assert view.top == pytest.approx(1 - 1 / view.scale, abs=0.01)


def test_an_empty_tile_cannot_be_zoomed(grid: VideoGrid, told: Told) -> None:
    press(grid, Key.Key_Plus)
    assert grid.tile(0).view.whole


def test_a_drag_moves_a_zoomed_picture_and_takes_a_whole_one_away(
    grid: VideoGrid, told: Told, drags: Drags, qtbot: QtBot
) -> None:
    grid.set_cameras(["C1"])
    cell = grid.cell(0)
    left = Qt.MouseButton.LeftButton
    press(grid, Key.Key_Plus, Key.Key_Plus, Key.Key_Plus)
    before = grid.tile(0).view
    QTest.mousePress(cell, left, pos=QPoint(200, 100))
    QTest.mouseMove(cell, QPoint(152, 100))
    QTest.mouseRelease(cell, left, pos=QPoint(152, 100))
    assert grid.tile(0).view.left == pytest.approx(before.left + 0.1 / before.scale)
    assert drags.begun == []
    press(grid, Key.Key_0)
    QTest.mousePress(cell, left, pos=QPoint(200, 100))
    QTest.mouseMove(cell, QPoint(202, 100))
    assert drags.begun == []
    QTest.mouseMove(cell, QPoint(260, 140))
    QTest.mouseRelease(cell, left, pos=QPoint(260, 140))
    assert drags.begun == [("C1",)]


def test_dropped_cameras_are_taken_and_those_of_another_tile_change_places(grid: VideoGrid) -> None:
    grid.set_cameras(["C1", "C2"])
    assert drop(grid, 2, cameras_data(["C7", "C8"]))
    assert grid.cameras == ("C1", "C2", "C7", "C8")
    assert grid.at == 2
    assert drop(grid, 0, cameras_data(["C7"]))
    assert grid.cameras == ("C7", "C2", "C1", "C8")


def test_a_tile_shows_that_it_would_take_what_is_dragged(grid: VideoGrid) -> None:
    cell = grid.cell(1)
    data = cameras_data(["C7"])
    button, held = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(cell, QDragEnterEvent(QPoint(5, 5), Qt.DropAction.CopyAction, data, button, held))
    assert cell.target
    QApplication.sendEvent(cell, QDragLeaveEvent())
    assert not cell.target


def test_hostile_or_unknown_cameras_are_refused(grid: VideoGrid, qtbot: QtBot) -> None:
    hostile = QMimeData()
    hostile.setData(MIME, b"C1\x00\nfile:///etc/passwd")
    text = QMimeData()
    text.setText("C1")
    grid.set_cameras(["C1"])
    for data in (hostile, cameras_data(["C7", "X1"]), text):
        with qtbot.waitSignal(grid.drop_refused):
            assert not drop(grid, 1, data)
    assert grid.cameras == ("C1", "", "", "")


def test_a_camera_is_put_into_the_selected_tile_and_others_after_it(grid: VideoGrid) -> None:
    press(grid, Key.Key_2)
    grid.put("C5")
    assert grid.cameras == ("", "C5", "", "")
    grid.put_all(["C6", "C7"])
    assert grid.cameras == ("", "C6", "C7", "")


def test_selection_is_told_with_its_camera(grid: VideoGrid) -> None:
    said: list[tuple[int, str]] = []
    grid.selected.connect(lambda at, camera: said.append((at, camera)))
    grid.set_cameras(["C1", "C2"])
    press(grid, Key.Key_2)
    assert said[-1] == (1, "C2")
    QTest.mouseClick(grid.cell(0), Qt.MouseButton.LeftButton, pos=in_middle(grid, 0))
    assert said[-1] == (0, "C1")
