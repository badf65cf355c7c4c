"""What the plots of the figures need, on paper and on screen: fewer columns, times along the foot, targets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta, tzinfo
from types import MappingProxyType

import msgspec

from commandcenter.domain.priority import Priority

# The shares that ISA-18.2 wants of four priorities.
TARGETS: Mapping[Priority, float] = MappingProxyType(
    {Priority.CRITICAL: 0.01, Priority.MAJOR: 0.05, Priority.MINOR: 0.15, Priority.NOTICE: 0.80}
)
WITHIN = ("10 s", "30 s", "1 min", "2 min", "5 min", "10 min", "30 min", "1 h", "> 1 h")
"""The names of the steps of `figures.WITHIN_S`, and of what is beyond; units are written alike everywhere."""
STEPS = (
    timedelta(minutes=10),
    timedelta(minutes=30),
    timedelta(hours=1),
    timedelta(hours=2),
    timedelta(hours=4),
    timedelta(hours=6),
    timedelta(days=1),
    timedelta(days=2),
    timedelta(days=5),
    timedelta(days=10),
    timedelta(days=30),
    timedelta(days=90),
    timedelta(days=180),
    timedelta(days=365),
)
DAY = timedelta(days=1)


class Tick(msgspec.Struct, frozen=True):
    """`at` from 0 (the beginning) to 1 (the end)."""

    at: float
    label: str


def peaks(tens: Sequence[int], most: int) -> tuple[int, list[int]]:
    """At most `most` columns: how many parts of ten minutes each stands for, and the highest of them."""
    if most < 1 or not tens:
        return 1, []
    each = -(-len(tens) // most)
    return each, [max(tens[at : at + each]) for at in range(0, len(tens), each)]


def ticks(begins: datetime, ends: datetime, zone: tzinfo | None, most: int) -> list[Tick]:
    """Round times of the clocks in `zone`, at most so many of them."""
    span = ends - begins
    step = next((it for it in STEPS if span / it <= most), STEPS[-1])
    at = _round_up(begins.astimezone(zone), step)
    found = []
    while at < ends and span:
        local = at.astimezone(zone)
        found.append(Tick((at - begins) / span, local.strftime("%m-%d" if step >= DAY else "%H:%M")))
        at += step
    return found


def _round_up(moment: datetime, step: timedelta) -> datetime:
    """The next whole step of the day; of steps of days the next midnight."""
    midnight = moment.replace(hour=0, minute=0, second=0, microsecond=0)
    if step >= DAY:
        return midnight if moment == midnight else midnight + DAY
    steps = -((midnight - moment) // step)
    return midnight + steps * step


def split_key(name: str) -> tuple[str, str, str]:
    """Of "source/type/subject"."""
    source, _, rest = name.partition("/")
    kind, _, subject = rest.partition("/")
    return source, kind, subject
