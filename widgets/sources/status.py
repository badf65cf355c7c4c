"""How one source is heard, as a value."""

from __future__ import annotations

from enum import Enum

import msgspec


class SourceState(Enum):
    LIVE = "live"
    BEHIND = "behind"
    AWAY = "away"
    NEVER = "never"


class SourceStatus(msgspec.Struct, frozen=True, kw_only=True):
    """`lag` events not taken in yet, `rate` events a second, `age_s` seconds since its last word; None: not known."""

    id: str
    name: str
    state: SourceState
    lag: int | None = None
    rate: float | None = None
    age_s: float | None = None
