"""The whole video page over a desk, as the seat builds it, with made-up cameras: for tests and for pictures of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import tzinfo

from PySide6.QtWidgets import QWidget

from tests.support.fake_feeds import FakeFeed, FakePicture, FakeStatus
from widgets.camera_health.view import HealthTable
from widgets.camera_tree.rows import CameraGroup, CameraRow
from widgets.camera_tree.view import CameraTree
from widgets.kit.ages import Monotonic, Now, utc_now
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

LEFT, TOP, BOTTOM = 560, 40, 32


@dataclass(frozen=True)
class Rows:
    """A search that compares plainly."""

    rows: Sequence[CameraRow]

    def find(self, text: str, limit: int) -> list[CameraRow]:
        return [it for it in self.rows if text.lower() in f"{it.name} {it.code} {it.where}".lower()][:limit]


class MadeUpPage:
    """Cameras by id; a camera put into a tile gets the picture and status that `feeds` has for it."""

    def __init__(
        self,
        desk: QWidget,
        pacer: Pacer,
        groups: Sequence[CameraGroup],
        pictures: Sequence[FakePicture],
        *,
        now: Now = utc_now,
        clock: Monotonic,
        zone: tzinfo | None = None,
    ) -> None:
        self.rows = {row.id: row for group in groups for row in group.cameras}
        self.pictures = pictures
        self.statuses: dict[str, FakeStatus] = {}
        self.grid = VideoGrid(lambda: VideoTile(pacer, now=now, clock=clock), known=self.rows.__contains__)
        self.bar = GridBar()
        self.tour = TourBar(clock=clock)
        self.tree = CameraTree(Rows(list(self.rows.values())))
        self.report = RoundReport()
        self.found = FoundForm()
        self.ptz = PtzPanel(zone=zone, monotonic=clock)
        self.health = HealthTable()
        self.purpose = PurposeForm()
        parts = Parts(
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
        self.page = VideoPage(desk, parts, left=round(LEFT * desk.width() / 1920), top=TOP, bottom=BOTTOM)
        self.tree.show_groups(groups)
        self._connect()

    def tile(self, at: int) -> VideoTile:
        tile = self.grid.tile(at)
        assert isinstance(tile, VideoTile)
        return tile

    def _connect(self) -> None:
        self.grid.placed.connect(self._on_placed)
        self.grid.layout_changed.connect(lambda count: self.bar.show_layout(self.grid.arrangement))
        self.grid.enlarged_changed.connect(self.bar.show_enlarged)
        self.grid.view_changed.connect(self.bar.show_zoom)
        self.grid.selected.connect(lambda at, camera: self.bar.show_acts(allowed=bool(camera)))
        self.bar.layout_chosen.connect(self.grid.set_arrangement)
        self.tree.put_requested.connect(self.grid.put_all)
        self.health.left.connect(lambda: self.page.show_health(False))

    def _on_placed(self, at: int, camera: str) -> None:
        row = self.rows.get(camera)
        if row is None:
            self.tile(at).set_camera("", None)
            return
        picture = self.pictures[sum(camera.encode()) % len(self.pictures)]
        status = self.statuses.get(camera, FakeStatus())
        self.tile(at).set_camera(row.name, FakeFeed(picture if status.age is not None else None, status))
        self.grid.name_tile(at, row.name)
