"""Live pictures: which camera is in which tile, and how many of them really play."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Protocol

from PySide6.QtCore import QObject, Slot

from bridge.video.camera_feed import CameraFeed, Opener
from bridge.video.choice import Offer, Profile
from bridge.video.pool import VideoPool
from bridge.video.status import SEEN, FeedState, FeedStatus
from commandcenter.domain.assets import Camera, unrestricted
from commandcenter.domain.state import Touched
from commandcenter.domain.wall import TILES, Wall
from commandcenter.wiring.seat_model import SeatModel
from widgets.video_tile.tile import VideoTile

PURPOSE = "purpose"
"""Why a restricted camera's tile has no picture."""


def _always(camera: Camera) -> bool:
    return True


def offer_of(seat: SeatModel, camera: Camera) -> Offer:
    """What of a camera can be shown at this seat, secrets included: for the player only."""
    return Offer(camera=camera.id, main=seat.address(camera), sub=seat.sub_address(camera), sessions=camera.sessions)


TILE_SIZE = 640, 360
"""Of the wall's tiles, in device pixels."""


class Opened(Protocol):
    """Pictures that somebody has opened ahead."""

    def take(self, offer: Offer) -> CameraFeed | None:
        """Whoever takes it closes it."""


class Withheld:
    """In place of a restricted camera's feed while nobody here has said what for: no picture, and why."""

    def latest(self) -> None:
        return None

    def status(self) -> FeedStatus:
        return FeedStatus(state=FeedState.CLOSED, reason=PURPOSE)


class TileFeed:
    """One tile and the camera in it; `size` is the tile's in device pixels, None while nobody looks at it.

    `may` says whether the camera may be seen here now. Who has said otherwise before has `look_again` called.
    """

    def __init__(
        self,
        pool: Opener,
        tile: VideoTile,
        size: tuple[int, int] | None,
        offer: Callable[[Camera], Offer],
        may: Callable[[Camera], bool] = _always,
    ) -> None:
        self._pool = pool
        self._offer_of, self._may = offer, may
        self._size, self._enlarged = size, False
        self._feed: CameraFeed | None = None
        self._camera: Camera | None = None
        self._caption = ""
        self._offer: Offer | None = None
        self._opened: Opened | None = None
        self.tile = tile

    def take_from(self, opened: Opened) -> None:
        """What has been opened there ahead is not opened anew from now on."""
        self._opened = opened

    @property
    def camera(self) -> Camera | None:
        """That belongs here, whether it is seen or not."""
        return self._camera

    @property
    def feed(self) -> CameraFeed | None:
        """None while there is no stream."""
        return self._feed

    @property
    def shown(self) -> tuple[Offer, Profile] | None:
        """Which of the camera's streams is seen, and what it is offered as; None while there is none."""
        return (self._offer, self._feed.profile) if self._feed is not None and self._offer is not None else None

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
    def state(self) -> str:
        """Of what the tile shows, "" while there is no stream."""
        return self._feed.status().state if self._feed is not None else ""

    @property
    def settled(self) -> bool:
        """It plays, or it is known that it does not; an empty tile has nothing to wait for."""
        return self._feed is None or self._feed.status().state not in (FeedState.CONNECTING, FeedState.RESTARTING)

    def show(self, camera: Camera | None, caption: str = "") -> None:
        """Another camera, or none; the same one goes on undisturbed, also when only its name or place is another.

        It is another also when its addresses are: a password that was corrected is in no camera's record.
        """
        if camera == self._camera and not self._offered_anew():
            return
        self._camera, self._caption = camera, caption
        self._open()

    def want(self, width: int, height: int, enlarged: bool = False) -> None:
        """The tile has that many device pixels from now on; `enlarged` also when it is zoomed into."""
        self._size, self._enlarged = (width, height), enlarged
        if self._feed is not None:
            self._feed.want(width, height, enlarged)
        else:
            self._open()

    def look_again(self) -> None:
        """Whether the camera may be seen here can be another answer by now."""
        if self._camera is not None and self._may(self._camera) is not (self._feed is not None):
            self._open()

    def rest(self) -> None:
        """Nobody looks any more: no stream, until `want`. The camera stays in its tile."""
        self.close()
        self._size = None

    def close(self) -> None:
        if self._feed is not None:
            self._feed.close()
            self._feed = None

    def _offered_anew(self) -> bool:
        return self._feed is not None and self._camera is not None and self._offer_of(self._camera) != self._offer

    def _open(self) -> None:
        camera = self._camera
        if camera is None:
            self.close()
            self.tile.set_camera("", None)
        elif not self._may(camera):
            self.close()
            self.tile.set_camera(self._caption or camera.name, Withheld())
        elif self._size is not None:
            self._open_camera(camera, self._size)

    def _open_camera(self, camera: Camera, size: tuple[int, int]) -> None:
        offer = self._offer_of(camera)
        if self._feed is None or offer != self._offer:
            self.close()
            self._offer = offer
            self._feed = self._taken(offer) or CameraFeed(self._pool, offer, size)
            self._feed.want(*size, self._enlarged)
        self.tile.set_camera(self._caption or camera.name, self._feed)

    def _taken(self, offer: Offer) -> CameraFeed | None:
        return self._opened.take(offer) if self._opened is not None else None


class WallVideo(QObject):
    """The right screen: the cameras that the core wants there, those of a tour, or the first ones of the list.

    No restricted camera is ever among them. A linkage is no purpose: who starts it says nothing of what is looked for,
    and the whole hall sees the wall, visitors too. Who has a purpose looks at the own desk.
    """

    def __init__(self, seat: SeatModel, pool: VideoPool, tiles: Sequence[VideoTile], parent: QObject) -> None:
        super().__init__(parent)
        self._seat = seat
        self._feeds = [TileFeed(pool, tile, TILE_SIZE, partial(offer_of, seat)) for tile in tiles]
        self._tour: tuple[str, ...] = ()
        seat.replaced.connect(self._on_replaced)
        seat.wall_changed.connect(self._on_wall)
        seat.things_changed.connect(self._on_things)

    @property
    def feeds(self) -> list[TileFeed]:
        return self._feeds

    def counts(self) -> tuple[int, int]:
        """(tiles with a moving picture, tiles that should have one)."""
        return sum(feed.playing for feed in self._feeds), sum(feed.wanted for feed in self._feeds)

    def dark(self) -> tuple[str, ...]:
        """The ids of the cameras that do not play."""
        return tuple(feed.dark for feed in self._feeds if feed.dark)

    def settled(self) -> bool:
        """Nothing is still being opened."""
        return all(feed.settled for feed in self._feeds)

    def take_from(self, opened: Opened) -> None:
        for feed in self._feeds:
            feed.take_from(opened)

    @Slot(tuple)
    def show_tour(self, cameras: tuple[str, ...] | None) -> None:
        """These, while the core wants none; None or none at all: the first ones of the list again."""
        self._tour = cameras or ()
        self._on_replaced()

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
        named = wall.cameras or self._tour
        wanted = (cameras[name] for name in named if name in cameras)
        chosen = list(unrestricted(wanted)) if named else _first(cameras)
        for feed, camera in zip(self._feeds, [*chosen, *[None] * TILES], strict=False):
            feed.show(camera)


def _first(cameras: dict[str, Camera]) -> list[Camera]:
    return sorted(unrestricted(cameras.values()), key=lambda camera: camera.id)[:TILES]
