"""When a desk is to be heard, and how: decided from calls and times, without a clock or a loudspeaker of its own.

One sound for each priority; what calls is heard once. Of several that call together the gravest is heard, and one that
is graver cuts a lesser one short. A critical alarm that nobody acknowledges is heard again and again. In a storm only
critical ones are. Times are seconds of any one clock that only goes forward.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from commandcenter.domain.priority import Priority

NEVER = float("-inf")


class Sounding:
    """A critical alarm that waits is heard each `nag_s`; a mute lasts `mute_s` and ends by itself."""

    def __init__(self, *, nag_s: float, mute_s: float) -> None:
        self._nag_s, self.mute_s = nag_s, mute_s
        self._muted_until = NEVER
        self._called: Priority | None = None
        self._waiting: Collection[Priority] = ()
        self._critical_heard = NEVER
        self._missed: list[Priority] = []

    @property
    def missed(self) -> int:
        """How many calls came while it was mute."""
        return len(self._missed)

    def call(self, priorities: Iterable[Priority], now: float, *, storm: bool) -> None:
        """These called just now, each time once; in a `storm` those that are not critical make no sound."""
        for priority in priorities:
            if self.muted_s(now) > 0:
                self._missed.append(priority)
            elif priority is Priority.CRITICAL or not storm:
                self._called = _graver(self._called, priority)

    def wait(self, waiting: Collection[Priority]) -> None:
        """Of which priorities alarms wait for somebody to take notice."""
        self._waiting = waiting

    def mute(self, now: float) -> None:
        self._muted_until = now + self.mute_s
        self._called, self._missed = None, []

    def unmute(self, now: float) -> None:
        self._muted_until = min(self._muted_until, now)

    def muted_s(self, now: float) -> float:
        """How long it stays mute; 0: it does not."""
        return max(0.0, self._muted_until - now)

    def due(self, now: float, playing: Priority | None) -> Priority | None:
        """What has to be heard from now on, while `playing` sounds; None: it stays as it is."""
        if self.muted_s(now) > 0:
            return None
        self._catch_up()
        nags = Priority.CRITICAL in self._waiting and now - self._critical_heard >= self._nag_s
        wanted = Priority.CRITICAL if nags else self._called
        if wanted is None or (playing is not None and wanted.rank >= playing.rank):
            return None
        return wanted

    def _catch_up(self) -> None:
        """Of what came while it was mute the gravest that still waits is heard."""
        missed, self._missed = self._missed, []
        for priority in missed:
            if priority in self._waiting:
                self._called = _graver(self._called, priority)

    def begin(self, priority: Priority, now: float) -> None:
        """It is being played: what is no graver has been heard with it."""
        if priority is Priority.CRITICAL:
            self._critical_heard = now
        if self._called is not None and self._called.rank >= priority.rank:
            self._called = None


def _graver(one: Priority | None, other: Priority) -> Priority:
    return other if one is None or other.rank < one.rank else one
