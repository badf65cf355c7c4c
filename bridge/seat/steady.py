"""How long ago something was done at this machine, whatever happens to its clock on the wall."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from uuid import uuid4

from commandcenter.services.steady import since_boot


def _utc() -> datetime:
    return datetime.now(UTC)


class Ages:
    """`boot` is the run of the machine that `clock` counts in; without one nothing outlives this process."""

    def __init__(
        self, boot: str = "", clock: Callable[[], float] = since_boot, wall: Callable[[], datetime] = _utc
    ) -> None:
        self.boot = boot or uuid4().hex
        self.now = clock
        self._wall = wall
        self._begun = 0.0 if boot else clock()

    def age_s(self, boot: str, at: float, done_at: datetime) -> float:
        """Seconds since then: by the wall clock only when the machine has started again meanwhile.

        Never negative, and what was done before this run never younger than that: the clock on the wall of a machine
        that was switched off may show any time.
        """
        if boot == self.boot:
            return max(0.0, self.now() - at)
        # Without a name it was an earlier version of the program that kept it, maybe in this very run.
        at_least = self.now() - self._begun if boot else 0.0
        return max(at_least, (self._wall() - done_at).total_seconds(), 0.0)
