"""A camera that is pulled away from the map comes onto the video page, which opens under it: it covers the map."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Slot

from widgets.map.dragging import MapDrag
from widgets.video_page.sheet import VideoPage


class MapDragFeature(QObject):
    """`show` opens the page. Where the camera is dropped on no tile the map is there again as it was."""

    def __init__(self, drag: MapDrag, page: VideoPage, show: Callable[[], None]) -> None:
        super().__init__(drag)
        self._page, self._show = page, show
        self._opened = False
        drag.wanted.connect(self._on_wanted)
        drag.ended.connect(self._on_ended)

    @Slot()
    def _on_wanted(self) -> None:
        self._opened = not self._page.isVisible()
        self._show()

    @Slot(bool)
    def _on_ended(self, taken: bool) -> None:
        opened, self._opened = self._opened, False
        if opened and not taken:
            self._page.dismiss()
