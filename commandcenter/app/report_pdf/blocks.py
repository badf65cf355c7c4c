"""The simple parts of a report: headings, paragraphs, figures in boxes, bars, named values, places to sign."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from commandcenter.app.report_pdf.paper import (
    BODY,
    FIGURE,
    SECTION,
    SMALL,
    STRONG,
    Align,
    Face,
    Ink,
    Paper,
    Style,
)

LEAST = 15.0
TITLE = Style(23.0, bold=True, ink=Ink.HEAD, face=Face.SERIF, align=Align.CENTRE, leading=1.3, spacing=108.0)

WHEN, MADE = BODY.but(bold=True), BODY.but(ink=Ink.MUTED, align=Align.RIGHT)


class Title(msgspec.Struct, frozen=True):
    """The head of the first page: whose report, of when, made when."""

    title: str
    left: str
    right: str

    def height(self, paper: Paper, width: float) -> float:
        return paper.height(self.title, self._style(paper, width), width) + self._below(paper, width) + 8.8

    def draw(self, paper: Paper, x: float, y: float, width: float) -> None:
        y += paper.text(x, y, width, self.title, self._style(paper, width)) + 3.0
        paper.text(x, y, self._room(paper, width), self.left, WHEN)
        paper.text(x, y, width, self.right, MADE)
        y += self._below(paper, width)
        paper.rule(x, y, width, Ink.HEAD, 0.7)
        paper.rule(x, y + 1.1, width, Ink.HEAD, 0.2)

    def _room(self, paper: Paper, width: float) -> float:
        """What the words on the right leave."""
        return width - paper.width(self.right, MADE) - 4.0

    def _below(self, paper: Paper, width: float) -> float:
        return max(6.2, paper.height(self.left, WHEN, self._room(paper, width)) + 1.2)

    def _style(self, paper: Paper, width: float) -> Style:
        """As large as it fits into one line, within limits."""
        fitting = TITLE.size * min(1.0, width / paper.width(self.title, TITLE))
        return msgspec.structs.replace(TITLE, size=max(fitting * 0.98 if fitting < TITLE.size else fitting, LEAST))


class Heading(msgspec.Struct, frozen=True):
    """It never stands at the end of a page."""

    text: str
    leads: bool = True

    def height(self, paper: Paper, width: float) -> float:
        return 11.5

    def draw(self, paper: Paper, x: float, y: float, width: float) -> None:
        paper.box(x, y + 4.2, 1.1, 4.6, fill=Ink.HEAD)
        paper.text(x + 3.2, y + 3.2, width, self.text, SECTION)


class Paragraph(msgspec.Struct, frozen=True):
    text: str
    style: Style = BODY
    after: float = 1.5

    def height(self, paper: Paper, width: float) -> float:
        return paper.height(self.text, self.style, width) + self.after

    def draw(self, paper: Paper, x: float, y: float, width: float) -> None:
        paper.text(x, y, width, self.text, self.style)


class Figure(msgspec.Struct, frozen=True):
    """One number that matters, with its name above and a word below."""

    label: str
    value: str
    detail: str = ""
    ink: Ink = Ink.DEEP


class Figures(msgspec.Struct, frozen=True):
    """Numbers side by side."""

    figures: tuple[Figure, ...]

    def height(self, paper: Paper, width: float) -> float:
        return 27.0

    def draw(self, paper: Paper, x: float, y: float, width: float) -> None:
        gap = 3.0
        wide = (width - gap * (len(self.figures) - 1)) / len(self.figures)
        for figure in self.figures:
            paper.box(x, y, wide, 24.5, fill=Ink.BAND, round=0.8)
            paper.box(x, y, wide, 0.7, fill=figure.ink)
            inner = wide - 4.0
            paper.text(x + 2.0, y + 2.6, inner, figure.label, SMALL)
            paper.text(x + 2.0, y + 7.6, inner, figure.value, FIGURE.but(ink=figure.ink))
            paper.text(x + 2.0, y + 17.2, inner, figure.detail, SMALL)
            x += wide + gap


class Bars(msgspec.Struct, frozen=True):
    """One bar for each hour of the day."""

    caption: str
    values: tuple[int, ...]

    def height(self, paper: Paper, width: float) -> float:
        return 46.0

    def draw(self, paper: Paper, x: float, y: float, width: float) -> None:
        paper.text(x, y, width, self.caption, STRONG)
        ground, tall = y + 38.0, 27.0
        most = max([*self.values, 1])
        step = width / len(self.values)
        number = Style(6.5, ink=Ink.MUTED, align=Align.CENTRE)
        for index, value in enumerate(self.values):
            at = x + index * step
            high = tall * value / most
            if value:
                paper.box(at + step * 0.16, ground - high, step * 0.68, high, fill=Ink.DEEP)
                paper.text(at - 2.0, ground - high - 3.6, step + 4.0, str(value), number)
            if index % 3 == 0:
                paper.text(at - 2.0, ground + 0.8, step + 4.0, f"{index:02d}", number)
        paper.rule(x, ground, width, Ink.FAINT, 0.2)


class Named(msgspec.Struct, frozen=True):
    """Names and values in two columns, each value as tall as it has to be."""

    pairs: tuple[tuple[str, str], ...]
    name_width: float = 26.0

    def height(self, paper: Paper, width: float) -> float:
        return sum(self._row(paper, value, width) for _, value in self.pairs) + 1.5

    def draw(self, paper: Paper, x: float, y: float, width: float) -> None:
        for name, value in self.pairs:
            paper.text(x, y + 0.7, self.name_width, name, BODY.but(ink=Ink.MUTED))
            paper.text(x + self.name_width, y + 0.7, width - self.name_width, value, BODY)
            y += self._row(paper, value, width)

    def _row(self, paper: Paper, value: str, width: float) -> float:
        return max(paper.height(value, BODY, width - self.name_width), paper.height("0", BODY, width)) + 1.4


class Signed(msgspec.Struct, frozen=True):
    """A signature by proof: who, when, where, what it means."""

    side: str
    name: str
    lines: tuple[str, ...]
    meaning: str
    digest: str
    given: bool

    def height(self, paper: Paper, width: float) -> float:
        inner = width - 8.0
        lines = sum(paper.height(line, SMALL, inner) for line in (*self.lines, self.digest))
        return 23.0 + lines + paper.height(self.meaning, BODY, inner)

    def draw(self, paper: Paper, x: float, y: float, width: float) -> None:
        tall = self.height(paper, width) - 3.0
        paper.box(x, y, width, tall, line=Ink.RULE, round=0.8)
        paper.box(x, y, width, 0.8, fill=Ink.GREEN if self.given else Ink.FAINT)
        inner = width - 8.0
        y += 3.0
        y += paper.text(x + 4.0, y, inner, self.side, SMALL)
        name = Style(15.0, bold=True, face=Face.SERIF, ink=Ink.TEXT if self.given else Ink.FAINT, leading=1.5)
        y += paper.text(x + 4.0, y, inner, self.name, name) + 0.5
        y += paper.text(x + 4.0, y, inner, self.meaning, BODY) + 0.8
        for line in self.lines:
            y += paper.text(x + 4.0, y, inner, line, SMALL)
        paper.text(x + 4.0, y, inner, self.digest, Style(6.8, ink=Ink.MUTED, face=Face.MONO, leading=1.5))


class Lines(msgspec.Struct, frozen=True):
    """Places where people sign by hand."""

    labels: tuple[str, ...]

    def height(self, paper: Paper, width: float) -> float:
        return 20.0

    def draw(self, paper: Paper, x: float, y: float, width: float) -> None:
        wide = width / len(self.labels)
        for label in self.labels:
            paper.text(x, y + 10.0, wide, label, BODY.but(ink=Ink.MUTED))
            start = paper.width(label, BODY) + 2.0
            paper.rule(x + start, y + 14.6, wide - start - 6.0, Ink.TEXT, 0.2)
            x += wide


def nothing(text: str) -> Paragraph:
    """In place of an empty table."""
    return Paragraph(text, BODY.but(ink=Ink.MUTED), 2.0)


def stacked(texts: Sequence[str]) -> str:
    return "\n".join(text for text in texts if text)
