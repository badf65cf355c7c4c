"""Changes a message as a message: what bytes alone seldom become."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any

import msgpack

TIMES: tuple[object, ...] = (
    "2025-03-01T08:00:00Z",
    "2025-03-01t08:00:00.1234567890z",
    "2025-03-01 08:00:00,5+08:00",
    "2025-03-01T08:00:60Z",
    "2025-03-01T24:00:00Z",
    "2025-02-29T00:00:00Z",
    "0001-01-01T00:00:00+23:59",
    "9999-12-31T23:59:59-23:59",
    "2025-03-01T08:00:00",
    "2025-03-01T08:00:00+0800",
    "2025-W09-6T08:00:00Z",
    "20250301T080000Z",
    *(msgpack.Timestamp(0, 0), msgpack.Timestamp(2**34 - 1, 999_999_999), msgpack.Timestamp(-(2**62), 0)),
)
VALUES: tuple[object, ...] = (
    *(None, True, False, 0, 1, -1, 1000, 1001, 2**31, 2**63 - 1, 2**63, 2**64 - 1, -(2**63)),
    *(0.0, -0.0, 1.5, 1e308, float("nan"), float("inf"), 180.0, -90.00001),
    *("", "x", "x" * 128, "x" * 129, "城" * 128, "🚒" * 512, "x" * 513, "\0", "begin", "end", "raise", "critical"),
    *(b"", b"x", [], [1], {}, {"": ""}, {"lon": 1, "lat": 2}, {"lon": 181.0, "lat": 0.0}, {"value": 1.5}),
    *(msgpack.ExtType(5, b""), msgpack.ExtType(5, b"x" * 13), *TIMES),
)

# How often a key stands twice, a list or a map gives way to something else, and a value to another of its type.
TWICE, ANEW, ALIKE = 0.01, 0.05, 0.8


def changed(data: bytes, chance: random.Random) -> bytes | None:
    """Another message that is like this one; None where there is none."""
    try:
        value = msgpack.unpackb(data, strict_map_key=False)
        for _ in range(chance.randint(1, 3)):
            value = _changed(value, chance)
        return _packed(value, chance)
    except (ValueError, TypeError, OverflowError, RecursionError, msgpack.UnpackException):
        return None


def _packed(value: Any, chance: random.Random) -> bytes:
    """Now and then with a key that stands twice."""
    packer = msgpack.Packer()
    if isinstance(value, dict):
        pairs = [(key, item) for key, item in value.items() for _ in range(1 + (chance.random() < TWICE))]
        parts = [_packed(part, chance) for pair in pairs for part in pair]
        return b"".join([packer.pack_map_header(len(pairs)), *parts])
    if isinstance(value, list):
        return b"".join([packer.pack_array_header(len(value)), *(_packed(item, chance) for item in value)])
    return bytes(packer.pack(value))


def _changed(value: Any, chance: random.Random) -> Any:
    """The value with something in it that is other: gone, new, or in another place."""
    if not isinstance(value, (dict, list)) or not value or chance.random() < ANEW:
        return chance.choice(_alike(value) if chance.random() < ALIKE else VALUES)
    places = list(value) if isinstance(value, dict) else list(range(len(value)))
    place, other = chance.choice(places), chance.choice(places)
    match chance.randrange(8):
        case 0:
            del value[place]
        case 1:
            value[place] = value[other]
        case 2:
            _more(value, value[place], chance)
        case _:
            value[place] = _changed(value[place], chance)
    return value


def _alike(value: Any) -> Sequence[object]:
    """Values of its type; for a time other times, however they are written."""
    if isinstance(value, msgpack.Timestamp) or (isinstance(value, str) and value[4:5] == "-"):
        return TIMES
    return [it for it in VALUES if isinstance(it, type(value))] or VALUES


def _more(value: dict[Any, Any] | list[Any], item: Any, chance: random.Random) -> None:
    if isinstance(value, list):
        value.append(item)
    else:
        value[chance.choice(("kind", "t", "at", "type", "values", "place", "key", "more"))] = item
