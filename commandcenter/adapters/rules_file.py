"""Reads the file of rules; whatever is wrong in it is named with its line and its place."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec

from commandcenter.adapters.resources import resource
from commandcenter.domain.catalogue import Catalogue
from commandcenter.domain.errors import UNDECODABLE, Trouble
from commandcenter.domain.rules.book import RuleBook
from commandcenter.domain.text import QT_TRANSLATE_NOOP
from commandcenter.services.rules_flaws import flaws
from commandcenter.services.settings_flaws import flaw_of_text, flaw_of_value
from commandcenter.services.toml_lines import line_of

MAX_BYTES = 1_000_000

# By the place of a text that has to have a certain form.
FORMS: tuple[tuple[str, str], ...] = (
    (
        r".*\.name",
        QT_TRANSLATE_NOOP("trouble", "a rule's name has up to 64 small letters, digits, dots, dashes and underscores"),
    ),
    (
        r".*\.(types|sources)\[\d+\]",
        QT_TRANSLATE_NOOP("trouble", 'a pattern is a whole name, a beginning and ".*", or "*"'),
    ),
    (
        r".*\.same\[\d+\]",
        QT_TRANSLATE_NOOP(
            "trouble",
            "a field is source, type, subject, area, address or values.NAME; with another one of the cause: A = B",
        ),
    ),
)


class RulesError(Trouble):
    """The file of rules cannot be used; nothing was started."""


def rules_path(folder: Path, named: str) -> Path:
    """`named` by the settings, relative to the data folder; else the program's own."""
    return folder / named if named else resource("rules.toml")


def read_rules(path: Path, catalogue: Catalogue) -> RuleBook:
    """Raises RulesError."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise RulesError(
            QT_TRANSLATE_NOOP("trouble", "The file of rules {file} cannot be read: {reason}"),
            QT_TRANSLATE_NOOP("trouble", "Put it there, or take the line rules out of the settings."),
            file=path,
            reason=error.strerror or str(error),
        ) from error
    if len(data) > MAX_BYTES:
        large = QT_TRANSLATE_NOOP("trouble", "the file is larger than a megabyte")
        raise _wrong(path, "-", Trouble(large))
    try:
        book = msgspec.toml.decode(data, type=RuleBook)
    except msgspec.ValidationError as error:
        place, what = flaw_of_value(error, RuleBook)
        raise _wrong_at(path, data, place, _form(str(error), place) or what) from error
    except (*UNDECODABLE, ValueError) as error:
        raise _wrong(path, *flaw_of_text(error)) from error
    for place, flaw in flaws(book, catalogue):
        raise _wrong_at(path, data, place, flaw)
    return book


def _form(said: str, place: str) -> Trouble | None:
    if "regex" not in said:
        return None
    return next((Trouble(text) for pattern, text in FORMS if re.fullmatch(pattern, place)), None)


def _wrong_at(path: Path, data: bytes, place: str, what: str | Trouble) -> RulesError:
    line = line_of(data.decode(), place)
    where = QT_TRANSLATE_NOOP("trouble", "line {line}, {place}")
    return _wrong(path, Trouble(where, line=line, place=place or "-"), what)


def _wrong(path: Path, where: str | Trouble, what: str | Trouble) -> RulesError:
    return RulesError(
        QT_TRANSLATE_NOOP("trouble", "The file of rules {file} is wrong at {where}: {what}"),
        QT_TRANSLATE_NOOP("trouble", "Correct that place; `rules check` looks at a file without starting anything."),
        file=path,
        where=where or "-",
        what=what,
    )
