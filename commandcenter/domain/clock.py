"""Two times: the wall clock, which people read and somebody may set, and the true one, which only passes."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple


class Instant(NamedTuple):
    """`true` is the wall clock without the steps that it was given since the journal began: what timers go by."""

    wall: datetime
    true: datetime

    def on_the_wall(self, true: datetime) -> datetime:
        """What the wall clock shows at a true time, unless it is stepped again."""
        return true + (self.wall - self.true)

    def after(self, passed: timedelta) -> Instant:
        return Instant(self.wall + passed, self.true + passed)
