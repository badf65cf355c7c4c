"""The plots of the quality report: calls over time, the worst alarms, shares, how soon people took notice."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, tzinfo

import msgspec

from commandcenter.app.report_pdf.paper import BODY, INKS, SMALL, STRONG, Align, Ink, Paper
from commandcenter.domain.priority import Priority
from commandcenter.services.quality.charting import TARGETS, peaks, ticks
from commandcenter.services.quality.floods import BEGINS_ABOVE, Flood

LIMITS = ((1, Ink.GREEN), (2, Ink.YELLOW), (BEGINS_ABOVE, Ink.RED))
SCALE = 9.0
"""Millimetres at the left for the scale."""
TIGHT = SMALL.but(ink=Ink.MUTED)
COLUMN = 0.55
"""Millimetres; narrower cannot be told apart on paper."""


class Legend(msgspec.Struct, frozen=True):
    """What the colours mean, on one line."""

    items: tuple[tuple[Ink, str], ...]

    def height(self, paper: Paper, width: float) -> float:
        return 5.5

    def draw(self, paper: Paper, x: float, y: float, width: float) -> None:
        for ink, text in self.items:
            paper.box(x, y + 1.2, 3.4, 1.5, fill=ink)
            paper.text(x + 4.6, y, width, text, TIGHT)
            x += 4.6 + paper.width(text, TIGHT) + 6.0


class Rate(msgspec.Struct, frozen=True):
    """Calls per ten minutes from `begins` to `ends`, with the limits and the floods behind them.

    `tall` is the drawing's height; the scale goes up to `most`, if not further.
    """

    tens: tuple[int, ...]
    floods: tuple[Flood, ...]
    begins: datetime
    ends: datetime
    zone: tzinfo
    tall: float = 42.0
    most: int = 0

    def height(self, paper: Paper, width: float) -> float:
        return self.tall + 8.0

    def draw(self, paper: Paper, x: float, y: float, width: float) -> None:
        x, width, tall = x + SCALE, width - SCALE, self.tall
        most = max(BEGINS_ABOVE + 2, self.most, *self.tens)
        ground = y + tall
        self._draw_floods(paper, x, y, width, tall)
        _draw_scale(paper, x, ground, tall, most)
        _, columns = peaks(self.tens, int(width / COLUMN))
        step = width / max(1, len(columns))
        for at, count in enumerate(columns):
            if count:
                high = tall * count / most
                ink = Ink.RED if count > BEGINS_ABOVE else Ink.DEEP
                paper.box(x + at * step + step * 0.08, ground - high, step * 0.84, high, fill=ink)
        for limit, ink in LIMITS:
            paper.rule(x, ground - tall * limit / most - 0.1, width, ink, 0.25)
        paper.rule(x, ground, width, Ink.FAINT, 0.25)
        for tick in ticks(self.begins, self.ends, self.zone, 9):
            left = x + width * tick.at
            paper.box(left, ground, 0.18, 1.2, fill=Ink.FAINT)
            if tick.at > 0.0:
                paper.text(left - 10.0, ground + 1.6, 20.0, tick.label, TIGHT.but(align=Align.CENTRE))

    def _draw_floods(self, paper: Paper, x: float, y: float, width: float, tall: float) -> None:
        span = (self.ends - self.begins).total_seconds() or 1.0
        for flood in self.floods:
            left = (flood.begins - self.begins).total_seconds() / span
            wide = max(min(flood.seconds(self.ends) / span, 1.0 - left), 0.0)
            paper.box(x + width * left, y, max(width * wide, 0.3), tall, fill=Ink.WASH)


def _draw_scale(paper: Paper, x: float, ground: float, tall: float, most: int) -> None:
    step: int = next(it for it in (2, 5, 10, 20, 50, 100, 200, 500, 1000, 10**9) if tall * it / most >= 5.0)
    for value in range(0, most + 1, step):
        at = ground - tall * value / most
        paper.text(x - SCALE, at - 1.9, SCALE - 1.6, str(value), TIGHT.but(align=Align.RIGHT))
        paper.rule(x - 0.9, at, 0.9, Ink.FAINT)


class Worst(msgspec.Struct, frozen=True):
    """One of the alarms that called most, by the share of all calls it and those before it have."""

    name: str
    priority: Priority
    count: int
    share: float
    cumulated: float


class Offenders(msgspec.Struct, frozen=True):
    """A bar for each; at the right count, share, and share with those above."""

    worst: tuple[Worst, ...]
    titles: tuple[str, str, str]

    def height(self, paper: Paper, width: float) -> float:
        return 6.0 + 6.4 * len(self.worst) + 2.0

    def draw(self, paper: Paper, x: float, y: float, width: float) -> None:
        name, numbers = width * 0.42, 54.0
        bar = width - name - numbers
        most = max((it.share for it in self.worst), default=1.0) or 1.0
        for at, title in enumerate(self.titles):
            self._number(paper, x + width - numbers, y, at, title, bold=True)
        y += 5.4
        for it in self.worst:
            paper.rule(x, y, width)
            paper.mark(x + 0.4, y + 1.7, 2.8, it.priority)
            paper.text(x + 5.0, y + 0.9, name - 6.0, _fitting(paper, it.name, name - 6.0), BODY)
            paper.box(x + name, y + 1.5, max(bar * it.share / most, 0.4), 3.4, fill=Ink.DEEP)
            texts = (str(it.count), f"{it.share:.1%}", f"{it.cumulated:.1%}")
            for at, text in enumerate(texts):
                self._number(paper, x + width - numbers, y + 0.9, at, text, bold=False)
            y += 6.4
        paper.rule(x, y, width)

    def _number(self, paper: Paper, x: float, y: float, at: int, text: str, *, bold: bool) -> None:
        style = TIGHT.but(bold=True, align=Align.RIGHT) if bold else BODY.but(align=Align.RIGHT)
        paper.text(x + at * 18.0, y, 17.0, text, style)


class Shares(msgspec.Struct, frozen=True):
    """How much of the calls each priority has, with a line where it should be at most."""

    caption: str
    rows: tuple[tuple[Priority, str, float], ...]
    target: str

    def height(self, paper: Paper, width: float) -> float:
        return 7.5 + 9.0 * len(self.rows) + 5.0

    def draw(self, paper: Paper, x: float, y: float, width: float) -> None:
        paper.text(x, y, width, self.caption, STRONG)
        y += 7.0
        name, number = 20.0, 13.0
        bar = width - name - number
        for priority, word, share in self.rows:
            paper.mark(x + 0.4, y + 1.6, 2.8, priority)
            paper.text(x + 5.0, y + 0.8, name - 5.0, word, BODY)
            paper.box(x + name, y + 1.2, bar, 4.0, fill=Ink.BAND)
            paper.box(x + name, y + 1.2, bar * share, 4.0, fill=INKS[priority])
            paper.box(x + name + bar * TARGETS[priority] - 0.2, y + 0.2, 0.4, 6.0, fill=Ink.TEXT)
            paper.text(x + name + bar, y + 0.8, number, f"{share:.1%}", BODY.but(align=Align.RIGHT))
            y += 9.0
        paper.box(x, y + 0.4, 0.4, 3.2, fill=Ink.TEXT)
        paper.text(x + 2.0, y, width, self.target, TIGHT)


class Within(msgspec.Struct, frozen=True):
    """How many alarms somebody had taken notice of within which time, one priority upon the other."""

    caption: str
    counts: tuple[tuple[Priority, tuple[int, ...]], ...]
    names: tuple[str, ...]
    none: str

    def height(self, paper: Paper, width: float) -> float:
        return 7.5 + 9.0 * 4 + 5.0

    def draw(self, paper: Paper, x: float, y: float, width: float) -> None:
        paper.text(x, y, width, self.caption, STRONG)
        tall, ground = 30.0, y + 42.5
        sums = [sum(column) for column in zip(*(counts for _, counts in self.counts), strict=True)]
        most, step = max(1, *sums), width / len(self.names)
        for at, (name, count) in enumerate(zip(self.names, sums, strict=True)):
            left, top = x + at * step, ground
            for priority, counts in self.counts:
                high = tall * counts[at] / most
                top -= high
                paper.box(left + step * 0.14, top, step * 0.72, high, fill=INKS[priority])
            if count:
                paper.text(left - 3.0, top - 3.7, step + 6.0, str(count), TIGHT.but(align=Align.CENTRE))
            paper.text(left - 3.0, ground + 0.8, step + 6.0, name, TIGHT.but(align=Align.CENTRE))
        paper.rule(x, ground, width, Ink.FAINT, 0.25)
        if not any(sums):
            paper.text(x, y + tall / 2 + 7.0, width, self.none, BODY.but(ink=Ink.MUTED, align=Align.CENTRE))


def cumulated(worst: Iterable[tuple[str, Priority, int, float]]) -> tuple[Worst, ...]:
    """(name, priority, count, share) in order, each with the sum of the shares up to it."""
    found, whole = [], 0.0
    for name, priority, count, share in worst:
        whole += share
        found.append(Worst(name, priority, count, share, whole))
    return tuple(found)


def _fitting(paper: Paper, text: str, width: float) -> str:
    """On one line, cut where it must be."""
    if paper.width(text, BODY) <= width:
        return text
    while text and paper.width(text + "…", BODY) > width:
        text = text[:-1]
    return text + "…"
