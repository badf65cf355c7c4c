"""One slot of a video worker: opens its address, watches it, and tries again with back-off while it is wanted."""

from __future__ import annotations

import logging
import random
from collections.abc import Callable

from bridge.video.frames import Field, FrameWriter, Reason, Stage, codec_number
from bridge.video.knock import Knock, knock
from bridge.video.messages import Open
from bridge.video.pace import Pace
from bridge.video.player import Player, PlayerError, Progress
from bridge.video.proofs import Decoding, Lateness
from bridge.video.status import LATE_AFTER_S
from commandcenter.domain.stream_address import AddressError, checked_address, without_secrets

FIRST_PICTURE_S = 12.0  # after this long without a first picture an attempt has failed
DECODED_MOST = 2  # by libVLC's count for one picture
STRAGGLER_NS = 2_500_000_000  # between bytes, and they are two flows
SILENCE_S = 6.0  # and after this long without a further one
KNOCK_S = 4.0  # for so long a camera that did not answer may take to answer a knock
STEADY_S = 10.0  # pictures for this long, and the next failure counts as the first
FIRST_RETRY_S = 0.5
LONGEST_RETRY_S = 8.0
FIRST_REFUSED_RETRY_S = 15.0  # seldom enough that no camera locks the account
LONGEST_REFUSED_RETRY_S = 60.0
LATE_FOR_S = 2.0  # late for that long, and the stream is opened anew at its live edge,
BROUGHT_BACK_EVERY_S = 20.0  # at most that often

PERMANENT = frozenset({Reason.NO_LIBVLC, Reason.REFUSED_ADDRESS})
PLAYABLE = frozenset({"", "h264", "hevc", "h265", "mpeg4", "mp4v", "mpeg2video", "mpgv", "mpeg1video", "mjpeg", "MJPG"})

log = logging.getLogger(__name__)


def backoff(attempts: int, jitter: float) -> float:
    """Seconds before the next attempt after `attempts` failures in a row; jitter from 0 to 1."""
    doubled = min(LONGEST_RETRY_S, FIRST_RETRY_S * 2.0 ** min(attempts - 1, 10))
    return float(doubled * (0.75 + 0.5 * jitter))


