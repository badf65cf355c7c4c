"""The figures as one table for people."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from tests.bench.figures import Figure, GoalOf, rounded

HEAD = ("figure", "value", "unit", "compared with", "its value", "ratio", "goal", "met")
RIGHT = (1, 4, 5, 6)


def table(figures: Sequence[Figure]) -> str:
    """Lines of equal columns, without a line end."""
    rows = [HEAD, *(_row(figure) for figure in figures)]
    widths = [max(_width(row[column]) for row in rows) for column in range(len(HEAD))]
    lines = ["  ".join(_cell(text, width, at in RIGHT) for at, (text, width) in _zipped(row, widths)) for row in rows]
    return "\n".join(line.rstrip() for line in [lines[0], "-" * len(lines[0].rstrip()), *lines[1:]])


def _row(figure: Figure) -> tuple[str, ...]:
    met = {True: "yes", False: "NO", None: "-"}[figure.met]
    compared = f"{figure.compared.kind.value}: {figure.compared.what}"
    return (
        figure.name,
        number(figure.value),
        figure.unit,
        compared if len(compared) <= 46 else compared[:45] + "…",
        number(figure.compared.value),
        number(figure.ratio),
        _goal(figure),
        met,
    )


def _goal(figure: Figure) -> str:
    if figure.goal is None:
        return "-"
    sign = "≤" if figure.lower_is_better else "≥"
    of = "× " if figure.goal.of is GoalOf.RATIO else ""
    return f"{sign} {of}{number(figure.goal.bound)}"


def number(value: float) -> str:
    """Four figures, thousands apart."""
    short = rounded(value)
    return f"{short:,.0f}" if abs(short) >= 1000 else f"{short:g}"


def _zipped(row: Sequence[str], widths: Sequence[int]) -> list[tuple[int, tuple[str, int]]]:
    return list(enumerate(zip(row, widths, strict=True)))


def _cell(text: str, width: int, right: bool) -> str:
    blank = " " * (width - _width(text))
    return blank + text if right else text + blank


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)
