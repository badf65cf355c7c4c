"""What a session's counters prove: how late its pictures are, and whether they are pictures at all.

Pure: no clock and no libVLC of its own, so every order of events can be tried.
"""

from __future__ import annotations

DRIFT = 0.0002  # seconds a second that a camera's clock may be slow without being called late
ANOTHER_TIME_S = 15.0  # a leap of the stream's time by more is a new count of the camera's, not lateness
GRUMBLING = 10  # looks with both complaints and new pictures, and complaints mean nothing


class Lateness:
    """Compares the stream's time with the monotonic clock, relative to the best that this session has shown.

    What it cannot see: a delay that the session began with (a network or camera that is always two seconds late), one
    that grows more slowly than `DRIFT`, and what libVLC itself puts off, which `player.JITTER_MS` limits.
    """

    def __init__(self) -> None:
        self._best = 0.0
        self._best_at = 0.0
        self._media = 0.0
        self._offset = 0.0

    def note(self, media: float, now: float) -> float:
        """Seconds behind after a look at both clocks; `media` is 0 before the first picture.

        While the stream's time stands still the answer does too: silence is not lateness, and is found elsewhere.
        """
        if media <= 0 or media == self._media:
            return self._behind()
        offset = now - media
        new = not self._media or abs(offset - self._offset) > ANOTHER_TIME_S
        self._media, self._offset = media, offset
        if new or offset < self._best + (now - self._best_at) * DRIFT:
            self._best = offset
        else:
            self._best += (now - self._best_at) * DRIFT
        self._best_at = now
        return self._behind()

    def _behind(self) -> float:
        return max(0.0, self._offset - self._best)


class Decoding:
    """Tells a decoder that works cleanly from one that makes pictures up out of noise.

    libVLC's counters grow in both cases, and the made-up pictures are copies of the last good one: a garbled stream
    would pass for a quiet scene. What carries the stream complains about noise, and says nothing of a good one.
    """

    def __init__(self) -> None:
        self._complaints = 0
        self._pictures = 0
        self._both = 0

    def clean(self, complaints: int, pictures: int) -> bool:
        """Whether the decoder's work since the last look proves that the camera still sends pictures."""
        complained, changed = complaints != self._complaints, pictures != self._pictures
        self._complaints, self._pictures = complaints, pictures
        if complained and changed:
            self._both += 1
        return not complained or self._both > GRUMBLING
