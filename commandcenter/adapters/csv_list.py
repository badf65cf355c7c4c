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

Wrong = Callable[[str | Trouble, str | Trouble], Trouble]
"""(where in the file, what is wrong there) → the list's own error."""
Unread = Callable[[OSError], Trouble]
"""Why there is nothing to read → the list's own error."""


class Row(NamedTuple):
    """One line that is not empty: its fields by the column's key."""

    line: int
    fields: Mapping[str, str]


def at(line: int, column: str = "") -> Trouble:
    """A place in the file, in the reader's language."""
    if not column:
        return Trouble(QT_TRANSLATE_NOOP("trouble", "line {line}"), line=line)
    return Trouble(QT_TRANSLATE_NOOP("trouble", "line {line}: {column}"), line=line, column=column)


def at_byte(number: int) -> Trouble:
    """The place in a file that is no text, and so has no lines."""
    return Trouble(QT_TRANSLATE_NOOP("trouble", "byte {number}"), number=number)


def not_read(kind: type[Trouble], path: Path, todo: str, error: OSError) -> Trouble:
    """The list's own error where no place in the file is wrong, but the file itself; `todo` is the next step."""
    if isinstance(error, FileNotFoundError):
        return kind(QT_TRANSLATE_NOOP("trouble", "There is no file {file}."), todo, file=path)
    what = QT_TRANSLATE_NOOP("trouble", "The file {file} cannot be read: {reason}")
    return kind(what, todo, file=path, reason=error.strerror or str(error))


def read_text(path: Path, wrong: Wrong, unread: Unread) -> str:
    """Raises what `wrong` or `unread` makes."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise unread(error) from error
    if len(data) > MAX_BYTES:
        raise wrong("-", Trouble(QT_TRANSLATE_NOOP("trouble", "larger than {count} bytes"), count=MAX_BYTES))
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise wrong(at_byte(error.start), QT_TRANSLATE_NOOP("trouble", "not UTF-8")) from error


def unknown_heading(heading: str) -> Trouble:
    """What is wrong with a word that heads no column; said where passing over it would be a danger."""
    return Trouble(QT_TRANSLATE_NOOP("trouble", "there is no column {name}"), name=repr(heading))


def read_rows(
    text: str, headings: Mapping[str, str], needed: Collection[str], wrong: Wrong, *, known_only: bool = False
) -> list[Row]:
    """`headings` gives the column's key by each word for it; `needed` ones must be there. Raises what `wrong` makes.

    With `known_only` so does any other heading.
    """
    rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        words = [cell.strip() for cell in next(rows, [])]
        keys = [headings.get(word.lower(), "") for word in words]
        unknown = next((word for word, key in zip(words, keys, strict=True) if word and not key), "")
        if unknown and known_only:
            raise wrong(at(1), unknown_heading(unknown))
        missing = set(needed) - set(keys)
        if missing:
            what = QT_TRANSLATE_NOOP("trouble", "headings missing: {names}")
            raise wrong(at(1), Trouble(what, names=", ".join(sorted(missing))))
        return [
            Row(rows.line_num, dict(zip(keys, (cell.strip() for cell in row), strict=False)))
            for row in rows
            if any(cell.strip() for cell in row)
        ]
    except csv.Error as error:
        raise wrong(at(rows.line_num), str(error)) from error
