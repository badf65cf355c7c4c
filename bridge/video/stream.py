"""One slot of a video worker: opens its address, watches it, and tries again with back-off while it is wanted."""

from __future__ import annotations

import logging
import random
from collections.abc import Callable

from bridge.video.frames import Field, FrameWriter, Reason, Stage
from bridge.video.messages import Open
from bridge.video.player import Player, PlayerError, Progress
from commandcenter.domain.stream_address import AddressError, checked_address, without_secrets

FIRST_PICTURE_S = 12.0  # after this long without a first picture an attempt has failed
SILENCE_S = 8.0  # and after this long without a further one
STEADY_S = 10.0  # pictures for this long, and the next failure counts as the first
FIRST_RETRY_S = 1.0
LONGEST_RETRY_S = 30.0

PERMANENT = frozenset({Reason.NO_LIBVLC, Reason.REFUSED_ADDRESS})

log = logging.getLogger(__name__)


def backoff(attempts: int, jitter: float) -> float:
    """Seconds before the next attempt after `attempts` failures in a row; jitter from 0 to 1."""
    doubled = FIRST_RETRY_S * 2.0 ** min(attempts - 1, 10)
    return float(min(LONGEST_RETRY_S, doubled * (0.75 + 0.5 * jitter)))


class Stream:
    """Drives a player; everything happens in `open`, `close` and `tick`, on the worker's main thread."""

    def __init__(
        self,
        frames: FrameWriter,
        make_player: Callable[[], Player],
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self._frames = frames
        self._make_player = make_player
        self._jitter = jitter
        self._player: Player | None = None
        self._wanted: Open | None = None
        self._address = ""
        self._began_ns = 0
        self._failing = False  # already in the log

    def open(self, wanted: Open, now_ns: int) -> None:
        """Show this address from now on. What goes wrong ends up in the header."""
        self.close()
        self._wanted = wanted
        self._failing = False
        self._address = ""
        self._frames.open(wanted.generation, wanted.width, wanted.height)
        try:
            self._address = checked_address(wanted.url)
        except AddressError:
            self._fail(Reason.REFUSED_ADDRESS, now_ns)
            return
        self._attempt(now_ns)

    def close(self) -> None:
        self._wanted = None
        if self._player is not None:
            self._player.stop()
        self._frames.set(Field.STAGE, Stage.IDLE)

    def tick(self, now_ns: int) -> None:
        """Look at the stream; call it a few times a second."""
        stage = Stage(self._frames.get(Field.STAGE))
        if stage is Stage.WAITING:
            if now_ns >= self._frames.get(Field.RETRY_NS):
                self._attempt(now_ns)
        elif stage in (Stage.OPENING, Stage.PLAYING) and self._player is not None:
            progress = self._player.progress()
            self._note(progress)
            self._judge(stage, progress, now_ns)

    def _attempt(self, now_ns: int) -> None:
        if self._wanted is None:
            return
        self._began_ns = now_ns
        self._frames.set(Field.STAGE, Stage.OPENING)
        try:
            if self._player is None:
                self._player = self._make_player()
            self._player.start(self._address, self._wanted.width, self._wanted.height)
        except PlayerError as error:
            self._fail(error.reason, now_ns)

    def _note(self, progress: Progress) -> None:
        self._frames.set(Field.DECODED, progress.decoded)
        if progress.shape[1]:
            self._frames.set(Field.SHAPE_WIDTH, progress.shape[0])
            self._frames.set(Field.SHAPE_HEIGHT, progress.shape[1])

    def _judge(self, stage: Stage, progress: Progress, now_ns: int) -> None:
        newest_ns = self._frames.get(Field.PICTURE_NS)
        pictured = newest_ns >= self._began_ns
        silence = (now_ns - max(newest_ns, self._began_ns)) / 1e9
        if progress.ended:
            self._fail(Reason.ENDED if pictured else progress.reason, now_ns)
        elif silence > (SILENCE_S if pictured else FIRST_PICTURE_S):
            self._fail(Reason.SILENT if pictured else Reason.NO_PICTURE, now_ns)
        elif pictured and stage is Stage.OPENING:
            self._frames.set(Field.STAGE, Stage.PLAYING)
            self._frames.set(Field.REASON, Reason.NONE)
            self._recovered()
        elif pictured and now_ns - self._began_ns > STEADY_S * 1e9:
            self._frames.set(Field.ATTEMPTS, 0)

    def _fail(self, reason: Reason, now_ns: int) -> None:
        if self._player is not None:
            self._player.stop()
        attempts = self._frames.get(Field.ATTEMPTS) + 1
        self._frames.set(Field.ATTEMPTS, attempts)
        self._frames.set(Field.REASON, reason)
        if reason in PERMANENT:
            self._frames.set(Field.STAGE, Stage.REFUSED)
        else:
            self._frames.set(Field.RETRY_NS, now_ns + int(backoff(attempts, self._jitter()) * 1e9))
            self._frames.set(Field.STAGE, Stage.WAITING)
        if not self._failing and self._wanted is not None:
            self._failing = True
            log.warning("camera %s: %s", self._named(), reason.code)

    def _recovered(self) -> None:
        if self._failing and self._wanted is not None:
            self._failing = False
            log.warning("camera %s: is back", self._named())

    def _named(self) -> str:
        """For the log."""
        return without_secrets(self._address) if self._address else "(refused address)"
