"""The past of what the sources measure, at the core and at a seat: bounded series, and room for all sources."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable, Sequence

from bridge.protocol.seat import MAX_SERIES, SERIES_POINTS, Point, SampleKey

# One source must leave room for the others.
MAX_SERIES_EACH = 1_000
# What has had no value for so long makes room for what has. (Sooner, a thousand and one keys that come in turn would
# take each other's place for ever.)
IDLE_S = 60.0


class Growing:
    """The points of one key, oldest first; `touched` in monotonic seconds, when the last one came."""

    def __init__(self) -> None:
        self.points: deque[Point] = deque(maxlen=SERIES_POINTS)
        self.touched = 0.0


class SeriesBook:
    """By source, the series that was extended last at the end. `clock` gives monotonic seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._kept: dict[str, dict[str, Growing]] = {}
        self._count = 0

    def series(self) -> list[tuple[str, str, deque[Point]]]:
        """(source, key, points) of all."""
        return [(source, key, it.points) for source, own in self._kept.items() for key, it in own.items()]

    def points(self, key: SampleKey) -> Sequence[Point]:
        """Oldest first; none of a key that has no series."""
        growing = self._kept.get(key[0], {}).get(key[1])
        return growing.points if growing else ()

    def restore(self, source: str, key: str, points: Iterable[Point]) -> None:
        """A series as another book has it, where there is room."""
        growing = self._growing(source, key)
        if growing:
            growing.points.extend(points)

    def extend(self, source: str, key: str, point: Point) -> None:
        """One more point; a value of the same time is said again and adds none, and neither does one without room."""
        growing = self._growing(source, key)
        if growing and (not growing.points or growing.points[-1].at != point.at):
            growing.points.append(point)

    def forget(self, source: str) -> None:
        self._count -= len(self._kept.pop(source, {}))

    def _growing(self, source: str, key: str) -> Growing | None:
        own = self._kept.setdefault(source, {})
        growing = own.pop(key, None)
        if growing is None:
            if not self._make_room(source):
                return None
            growing = Growing()
            self._count += 1
        own[key] = growing
        growing.touched = self._clock()
        return growing

    def _make_room(self, source: str) -> bool:
        """Whether there is room for one more of the source: what it takes is its own, or of who has the most."""
        own = self._kept[source]
        if len(own) < MAX_SERIES_EACH:
            if self._count < MAX_SERIES:
                return True
            greediest = max(self._kept.values(), key=len)
            if len(greediest) > len(own) + 1:
                own = greediest
        oldest = next(iter(own), None)
        if oldest is None or (own is self._kept[source] and self._clock() - own[oldest].touched < IDLE_S):
            return False
        del own[oldest]
        self._count -= 1
        return True
