"""Two ways of doing the same work, in turn, so that whatever else the machine does meets both alike."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Sequence
from statistics import median

import msgspec

Work = Callable[[], int]


class Rates(msgspec.Struct, frozen=True, kw_only=True):
    """Pieces of work a second: the middle round of each way; `ratio` is the middle one of ours to the rival's."""

    ours: float
    rival: float
    ratio: float
    pieces: int
    rounds: tuple[tuple[float, float], ...]


def compare(ours: Work, rival: Work, rounds: int) -> Rates:
    """`ours` and `rival` do a round of work and return how many pieces that was; the first round is for warming up."""
    pieces = 0
    rates: list[tuple[float, float]] = []
    for number in range(rounds + 1):
        done, mine = _timed(ours)
        _, theirs = _timed(rival)
        if number:
            pieces += done
            rates.append((mine, theirs))
    return _middle(rates, pieces)


def _middle(rates: Sequence[tuple[float, float]], pieces: int) -> Rates:
    return Rates(
        ours=median(mine for mine, _ in rates),
        rival=median(theirs for _, theirs in rates),
        ratio=median(mine / theirs for mine, theirs in rates),
        pieces=pieces,
        rounds=tuple(rates),
    )


def _timed(work: Work) -> tuple[int, float]:
    """Pieces, and pieces a second; rubbish of the round before is not charged to this one."""
    gc.collect()
    began = time.perf_counter()
    pieces = work()
    return pieces, pieces / (time.perf_counter() - began)
