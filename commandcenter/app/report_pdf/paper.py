"""A sheet of A4 in millimetres: text with its lines broken, rules, boxes; the looks of all reports."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from types import MappingProxyType
from unicodedata import category

import msgspec
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPagedPaintDevice, QPainter, QPen, QTextLayout, QTextOption

from commandcenter.domain.priority import Priority
from widgets.kit.marks import mark_path

WIDTH, HEIGHT = 210.0, 297.0
LEFT, RIGHT, TOP, BOTTOM = 20.0, 20.0, 20.0, 20.0
INNER = WIDTH - LEFT - RIGHT
POINT_MM = 25.4 / 72

SANS = ["Noto Sans CJK SC", "Source Han Sans SC", "Microsoft YaHei", "PingFang SC", "Noto Sans", "DejaVu Sans"]
SERIF = ["Noto Serif CJK SC", "Source Han Serif SC", "SimSun", "Songti SC", "DejaVu Serif"]
MONO = ["DejaVu Sans Mono", "Noto Sans Mono CJK SC", "Consolas", "Menlo"]


class Ink(Enum):
    """The colours on paper, dark enough for a grey printer."""

    TEXT = "#1d232a"
    MUTED = "#5c6873"
    FAINT = "#97a1aa"
    RULE = "#c9d0d6"
    BAND = "#f1f4f6"
    WASH = "#f8dfdd"
    HEAD = "#b3131b"
    DEEP = "#1c3f5e"
    RED = "#c62828"
    ORANGE = "#d9741a"
    YELLOW = "#c29a00"
    BLUE = "#2b6cb0"
    GREEN = "#2e7d4f"
    WHITE = "#ffffff"


INKS: Mapping[Priority, Ink] = MappingProxyType(
    {
        Priority.CRITICAL: Ink.RED,
        Priority.MAJOR: Ink.ORANGE,
        Priority.MINOR: Ink.YELLOW,
        Priority.NOTICE: Ink.BLUE,
    }
)


class Align(Enum):
    LEFT = "left"
    CENTRE = "centre"
    RIGHT = "right"


class Face(Enum):
    SANS = "sans"
    SERIF = "serif"
    MONO = "mono"


class Style(msgspec.Struct, frozen=True):
    """`size` in points, `leading` in lines of that size, `spacing` between letters in percent."""

    size: float
    bold: bool = False
    ink: Ink = Ink.TEXT
    face: Face = Face.SANS
    align: Align = Align.LEFT
    leading: float = 1.45
    spacing: float = 100.0

    def but(self, ink: Ink | None = None, bold: bool | None = None, align: Align | None = None) -> Style:
        return msgspec.structs.replace(
            self,
            ink=self.ink if ink is None else ink,
            bold=self.bold if bold is None else bold,
            align=self.align if align is None else align,
        )


BODY = Style(9.0)
SMALL = Style(7.5, ink=Ink.MUTED)
STRONG = Style(9.0, bold=True)
SECTION = Style(12.5, bold=True, ink=Ink.DEEP)
FIGURE = Style(19.0, bold=True, ink=Ink.DEEP, leading=1.15)
CODE = Style(8.0, face=Face.MONO)

_FAMILIES = {Face.SANS: SANS, Face.SERIF: SERIF, Face.MONO: MONO}
_FLAGS = {
    Align.LEFT: Qt.AlignmentFlag.AlignLeft,
    Align.CENTRE: Qt.AlignmentFlag.AlignHCenter,
    Align.RIGHT: Qt.AlignmentFlag.AlignRight,
}


def shown(text: str) -> str:
    """Without what turns the writing round, hides words or is no character; lines may be broken."""
    kept = (it for it in text.replace("\t", " ") if it == "\n" or category(it) not in ("Cc", "Cf", "Cs", "Co", "Cn"))
    return "".join(" " if category(it) in ("Zl", "Zp") else it for it in kept)


class Paper:
    """Draws on one page after the other; all lengths are in millimetres from the sheet's upper left corner.

    `written` are the characters that were drawn, `fonts` those that they were drawn in.
    """

    def __init__(self, device: QPagedPaintDevice, painter: QPainter) -> None:
        self._device = device
        self._painter = painter
        self._per_mm = device.logicalDpiX() / 25.4
        self.written: set[str] = set()
        self.fonts: dict[tuple[Face, bool], QFont] = {}

    def new_page(self) -> None:
        self._device.newPage()

    def height(self, text: str, style: Style, width: float) -> float:
        """Of the text within `width`."""
        layout = self._layout(text, style, width)
        return layout.lineCount() * self._leading(style)

    def width(self, text: str, style: Style) -> float:
        """Of the text in one line."""
        layout = self._layout(text, style, 10_000.0)
        return layout.lineAt(0).naturalTextWidth() / self._per_mm if layout.lineCount() else 0.0

    def broken(self, text: str, style: Style, width: float, room: float) -> tuple[str, str]:
        """What of the text fits into `room`, at least a line of it, and the rest."""
        text = shown(text)
        layout = self._layout(text, style, width)
        fitting = max(1, int(room / self._leading(style)))
        if layout.lineCount() <= fitting:
            return text, ""
        # Qt counts in UTF-16.
        at, units = 2 * layout.lineAt(fitting).textStart(), text.encode("utf-16-le")
        head, tail = (part.decode("utf-16-le") for part in (units[:at], units[at:]))
        return head.removesuffix("\n"), tail

    def text(self, x: float, y: float, width: float, text: str, style: Style) -> float:
        """Draws it with its upper left corner at (x, y); returns its height."""
        layout = self._layout(text, style, width)
        self.written.update(shown(text))
        self.fonts.setdefault((style.face, style.bold), self._font(style))
        self._painter.setPen(QColor(style.ink.value))
        leading = self._leading(style)
        for number in range(layout.lineCount()):
            line = layout.lineAt(number)
            gap = (leading * self._per_mm - line.height()) / 2
            top = (y + number * leading) * self._per_mm + gap
            line.setPosition(QPointF(line.position().x(), 0.0))
            line.draw(self._painter, QPointF(x * self._per_mm, top))
        return layout.lineCount() * leading

    def rule(self, x: float, y: float, width: float, ink: Ink = Ink.RULE, thickness: float = 0.18) -> None:
        self.box(x, y, width, thickness, fill=ink)

    def box(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        *,
        fill: Ink | None = None,
        line: Ink | None = None,
        round: float = 0.0,
    ) -> None:
        """A rectangle; the line is a hair inside."""
        pen = QPen(QColor(line.value), 0.2 * self._per_mm) if line else QPen(Qt.PenStyle.NoPen)
        self._painter.setPen(pen)
        self._painter.setBrush(QColor(fill.value) if fill else Qt.BrushStyle.NoBrush)
        rect = QRectF(*(length * self._per_mm for length in (x, y, width, height)))
        self._painter.drawRoundedRect(rect, round * self._per_mm, round * self._per_mm)

    def mark(self, x: float, y: float, side: float, priority: Priority) -> None:
        """A priority's shape in its colour, as on every screen."""
        box = QRectF(*(length * self._per_mm for length in (x, y, side, side)))
        self._painter.fillPath(mark_path(priority, box), QColor(INKS[priority].value))

    def _layout(self, text: str, style: Style, width: float) -> QTextLayout:
        layout = QTextLayout(shown(text).replace("\n", "\u2028"), self._font(style), self._device)
        option = QTextOption(_FLAGS[style.align])
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layout.setTextOption(option)
        layout.beginLayout()
        while (line := layout.createLine()).isValid():
            line.setLineWidth(width * self._per_mm)
        layout.endLayout()
        return layout

    def _font(self, style: Style) -> QFont:
        font = QFont(_FAMILIES[style.face])
        font.setPointSizeF(style.size)
        font.setWeight(QFont.Weight.Bold if style.bold else QFont.Weight.Normal)
        font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
        # Local forms of digits are glyphs without a character: a reader of the file could not copy or search them.
        font.setFeature(QFont.Tag("locl"), 0)
        if style.spacing != 100.0:
            font.setLetterSpacing(QFont.SpacingType.PercentageSpacing, style.spacing)
        return font

    def _leading(self, style: Style) -> float:
        return style.size * style.leading * POINT_MM
