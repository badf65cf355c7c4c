"""What every field of source protocol 1 may hold: one table, used before sending and after receiving."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from math import isfinite
from typing import NamedTuple

MAX_CREDIT = 1000
MAX_SEQ = 2**63 - 1

_RFC3339 = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)")
_PRIORITIES = ("critical", "major", "minor", "notice")


class Refused(ValueError):
    """What is wrong with a message or an event; `code` is a fault code of the specification."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code
        self.text = text


class Field(NamedTuple):
    check: Callable[[object], bool]
    says: str
    required: bool = True


Table = Mapping[str, Field]


def optional(field: Field) -> Field:
    return field._replace(required=False)


def parse_instant(value: object) -> datetime | None:
    """An aware time out of a MessagePack timestamp or an RFC 3339 text; None when it is neither."""
    if isinstance(value, datetime):
        return value if value.tzinfo is not None else None
    if not isinstance(value, str) or _RFC3339.fullmatch(value) is None:
        return None
    try:
        return datetime.fromisoformat(value.upper())
    except ValueError:
        return None


def _text(least: int, most: int) -> Field:
    return Field(lambda value: isinstance(value, str) and least <= len(value) <= most, f"text of {least} to {most}")


def _whole(least: int, most: int) -> Field:
    def check(value: object) -> bool:
        return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most

    return Field(check, f"a whole number from {least} to {most}")


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and isfinite(value)


def _is_place(value: object) -> bool:
    if value is None:
        return True
    if not isinstance(value, dict) or set(value) != {"lon", "lat"}:
        return False
    lon, lat = value["lon"], value["lat"]
    return _is_number(lon) and _is_number(lat) and abs(lon) <= 180 and abs(lat) <= 90


def _is_value(value: object) -> bool:
    return isinstance(value, bool) or _is_number(value) or (isinstance(value, str) and len(value) <= 512)


def _is_values(value: object) -> bool:
    return (
        isinstance(value, dict)
        and len(value) <= 32
        and all(NAME.check(key) and _is_value(item) for key, item in value.items())
    )


def _is_args(value: object) -> bool:
    return isinstance(value, dict) and all(NAME.check(key) and TEXT.check(item) for key, item in value.items())


def _is_actions(value: object) -> bool:
    return isinstance(value, (list, tuple)) and 1 <= len(value) <= 16 and all(NAME.check(item) for item in value)


def _is_versions(value: object) -> bool:
    return isinstance(value, (list, tuple)) and all(isinstance(item, int) for item in value[:64])


NAME = _text(1, 128)
TEXT = _text(0, 512)
SEQ = _whole(0, MAX_SEQ)
INSTANT = Field(lambda value: parse_instant(value) is not None, "a time with its offset from UTC")
PLACE = Field(_is_place, "a map of lon and lat in degrees")
VALUES = Field(_is_values, "a map of at most 32 names to texts, finite numbers or booleans")
PRIORITY = Field(lambda value: value is None or value in _PRIORITIES, f"one of {', '.join(_PRIORITIES)}")

EVENTS: Mapping[str, Table] = {
    "raise": {
        "at": INSTANT,
        "type": NAME,
        "subject": NAME,
        "title": optional(TEXT),
        "priority": optional(PRIORITY),
        "place": optional(PLACE),
        "area": optional(_text(0, 16)),
        "address": optional(TEXT),
        "values": optional(VALUES),
    },
    "return": {"at": INSTANT, "type": NAME, "subject": NAME},
    "device": {
        "at": INSTANT,
        "device": NAME,
        "type": NAME,
        "name": TEXT,
        "actions": Field(_is_actions, "a list of 1 to 16 names"),
        "place": optional(PLACE),
        "subject": optional(_text(0, 128)),
    },
    "note": {"at": INSTANT, "type": NAME, "subject": NAME, "title": optional(TEXT), "values": optional(VALUES)},
}

MESSAGES: Mapping[str, Table] = {
    "hello": {"versions": Field(_is_versions, "a list of whole numbers"), "core": NAME},
    "pull": {"epoch": NAME, "after": SEQ, "credit": _whole(1, MAX_CREDIT)},
    "durable": {"epoch": NAME, "seq": SEQ},
    "ping": {},
    "pong": {"head": optional(SEQ)},
    "command": {
        "key": NAME,
        "device": NAME,
        "action": NAME,
        "args": optional(Field(_is_args, "a map of names to texts")),
        "deadline": INSTANT,
    },
    "fault": {"code": NAME, "text": optional(TEXT)},
}

SAMPLE: Table = {
    "key": NAME,
    "type": NAME,
    "at": INSTANT,
    "name": optional(TEXT),
    "place": optional(PLACE),
    "values": optional(VALUES),
}


def check(value: Mapping[str, object], table: Table, tag: str = "") -> None:
    """Raises Refused("field", …) unless `value` has exactly what the table asks for; `tag` is the key beside it."""
    for name, field in table.items():
        if name not in value:
            if field.required:
                raise Refused("field", f"{name} is missing")
        elif not field.check(value[name]):
            raise Refused("field", f"{name} must be {field.says}")
    extra = [key for key in value if key not in table and key != tag]
    if extra:
        raise Refused("field", f"{str(extra[0])[:64]} is not a field of this message")
