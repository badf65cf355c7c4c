"""The grid: tiles in a layout, one of them selected, every move by key and by mouse."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QHideEvent, QKeyEvent, QPainter, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from widgets.kit.camera_drag import drag_cameras
from widgets.kit.palette import Tone
from widgets.kit.zoom import STEP, WHOLE
from widgets.video_grid.cell import FRAME, GridCell, StartDrag
from widgets.video_grid.geometry import Layout, fitting_height, neighbour, rectangles
from widgets.video_grid.keys import ARROWS, FARTHER, NEARER, PAN
from widgets.video_grid.slots import Slots
from widgets.video_grid.tile import MakeTile, TileLike

GAP = 4
Want = tuple[str, int, int, bool]


class VideoGrid(QWidget):
    """Knows ids of cameras only: `placed` says what is in a tile, who listens puts a picture into `tile(at)`."""

    placed = Signal(int, str)  # tile, camera id, "" for none
    arranged = Signal()  # cameras were put, moved or taken away, maybe the same ones again, or the layout is another
    wanted = Signal(int, int, int, bool)  # tile, its device pixels (0, 0: not to be seen), enlarged or zoomed
    selected = Signal(int, str)  # tile, camera id
    layout_changed = Signal(int)  # number of tiles
    enlarged_changed = Signal(bool)
    opened = Signal(int)  # Enter or a double click on that tile, which is turned large or small again
    view_changed = Signal(float)  # scale of the selected tile's picture
    drop_refused = Signal()

    def __init__(
        self,
        make_tile: MakeTile,
        *,
        known: Callable[[str], bool] = bool,
        start_drag: StartDrag = drag_cameras,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("video-grid")
        self.setAccessibleName(self.tr("Video tiles"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._make, self._known, self._start_drag = make_tile, known, start_drag
        self._cells: list[GridCell] = []
        self._layout, self._slots = Layout.FOUR, Slots()
        self._at, self._enlarged = 0, False
        self._told: dict[int, Want] = {}
        self._arrange()

    @property
    def arrangement(self) -> Layout:
        return self._layout

    @property
    def cameras(self) -> tuple[str, ...]:
        """Of the tiles that the layout has, in order, "" for none."""
        return self._slots.cameras[: self._layout.tiles]

    @property
    def kept(self) -> tuple[str, ...]:
        """Of all 25 places: a larger layout brings those back that this one has no tile for."""
        return self._slots.cameras

    @property
    def at(self) -> int:
        """The selected tile."""
        return self._at

    @property
    def camera(self) -> str:
        return self._slots.cameras[self._at]

    @property
    def enlarged(self) -> bool:
        return self._enlarged

    def tile(self, at: int) -> TileLike:
        return self._cells[at].tile

    def cell(self, at: int) -> GridCell:
        return self._cells[at]

    def set_arrangement(self, layout: Layout) -> None:
        if layout is self._layout and not self._enlarged:
            return
        before, other = self._shown(), layout is not self._layout
        self._layout = layout
        self._enlarge(False)
        self._at = min(self._at, layout.tiles - 1)
        self._arrange()
        self._tell_places(before)
        self.layout_changed.emit(layout.tiles)
        self.select(self._at)
        if other:
            self.arranged.emit()

    def set_cameras(self, cameras: Sequence[str]) -> None:
        """In place of all that are shown or kept."""
        self._turn(Slots.of(cameras))

    def put(self, camera: str, at: int | None = None) -> None:
        """Into the selected tile, or into this one."""
        self._turn(self._slots.put(self._at if at is None else at, camera))

    def put_all(self, cameras: Sequence[str]) -> None:
        """The first into the selected tile, the others into those that are free after it."""
        self._turn(self._slots.dropped(self._at, cameras, self._layout.tiles))

    def name_tile(self, at: int, name: str) -> None:
        """What a screen reader and a drag call the camera in a tile."""
        self._cells[at].setAccessibleName(name)

    @Slot(int)
    def select(self, at: int) -> None:
        if not 0 <= at < self._layout.tiles:
            return
        self._at = at
        for number, cell in enumerate(self._cells):
            cell.set_selected(number == at)
        if self._enlarged:
            self._arrange()
        self.selected.emit(at, self.camera)
        self.view_changed.emit(self.tile(at).view.scale)

    @Slot(int)
    def toggle_enlarged(self, at: int) -> None:
        """A tile over all others, or all of them again."""
        self.select(at)
        self._enlarge(not self._enlarged)
        self._arrange()

    def sizeHint(self) -> QSize:
        return QSize(960, 540)

    def minimumSizeHint(self) -> QSize:
        return QSize(320, 180)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._pressed(event.key(), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier):
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._tell_wants()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._tell_wants()

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(event.rect(), Tone.GROUND.color)

    def _pressed(self, key: int, held: Qt.KeyboardModifier) -> bool:
        if key in ARROWS:
            return self._arrow(*ARROWS[Qt.Key(key)], held)
        if held == Qt.KeyboardModifier.ControlModifier:
            number = key - Qt.Key.Key_1
            layouts = tuple(Layout)
            if 0 <= number < len(layouts):
                self.set_arrangement(layouts[number])
            return 0 <= number < len(layouts)
        return self._plain(key) if held in (Qt.KeyboardModifier(0), Qt.KeyboardModifier.ShiftModifier) else False

    def _arrow(self, across: int, down: int, held: Qt.KeyboardModifier) -> bool:
        """Bare it selects, with Shift it takes the camera along, with Ctrl it moves a zoomed picture."""
        beside = neighbour(self._layout, self._at, across, down)
        if held == Qt.KeyboardModifier.ControlModifier:
            self._cells[self._at].pan(across * PAN, down * PAN)
        elif held == Qt.KeyboardModifier.ShiftModifier:
            self._turn(self._slots.swapped(self._at, beside))
            self.select(beside)
        elif held == Qt.KeyboardModifier(0):
            self.select(beside)
        else:
            return False
        return True

    def _plain(self, key: int) -> bool:
        cell = self._cells[self._at]
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open(self._at)
        elif key == Qt.Key.Key_Escape and self._enlarged:
            self.toggle_enlarged(self._at)
        elif key == Qt.Key.Key_Delete:
            self._turn(self._slots.cleared(self._at))
        elif key in NEARER:
            cell.zoom(STEP)
        elif key in FARTHER:
            cell.zoom(1 / STEP)
        elif key == Qt.Key.Key_0:
            cell.zoom(0.0)
        elif Qt.Key.Key_1 <= key <= Qt.Key.Key_9:
            self.select(key - Qt.Key.Key_1)
        else:
            return False
        return True

    @Slot(int)
    def _open(self, at: int) -> None:
        self.toggle_enlarged(at)
        self.opened.emit(at)

    def _turn(self, slots: Slots) -> None:
        before, self._slots = self._shown(), slots
        self._tell_places(before)
        self.selected.emit(self._at, self.camera)
        self.arranged.emit()

    def _shown(self) -> dict[int, str]:
        return dict(enumerate(self.cameras))

    def _tell_places(self, before: dict[int, str]) -> None:
        """Tiles that the layout has no more let their cameras go; what is wanted is said after who is there."""
        now = self._shown()
        for at in sorted(before.keys() | now.keys()):
            camera = now.get(at, "")
            if before.get(at, "") != camera:
                self._cells[at].camera = camera
                self._cells[at].tile.set_view(WHOLE)
                self.placed.emit(at, camera)
        self._tell_wants()

    def _enlarge(self, enlarged: bool) -> None:
        if enlarged != self._enlarged:
            self._enlarged = enlarged
            self.enlarged_changed.emit(enlarged)

    def _cell_for(self, at: int) -> GridCell:
        while len(self._cells) <= at:
            number = len(self._cells)
            cell = GridCell(number, self._make(), known=self._known, start_drag=self._start_drag, parent=self)
            cell.pressed.connect(self._on_pressed)
            cell.opened.connect(self._open)
            cell.zoomed.connect(self._on_zoomed)
            cell.dropped.connect(self._on_dropped)
            cell.refused.connect(self._on_refused)
            cell.set_selected(number == self._at)
            self._cells.append(cell)
        return self._cells[at]

    def _arrange(self) -> None:
        """Tiles that are not to be seen keep their size: coming back they need no other picture first."""
        fitting = Layout.ONE if self._enlarged else self._layout
        high = min(self.height(), fitting_height(fitting, self.width(), GAP, self._cell_for(0).tile.foot))
        whole = QRect(0, 0, self.width(), high)
        boxes = rectangles(self._layout, whole.width(), whole.height(), GAP)
        self._cell_for(len(boxes) - 1)
        for at, cell in enumerate(self._cells):
            shown = at < len(boxes) and (not self._enlarged or at == self._at)
            if shown:
                cell.setGeometry(whole if self._enlarged else QRect(*boxes[at]))
            cell.setVisible(shown)
        self._tell_wants()

    def wish(self, at: int) -> tuple[int, int, bool]:
        """As `wanted` says it of the tile: device pixels, enlarged or zoomed."""
        return self._want(at)[1:]

    def _want(self, at: int) -> Want:
        """What the picture of a tile is to fill, in device pixels."""
        cell, camera = self._cells[at], self._slots.cameras[at] if at < self._layout.tiles else ""
        if not camera or cell.isHidden() or not self.isVisible():
            return camera, 0, 0, False
        ratio = self.devicePixelRatioF()
        width, height = (round((side - 2 * FRAME) * ratio) for side in (cell.width(), cell.height()))
        return camera, max(0, width), max(0, height), self._enlarged or not cell.tile.view.whole

    def _tell_wants(self) -> None:
        for at in range(len(self._cells)):
            want = self._want(at)
            if self._told.get(at, ("", 0, 0, False)) != want:
                self._told[at] = want
                self.wanted.emit(at, *want[1:])

    @Slot(int)
    def _on_pressed(self, at: int) -> None:
        self.setFocus()
        self.select(at)

    @Slot(int)
    def _on_zoomed(self, at: int) -> None:
        self._tell_wants()
        if at == self._at:
            self.view_changed.emit(self.tile(at).view.scale)

    @Slot(int, tuple)
    def _on_dropped(self, at: int, cameras: tuple[str, ...]) -> None:
        self._turn(self._slots.dropped(at, cameras, self._layout.tiles))
        self.select(at)

    @Slot(int)
    def _on_refused(self, at: int) -> None:
        self.drop_refused.emit()
