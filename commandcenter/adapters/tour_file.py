"""Reads tours from a TOML file; whatever is wrong in it is named with its line and its place."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

import msgspec

from commandcenter.domain.errors import UNDECODABLE, Trouble
from commandcenter.domain.text import QT_TRANSLATE_NOOP
from commandcenter.domain.tours import MOST_TOURS, TourFields
from commandcenter.services.settings_flaws import flaw_of_text, flaw_of_value
from commandcenter.services.toml_lines import line_of
from commandcenter.services.tour_flaws import flaws

MAX_BYTES = 1_000_000

FORMS: tuple[tuple[str, str], ...] = (
    (
        r".*\.id",
        QT_TRANSLATE_NOOP("trouble", "a tour's id has up to 64 small letters, digits, dots, dashes and underscores"),
    ),
    (r".*\.(starts|ends)", QT_TRANSLATE_NOOP("trouble", "a time of day is written like 08:30")),
)


class TourFileError(Trouble):
    """The file of tours cannot be used; nothing of it was."""


class _File(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    tour: Annotated[tuple[TourFields, ...], msgspec.Meta(min_length=1, max_length=MOST_TOURS)]


def read_tours(path: Path) -> tuple[TourFields, ...]:
    """In their order. Raises TourFileError naming file, line and place."""
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise TourFileError(
            QT_TRANSLATE_NOOP("trouble", "The file of tours {file} cannot be read: {reason}"),
            QT_TRANSLATE_NOOP("trouble", "Name another file."),
            file=path,
            reason=error.strerror or str(error),
        ) from error
    if len(data) > MAX_BYTES:
        raise _wrong(path, "-", Trouble(QT_TRANSLATE_NOOP("trouble", "the file is larger than a megabyte")))
    try:
        found = msgspec.toml.decode(data, type=_File).tour
    except msgspec.ValidationError as error:
        place, what = flaw_of_value(error, _File)
        raise _wrong_at(path, data, place, _form(str(error), place) or what) from error
    except (*UNDECODABLE, ValueError) as error:
        raise _wrong(path, *flaw_of_text(error)) from error
    _require_sound(path, data, found)
    return found


def _require_sound(path: Path, data: bytes, found: tuple[TourFields, ...]) -> None:
    seen: set[str] = set()
    for at, fields in enumerate(found):
        if fields.id in seen:
            twice = Trouble(QT_TRANSLATE_NOOP("trouble", "{name} stands there twice"), name=repr(fields.id))
            raise _wrong_at(path, data, f"tour[{at}].id", twice)
        seen.add(fields.id)
        for place, what in flaws(fields.made("")):
            raise _wrong_at(path, data, f"tour[{at}].{place}", what)


def _form(said: str, place: str) -> Trouble | None:
    if "regex" not in said:
        return None
    return next((Trouble(text) for pattern, text in FORMS if re.fullmatch(pattern, place)), None)


def _wrong_at(path: Path, data: bytes, place: str, what: str | Trouble) -> TourFileError:
    where = QT_TRANSLATE_NOOP("trouble", "line {line}, {place}")
    return _wrong(path, Trouble(where, line=line_of(data.decode(), place), place=place or "-"), what)


def _wrong(path: Path, where: str | Trouble, what: str | Trouble) -> TourFileError:
    return TourFileError(
        QT_TRANSLATE_NOOP("trouble", "The file of tours {file} is wrong at {where}: {what}"),
        QT_TRANSLATE_NOOP("trouble", "Correct that place; nothing of the file was taken in."),
        file=path,
        where=where or "-",
        what=what,
    )
