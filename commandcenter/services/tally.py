"""What the core has written since it started, counted as it is written: entries by kind, seconds of its commits."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping, Sequence

import msgspec

from commandcenter.domain.changes.change import Change
from commandcenter.services.ports import Stamped

BOUNDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)
"""Upper bounds of the buckets of commits, in seconds; one more is without a bound."""


class Durations(msgspec.Struct, frozen=True):
    """How many took up to each of the `BOUNDS`, each counted once, the last ones longer; and their sum in seconds."""

    counts: tuple[int, ...] = (0,) * (len(BOUNDS) + 1)
    seconds: float = 0.0


class Tally:
    """Used by the thread of the core alone; what it hands out does not change any more."""

    def __init__(self) -> None:
        self._kinds: defaultdict[type[Change], int] = defaultdict(int)
        self._commits = [0] * (len(BOUNDS) + 1)
        self._seconds = 0.0
        self._failed = 0

    def committed(self, entries: Sequence[Stamped], seconds: float) -> None:
        for stamped in entries:
            self._kinds[type(stamped.entry.change)] += 1
        self._commits[bisect_left(BOUNDS, seconds)] += 1
        self._seconds += seconds

    def failed(self) -> None:
        """The store has refused a commit."""
        self._failed += 1

    @property
    def failures(self) -> int:
        return self._failed

    @property
    def commits(self) -> Durations:
        return Durations(tuple(self._commits), self._seconds)

    def kinds(self) -> Mapping[str, int]:
        """Entries by the kind of their change."""
        return {str(kind.__struct_config__.tag): number for kind, number in self._kinds.items()}
