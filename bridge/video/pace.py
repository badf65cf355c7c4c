"""How long libVLC holds pictures back, by how many a second the camera sends. Pure: no clock and no libVLC of its own.

A picture is whole for libVLC only when the next one begins. Of a camera with few pictures a second each one is then
later than libVLC held it back for, and libVLC throws it away: the first picture would stay, and pass for a still scene.
"""

from __future__ import annotations

from collections import deque

HELD_MS = 200
WINDOW_S = 2.5
FEW = 12.0  # decoded a second, by libVLC's count, which may be two for a picture: where there are more, those thrown
# away tell of a hiccup or of a slow machine
MANY = 24.0
MANY_FOR_S = 60.0
LATELY_S = 10.0  # a camera that sent many so lately does not send few now: something has happened to it
INTERVALS = 1.5  # between two pictures, to be held back for
WORTH_IT = 1.25  # times as long, or it stays


class Pace:
    """Asked a few times a second about the counters of one attempt; `begin_anew` with each."""

    def __init__(self) -> None:
        self.held_ms = HELD_MS
        self._looks: deque[tuple[float, int, int, int]] = deque()
        self._many_since: float | None = None
        self._many_until: float | None = None

    def begin_anew(self) -> None:
        self._looks.clear()
        self._many_since = self._many_until = None

    def changes(self, decoded: int, shown: int, lost: int, now: float) -> bool:
        """Whether the stream has to be opened anew with another `held_ms`, which is set already.

        `shown` counts pictures that were another than the one before, `lost` those thrown away as too late; `now` is in
        seconds of a monotonic clock.
        """
        self._looks.append((now, decoded, shown, lost))
        while len(self._looks) > 1 and self._looks[1][0] <= now - WINDOW_S:
            self._looks.popleft()
        began, *before = self._looks[0]
        if now - began < WINDOW_S:
            return False
        decoded, shown, lost = (count - then for count, then in zip((decoded, shown, lost), before, strict=True))
        if decoded >= MANY * (now - began):
            self._many_until = now
            return self._is_quick_again(now)
        self._many_since = None
        lately = self._many_until is not None and now - self._many_until < LATELY_S
        return not lately and self._is_slow(decoded, shown, lost, now - began)

    def _is_slow(self, decoded: int, shown: int, lost: int, span: float) -> bool:
        if lost < 2 or lost <= shown or decoded > FEW * span:
            return False
        wanted_ms = HELD_MS + round(INTERVALS * 1000 * span / (shown + lost))
        if wanted_ms < self.held_ms * WORTH_IT:
            return False
        self.held_ms = wanted_ms
        return True

    def _is_quick_again(self, now: float) -> bool:
        self._many_since = self._many_since or now
        if self.held_ms == HELD_MS or now - self._many_since < MANY_FOR_S:
            return False
        self.held_ms = HELD_MS
        return True
