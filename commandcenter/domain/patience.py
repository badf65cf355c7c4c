"""How long somebody has to wait after wrong passwords: longer each time, and after five of them a quarter of an hour.

All times are steady seconds (`services.steady`): no clock that is set moves them, and none passes while the core is
down.
"""

from __future__ import annotations

import msgspec

LONGEST_WAIT_S = 60.0
LOCK_AFTER = 5
LOCK_S = 900.0
BARRED_AFTER = 100
"""So many failures in a row bar an account until somebody lifts it (NIST SP 800-63B)."""
MAX_KEPT = 5_000

ACCOUNT, SEAT, UNKNOWN = "account:", "seat:", "unknown:"
"""What a key of `Failures` begins with: an account, a seat, or a name that is none (only its keyed digest is kept)."""


class Failures(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`count` failures in a row, the `recent` ones at those seconds."""

    key: str
    count: int = 0
    recent: tuple[float, ...] = ()

    @property
    def last(self) -> float:
        return self.recent[-1] if self.recent else 0.0

    @property
    def locked(self) -> bool:
        """A seat only waits: others must be able to sign in there."""
        return not self.key.startswith(SEAT) and len(self.recent) >= LOCK_AFTER

    @property
    def barred(self) -> bool:
        return not self.key.startswith(SEAT) and self.count >= BARRED_AFTER

    def wait_s(self, now: float) -> float:
        """How long it is to wait still; infinite when somebody has to lift it."""
        if self.barred:
            return float("inf")
        if not self.count:
            return 0.0
        whole = LOCK_S if self.locked else min(LONGEST_WAIT_S, 2.0 ** min(self.count - 1, 6))
        return max(0.0, self.last + whole - now)

    def failed(self, now: float) -> Failures:
        """One more. A seat is everybody's: after a quarter of an hour without one its row begins anew."""
        recent = [at for at in self.recent if now - at < LOCK_S]
        before = self.count if recent or not self.key.startswith(SEAT) else 0
        return Failures(key=self.key, count=before + 1, recent=(*recent[1 - LOCK_AFTER :], now))

    def without(self, own: int) -> Failures | None:
        """What is left when who has made so many of them turns out to be the right one; None for nothing.

        Whoever has an account could otherwise try the passwords of all others as fast as the own one is typed between.
        """
        return msgspec.structs.replace(self, count=self.count - own) if self.count > own else None
