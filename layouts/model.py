"""What a layout file says: screens, each a nest of rows and columns with named widgets in it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

import msgspec

VERSION = 1

Pixels = Annotated[int, msgspec.Meta(ge=0, le=4000)]
Share = Annotated[int, msgspec.Meta(ge=0, le=100)]
Name = Annotated[str, msgspec.Meta(min_length=1, max_length=64)]
Option = str | bool | int | float


class LayoutError(Exception):
    """A layout that cannot be shown; the text names the file, the place in it, and what is wrong there."""


class Box(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Exactly one of `widget`, `rows` (from top to bottom) and `columns` (from left to right).

    `size` is the box's extent along its parent in logical pixels, 0 for a share of what
    is left: `stretch` parts of it. `gap` lies between its children, `margin` around them.
    """

    widget: str = ""
    options: dict[str, Option] = {}
    rows: tuple[Box, ...] = ()
    columns: tuple[Box, ...] = ()
    stretch: Share = 1
    size: Pixels = 0
    gap: Pixels = 0
    margin: Pixels = 0
    ruled: bool = False

    def children(self) -> Iterator[tuple[str, Box]]:
        """(place of the child in the file, the child)."""
        for kind, boxes in (("rows", self.rows), ("columns", self.columns)):
            for at, box in enumerate(boxes):
                yield f"{kind}[{at}]", box


class Screen(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`title` is the window's name, in English."""

    name: Name
    title: str = ""
    body: Box


class Layout(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    version: int
    screens: Annotated[tuple[Screen, ...], msgspec.Meta(min_length=1, max_length=16)]


class LayoutFile(msgspec.Struct, frozen=True, kw_only=True):
    """A layout with the name of the file that it came from, for messages."""

    path: str
    layout: Layout
