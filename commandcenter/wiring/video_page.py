"""The video page of a console: its widgets, and the small features that each feed some of them.

`widgets` and `feeds` are for those that bring more to the page: tours, moving, evidence.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from bridge.protocol.seat import Answer, AskCameras
from bridge.video.pool import VideoPool
from commandcenter.domain.assets import nearest
from commandcenter.wiring.ahead import AheadFeeds
from commandcenter.wiring.page_favourites import FavouritesFeature
from commandcenter.wiring.page_grid import GridFeeds
from commandcenter.wiring.page_health import HealthFeature
from commandcenter.wiring.page_purpose import PurposeFeature
from commandcenter.wiring.page_tree import TreeFeature
from commandcenter.wiring.page_widgets import PageWidgets
from commandcenter.wiring.seat_model import SeatModel
from commandcenter.wiring.seen_cameras import SeenCameras
from commandcenter.wiring.sending import Commands
from commandcenter.wiring.video import TileFeed, offer_of
from commandcenter.wiring.wording import Wording
from widgets.video_grid.geometry import fitting
from widgets.video_page.sheet import VideoPage
from widgets.video_tile.pacer import Pacer
from widgets.video_tile.tile import VideoTile

NEAR = 9
"""Cameras of an alarm that come into the grid."""


class VideoPageFeature(QObject):
    """`under` is the desk's window; `left`, `top`, `bottom` are the pixels of it that stay free.

    `ask` asks the core; `sentence` words a command's refusal, `refusal` that of a question, `say` says something at the
    desk's foot.
    """

    def __init__(
        self,
        seat: SeatModel,
        commands: Commands,
        wording: Wording,
        pool: VideoPool,
        pacer: Pacer,
        under: QWidget,
        ask: Callable[[AskCameras], None],
        sentence: Callable[[Answer], str],
        refusal: Callable[[str, Mapping[str, str]], str],
        say: Callable[[str], None],
        *,
        left: int,
        top: int,
        bottom: int,
    ) -> None:
        super().__init__(under)
        self._seat, self._pool, self._say = seat, pool, say
        self.seen = SeenCameras(seat)
        self.tree = TreeFeature(seat, wording, self.seen, self)
        self.widgets = PageWidgets(under, pacer, self.tree, self.seen.known, left=left, top=top, bottom=bottom)
        self.tree.feed(self.widgets.tree)
        self.ahead = AheadFeeds(pool, partial(offer_of, seat))
        self.feeds = GridFeeds(seat, commands, self.widgets, self.seen, self._new_feed)
        self.tree.follow(lambda: self.feeds.feeds)
        self.favourites = FavouritesFeature(seat, commands, self.widgets, self.tree, self.seen)
        self.purpose = PurposeFeature(seat, commands, self.widgets, self.feeds, self.seen, sentence)
        self.health = HealthFeature(seat, ask, self.widgets, self.feeds, self.tree, self.seen, refusal)
        self.widgets.grid.drop_refused.connect(self._on_drop_refused)

    @property
    def page(self) -> VideoPage:
        return self.widgets.page

    def _new_feed(self, tile: VideoTile) -> TileFeed:
        feed = TileFeed(self._pool, tile, None, partial(offer_of, self._seat), self.seen.may)
        feed.take_from(self.ahead)
        return feed

    @Slot()
    def open(self) -> None:
        self.tree.begin()
        self.page.open()

    @Slot(str)
    def put(self, camera: str) -> None:
        """A camera that somebody wants to see large: into the selected tile."""
        if self.seen.known(camera):
            self.widgets.grid.put(camera)

    def near(self, alarm_id: str) -> list[str]:
        """The cameras nearest to the alarm that may be seen here without a further word; none where it has no place."""
        alarm = self._seat.state.alarms.get(alarm_id) or self._seat.cleared.get(alarm_id)
        if alarm is None or alarm.place is None:
            return []
        mine = self.seen.among(self._seat.state.cameras.values())
        return [camera.id for _, camera in nearest(mine, alarm.place, NEAR)]

    def put_near(self, alarm_id: str) -> bool:
        """Those in place of what is in the grid; False, and a word at the desk's foot, where there are none."""
        found = self.near(alarm_id)
        if found:
            self.widgets.grid.set_arrangement(fitting(len(found)))
            self.widgets.grid.set_cameras(found)
            self.widgets.grid.select(0)
        else:
            self._say(self.tr("No camera near that alarm may be seen here."))
        return bool(found)

    @Slot()
    def _on_drop_refused(self) -> None:
        self._say(self.tr("What was dropped there is no camera that may be seen here."))
