"""Tables that go on over pages, each time under their headings."""

from __future__ import annotations

import msgspec

from commandcenter.app.report_pdf.paper import BODY, SMALL, STRONG, Align, Ink, Paper, Style
from commandcenter.domain.priority import Priority

PAD = 1.25
SIDE = 1.4
MARK = 3.6
TALL, ROOM = 120.0, 40.0


class Column(msgspec.Struct, frozen=True):
    """`share` of the table's width; all shares are taken together."""

    title: str
    share: float
    align: Align = Align.LEFT
    style: Style = BODY


class Cell(msgspec.Struct, frozen=True):
    """Text in its own way; before it `priority`'s mark, or a `dot` of a colour."""

    text: str
    style: Style | None = None
    dot: Ink | None = None
    priority: Priority | None = None

    @property
    def marked(self) -> bool:
        return self.dot is not None or self.priority is not None


Row = tuple[str | Cell, ...]


class Table(msgspec.Struct, frozen=True):
    """`caption` stands above, also where the table goes on."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    caption: str = ""

    def height(self, paper: Paper, width: float) -> float:
        return self._head(paper, width) + sum(self._row(paper, row, width) for row in self.rows) + 3.0

    def draw(self, paper: Paper, x: float, y: float, width: float) -> None:
        if self.caption:
            y += paper.text(x, y, width, self.caption, STRONG) + 0.8
        y = self._draw_head(paper, x, y, width)
        for row in self.rows:
            tall = self._row(paper, row, width)
            self._draw_row(paper, x, y, width, row)
            y += tall
            paper.rule(x, y, width)

    def split(self, paper: Paper, width: float, room: float, fresh: bool) -> tuple[Table | None, Table | None]:
        """As many rows as fit; none is divided but one that would leave half a page empty, or takes more than one."""
        left = left_at_first = room - self._head(paper, width) - 3.0
        fitting = 0
        for row in self.rows:
            left -= self._row(paper, row, width)
            if left < 0:
                break
            fitting += 1
        if self.rows and not fitting and (fresh or (room > ROOM and self._row(paper, self.rows[0], width) > TALL)):
            first, rest = self._divided(paper, self.rows[0], width, left_at_first)
            return self._with(first), self._with(rest, *self.rows[1:])
        # One row alone under a heading looks lost, and so does one that is left over.
        if not fresh and fitting < min(2, len(self.rows)):
            return None, self
        if fitting >= len(self.rows):
            return self, None
        return self._with(*self.rows[:fitting]), self._with(*self.rows[fitting:])

    def _with(self, *rows: Row) -> Table:
        return msgspec.structs.replace(self, rows=rows)

    def _divided(self, paper: Paper, row: Row, width: float, room: float) -> tuple[Row, Row]:
        first, rest = [], []
        for cell, style, wide in self._cells(row, width):
            head, tail = paper.broken(cell.text, style, _room(cell, wide), room - 2 * PAD)
            first.append(msgspec.structs.replace(cell, text=head))
            rest.append(msgspec.structs.replace(cell, text=tail, dot=None, priority=None))
        return tuple(first), tuple(rest)

    def _widths(self, width: float) -> list[float]:
        whole = sum(column.share for column in self.columns)
        return [width * column.share / whole for column in self.columns]

    def _head(self, paper: Paper, width: float) -> float:
        caption = paper.height(self.caption, STRONG, width) + 0.8 if self.caption else 0.0
        return caption + self._titles(paper, width)

    def _titles(self, paper: Paper, width: float) -> float:
        wides = zip(self.columns, self._widths(width), strict=True)
        # As bold as it is drawn: else a title that just fits runs over the first row.
        style = SMALL.but(bold=True)
        return max(paper.height(column.title, style, wide - 2 * SIDE) for column, wide in wides) + 2 * PAD

    def _draw_head(self, paper: Paper, x: float, y: float, width: float) -> float:
        tall = self._titles(paper, width)
        paper.box(x, y, width, tall, fill=Ink.BAND)
        paper.rule(x, y, width, Ink.DEEP, 0.35)
        at = x
        for column, wide in zip(self.columns, self._widths(width), strict=True):
            style = SMALL.but(bold=True, align=column.align)
            paper.text(at + SIDE, y + PAD, wide - 2 * SIDE, column.title, style)
            at += wide
        return y + tall

    def _cells(self, row: Row, width: float) -> list[tuple[Cell, Style, float]]:
        cells = []
        for value, column, wide in zip(row, self.columns, self._widths(width), strict=True):
            cell = value if isinstance(value, Cell) else Cell(value)
            style = (cell.style or column.style).but(align=column.align)
            cells.append((cell, style, wide))
        return cells

    def _row(self, paper: Paper, row: Row, width: float) -> float:
        heights = [
            paper.height(cell.text or " ", style, _room(cell, wide)) for cell, style, wide in self._cells(row, width)
        ]
        return max(heights) + 2 * PAD

    def _draw_row(self, paper: Paper, x: float, y: float, width: float, row: Row) -> None:
        for cell, style, wide in self._cells(row, width):
            at = x + SIDE
            if cell.priority is not None:
                paper.mark(at - 0.2, y + PAD + 0.9, 2.8, cell.priority)
            elif cell.dot is not None:
                paper.box(at, y + PAD + 1.1, 2.2, 2.2, fill=cell.dot, round=0.4)
            at += MARK if cell.marked else 0.0
            paper.text(at, y + PAD, _room(cell, wide), cell.text, style)
            x += wide


def _room(cell: Cell, wide: float) -> float:
    return wide - 2 * SIDE - (MARK if cell.marked else 0.0)
