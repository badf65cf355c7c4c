"""A camera that is pulled away from the map is dragged: dropped on a tile it is seen there."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from widgets.kit.camera_drag import drag_cameras
from widgets.map.view import MapView

HELD_MS = 300
"""Whoever pulls at a camera for so long means it."""

StartDrag = Callable[[QWidget, Iterable[str], str], bool]


class MapDrag(QObject):
    """`name_of` gives what goes with the pointer, by the camera's id.

    `wanted`: the tiles are to be shown, for they may lie under the map; `ended` with whether a tile has taken it.
    """

    wanted = Signal()
    ended = Signal(bool)

    def __init__(self, view: MapView, name_of: Callable[[str], str], start_drag: StartDrag = drag_cameras) -> None:
        super().__init__(view)
        self._view, self._name_of, self._start_drag = view, name_of, start_drag
        self._held = QTimer(self, interval=HELD_MS, singleShot=True)
        self._held.timeout.connect(self.wanted)
        view.camera_grabbed.connect(self._on_grabbed)

    @Slot(str)
    def _on_grabbed(self, camera: str) -> None:
        """The page speaks from another process: by now the button may be up again, and nothing is dragged."""
        if not QGuiApplication.mouseButtons() & Qt.MouseButton.LeftButton:
            return
        self._held.start()
        taken = self._start_drag(self._view, (camera,), self._name_of(camera))
        self._held.stop()
        self.ended.emit(taken)
