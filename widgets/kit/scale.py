"""Type sizes and row heights: the desk is read from 70 cm, the wall from 8 m."""

from __future__ import annotations

from enum import Enum

import msgspec
from PySide6.QtGui import QFont

FAMILIES = ("Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "Microsoft YaHei", "PingFang SC")


class Role(Enum):
    """What a piece of text is; its size follows from the scale."""

    SMALL = "small"
    BODY = "body"
    HEADING = "heading"
    TITLE = "title"
    FIGURE = "figure"


class Sizes(msgspec.Struct, frozen=True, kw_only=True):
    """Logical pixels on a screen of 1080 lines; distances are multiples of 8, or its half inside a row."""

    small: int
    body: int
    heading: int
    title: int
    figure: int
    row: int
    header: int
    mark: int
    gap: int
    pad: int

    def of(self, role: Role) -> int:
        match role:
            case Role.SMALL:
                return self.small
            case Role.BODY:
                return self.body
            case Role.HEADING:
                return self.heading
            case Role.TITLE:
                return self.title
            case Role.FIGURE:
                return self.figure


_CONSOLE = Sizes(small=13, body=14, heading=16, title=18, figure=28, row=32, header=40, mark=14, gap=8, pad=16)
_WALL = Sizes(small=28, body=30, heading=44, title=44, figure=96, row=64, header=80, mark=28, gap=16, pad=24)


class Scale(Enum):
    WALL = "wall"
    CONSOLE = "console"

    @property
    def sizes(self) -> Sizes:
        return _WALL if self is Scale.WALL else _CONSOLE

    def font(self, role: Role = Role.BODY, *, bold: bool = False) -> QFont:
        return make_font(self.sizes.of(role), bold=bold)


def make_font(pixels: int, *, bold: bool = False) -> QFont:
    """The program's family in one of its two weights, with figures that are all of one width."""
    font = QFont()
    font.setFamilies([*FAMILIES, *font.families()])
    font.setPixelSize(pixels)
    font.setWeight(QFont.Weight.Bold if bold else QFont.Weight.Normal)
    font.setFeature(QFont.Tag("tnum"), 1)
    return font
