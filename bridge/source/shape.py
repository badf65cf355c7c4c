"""What every field of source protocol 1 may hold: one table, used before sending and after receiving."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import MAXYEAR, MINYEAR, datetime
from math import isfinite
from typing import NamedTuple

from .limits import MAX_CREDIT, MAX_SEQ

MAX_VERSIONS = 64
MAX_ARGS = 32

_RFC3339 = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d{1,32})?([Zz]|[+-]\d\d:?[0-5]\d)", re.ASCII)
_PRIORITIES = ("critical", "major", "minor", "notice")


class Refusal(ValueError):
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
    if isinstance(value, str):
        if _RFC3339.fullmatch(value) is None:
            return None
        try:
            value = datetime.fromisoformat(value.upper())
        except ValueError:
            return None
    if not isinstance(value, datetime) or value.tzinfo is None:
        return None
    # The first and the last year may not exist in UTC.
    return value if MINYEAR < value.year < MAXYEAR else None


def _text(least: int, most: int) -> Field:
    return Field(lambda value: isinstance(value, str) and least <= len(value) <= most, f"text of {least} to {most}")


def _whole(least: int, most: int) -> Field:
    def check(value: object) -> bool:
        return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most

    return Field(check, f"a whole number from {least} to {most}")


def _is_number(value: object) -> bool:
    if isinstance(value, float):
        return isfinite(value)
    return isinstance(value, int) and not isinstance(value, bool) and -(2**63) <= value < 2**64


def _is_place(value: object) -> bool:
    if value is None:
        return True
    if not isinstance(value, dict) or len(value) != 2:
        return False
    lon, lat = value.get("lon", ""), value.get("lat", "")
    return _is_number(lon) and _is_number(lat) and -180 <= lon <= 180 and -90 <= lat <= 90


def _is_value(value: object) -> bool:
    if isinstance(value, str):
        return len(value) <= 512
    return isinstance(value, bool) or _is_number(value)


def _is_values(value: object) -> bool:
    if not isinstance(value, dict) or len(value) > 32:
        return False
    return all(NAME.check(key) and _is_value(item) for key, item in value.items())


def _is_args(value: object) -> bool:
    if not isinstance(value, dict) or len(value) > MAX_ARGS:
        return False
    return all(NAME.check(key) and TEXT.check(item) for key, item in value.items())


def _is_actions(value: object) -> bool:
    return isinstance(value, (list, tuple)) and 1 <= len(value) <= 16 and all(NAME.check(item) for item in value)


def _is_versions(value: object) -> bool:
    return isinstance(value, list) and len(value) <= MAX_VERSIONS and all(SEQ.check(item) for item in value)


NAME = _text(1, 128)
TEXT = _text(0, 512)
SEQ = _whole(0, MAX_SEQ)
INSTANT = Field(lambda value: parse_instant(value) is not None, "a time with its offset from UTC")
PLACE = Field(_is_place, "a map of lon and lat in degrees")
VALUES = Field(_is_values, "a map of at most 32 names to texts, finite numbers or booleans")
PHASE = Field(lambda value: value in ("begin", "end"), "begin or end")
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
    "refresh": {"at": INSTANT, "phase": PHASE},
}

MESSAGES: Mapping[str, Table] = {
    "hello": {"versions": Field(_is_versions, f"a list of at most {MAX_VERSIONS} whole numbers"), "core": NAME},
    "pull": {"epoch": NAME, "after": SEQ, "credit": _whole(1, MAX_CREDIT)},
    "refresh": {"epoch": NAME, "reason": NAME},
    "durable": {"epoch": NAME, "seq": SEQ},
    "ping": {},
    "pong": {"head": optional(SEQ)},
    "command": {
        "key": NAME,
        "device": NAME,
        "action": NAME,
        "args": optional(Field(_is_args, f"a map of at most {MAX_ARGS} names to texts")),
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
    """Raises Refusal("field", …) unless `value` has exactly what the table asks for; `tag` is the key beside it."""
    found = int(tag != "" and tag in value)
    for name, (is_right, says, required) in table.items():
        if name in value:
            if not is_right(value[name]):
                raise Refusal("field", f"{name} must be {says}")
            found += 1
        elif required:
            raise Refusal("field", f"{name} is missing")
    if found < len(value):
        extra = next(key for key in value if key not in table and key != tag)
        raise Refusal("field", f"{str(extra)[:64]} is not a field of this message")
