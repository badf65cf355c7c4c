"""How one source is heard, as a value."""

from __future__ import annotations

from enum import Enum

import msgspec

from commandcenter.domain.state import Doubt


class SourceState(Enum):
    """The worst thing that can be said of a source; the worst comes first.

    REFUSED: one of both does not let the other in. DOUBT: events are lost, its alarms are not confirmed.
    QUARANTINE: events of it could not be read. LOSING: telemetry or messages of it are being refused or dropped.
    """

    REFUSED = "refused"
    AWAY = "away"
    DOUBT = "doubt"
    QUARANTINE = "quarantine"
    BEHIND = "behind"
    LOSING = "losing"
    NEVER = "never"
    LIVE = "live"

    @property
    def rank(self) -> int:
        """0 is the worst."""
        return _ORDER.index(self)

    @property
    def heard(self) -> bool:
        """Whether its word arrives, late or in part."""
        return self not in (SourceState.REFUSED, SourceState.AWAY, SourceState.NEVER)


_ORDER = tuple(SourceState)


class SourceStatus(msgspec.Struct, frozen=True, kw_only=True):
    """`lag` events not taken in yet, `rate` events a second, `age_s` seconds since its last word; None: not known.

    `trouble` says in the reader's words why one of both does not let the other in; `taken`, `refused` and `dropped`
    count since the core's start, `quarantined` what waits now.
    """

    id: str
    name: str
    state: SourceState
    lag: int | None = None
    rate: float | None = None
    age_s: float | None = None
    trouble: str = ""
    doubt: Doubt | None = None
    taken: int = 0
    refused: int = 0
    dropped: int = 0
    quarantined: int = 0
