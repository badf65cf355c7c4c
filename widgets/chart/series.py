"""A bounded run of measured points, and as few of them as a screen can show."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Points: TypeAlias = NDArray[np.float64]


class Series:
    """The newest `capacity` points in the order of time; older ones fall out."""

    def __init__(self, capacity: int = 7200) -> None:
        self._capacity = capacity
        self._times: Points = np.empty(0)
        self._values: Points = np.empty(0)

    def __len__(self) -> int:
        return len(self._times)

    @property
    def times(self) -> Points:
        """Seconds since 1970, ascending."""
        return self._times

    @property
    def values(self) -> Points:
        return self._values

    def replace(self, times: Sequence[float] | Points, values: Sequence[float] | Points) -> None:
        """Raises ValueError when there is not one value for each time; points that are not numbers are left out."""
        at, value = np.asarray(times, dtype=np.float64), np.asarray(values, dtype=np.float64)
        if at.shape != value.shape or at.ndim != 1:
            raise ValueError(f"{at.shape} times do not go with {value.shape} values")
        good = np.isfinite(at) & np.isfinite(value)
        at, value = at[good], value[good]
        order = np.argsort(at, kind="stable")[-self._capacity :]
        self._times, self._values = at[order], value[order]

    def extend(self, times: Sequence[float] | Points, values: Sequence[float] | Points) -> None:
        at, value = np.asarray(times, dtype=np.float64), np.asarray(values, dtype=np.float64)
        self.replace(np.concatenate([self._times, at]), np.concatenate([self._values, value]))

    def since(self, start: float) -> tuple[Points, Points]:
        first = int(np.searchsorted(self._times, start))
        return self._times[first:], self._values[first:]


def thinned(times: Points, values: Points, columns: int) -> tuple[Points, Points]:
    """At most two points, the least and the greatest, for each of `columns`: no peak is lost."""
    count = len(times)
    if count <= columns * 2 or columns < 1:
        return times, values
    edges = np.linspace(0, count, columns + 1).astype(np.intp)
    starts = edges[:-1]
    low = starts + [int(np.argmin(values[a:b])) for a, b in zip(starts, edges[1:], strict=True)]
    high = starts + [int(np.argmax(values[a:b])) for a, b in zip(starts, edges[1:], strict=True)]
    kept = np.unique(np.concatenate([low, high]))
    return times[kept], values[kept]
