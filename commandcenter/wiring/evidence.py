"""What is kept of the pictures on the video page: snapshots, clips, bookmarks, of the selected tile."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial

from PySide6.QtCore import QObject, Slot

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
from commandcenter.wiring.looked_up import trouble_words
from commandcenter.wiring.off_thread import OffThread
from commandcenter.wiring.seat_model import SeatModel
from commandcenter.wiring.sending import Commands
from commandcenter.wiring.video import TileFeed
from commandcenter.wiring.video_page import VideoPageFeature
from widgets.video_grid.toolbar import BOOKMARK, CLIP, SNAPSHOT

Say = Callable[[str], None]


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
        self._asked: dict[str, Kept] = {}
        self.clips = ClipsFeature(commands, page, pool, folder, self._off, self.about, say)
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

    def _snap(self, tile: TileFeed, camera: Camera) -> None:
        image = newest_of(tile.feed) if tile.feed is not None else None
        if tile.feed is None or image is None:
            self._say(self.tr("There is no picture of {camera} to keep.").format(camera=camera.name))
            return
        status = tile.feed.status()
        state = OF_FEED.get(status.state, PictureState.CONNECTING)
        about = self.about(camera, state, status.age or 0.0)
        self._off.run(
            lambda: self._folder.keep_snapshot(png_of(image), about), partial(self._tell, about, state), self._fail
        )

    def _tell(self, about: About, state: PictureState, kept: Kept) -> None:
        """The file is there: now the record."""
        asked = self._commands(
            "evidence.snapshot",
            camera=about.camera,
            file=kept.file,
            sha256=kept.sha256,
            width=kept.width,
            height=kept.height,
            state=state.value,
            age_s=about.age_s,
            at=about.at.isoformat(),
        )
        if asked:
            self._asked[asked] = kept
        else:  # the desk was locked meanwhile
            self._folder.discard(kept)

    def _fail(self, trouble: Trouble) -> None:
        self._say(trouble_words(trouble))

    @Slot(object)
    def _on_answer(self, answer: Answer) -> None:
        """Kept is what the core has in the record; what it refuses leaves no file."""
        kept = None if answer.later else self._asked.pop(answer.id, None)
        if kept is None:
            return
        if answer.ok:
            self._say(self.tr("Snapshot kept: {file}").format(file=kept.file))
        else:
            self._folder.discard(kept)