def refused_backoff(refusals: int) -> float:
    """Seconds before the next attempt after the camera refused the password so many times in a row."""
    return float(min(LONGEST_REFUSED_RETRY_S, FIRST_REFUSED_RETRY_S * 2.0 ** min(refusals - 1, 10)))


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
        self._knock: Knock | None = None
        self._wanted: Open | None = None
        self._address = ""
        self._began_ns = 0
        self._failing = False  # already in the log
        self._refusals = 0
        self._received = 0  # bytes of this attempt
        self._bytes_ns = self._flowing_ns = 0  # when the last of them came, and the first since which there was no gap
        self._late_since_ns = self._brought_back_ns = self._garbled_since_ns = 0
        self._lateness, self._decoding, self._pace = Lateness(), Decoding(), Pace()
        self._counted = 0, 0, 0  # pictures shown, lost and decoded at the last look

    def open(self, wanted: Open, now_ns: int) -> None:
        """Show this address from now on. What goes wrong ends up in the header."""
        self.close()
        self._wanted = wanted
        self._failing = False
        self._refusals = self._brought_back_ns = 0
        self._decoding, self._pace = Decoding(), Pace()
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
        self._stop()
        self._frames.set(Field.STAGE, Stage.IDLE)

    def tick(self, now_ns: int) -> None:
        """Look at the stream; call it a few times a second."""
        stage = Stage(self._frames.get(Field.STAGE))
        if stage is Stage.WAITING:
            if now_ns >= self._frames.get(Field.RETRY_NS):
                self._attempt(now_ns)
        elif self._knock is not None:
            self._listen_at_the_door(self._knock, now_ns)
        elif stage in (Stage.OPENING, Stage.PLAYING) and self._player is not None:
            self._look(self._player, stage, now_ns)

    def _look(self, player: Player, stage: Stage, now_ns: int) -> None:
        try:
            progress = player.progress()
        except PlayerError as error:
            self._fail(error.reason, now_ns)
        else:
            self._note(progress, now_ns)
            self._judge(stage, progress, now_ns)

    def _attempt(self, now_ns: int) -> None:
        if self._wanted is None:
            return
        self._bytes_ns = self._flowing_ns = now_ns
        # While the former attempt was being stopped it may have shown a last picture.
        self._began_ns = max(now_ns, self._frames.get(Field.PICTURE_NS) + 1)
        self._received = self._late_since_ns = 0
        self._lateness, self._garbled_since_ns = Lateness(), 0
        self._pace.begin_anew()
        self._counted = self._frames.get(Field.PICTURES), 0, 0
        self._decoding.begin_anew(in_doubt=self._frames.get(Field.REASON) == Reason.GARBLED)
        self._frames.set(Field.DECODED, 0)
        if self._frames.get(Field.REASON) != Reason.UNSUPPORTED:  # its name is said until another is known
            self._frames.set(Field.CODEC, 0)
        self._frames.set(Field.STAGE, Stage.OPENING)
        if self._frames.get(Field.REASON) == Reason.NO_ANSWER:
            self._knock = knock(self._address)
        if self._knock is None:
            self._start(now_ns)

    def _listen_at_the_door(self, knocked: Knock, now_ns: int) -> None:
        listens = knocked.answer()
        if listens is None and now_ns - self._began_ns < KNOCK_S * 1e9:
            return
        self._stop()
        if listens:
            self._began_ns = self._bytes_ns = self._flowing_ns = now_ns
            self._start(now_ns)
        else:
            self._fail(Reason.NO_ANSWER, now_ns)

    def _stop(self) -> None:
        if self._player is not None:
            self._player.stop()
        if self._knock is not None:
            self._knock.close()
            self._knock = None

    def _start(self, now_ns: int) -> None:
        if self._wanted is None:
            return
        try:
            if self._player is None:
                self._player = self._make_player()
            self._player.start(self._address, self._wanted.width, self._wanted.height, self._pace.held_ms)
        except PlayerError as error:
            self._fail(error.reason, now_ns)

    def _note(self, progress: Progress, now_ns: int) -> None:
        if progress.received > self._received:
            self._frames.set(Field.BYTES, self._frames.get(Field.BYTES) + progress.received - self._received)
            if now_ns - self._bytes_ns > STRAGGLER_NS:
                self._flowing_ns = now_ns
            self._received, self._bytes_ns = progress.received, now_ns
        clean = self._decoding.clean(progress.complaints, self._frames.get(Field.PICTURES), progress.senseless)
        if clean and not self._wasted(progress):
            self._frames.set(Field.DECODED, progress.decoded)
        work = self._frames.get(Field.PICTURES) + self._frames.get(Field.DECODED)
        behind = self._lateness.note(progress.media_ms / 1e3, now_ns / 1e9, work)
        doubtful = self._lateness.doubtful or self._decoding.garbled
        self._frames.set(Field.DOUBTFUL, doubtful)
        if self._decoding.whole and not doubtful:
            self._frames.set(Field.TRUSTED_NS, self._frames.get(Field.PICTURE_NS))
        if self._frames.get(Field.STAGE) == Stage.PLAYING:
            self._frames.set(Field.BEHIND_MS, int(behind * 1e3))
        if progress.codec:
            self._frames.set(Field.CODEC, codec_number(progress.codec))
        if progress.shape[1]:
            self._frames.set(Field.SHAPE_WIDTH, progress.shape[0])
            self._frames.set(Field.SHAPE_HEIGHT, progress.shape[1])

    def _wasted(self, progress: Progress) -> bool:
        """Since the last look nothing new was shown, and libVLC threw away most of what the decoder has made.

        Then the picture that it shows again is no proof of a still scene. So it is after a leap of the camera's clock.
        """
        before, self._counted = self._counted, (self._frames.get(Field.PICTURES), progress.lost, progress.decoded)
        shown, lost, decoded = (count - then for count, then in zip(self._counted, before, strict=True))
        return shown == 0 and lost > 0 and 2 * lost >= decoded / DECODED_MOST

    def _judge(self, stage: Stage, progress: Progress, now_ns: int) -> None:
        newest_ns = self._frames.get(Field.PICTURE_NS)
        pictured = newest_ns >= self._began_ns
        silence = (now_ns - max(newest_ns, self._began_ns)) / 1e9
        if progress.ended:
            self._fail(Reason.ENDED if pictured else progress.reason, now_ns)
        elif not pictured and progress.codec not in PLAYABLE:
            self._fail(Reason.UNSUPPORTED, now_ns)
        elif silence > (SILENCE_S if pictured else FIRST_PICTURE_S):
            self._fail(self._silence(pictured, now_ns), now_ns)
        elif pictured and stage is Stage.OPENING:
            if not self._decoding.undecided or now_ns - self._began_ns > FIRST_PICTURE_S * 1e9:
                self._begin_playing(progress)
        elif pictured and stage is Stage.PLAYING:
            self._watch_playing(progress, now_ns)

    def _silence(self, pictured: bool, now_ns: int) -> Reason:
        """Why there has been no picture for so long: with a steady flow of bytes there should have been one.

        What ffmpeg held back when the camera fell silent comes at its end, and is no flow.
        """
        flows = now_ns - self._bytes_ns < STRAGGLER_NS < now_ns - self._flowing_ns
        if flows and self._received:
            return Reason.GARBLED
        return Reason.SILENT if pictured else Reason.NO_PICTURE

    def _begin_playing(self, progress: Progress) -> None:
        self._frames.set(Field.BEHIND_MS, 0)
        self._frames.set(Field.CODEC, codec_number(progress.codec))
        self._frames.set(Field.REASON, Reason.GARBLED if self._decoding.garbled else Reason.NONE)
        self._frames.set(Field.STAGE, Stage.PLAYING)
        self._refusals = 0
        self._note_return()

    def _note_return(self) -> None:
        if self._failing and not self._decoding.garbled:
            self._failing = False
            log.warning("camera %s: is back", self._named())

    def _watch_playing(self, progress: Progress, now_ns: int) -> None:
        if self._stays_garbled(now_ns):
            self._fail(Reason.GARBLED, now_ns)
            return
        shown = self._frames.get(Field.PICTURES)
        if not progress.recorded and self._pace.changes(progress.decoded, shown, progress.lost, now_ns / 1e9):
            self._stop()
            self._attempt(now_ns)
            return
        self._note_return()
        if now_ns - self._began_ns > STEADY_S * 1e9:
            self._frames.set(Field.ATTEMPTS, 0)
        if self._frames.get(Field.BEHIND_MS) <= LATE_AFTER_S * 1e3:
            self._late_since_ns = 0
        elif not self._late_since_ns:
            self._late_since_ns = now_ns
        elif now_ns - self._late_since_ns > LATE_FOR_S * 1e9 and self._may_bring_back(now_ns):
            self._bring_back(now_ns)

    def _stays_garbled(self, now_ns: int) -> bool:
        """For so long that another session is worth a try: it may only be this one's clock that has leapt."""
        garbled = self._decoding.garbled
        self._frames.set(Field.REASON, Reason.GARBLED if garbled else Reason.NONE)
        if not garbled:
            self._garbled_since_ns = 0
            return False
        self._garbled_since_ns = self._garbled_since_ns or now_ns
        return now_ns - self._garbled_since_ns > SILENCE_S * 1e9

    def _may_bring_back(self, now_ns: int) -> bool:
        return not self._brought_back_ns or now_ns - self._brought_back_ns > BROUGHT_BACK_EVERY_S * 1e9

    def _bring_back(self, now_ns: int) -> None:
        """Open it anew, for a session begins at the live edge. Not a failure: the picture stays, and stays late."""
        self._brought_back_ns = now_ns
        self._frames.set(Field.REASON, Reason.BEHIND)
        self._stop()
        self._attempt(now_ns)

    def _fail(self, reason: Reason, now_ns: int) -> None:
        self._stop()
        attempts = self._frames.get(Field.ATTEMPTS) + 1
        self._frames.set(Field.ATTEMPTS, attempts)
        self._frames.set(Field.FAILURES, self._frames.get(Field.FAILURES) + 1)
        self._frames.set(Field.REASON, reason)
        if reason in PERMANENT:
            self._frames.set(Field.STAGE, Stage.REFUSED)
        else:
            self._frames.set(Field.RETRY_NS, now_ns + int(self._wait(reason, attempts) * 1e9))
            self._frames.set(Field.STAGE, Stage.WAITING)
        if not self._failing and self._wanted is not None:
            self._failing = True
            log.warning("camera %s: %s", self._named(), reason.code)

    def _wait(self, reason: Reason, attempts: int) -> float:
        """Seconds until the next attempt."""
        if reason is Reason.NEEDS_PASSWORD:
            self._refusals += 1
            return refused_backoff(self._refusals)
        return backoff(attempts, self._jitter())

    def _named(self) -> str:
        """For the log."""
        return without_secrets(self._address) if self._address else "(refused address)"
