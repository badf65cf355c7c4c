"""The core's figures at one moment, for whoever watches over its operation; nothing in them changes any more."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from commandcenter.services.tally import Durations


class SourceFigures(msgspec.Struct, frozen=True, kw_only=True):
    """`source` is an id of the settings; `state` connecting, live or lost; `in_trouble`: it is not talked to."""

    source: str
    state: str
    taken: int
    refused: int
    dropped: int
    lag: int
    rate: float
    silent_s: float
    quarantined: int
    in_trouble: bool
    in_doubt: bool


class SeatFigures(msgspec.Struct, frozen=True, kw_only=True):
    """All seats of one kind: how many there are, how many of them are behind, the most entries that one has unread."""

    kind: str
    seats: int
    behind: int
    unread: int


class SealFigures(msgspec.Struct, frozen=True, kw_only=True):
    """The newest checkpoint: its entries, when it was signed (s since 1970, 0 for none), how many are `placed` too."""

    size: int
    at: float
    placed: int
    place_in_trouble: bool


class DiskFigures(msgspec.Struct, frozen=True, kw_only=True):
    """`place` is data or second-place; `used` a share of 1 of what may be used at all."""

    place: str
    free: int
    total: int
    used: float


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """`at` and `started` are seconds since 1970; `alarms` by priority and state; `kinds` since the core's start."""

    at: float
    started: float
    version: str
    trouble: bool
    journal: int
    kinds: Mapping[str, int]
    commits: Durations
    commits_failed: int
    alarms: Mapping[tuple[str, str], int]
    sources: tuple[SourceFigures, ...]
    seats: tuple[SeatFigures, ...]
    telemetry_keys: int
    telemetry_refused: int
    telemetry_dropped: int
    sessions: int
    sessions_locked: int
    seal: SealFigures | None
    disks: tuple[DiskFigures, ...]
    reserve: int
