"""Messages in a few words, for the report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

_WORD = 40
_LINE = 160
_BYTES = 24
# The name stands before the fields, and `raw` was added by the link.
_OURS = ("t", "raw")


def hexed(frame: bytes) -> str:
    """The first bytes, and how many there are."""
    more = f" … ({len(frame)} bytes)" if len(frame) > _BYTES else ""
    return frame[:_BYTES].hex(" ") + more


def told(message: Mapping[str, object] | None) -> str:
    """A message as the document writes it, shortened; "" for none."""
    if message is None:
        return ""
    if message.get("t") == "fault":
        return f'fault "{message.get("code")}" ({_cut(str(message.get("text", "")), 100)})'
    fields = ", ".join(f"{name}: {_value(value)}" for name, value in message.items() if name not in _OURS)
    return _cut(f"{message.get('t')} {{{fields}}}", _LINE)


def all_told(messages: Sequence[Mapping[str, object]]) -> str:
    return _cut("; ".join(map(told, messages)), 2 * _LINE)


def _value(value: object) -> str:
    match value:
        case str():
            return f'"{_cut(value, _WORD)}"'
        case bytes():
            return hexed(value)
        case datetime():
            return value.isoformat()
        case list() | tuple() if len(value) > 2:
            return f"[{_value(value[0])}, … {len(value)}]"
        case dict() if len(value) > 6:
            return f"{{… {len(value)}}}"
        case _:
            return _cut(str(value), _WORD)


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[:most]}… ({len(text)})"
