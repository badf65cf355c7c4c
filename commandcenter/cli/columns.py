"""Rows of text in columns on a terminal, where a Chinese character is as wide as two letters."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from unicodedata import east_asian_width

GAP = "  "


def in_columns(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """The first column begins at the left, the others end at the right."""
    wides = [max(width(row[at]) for row in rows) for at in range(len(rows[0]))] if rows else []
    for name, *values in rows:
        cells = [" " * (wide - width(value)) + value for value, wide in zip(values, wides[1:], strict=True)]
        yield GAP.join([name + " " * (wides[0] - width(name)), *cells]).rstrip()


def width(text: str) -> int:
    """In columns of a terminal."""
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)
