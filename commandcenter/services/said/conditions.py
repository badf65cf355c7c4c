"""What somebody has searched the record for, as `searching.written` has put it into the journal, in words."""

from __future__ import annotations

import re
from datetime import datetime

from commandcenter.domain.text import QT_TRANSLATE_NOOP
from commandcenter.services.said.values import Kind, Many, Moment, Named, Said, Term, Value, cut, many

# The conditions of a query by their names.
NAMES = (
    QT_TRANSLATE_NOOP("query", "persons"),
    QT_TRANSLATE_NOOP("query", "seats"),
    QT_TRANSLATE_NOOP("query", "sessions"),
    QT_TRANSLATE_NOOP("query", "actions"),
    QT_TRANSLATE_NOOP("query", "subjects"),
    QT_TRANSLATE_NOOP("query", "areas"),
    QT_TRANSLATE_NOOP("query", "outcomes"),
    QT_TRANSLATE_NOOP("query", "since"),
    QT_TRANSLATE_NOOP("query", "until"),
    QT_TRANSLATE_NOOP("query", "words"),
)
_CONDITION = re.compile(rf"(?:^|; )({'|'.join(NAMES)}): ")


def conditions(written: str) -> Many:
    """One value for each condition; what is not of that form stays as it is."""
    parts = _CONDITION.split(written)
    found: list[Value] = [cut(parts[0])] if parts[0] else []
    for name, text in zip(parts[1::2], parts[2::2], strict=True):
        values = {"name": Term("query", name), "value": _spoken(name, text)}
        found.append(Said(QT_TRANSLATE_NOOP("story", "{name} {value}"), values))
    return many(found)


def _spoken(name: str, text: str) -> Value:
    match name:
        case "since" | "until":
            return _moment(text)
        case "actions":
            return many(Term("action", it) for it in text.split(", "))
        case "persons":
            return many(Named(Kind.PERSON, it) for it in text.split(", "))
        case "areas":
            return many(Named(Kind.AREA, it) for it in text.split(", "))
        case "outcomes":
            return many(Term("outcome", it) for it in text.split(", "))
        case _:
            return cut(text)


def _moment(text: str) -> Value:
    try:
        return Moment(datetime.fromisoformat(text))
    except ValueError:
        return cut(text)
