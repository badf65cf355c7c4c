"""One place of the grid: a tile in a frame that shows selection, and what the mouse does to it."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import QPoint, QPointF, Qt, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QApplication, QWidget

from widgets.kit.camera_drag import cameras_of, drag_cameras
from widgets.kit.palette import Tone
from widgets.kit.zoom import STEP, View
from widgets.video_grid.tile import TileLike

FRAME = 2
NOTCH = 120
"""A mouse wheel turns by so many of Qt's units a step; touch pads by fewer."""

StartDrag = Callable[[QWidget, Iterable[str], str], object]


class GridCell(QWidget):
    pressed = Signal(int)
    opened = Signal(int)  # a double click
    zoomed = Signal(int)  # its view is another one
    dropped = Signal(int, tuple)  # camera ids
    refused = Signal(int)  # something comes along that are no cameras of this centre

    def __init__(
        self,
        at: int,
        tile: TileLike,
        *,
        known: Callable[[str], bool],
        start_drag: StartDrag = drag_cameras,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._at, self.tile = at, tile
        self._known, self._start_drag = known, start_drag
        self.camera = ""
        self._selected = self._target = False
        self._grip: QPoint | None = None
        self.setAcceptDrops(True)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setObjectName(f"cell-{at + 1}")
        tile.setParent(self)
        tile.show()

    @property
    def selected(self) -> bool:
        return self._selected

    @property
    def target(self) -> bool:
        """Whether what is being dragged would be dropped here."""
        return self._target

    def set_selected(self, selected: bool) -> None:
        if selected != self._selected:
            self._selected = selected
            self.update()

    def zoom(self, factor: float, x: float = 0.5, y: float = 0.5) -> None:
        """By `factor` about a point of the picture that is seen, in shares of it."""
        before = self.tile.view
        self.tile.set_view(before.zoomed(factor, x, y))
        self._tell(before)

    def pan(self, across: float, down: float) -> None:
        before = self.tile.view
        self.tile.set_view(before.panned(across, down))
        self._tell(before)

    def _tell(self, before: View) -> None:
        if self.tile.view != before:
            self.zoomed.emit(self._at)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.tile.setGeometry(self.rect().adjusted(FRAME, FRAME, -FRAME, -FRAME))

    def paintEvent(self, event: QPaintEvent) -> None:
        """The frame only: the tile covers the rest."""
        painter = QPainter(self)
        painter.fillRect(event.rect(), Tone.GROUND.color)
        if self._selected or self._target:
            style = Qt.PenStyle.DashLine if self._target else Qt.PenStyle.SolidLine
            painter.setPen(QPen(Tone.ACCENT.color, FRAME, style, Qt.PenCapStyle.FlatCap, Qt.PenJoinStyle.MiterJoin))
            painter.drawRect(self.rect().adjusted(1, 1, -1, -1))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._grip = event.position().toPoint()
            self.pressed.emit(self._at)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """With the button down: a zoomed picture is moved under its frame, another camera is taken away with it."""
        if self._grip is None or not event.buttons() & Qt.MouseButton.LeftButton:
            return
        spot = event.position().toPoint()
        if not self.tile.view.whole:
            place, moved = self.tile.picture_place(), spot - self._grip
            self._grip = spot
            self.pan(-moved.x() / max(1, place.width()), -moved.y() / max(1, place.height()))
        elif self.camera and (spot - self._grip).manhattanLength() >= QApplication.startDragDistance():
            self._grip = None
            self._start_drag(self, (self.camera,), self.accessibleName() or self.camera)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._grip = None

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._grip = None
            self.opened.emit(self._at)

    def wheelEvent(self, event: QWheelEvent) -> None:
        turned = event.angleDelta().y()
        if turned:
            x, y = self._share(event.position())
            self.zoom(STEP ** (turned / NOTCH), x, y)
        event.accept()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self._takes(event):
            self._aim(True)
            event.acceptProposedAction()
        else:
            # Qt brings it no further: there will be no drop.
            event.ignore()
            self.refused.emit(self._at)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._aim(False)

    def dropEvent(self, event: QDropEvent) -> None:
        self._aim(False)
        if self._takes(event):
            event.acceptProposedAction()
            self.dropped.emit(self._at, cameras_of(event.mimeData()))
        else:
            event.ignore()

    def _takes(self, event: QDropEvent) -> bool:
        cameras = cameras_of(event.mimeData())
        return bool(cameras) and all(self._known(camera) for camera in cameras)

    def _aim(self, target: bool) -> None:
        self._target = target
        self.update()

    def _share(self, spot: QPointF) -> tuple[float, float]:
        """A point of the cell as a share of the picture; the nearest of it when it lies beside."""
        place = self.tile.picture_place()
        x = (spot.x() - FRAME - place.x()) / max(1, place.width())
        y = (spot.y() - FRAME - place.y()) / max(1, place.height())
        return min(max(x, 0.0), 1.0), min(max(y, 0.0), 1.0)
