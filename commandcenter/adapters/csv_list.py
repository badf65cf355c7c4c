"""Reads a list that people keep as CSV: UTF-8, a line of headings in any known word; each wrong place is named."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import NamedTuple

from commandcenter.domain.errors import Trouble
from commandcenter.domain.text import QT_TRANSLATE_NOOP

MAX_BYTES = 4 * 1024 * 1024

Wrong = Callable[[str, str | Trouble], Trouble]
"""(where in the file, what is wrong there) → the list's own error."""


class Row(NamedTuple):
    """One line that is not empty: its fields by the column's key."""

    where: str
    fields: Mapping[str, str]


def read_text(path: Path, wrong: Wrong) -> str:
    """Raises what `wrong` makes."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise wrong("-", error.strerror or str(error)) from error
    if len(data) > MAX_BYTES:
        raise wrong("-", Trouble(QT_TRANSLATE_NOOP("trouble", "larger than {count} bytes"), count=MAX_BYTES))
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise wrong(f"byte {error.start}", QT_TRANSLATE_NOOP("trouble", "not UTF-8")) from error


def read_rows(text: str, headings: Mapping[str, str], needed: Collection[str], wrong: Wrong) -> list[Row]:
    """`headings` gives the column's key by each word for it; `needed` ones must be there. Raises what `wrong` makes."""
    rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        keys = [headings.get(cell.strip().lower(), "") for cell in next(rows, [])]
        missing = set(needed) - set(keys)
        if missing:
            what = QT_TRANSLATE_NOOP("trouble", "headings missing: {names}")
            raise wrong("line 1", Trouble(what, names=", ".join(sorted(missing))))
        return [
            Row(f"line {rows.line_num}", dict(zip(keys, (cell.strip() for cell in row), strict=False)))
            for row in rows
            if any(cell.strip() for cell in row)
        ]
    except csv.Error as error:
        raise wrong(f"line {rows.line_num}", str(error)) from error
