"""Finds where on a screen the queue's first row has its text, so that nothing is assumed about the layout.

The newest alarm's title is made solid or thin in a known order; what becomes light and dark in
just that order is its text.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tests.bench.figures import BenchError

SOLID, THIN = "████████", "--------"
ORDER = (True, False, False, True, False)
CONTRAST = 60
LEAST_PIXELS = 150

Box = tuple[int, int, int, int]
Grey = NDArray[np.int16]


def find_text(shots: Sequence[Grey], order: Sequence[bool] = ORDER) -> Box:
    """(x, y, width, height) of the text that was solid where `order` is true. Raises BenchError.

    Other things change too (clocks, counts); few of their pixels follow the order, and none as densely.
    """
    solid = np.min([shot for shot, is_solid in zip(shots, order, strict=True) if is_solid], axis=0)
    thin = np.max([shot for shot, is_solid in zip(shots, order, strict=True) if not is_solid], axis=0)
    follows = solid - thin > CONTRAST
    first, last = _densest(follows.sum(axis=1))
    left, right = _densest(follows[first : last + 1].sum(axis=0))
    pixels = int(follows[first : last + 1, left : right + 1].sum())
    if pixels < LEAST_PIXELS:
        raise BenchError(f"the queue's first row was not found on the screen ({pixels} pixels follow the title)")
    return left, first, right - left + 1, last - first + 1


def _densest(counts: NDArray[Any]) -> tuple[int, int]:
    """The stretch (first, last) without a gap of more than 8 that holds most."""
    held = np.flatnonzero(counts)
    if not held.size:
        return 0, 0
    stretches = np.split(held, np.flatnonzero(np.diff(held) > 8) + 1)
    best = max(stretches, key=lambda stretch: int(counts[stretch].sum()))
    return int(best[0]), int(best[-1])
