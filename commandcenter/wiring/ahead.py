"""Pictures that are opened before they are shown, so that a tile which gets one has it at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from bridge.video.camera_feed import CameraFeed
from bridge.video.choice import Offer, Size
from bridge.video.pool import VideoPool
from bridge.video.status import SEEN, FeedState
from commandcenter.domain.assets import Camera
from commandcenter.services.touring import Feed, Picture

HOPELESS = frozenset({FeedState.LOST, FeedState.REFUSED, FeedState.UNSUPPORTED, FeedState.FROZEN, FeedState.CLOSED})


class _Opened(NamedTuple):
    offer: Offer
    feed: CameraFeed


class AheadFeeds:
    """Owns what nobody has taken as yet; for the GUI thread."""

    def __init__(self, pool: VideoPool, offer: Callable[[Camera], Offer]) -> None:
        self._pool = pool
        self._offer_of = offer
        self._opened: dict[str, _Opened] = {}

    def keep(self, cameras: Iterable[Camera], size: Size) -> None:
        """These are open from now on, for tiles of so many device pixels, and no others."""
        wanted = {camera.id: camera for camera in cameras}
        for name in [name for name in self._opened if name not in wanted]:
            self._opened.pop(name).feed.close()
        for name, camera in wanted.items():
            if name not in self._opened:
                offer = self._offer_of(camera)
                self._opened[name] = _Opened(offer, CameraFeed(self._pool, offer, size))

    def take(self, offer: Offer) -> CameraFeed | None:
        """Who takes it closes it; None when just that is not open."""
        known = self._opened.get(offer.camera)
        if known is None or known.offer != offer:
            return None
        del self._opened[offer.camera]
        return known.feed

    def look(self, camera: str) -> Feed:
        """How it is; one that is not open is still to come."""
        known = self._opened.get(camera)
        if known is None:
            return Feed(Picture.WAITING)
        state = known.feed.status().state
        if state in HOPELESS:
            return Feed(Picture.DEAD, state.value)
        there = state in SEEN and known.feed.latest() is not None
        return Feed(Picture.READY if there else Picture.WAITING, "" if there else state.value)

    def close(self) -> None:
        self.keep((), (1, 1))
