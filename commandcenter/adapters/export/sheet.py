"""Tables as CSV (RFC 4180, UTF-8 with its mark) in which nothing is a formula, whatever somebody has written."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import BinaryIO

MARK = b"\xef\xbb\xbf"
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What a spreadsheet takes a cell for a formula by, or passes over to find one; also in full width."""

Cell = str | int | float | None


def safe(cell: Cell) -> Cell:
    """A text that would be a formula, with an apostrophe before it; numbers are numbers."""
    if not isinstance(cell, str):
        return cell
    # Blanks before it do not make it harmless everywhere.
    return f"'{cell}" if cell.startswith(FORMULA) or cell.lstrip().startswith(FORMULA) else cell


def write_table(file: BinaryIO, head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> int:
    """Returns how many rows there were. Every text stands in quotes: no other separator splits it."""
    file.write(MARK)
    text = io.TextIOWrapper(file, encoding="utf-8", errors="replace", newline="", write_through=True)
    try:
        writer = csv.writer(text, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
        writer.writerow(head)
        count = 0
        for row in rows:
            writer.writerow([safe("" if cell is None else cell) for cell in row])
            count += 1
        text.flush()
    finally:
        text.detach()
    return count
