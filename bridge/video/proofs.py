"""What a session's counters prove: how late its pictures are, and whether they are pictures at all.

Pure: no clock and no libVLC of its own, so every order of events can be tried.
"""

from __future__ import annotations

DRIFT = 0.0002  # seconds a second that a camera's clock may be slow without being called late
ANOTHER_TIME_S = 15.0  # a leap of the stream's time by more is a new count of the camera's, not lateness
SILENCE_S = 2.2  # of the stream's time: shorter ones make nothing late
DOUBT_S = 1.5  # a player that cannot tell the stream's time is believed after that
GRUMBLING = 10  # looks with both complaints and new pictures, and complaints mean nothing
PROVEN = 15  # looks with new pictures and no complaint, one after another: from then on complaints mean something
NOISE = 8  # looks with complaints, less twice those without: what is made of such a stream is no picture of the camera

ODD, BABBLE = 2, 6  # different things that are no video: so many may be, so many are noise


class Lateness:
    """Compares the stream's time with the monotonic clock, relative to the best that this session has shown.

    What it cannot see: a delay that the session began with (a network or camera that is always two seconds late), one
    that grows more slowly than `DRIFT`, and what libVLC itself puts off, which `player.JITTER_MS` limits.
    """

    def __init__(self) -> None:
        self.doubtful = False  # pictures come after a silence, and it is not yet known how late they are
        self._best = self._best_at = 0.0
        self._media = self._moved_at = 0.0
        self._offset = self._former = 0.0
        self._moves = 0  # of the stream's time since the silence
        self._work = -1  # at the silence
        self._idle_at = 0.0  # when it was last seen not to go on
        self._timeless = False  # pictures come, and the stream's time does not move

    def note(self, media: float, now: float, work: int) -> float:
        """Seconds behind after a look at both clocks; `media` is 0 before the first picture.

        `work` counts what the decoder has made, the same picture once more included: that it goes on is what matters.

        While the stream's time stands still the answer does too: silence is not lateness, and is found elsewhere. Two
        times in a row have to be late: what libVLC still held when a silence began comes first after it.
        """
        if media > 0 and media != self._media:
            self._move(media, now)
        self._doubt(now, work)
        return max(0.0, min(self._offset, self._former) - self._best)

    def _move(self, media: float, now: float) -> None:
        offset = now - media
        new = not self._media or abs(offset - self._offset) > ANOTHER_TIME_S
        self._media, self._offset, self._former = media, offset, offset if new else self._offset
        allowed = self._best + (now - self._best_at) * DRIFT
        self._best, self._best_at = offset if new else min(offset, allowed), now
        self._moved_at = now
        self._moves += 1
        self._timeless = False

    def _doubt(self, now: float, work: int) -> None:
        """From a silence on until the stream's time has moved twice, or has not while the decoder worked all the same.

        A scene may stand still after a silence: then no picture is another than the one before it, and all is well.
        """
        if not self.doubtful:
            if self._media and not self._timeless and now - self._moved_at > SILENCE_S:
                self.doubtful, self._moves, self._work, self._idle_at = True, 0, work, now
        elif self._moves >= 2 or (work != self._work and now - self._idle_at > DOUBT_S):
            self.doubtful = False
            self._timeless = self._moves == 0
        elif work == self._work:
            self._idle_at = now


class Decoding:
    """Tells a decoder that works cleanly from one that makes pictures up out of noise.

    libVLC's counters grow in both cases, and the made-up pictures are copies of the last good one: a garbled stream
    would pass for a quiet scene. What carries the stream complains about noise, and says nothing of a good one, but of
    one that is merely odd it does all the time, from the beginning. Some of what it says is said of noise alone: that
    needs no time in which the stream was well.
    """

    def __init__(self) -> None:
        self._complaints = 0
        self._pictures = 0
        self._both = 0
        self._well = self._noise = 0
        self._proven = False
        self._senseless = self._forgiven = 0
        self._doubted = False

    def begin_anew(self, *, in_doubt: bool) -> None:
        """Another session of the same camera; `in_doubt` after noise: it has to be well before it is believed."""
        self._doubted = in_doubt and self._babbling
        self._complaints = self._both = self._senseless = self._forgiven = 0
        self._noise = NOISE if in_doubt else 0

    @property
    def garbled(self) -> bool:
        """A stream makes no sense, or no more, though pictures may come of it that are grey or torn."""
        return self._babbling or (self._proven and self._noise >= NOISE)

    @property
    def undecided(self) -> bool:
        """Too much of it made no sense for it to be believed, and not enough to call it noise."""
        return self._senseless - self._forgiven > ODD and not self._babbling

    @property
    def whole(self) -> bool:
        """What has been shown so far is what the camera sent, as far as can be told."""
        return not (self._babbling or self.undecided) and (not self._proven or self._noise == 0)

    @property
    def _babbling(self) -> bool:
        return self._doubted or self._senseless - self._forgiven >= BABBLE

    def clean(self, complaints: int, pictures: int, senseless: int = 0) -> bool:
        """Whether the decoder's work since the last look proves that the camera still sends pictures."""
        complained, changed = complaints != self._complaints, pictures != self._pictures
        self._complaints, self._pictures, self._senseless = complaints, pictures, senseless
        if complained:
            self._both += changed
            self._well, self._noise = 0, min(self._noise + 1, 2 * NOISE)
        else:
            self._well, self._noise = self._well + changed, max(self._noise - 2, 0)
        if self._well >= PROVEN:
            self._proven, self._doubted, self._forgiven = True, False, senseless
        return not complained or (self._both > GRUMBLING and not self._proven and not self._babbling)


class Wrapping:
    """Counts on where a 32-bit counter begins again: libVLC's count of bytes does so every 4 GiB, by way of below 0."""

    def __init__(self) -> None:
        self._total = 0

    def total(self, counter: int) -> int:
        """All so far, of a counter that began at 0 and has not gone round more than once since the last call."""
        self._total += (counter - self._total) % 2**32
        return self._total
