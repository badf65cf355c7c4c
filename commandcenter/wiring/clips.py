"""Clips of what is in a tile from now on: begun and ended by a key, written by the video worker, kept by this seat."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject, QTimer, Slot

from bridge.protocol.seat import Answer
from bridge.video.clip import Limits
from bridge.video.pool import VideoPool
from bridge.video.recorded import Clip
from commandcenter.adapters.evidence.folder import About, EvidenceFolder, Kept
from commandcenter.adapters.evidence.incoming import Incoming
from commandcenter.domain.assets import Camera
from commandcenter.domain.errors import Trouble
from commandcenter.domain.video import clip_key
from commandcenter.services.evidence import Why
from commandcenter.wiring.looked_up import trouble_words
from commandcenter.wiring.off_thread import OffThread
from commandcenter.wiring.sending import Commands, Value
from commandcenter.wiring.video import TileFeed
from commandcenter.wiring.video_page import VideoPageFeature

LONGEST_S = 60.0
LARGEST = 256 * 1024 * 1024
AT_ONCE = 4
LOOK_MS = 200
ANSWER_S = 5.0
"""A clip that should end and does not say how within that is taken as it is."""
AGAIN_S = 5.0
MOST_SAID = 3
"""An end that the core refuses is said so often, so long apart; then it is for the next start of the seat."""


@dataclass(slots=True)
class _Growing:
    camera: str
    name: str
    file: str
    incoming: Incoming
    clip: Clip
    asked: float  # monotonic
    began: float = 0.0  # its first bytes
    ending: float = 0.0
    why: Why | None = None  # what ended it from here
    kept: Kept | None = None
    refused: bool = False  # by the core: nothing of it stays


@dataclass(slots=True)
class _End:
    """What is said of one that has ended, how often it was, and when it is due once more (monotonic)."""

    clip: str
    args: dict[str, Value]
    said: int = 0
    due: float = 0.0


class ClipsFeature(QObject):
    """The record has a clip's begin before there is a file, and its end in any case, with the digest or without.

    The end is the seat's own word: it asks nobody to be signed in. What this run of the seat cannot say any more the
    next one does (`LeftClips`).
    """

    def __init__(
        self,
        commands: Commands,
        page: VideoPageFeature,
        pool: VideoPool,
        folder: EvidenceFolder,
        off: OffThread,
        about: Callable[[Camera], About],
        say: Callable[[str], None],
    ) -> None:
        super().__init__(page)
        self._commands, self._page, self._pool = commands, page, pool
        self._folder, self._off, self._about, self._say = folder, off, about, say
        self._growing: dict[str, _Growing] = {}
        self._asked: dict[str, _Growing] = {}  # by the id of the command that said its begin
        self._told: dict[str, _End] = {}  # by the id of the command that said it
        self._again: list[_End] = []
        self._mine: set[str] = set()
        self._timer = QTimer(self, interval=LOOK_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    def turn(self, tile: TileFeed, camera: Camera) -> None:
        """Begin one of this camera, or end the one that grows."""
        if camera.id in self._growing:
            self._end(self._growing[camera.id], Why.ASKED)
        elif not tile.playing:
            self._say(self.tr("{camera} does not play: there is nothing to record.").format(camera=camera.name))
        elif len(self._growing) >= AT_ONCE:
            self._say(self.tr("{count} clips grow already.").format(count=AT_ONCE))
        else:
            self._begin(tile, camera)
        self._show()

    def _begin(self, tile: TileFeed, camera: Camera) -> None:
        if tile.shown is None:
            return
        offer, profile = tile.shown
        try:
            limits = Limits(seconds=LONGEST_S, bytes=LARGEST, least_free=self._folder.reserve())
            file = self._folder.name_clip(self._about(camera), "mp4")
            incoming = self._folder.begin_clip(file)
        except Trouble as trouble:
            self._say(trouble_words(trouble))
            return
        asked = self._commands("evidence.clip", camera=camera.id, file=file)
        if not asked:
            incoming.remove()
            return
        clip = self._pool.record(
            profile.address, *profile.box, incoming.descriptor, limits, camera=offer.camera, sessions=offer.sessions
        )
        growing = _Growing(camera.id, camera.name, file, incoming, clip, time.monotonic())
        self._growing[camera.id] = self._asked[asked] = growing
        self._mine.add(clip_key(file))

    def cares(self, clip: str) -> bool:
        """Whether this run of the seat says the end of that clip (its key), or has said it."""
        return clip in self._mine

    def hear(self, answer: Answer) -> None:
        """What the core refuses leaves no file, however much of it has grown meanwhile; any other no only ends it."""
        if answer.later:
            return
        ended = self._told.pop(answer.id, None)
        if ended is not None and not answer.ok and ended.clip in self._mine and ended.said < MOST_SAID:
            # It was said under a session that had just ended, say.
            ended.due = time.monotonic() + AGAIN_S
            self._again.append(ended)
        if answer.id not in self._asked:
            return
        growing = self._asked.pop(answer.id)
        if answer.ok:
            return
        if answer.refused:
            growing.refused = True
            self._mine.discard(clip_key(growing.file))
        self._end(growing, Why.FAILED)
        if growing.refused and growing.kept is not None:
            self._folder.discard(growing.kept)
        self._show()

    def _end(self, growing: _Growing, why: Why) -> None:
        if growing.why is None:
            growing.why, growing.ending = why, time.monotonic()
            growing.clip.end()

    @Slot()
    def look(self) -> None:
        """A few times a second: how long they are, which have ended, whose tiles were closed."""
        self._say_again()
        if not (self._growing or self._page.page.isVisible()):
            return
        now = time.monotonic()
        open_here = {feed.camera.id for feed in self._page.feeds.feeds if feed.camera and feed.feed is not None}
        for growing in list(self._growing.values()):
            growing.began = growing.began or (now if growing.incoming.size else 0.0)
            if growing.camera not in open_here:
                self._end(growing, Why.CLOSED)
            late = growing.ending and now - growing.ending > ANSWER_S
            if growing.clip.written is not None or late:
                self._finish(growing, now)
        self._show()

    def _finish(self, growing: _Growing, now: float) -> None:
        del self._growing[growing.camera]
        written = growing.clip.written
        growing.clip.close()
        if growing.refused:
            growing.incoming.remove()
            return
        why = Why(written.why.value) if written else Why.FAILED
        if growing.why is not None and why in (Why.ASKED, Why.LOST):
            why = growing.why
        seconds = written.seconds if written and written.seconds else now - (growing.began or now)
        self._off.run(
            lambda: self._folder.keep_film(growing.incoming, growing.file),
            partial(self._kept, growing, why, seconds),
            partial(self._lost, growing, why),
        )

    def _kept(self, growing: _Growing, why: Why, seconds: float, kept: Kept) -> None:
        growing.kept = kept
        if growing.refused:
            self._folder.discard(kept)
            return
        self._tell(growing.camera, kept.file, why, seconds=round(seconds, 2), bytes=kept.bytes, sha256=kept.sha256)
        self._say(self.tr("Clip kept: {file}").format(file=kept.file))

    def _lost(self, growing: _Growing, why: Why, trouble: Trouble) -> None:
        """What there is of it lies in `incoming` still, and is for the next start of the seat."""
        if not growing.incoming.size:
            self._tell(growing.camera, growing.file, why, seconds=0.0, bytes=0)
        said = trouble_words(trouble)
        self._say(self.tr("No clip of {camera}: {reason}").format(camera=growing.name, reason=said))

    def _tell(self, camera: str, file: str, why: Why, **found: Value) -> None:
        self._say_end(_End(clip_key(file), {"camera": camera, "file": file, "why": why.value, **found}))

    def _say_end(self, end: _End) -> None:
        end.said += 1
        self._told[self._commands("evidence.clip_end", **end.args)] = end

    def _say_again(self) -> None:
        due = [end for end in self._again if time.monotonic() >= end.due]
        self._again = [end for end in self._again if end not in due]
        for end in due:
            self._say_end(end)

    def _show(self) -> None:
        """A stream may come or go in the selected tile without its being selected anew."""
        grid, bar = self._page.widgets.grid, self._page.widgets.bar
        growing = self._growing.get(grid.camera)
        bar.show_recording(time.monotonic() - growing.asked if growing else None)
        bar.show_acts(allowed=bool(grid.camera) and self._page.feeds.feed(grid.at).feed is not None)
