"""Live pictures: which camera is in which tile, and how many of them really play."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QObject, Slot

from bridge.video.camera_feed import CameraFeed
from bridge.video.choice import Offer
from bridge.video.pool import VideoPool
from bridge.video.status import SEEN, FeedState
from commandcenter.domain.assets import Camera, unrestricted
from commandcenter.domain.state import Touched
from commandcenter.domain.wall import TILES, Wall
from commandcenter.wiring.seat_model import SeatModel
from widgets.video_tile.tile import VideoTile


def offer_of(seat: SeatModel, camera: Camera) -> Offer:
    """What of a camera can be shown at this seat, secrets included: for the player only."""
    return Offer(camera=camera.id, main=seat.address(camera), sub=seat.sub_address(camera), sessions=camera.sessions)


class TileFeed:
    """One tile and the camera in it; `size` is the tile's in device pixels, until `want` says another."""

    def __init__(
        self,
        pool: VideoPool,
        tile: VideoTile,
        size: tuple[int, int],
        offer: Callable[[Camera], Offer],
    ) -> None:
        self._pool = pool
        self._offer_of = offer
        self._size = size
        self._feed: CameraFeed | None = None
        self._camera: Camera | None = None
        self._offer: Offer | None = None
        self.tile = tile

    @property
    def wanted(self) -> bool:
        return self._camera is not None

    @property
    def dark(self) -> str:
        """The id of the camera that should be seen here and is not; "" when all is well."""
        return "" if self._camera is None or self.playing else self._camera.id

    @property
    def playing(self) -> bool:
        return self._feed is not None and self._feed.status().state in SEEN

    @property
    def settled(self) -> bool:
        """It plays, or it is known that it does not; an empty tile has nothing to wait for."""
        return self._feed is None or self._feed.status().state not in (FeedState.CONNECTING, FeedState.RESTARTING)

    def show(self, camera: Camera | None, caption: str = "") -> None:
        """Another camera, or none; the same one goes on undisturbed, also when only its name or place is another."""
        if camera == self._camera:
            return
        self._camera = camera
        if camera is None:
            self.close()
            self.tile.set_camera("", None)
            return
        offer = self._offer_of(camera)
        if self._feed is None or offer != self._offer:
            self.close()
            self._offer = offer
            self._feed = CameraFeed(self._pool, offer, self._size)
        self.tile.set_camera(caption or camera.name, self._feed)

    def want(self, width: int, height: int, enlarged: bool = False) -> None:
        """The tile has that many device pixels from now on; `enlarged` also when it is zoomed into."""
        self._size = width, height
        if self._feed is not None:
            self._feed.want(width, height, enlarged)

    def close(self) -> None:
        if self._feed is not None:
            self._feed.close()
            self._feed = None


class WallVideo(QObject):
    """The right screen: the cameras that the core wants there, or the first ones of the list."""

    def __init__(self, seat: SeatModel, pool: VideoPool, tiles: Sequence[VideoTile], parent: QObject) -> None:
        super().__init__(parent)
        self._seat = seat
        self._feeds = [TileFeed(pool, tile, (640, 360), partial(offer_of, seat)) for tile in tiles]
        seat.replaced.connect(self._on_replaced)
        seat.wall_changed.connect(self._on_wall)
        seat.things_changed.connect(self._on_things)

    def counts(self) -> tuple[int, int]:
        """(tiles with a moving picture, tiles that should have one)."""
        return sum(feed.playing for feed in self._feeds), sum(feed.wanted for feed in self._feeds)

    def dark(self) -> tuple[str, ...]:
        """The ids of the cameras that do not play."""
        return tuple(feed.dark for feed in self._feeds if feed.dark)

    def settled(self) -> bool:
        """Nothing is still being opened."""
        return all(feed.settled for feed in self._feeds)

    @Slot()
    def _on_replaced(self) -> None:
        self._on_wall(self._seat.state.wall)

    @Slot(object)
    def _on_things(self, kind: Touched) -> None:
        if kind is Touched.CAMERA:
            self._on_replaced()

    @Slot(object)
    def _on_wall(self, wall: Wall) -> None:
        cameras = self._seat.state.cameras
        chosen = [cameras[name] for name in wall.cameras if name in cameras] if wall.cameras else _first(cameras)
        for feed, camera in zip(self._feeds, [*chosen, *[None] * TILES], strict=False):
            feed.show(camera)


def _first(cameras: dict[str, Camera]) -> list[Camera]:
    return sorted(unrestricted(cameras.values()), key=lambda camera: camera.id)[:TILES]
