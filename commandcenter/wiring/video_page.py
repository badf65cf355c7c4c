"""The video page of a console: its widgets, and the small features that each feed some of them.

`widgets` and `feeds` are for those that bring more to the page: tours, moving, evidence.
"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from bridge.video.pool import VideoPool
from commandcenter.domain.assets import nearest
from commandcenter.wiring.page_grid import GridFeeds
from commandcenter.wiring.page_tree import TreeFeature
from commandcenter.wiring.page_widgets import PageWidgets
from commandcenter.wiring.seat_model import SeatModel
from commandcenter.wiring.seen_cameras import SeenCameras
from commandcenter.wiring.sending import Commands
from commandcenter.wiring.video import TileFeed, offer_of
from commandcenter.wiring.wording import Wording
from widgets.video_grid.geometry import Layout
from widgets.video_page.sheet import VideoPage
from widgets.video_tile.pacer import Pacer
from widgets.video_tile.tile import VideoTile

NEAR = 9
"""Cameras of an alarm that come into the grid."""


class VideoPageFeature(QObject):
    """`under` is the desk's window; `left`, `top`, `bottom` are the pixels of it that stay free."""

    def __init__(
        self,
        seat: SeatModel,
        commands: Commands,
        wording: Wording,
        pool: VideoPool,
        pacer: Pacer,
        under: QWidget,
        *,
        left: int,
        top: int,
        bottom: int,
    ) -> None:
        super().__init__(under)
        self._seat, self._pool = seat, pool
        self.seen = SeenCameras(seat)
        self.tree = TreeFeature(seat, wording, self.seen, self)
        self.widgets = PageWidgets(under, pacer, self.tree, self.seen.known, left=left, top=top, bottom=bottom)
        self.tree.feed(self.widgets.tree)
        self.feeds = GridFeeds(seat, commands, self.widgets, self.seen, self._new_feed)

    @property
    def page(self) -> VideoPage:
        return self.widgets.page

    def _new_feed(self, tile: VideoTile) -> TileFeed:
        return TileFeed(self._pool, tile, None, partial(offer_of, self._seat), self.seen.may)

    @Slot()
    def open(self) -> None:
        self.tree.begin()
        self.page.open()

    @Slot(str)
    def put(self, camera: str) -> None:
        """A camera that somebody wants to see large: into the selected tile."""
        if self.seen.known(camera):
            self.widgets.grid.put(camera)

    def put_near(self, alarm_id: str) -> bool:
        """The alarm's nearest cameras in place of what is in the grid; False where it has no place or none is near."""
        alarm = self._seat.state.alarms.get(alarm_id) or self._seat.cleared.get(alarm_id)
        if alarm is None or alarm.place is None:
            return False
        scope = self.seen.scope
        mine = (camera for camera in self._seat.state.cameras.values() if scope.covers_camera(camera))
        found = [camera.id for _, camera in nearest(mine, alarm.place, NEAR)]
        if found:
            self.widgets.grid.set_arrangement(fitting(len(found)))
            self.widgets.grid.set_cameras(found)
            self.widgets.grid.select(0)
        return bool(found)


def fitting(count: int) -> Layout:
    """The smallest that shows so many, or the largest."""
    return next((layout for layout in Layout if layout.tiles >= count), Layout.TWENTY_FIVE)
