"""How long libVLC holds pictures back, by how many a second the camera sends. Pure: no clock and no libVLC of its own.

A picture is whole for libVLC only when the next one begins. Of a camera with few pictures a second each one is then
later than libVLC held it back for, and libVLC throws it away: the first picture would stay, and pass for a still scene.
"""

from __future__ import annotations

from collections import deque

HELD_MS = 200
WINDOW_S = 2.5
QUICK_S = 0.17  # between two pictures, and they are in time without being held back for longer
INTERVALS = 1.5  # between two pictures, to be held back for
WORTH_IT = 1.25  # times as long, or it stays
TOO_LONG, TOO_LONG_FOR_S = 1.5, 60.0  # times as long as needed, for so long
MANY = 12.0  # pictures a second
LATELY_S = 10.0  # a camera that sent many so lately does not send few now: something has happened to it


class Pace:
    """Asked a few times a second about the counters of one attempt; `begin_anew` with each."""

    def __init__(self) -> None:
        self.held_ms = HELD_MS
        self._looks: deque[tuple[float, int, int, int]] = deque()
        self._many_until: float | None = None
        self._too_long_since: float | None = None

    def begin_anew(self) -> None:
        self._looks.clear()
        self._many_until = self._too_long_since = None

    def changes(self, decoded: int, shown: int, lost: int, now: float) -> bool:
        """Whether the stream has to be opened anew with another `held_ms`, which is set already.

        `decoded` is libVLC's count, up to two for a picture; `shown` counts pictures that were another than the one
        before, `lost` those thrown away as too late; `now` is in seconds of a monotonic clock.
        """
        self._looks.append((now, decoded, shown, lost))
        while len(self._looks) > 1 and self._looks[1][0] <= now - WINDOW_S:
            self._looks.popleft()
        began, *before = self._looks[0]
        span = now - began
        if span < WINDOW_S:
            return False
        decoded, shown, lost = (count - then for count, then in zip((decoded, shown, lost), before, strict=True))
        sent = max(shown + lost, decoded // 2)  # of a still scene none is another than the one before
        if sent >= MANY * span:
            self._many_until = now
        needed_ms = _needed_ms(span / sent) if sent else self.held_ms
        return self._is_too_short(needed_ms, sent, lost, now) or self._is_too_long(needed_ms, now)

    def _is_too_short(self, needed_ms: int, sent: int, lost: int, now: float) -> bool:
        """Where most are lost; where fewer are, it is a hiccup or a slow machine."""
        lately = self._many_until is not None and now - self._many_until < LATELY_S
        if lately or lost < 2 or lost <= sent / 2 or needed_ms < self.held_ms * WORTH_IT:
            return False
        self.held_ms = needed_ms
        return True

    def _is_too_long(self, needed_ms: int, now: float) -> bool:
        if self.held_ms < needed_ms * TOO_LONG:
            self._too_long_since = None
            return False
        self._too_long_since = self._too_long_since or now
        if now - self._too_long_since < TOO_LONG_FOR_S:
            return False
        self.held_ms = needed_ms
        return True


def _needed_ms(interval: float) -> int:
    return HELD_MS if interval < QUICK_S else HELD_MS + round(INTERVALS * 1000 * interval)
