"""Tells the core how the cameras that this seat shows are: a look a second at every open feed."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from types import MappingProxyType

import msgspec
from PySide6.QtCore import QObject, QTimer, Slot

from bridge.video.camera_feed import CameraFeed
from bridge.video.status import FeedState
from commandcenter.domain.video import PictureState, Sight
from commandcenter.services.camera_reports import CameraReports, Shown
from commandcenter.wiring.seat_model import SeatModel
from commandcenter.wiring.sending import Commands
from commandcenter.wiring.video import TileFeed

LOOK_MS = 1000
_AS_THEY_ARE = (datetime,)
OF_FEED: Mapping[FeedState, PictureState] = MappingProxyType(
    {
        FeedState.CONNECTING: PictureState.CONNECTING,
        FeedState.LIVE: PictureState.LIVE,
        FeedState.LATE: PictureState.LATE,
        FeedState.STATIC: PictureState.STATIC,
        FeedState.FROZEN: PictureState.FROZEN,
        FeedState.LOST: PictureState.LOST,
        FeedState.REFUSED: PictureState.REFUSED,
        FeedState.UNSUPPORTED: PictureState.UNSUPPORTED,
        # A process of ours fell: what the camera does is not known until its first picture.
        FeedState.RESTARTING: PictureState.CONNECTING,
    }
)
"""What a seat says of a camera; a feed that this machine cannot play says nothing of it."""


class CameraReporting(QObject):
    """`feeds` gives those that are on this seat's screens now; one that is only prepared counts as little as none."""

    def __init__(
        self, seat: SeatModel, commands: Commands, feeds: Callable[[], Iterable[TileFeed]], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._seat, self._commands, self._feeds = seat, commands, feeds
        self._reports = CameraReports()
        self._mine: set[str] = set()
        seat.replaced.connect(self._on_replaced)
        self._timer = QTimer(self, interval=LOOK_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    @Slot()
    def look(self) -> None:
        """Say what is news, in one command."""
        shown = list(self._shown())
        self._mine.update(it.camera for it in shown)
        now, wall = time.monotonic(), datetime.now(UTC)
        news = self._reports.due(shown, self._recorded(), now, wall, away=not self._seat.live)
        if news:
            self._commands(
                "camera.report", cameras=tuple(msgspec.to_builtins(it, builtin_types=_AS_THEY_ARE) for it in news)
            )

    @Slot()
    def _on_replaced(self) -> None:
        """An earlier run of this seat may have left its word on cameras that it shows no more."""
        said = self._seat.state.sights.values()
        self._mine.update(it.camera for it in said if it.of(self._seat.name) is not None)

    def _shown(self) -> Iterator[Shown]:
        for tile in self._feeds():
            if tile.camera is not None and tile.feed is not None:
                found = shown_of(tile.camera.id, tile.feed)
                if found is not None:
                    yield found

    def _recorded(self) -> dict[str, Sight]:
        found = {}
        for camera in self._mine:
            sights = self._seat.state.sights.get(camera)
            said = sights.of(self._seat.name) if sights else None
            if said is not None:
                found[camera] = said
        return found


def shown_of(camera: str, feed: CameraFeed) -> Shown | None:
    """None for what says nothing of the camera."""
    status = feed.status()
    state = OF_FEED.get(status.state)
    if state is None:
        return None
    traffic = feed.traffic()
    return Shown(
        camera=camera,
        state=state,
        reason=status.reason or ("restarting" if status.state is FeedState.RESTARTING else ""),
        restarts=traffic.restarts,
        received=traffic.received,
        picture_s=status.age,
    )
