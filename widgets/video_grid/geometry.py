"""How tiles share a rectangle: seven layouts of 1 to 25 tiles, pure arithmetic in pixels."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from types import MappingProxyType
from typing import NamedTuple


class Box(NamedTuple):
    """In pixels, or in units of a layout's raster."""

    x: int
    y: int
    width: int
    height: int

    @property
    def right(self) -> int:
        return self.x + self.width

    @property
    def bottom(self) -> int:
        return self.y + self.height


class Layout(Enum):
    """By the number of tiles; 6 and 8 have one large tile at the upper left."""

    ONE = 1
    FOUR = 4
    SIX = 6
    EIGHT = 8
    NINE = 9
    SIXTEEN = 16
    TWENTY_FIVE = 25

    @property
    def tiles(self) -> int:
        return self.value


# Units across and down, and how many of them the first tile takes.
_RASTERS: Mapping[Layout, tuple[int, int]] = MappingProxyType({
    Layout.ONE: (1, 1),
    Layout.FOUR: (2, 1),
    Layout.SIX: (3, 2),
    Layout.EIGHT: (4, 3),
    Layout.NINE: (3, 1),
    Layout.SIXTEEN: (4, 1),
    Layout.TWENTY_FIVE: (5, 1),
})  # fmt: skip


def raster(layout: Layout) -> int:
    """How many units the layout has across, and as many down."""
    return _RASTERS[layout][0]


def units(layout: Layout) -> tuple[Box, ...]:
    """The tiles on the layout's raster, in reading order of their upper left corners."""
    across, large = _RASTERS[layout]
    boxes = [Box(0, 0, large, large)]
    for at in range(across * across):
        x, y = at % across, at // across
        if x >= large or y >= large:
            boxes.append(Box(x, y, 1, 1))
    return tuple(boxes)


def rectangles(layout: Layout, width: int, height: int, gap: int) -> tuple[Box, ...]:
    """The tiles in pixels: they fill width × height, `gap` lies between two, and none is empty when there is room."""
    across = raster(layout)

    def edge(unit: int, length: int) -> int:
        return unit * (length + gap) // across

    def side(start: int, count: int, length: int) -> int:
        return max(0, edge(start + count, length) - gap - edge(start, length))

    return tuple(
        Box(edge(it.x, width), edge(it.y, height), side(it.x, it.width, width), side(it.y, it.height, height))
        for it in units(layout)
    )


def fitting_height(layout: Layout, width: int, gap: int, foot: int) -> int:
    """Of a grid so wide whose tiles are 16 to 9 with `foot` pixels below: more of it would only be black."""
    across = raster(layout)
    side = max(0, width - (across - 1) * gap) / across
    return (round(side * 9 / 16) + foot) * across + (across - 1) * gap


def neighbour(layout: Layout, at: int, across: int, down: int) -> int:
    """The tile beside tile `at`: one of `across` and `down` is −1 or 1; `at` itself at the rim."""
    boxes = units(layout)
    own = boxes[at]
    found = [
        (_distance(own, it, across, down), number)
        for number, it in enumerate(boxes)
        if number != at and _lies(own, it, across, down)
    ]
    return min(found)[1] if found else at


def _lies(own: Box, it: Box, across: int, down: int) -> bool:
    """Whether `it` lies on that side of `own` and has a piece of its row or column."""
    if across:
        beside = it.x >= own.right if across > 0 else it.right <= own.x
        return beside and it.y < own.bottom and own.y < it.bottom
    beside = it.y >= own.bottom if down > 0 else it.bottom <= own.y
    return beside and it.x < own.right and own.x < it.right


def _distance(own: Box, it: Box, across: int, down: int) -> tuple[int, int]:
    """Nearest first; of several as near the one whose upper or left edge lies nearest to this one's."""
    if across:
        return abs(it.x - own.x), abs(it.y - own.y)
    return abs(it.y - own.y), abs(it.x - own.x)


def fitting(tiles: int) -> Layout:
    """The smallest layout that shows so many, or the largest."""
    return next((layout for layout in Layout if layout.tiles >= tiles), Layout.TWENTY_FIVE)
