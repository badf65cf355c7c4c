"""An alarm that is dragged takes the cameras near it along: dropped on the video page they are seen there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget

from widgets.alarm_queue.list_view import QueueList
from widgets.kit.camera_drag import drag_cameras

StartDrag = Callable[[QWidget, Iterable[str], str], object]


class AlarmDrag(QObject):
    """`cameras_of` gives the ids of the cameras near an alarm, by its id."""

    def __init__(
        self, rows: QueueList, cameras_of: Callable[[str], Sequence[str]], start_drag: StartDrag = drag_cameras
    ) -> None:
        super().__init__(rows)
        self._rows, self._cameras_of, self._start_drag = rows, cameras_of, start_drag
        self._grip: QPoint | None = None
        rows.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QMouseEvent):
            return False
        spot = event.position().toPoint()
        if event.type() is QEvent.Type.MouseButtonPress:
            self._grip = spot if event.button() is Qt.MouseButton.LeftButton else None
        elif event.type() is QEvent.Type.MouseButtonRelease:
            self._grip = None
        elif event.type() is QEvent.Type.MouseMove and self._grip is not None:
            if (spot - self._grip).manhattanLength() >= QApplication.startDragDistance():
                self._grip = None
                self._drag(self._rows.selected_id())
            # The list would select each row that the pointer comes over.
            return True
        return False

    def _drag(self, alarm: str) -> None:
        cameras = self._cameras_of(alarm) if alarm else ()
        if cameras:
            label = self.tr("{count} cameras nearby").format(count=len(cameras))
            self._start_drag(self._rows, cameras, label)
