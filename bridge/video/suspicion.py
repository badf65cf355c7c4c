"""Which addresses may be killing their workers: pure, remembered by address, so that reopening washes nobody clean."""

from __future__ import annotations

from collections.abc import Iterable

TWICE_WITHIN_S = 60.0
REMEMBERED_S = 600.0


class Suspicion:
    """Times are time.monotonic() seconds. What is older than ten minutes is forgotten."""

    def __init__(self) -> None:
        self._falls: dict[str, list[float]] = {}
        self._suspects: dict[str, float] = {}

    def fell(self, addresses: Iterable[str], now: float) -> bool:
        """Their worker has fallen; True when that makes all of them suspect: one saw it twice within a minute."""
        met = set(addresses)
        for address in met:
            recent = [at for at in self._falls.get(address, ()) if now - at < TWICE_WITHIN_S]
            self._falls[address] = [*recent, now]
        twice = any(len(self._falls[address]) > 1 for address in met)
        if twice:
            self._suspects.update(dict.fromkeys(met, now))
        self._forget(now)
        return twice

    def confirm(self, address: str, now: float) -> None:
        """Its worker fell while it was alone in it."""
        self._suspects[address] = now

    def clear(self, address: str) -> None:
        """It was alone for long and nothing happened."""
        self._falls.pop(address, None)
        self._suspects.pop(address, None)

    def holds(self, address: str, now: float) -> bool:
        """Whether it should be alone."""
        return now - self._suspects.get(address, -REMEMBERED_S) < REMEMBERED_S

    def _forget(self, now: float) -> None:
        self._falls = {it: times for it, times in self._falls.items() if now - times[-1] < TWICE_WITHIN_S}
        self._suspects = {it: at for it, at in self._suspects.items() if now - at < REMEMBERED_S}
