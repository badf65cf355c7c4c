"""A tour at the wall: it has the nine tiles of the right screen, unless a linkage wants them; then it holds."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import msgspec
from PySide6.QtCore import QObject, Slot

from bridge.video.pool import VideoPool
from commandcenter.domain.assets import Camera
from commandcenter.domain.tours import Tour
from commandcenter.domain.wall import TILES
from commandcenter.wiring.ahead import AheadFeeds
from commandcenter.wiring.seat_model import SeatModel
from commandcenter.wiring.sending import Commands
from commandcenter.wiring.tour_driver import TourDriver
from commandcenter.wiring.video import TILE_SIZE, WallVideo, offer_of
from widgets.tour.line import TourLine
from widgets.tour.state import TourShown


class WallTourFeature(QObject):
    """Made after `video`, so that the wall's own word has reached the tiles before the tour comes to them."""

    def __init__(
        self, seat: SeatModel, commands: Commands, pool: VideoPool, video: WallVideo, line: TourLine, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._seat, self._video, self._line = seat, video, line
        ahead = AheadFeeds(pool, partial(offer_of, seat))
        video.take_from(ahead)
        self._driver = TourDriver(seat, commands, ahead, lambda: TILE_SIZE, at_the_wall, self, fit=fitted)
        self._driver.shown.connect(video.show_tour)
        self._driver.told.connect(self._on_told)
        seat.replaced.connect(self._on_wall)
        seat.wall_changed.connect(self._on_wall)

    @Slot()
    def _on_wall(self) -> None:
        self._driver.rest(bool(self._seat.state.wall.cameras))
        self._line.setVisible(self._driver.run is not None and not self._driver.resting)

    @Slot(object)
    def _on_told(self, told: TourShown | None) -> None:
        if told is None:
            self._video.show_tour(None)
        self._line.show_tour(told)
        self._line.setVisible(told is not None and not self._driver.resting)


def at_the_wall(camera: Camera) -> bool:
    """Nobody there can say what a restricted camera is looked through for."""
    return not camera.restricted


def fitted(tour: Tour) -> Tour:
    """As many of a list as there are tiles; groups as they are, but those of more than that in pieces."""
    return msgspec.structs.replace(tour, tiles=TILES, groups=tuple(_pieces(tour)))


def _pieces(tour: Tour) -> Iterator[tuple[str, ...]]:
    for group in tour.groups:
        for at in range(0, len(group), TILES):
            yield group[at : at + TILES]
