"""The widgets of the video page, made and told of one another; what feeds them comes to them from elsewhere."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from widgets.camera_health.view import HealthTable
from widgets.camera_tree.rows import Finder
from widgets.camera_tree.view import CameraTree
from widgets.ptz.panel import PtzPanel
from widgets.purpose.form import PurposeForm
from widgets.tour.bar import TourBar
from widgets.tour.found import FoundForm
from widgets.tour.rounds import RoundReport
from widgets.video_grid.toolbar import GridBar
from widgets.video_grid.view import VideoGrid
from widgets.video_page.parts import Parts
from widgets.video_page.sheet import VideoPage
from widgets.video_tile.pacer import Pacer
from widgets.video_tile.tile import VideoTile


class PageWidgets(QObject):
    """`known` says of a camera's id whether whoever sits here may see it; `left`, `top`, `bottom` as of a sheet."""

    def __init__(
        self,
        under: QWidget,
        pacer: Pacer,
        finder: Finder,
        known: Callable[[str], bool],
        *,
        left: int,
        top: int,
        bottom: int,
    ) -> None:
        super().__init__(under)
        self.grid = VideoGrid(lambda: VideoTile(pacer), known=known)
        self.bar = GridBar()
        self.tour = TourBar()
        self.tree = CameraTree(finder)
        self.report = RoundReport()
        self.found = FoundForm()
        self.ptz = PtzPanel()
        self.health = HealthTable()
        self.purpose = PurposeForm()
        self.page = VideoPage(under, self._parts(), left=left, top=top, bottom=bottom)
        self.grid.layout_changed.connect(self._on_layout)
        self.grid.enlarged_changed.connect(self.bar.show_enlarged)
        self.grid.view_changed.connect(self.bar.show_zoom)
        self.bar.layout_chosen.connect(self.grid.set_arrangement)
        self.tree.put_requested.connect(self.grid.put_all)
        self.health.left.connect(self._on_health_left)
        self.health.opened.connect(self._on_health_opened)

    def tile(self, at: int) -> VideoTile:
        tile = self.grid.tile(at)
        if not isinstance(tile, VideoTile):
            raise TypeError(f"tile {at} of the page is a {type(tile).__name__}")
        return tile

    def _parts(self) -> Parts:
        return Parts(
            grid=self.grid,
            bar=self.bar,
            note=self.bar.note,
            tour=self.tour,
            tree=self.tree,
            report=self.report,
            found=self.found,
            ptz=self.ptz,
            health=self.health,
            purpose=self.purpose,
            bar_keys=self.bar,
            tour_keys=self.tour,
            search=self.tree,
            voice=self.ptz.voice,
            moving=self.ptz,
        )

    @Slot(int)
    def _on_layout(self, tiles: int) -> None:
        self.bar.show_layout(self.grid.arrangement)

    @Slot()
    def _on_health_left(self) -> None:
        self.page.show_health(False)

    @Slot(str)
    def _on_health_opened(self, camera: str) -> None:
        self.page.show_health(False)
        self.grid.put(camera)
