"""The rhythm of a day: lines through key points, and small troubles that come and go for ever."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Iterator, Sequence
from math import pi, sin
from random import Random
from typing import NamedTuple

from commandcenter.simulator.services.stage import Act, Asset, Event, raised, returned

SCRIPTED_S = 90.0
"""Length of the written part of the story."""


class Trouble(NamedTuple):
    """A kind of small trouble: how often against the others, what is measured, and what it can befall."""

    type: str
    title: str
    weight: float
    values: Callable[[Random], dict[str, object]]
    assets: Sequence[Asset]


class Pace(NamedTuple):
    """Seconds of the story: first occurrence, mean gap, and the shortest and longest duration."""

    start: float
    gap: float
    shortest: float
    longest: float
    end: float = float("inf")


def calm(troubles: Sequence[Trouble], pace: Pace, random: Random, taken: Iterable[Event] = ()) -> Iterator[Act]:
    """Troubles that come and go, in order of time; one that is still there does not come again.

    `taken` are events whose trouble is never used here, for the script has it.
    """
    busy = {(event["type"], event["subject"]) for event in taken}
    ends: list[tuple[float, int, str, Asset]] = []
    at, number = pace.start, 0
    while at < pace.end:
        while ends and ends[0][0] <= at:
            yield _end(ends, busy)
        trouble = random.choices(troubles, [it.weight for it in troubles])[0]
        asset = random.choice(trouble.assets)
        lasts = random.uniform(pace.shortest, pace.longest)
        values = trouble.values(random)
        if (trouble.type, asset["id"]) not in busy:
            busy.add((trouble.type, asset["id"]))
            heapq.heappush(ends, (at + lasts, number, trouble.type, asset))
            number += 1
            yield Act(at, raised(asset, trouble.type, trouble.title, **values))
        at += pace.gap * random.uniform(0.5, 1.5)
    while ends:
        yield _end(ends, busy)


def _end(ends: list[tuple[float, int, str, Asset]], busy: set[tuple[object, object]]) -> Act:
    at, _, event_type, asset = heapq.heappop(ends)
    busy.discard((event_type, asset["id"]))
    return Act(at, returned(asset, event_type))


def together(*parts: Iterable[Act]) -> Iterator[Act]:
    """Several courses of acts as one, in order of time."""
    return heapq.merge(*parts, key=lambda act: act.at)


def through(points: Sequence[tuple[float, float]], t: float) -> float:
    """The line through (time, value) points at `t`; level before the first and after the last."""
    before = points[0]
    for after in points:
        if t <= after[0]:
            share = (t - before[0]) / (after[0] - before[0]) if after[0] > before[0] else 1.0
            return before[1] + (after[1] - before[1]) * share
        before = after
    return before[1]


def sway(seed: object, t: float, size: float, period: float = 40.0) -> float:
    """A small movement around 0 that never repeats exactly, at most `size`, the same for the same seed."""
    shift = Random(str(seed)).random() * 2 * pi
    return size * (0.6 * sin(2 * pi * t / period + shift) + 0.4 * sin(2 * pi * t / (period * 0.271) + 2.3 * shift))
