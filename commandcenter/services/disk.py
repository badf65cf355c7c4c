"""The disks under the journal and under its checkpoints: alarms of the centre's own before they are full."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType

import msgspec

from commandcenter.domain.catalogue import Catalogue
from commandcenter.domain.events import Value
from commandcenter.domain.journal import Draft
from commandcenter.domain.state import State
from commandcenter.services import own_alarms

DATA, SECOND = "data", "second-place"
FULL, SHORT, FILLING = "disk.full", "disk.short", "disk.filling"
# A disk that breathes around a threshold does not ring each time.
BACK = 0.03
MB = 1_000_000

Levels = Mapping[str, float]
"""From which share in use on each alarm holds, the gravest first. Only the gravest one that holds stands."""


def levels(filling: float, short: float, full: float) -> Levels:
    """Shares of 1."""
    return MappingProxyType({FULL: full, SHORT: short, FILLING: filling})


class DiskUse(msgspec.Struct, frozen=True, kw_only=True):
    """Bytes of a disk; `used` is the share of 1 of what may be used at all. `full`: it has refused something."""

    place: str
    folder: str
    free: int
    total: int
    used: float
    full: bool = False


def look(state: State, uses: Sequence[DiskUse], wanted: Levels, catalogue: Catalogue, now: datetime) -> list[Draft]:
    """What has changed of one of the disks: alarms are numbered one after another, so the others come next time."""
    found = (list(_moves(state, use, wanted, catalogue, now)) for use in uses)
    return next((drafts for drafts in found if drafts), [])


def level(use: DiskUse, wanted: Levels, present: str = "") -> str:
    """The alarm that holds, "" for none; what is `present` is only left when it is clearly over."""
    order = list(wanted)
    for type_name, threshold in wanted.items():
        kept = bool(present) and order.index(type_name) >= order.index(present)
        if use.used >= threshold - (BACK if kept else 0.0) or (use.full and type_name == FULL):
            return type_name
    return ""


def _moves(state: State, use: DiskUse, wanted: Levels, catalogue: Catalogue, now: datetime) -> Iterator[Draft]:
    active = [it for it in wanted if own_alarms.active(state, it, use.place)]
    holds = level(use, wanted, active[0] if active else "")
    if holds:
        values: dict[str, Value] = {
            "used_pct": float(round(100 * use.used)),
            "free_mb": float(use.free // MB),
            "folder": use.folder[-200:],
        }
        yield from own_alarms.raise_once(state, holds, use.place, values, catalogue, now)
    for over in active:
        if over != holds:
            yield from own_alarms.end(state, over, use.place, now)
