"""What is kept of the pictures on the video page: snapshots, clips, bookmarks, of the selected tile."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import NamedTuple

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QImage

from bridge.protocol.seat import Answer
from bridge.video.pool import VideoPool
from commandcenter.adapters.evidence.folder import About, EvidenceFolder, Kept
from commandcenter.domain.assets import Camera
from commandcenter.domain.errors import Trouble
from commandcenter.domain.video import PictureState, viewing_key
from commandcenter.wiring.bookmarks import BookmarksFeature
from commandcenter.wiring.camera_reports import OF_FEED
from commandcenter.wiring.clips import ClipsFeature
from commandcenter.wiring.kept_pictures import newest_of, png_of
from commandcenter.wiring.left_clips import LeftClips
from commandcenter.wiring.left_refused import LeftRefused
from commandcenter.wiring.looked_up import trouble_words
from commandcenter.wiring.off_thread import OffThread
from commandcenter.wiring.seat_model import SeatModel
from commandcenter.wiring.sending import Commands
from commandcenter.wiring.video import TileFeed
from commandcenter.wiring.video_page import VideoPageFeature
from widgets.video_grid.toolbar import BOOKMARK, CLIP, SNAPSHOT

Say = Callable[[str], None]
Then = Callable[[str], None]


class Snap(NamedTuple):
    """A picture as it was shown, in memory only."""

    image: QImage
    about: About
    state: PictureState


def _nothing(sha256: str) -> None:
    return


class EvidenceFeature(QObject):
    """Does what the page's bar asks for; `say` shows a line at the desk's foot."""

    def __init__(
        self,
        seat: SeatModel,
        commands: Commands,
        page: VideoPageFeature,
        pool: VideoPool,
        folder: EvidenceFolder,
        say: Say,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._seat, self._commands, self._page = seat, commands, page
        self._folder, self._say = folder, say
        self._off = OffThread(self)
        self._asked: dict[str, tuple[Kept, Then]] = {}
        self.clips = ClipsFeature(commands, page, pool, folder, self._off, self.about, say)
        self.left = LeftClips(seat, commands, folder, self._off, self.clips.cares, say)
        self.left_refused = LeftRefused(seat, folder, self._off, say)
        self.bookmarks = BookmarksFeature(seat, commands, page, say)
        page.widgets.bar.act_requested.connect(self._on_act)
        seat.answered.connect(self._on_answer)

    def about(self, camera: Camera, state: PictureState = PictureState.LIVE, age_s: float = 0.0) -> About:
        """Who sits here, where and when, and what for."""
        session = self._seat.session
        viewing = self._seat.state.viewings.get(viewing_key(self._seat.session_id, camera.id))
        return About(
            camera=camera.id,
            camera_name=camera.name,
            account=session.account if session else "",
            person=session.name if session else "",
            seat=self._seat.name,
            at=datetime.now(UTC),
            state=state.value,
            age_s=age_s,
            purpose=viewing.purpose if viewing else "",
        )

    @Slot(str)
    def _on_act(self, act: str) -> None:
        grid = self._page.widgets.grid
        tile = self._page.feeds.feed(grid.at)
        if tile.camera is None or tile.feed is None:
            return
        if act == SNAPSHOT:
            self._snap(tile, tile.camera)
        elif act == CLIP:
            self.clips.turn(tile, tile.camera)
        elif act == BOOKMARK:
            self.bookmarks.ask(tile.camera)

    def take(self, camera: str) -> Snap | None:
        """The newest picture of the tile with that camera; None where there is none. Nothing is kept as yet."""
        tile = next((it for it in self._page.feeds.feeds if it.camera is not None and it.camera.id == camera), None)
        return self._taken(tile) if tile is not None else None

    def keep(self, snap: Snap, then: Then = _nothing) -> None:
        """As a file and in the record; `then` gets its SHA-256 (hex), "" when it could not be kept."""
        self._off.run(
            lambda: self._folder.keep_snapshot(png_of(snap.image), snap.about),
            partial(self._tell, snap, then),
            partial(self._fail, then),
        )

    def _taken(self, tile: TileFeed) -> Snap | None:
        image = newest_of(tile.feed) if tile.feed is not None else None
        if tile.feed is None or tile.camera is None or image is None:
            return None
        status = tile.feed.status()
        state = OF_FEED.get(status.state, PictureState.CONNECTING)
        return Snap(image, self.about(tile.camera, state, status.age or 0.0), state)

    def _snap(self, tile: TileFeed, camera: Camera) -> None:
        snap = self._taken(tile)
        if snap is None:
            self._say(self.tr("There is no picture of {camera} to keep.").format(camera=camera.name))
        else:
            self.keep(snap)

    def _tell(self, snap: Snap, then: Then, kept: Kept) -> None:
        """The file is there: now the record."""
        about = snap.about
        asked = self._commands(
            "evidence.snapshot",
            camera=about.camera,
            file=kept.file,
            sha256=kept.sha256,
            width=kept.width,
            height=kept.height,
            state=snap.state.value,
            age_s=about.age_s,
            at=about.at.isoformat(),
        )
        if asked:
            self._asked[asked] = kept, then
        else:  # the desk was locked meanwhile
            self._folder.discard(kept)
            then("")

    def _fail(self, then: Then, trouble: Trouble) -> None:
        self._say(trouble_words(trouble))
        then("")

    @Slot(object)
    def _on_answer(self, answer: Answer) -> None:
        """Kept is what the core has in the record; what it refuses leaves no file, and any other no changes nothing."""
        self.clips.hear(answer)
        asked = self._asked.get(answer.id)
        if asked is None:
            return
        kept, then = asked
        if answer.later:
            # It stays, and is told later.
            self._asked[answer.id] = kept, _nothing
            then(kept.sha256)
            return
        del self._asked[answer.id]
        if answer.ok:
            self._say(self.tr("Snapshot kept: {file}").format(file=kept.file))
        elif answer.refused:
            self._folder.discard(kept)
        then(kept.sha256 if answer.ok else "")
