"""What one entry of the journal has room for: an event's values, and beside them the names of an alarm's parts.

Both may stand in every entry of an alarm, with its other texts, what its people write and what the rules keep in mind
of it. Together they leave those as much as they may take; no entry is longer than `checkpoints.MAX_ENTRY` (0040).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import msgspec

from commandcenter.domain.events import Event, Noted, Raised, Value
from commandcenter.domain.rules.watch import Part

MAX_VALUES_BYTES = 32_000
MAX_PARTS, MAX_PARTS_BYTES = 100, 12_000
MAX_KEYS_BYTES = 40_000
LEFT_OUT = "left_out"


def fitted(event: Event) -> Event:
    """The event with as many of its values, in their order, as there is room for; the last one says what is missing."""
    if not isinstance(event, Raised | Noted):
        return event
    kept: dict[str, Value] = {}
    room = MAX_VALUES_BYTES
    for name, value in event.values.items():
        room -= len(msgspec.msgpack.encode((name, value)))
        if room < 0:
            break
        kept[name] = value
    missing = len(event.values) - len(kept)
    if not missing:
        return event
    return msgspec.structs.replace(event, values={**kept, LEFT_OUT: float(missing)})


def has_room(parts: Mapping[str, Part], part: str) -> bool:
    """Whether the alarm can have this part as well; else it is an alarm of its own."""
    if part in parts:
        return True
    return len(parts) < MAX_PARTS and sum(len(it.encode()) for it in (*parts, part)) <= MAX_PARTS_BYTES


def in_entries(keys: Iterable[str]) -> Iterator[tuple[str, ...]]:
    """The keys in pieces, each of them for one entry."""
    piece: list[str] = []
    size = 0
    for key in keys:
        size += len(key.encode()) + 3
        if size > MAX_KEYS_BYTES:
            yield tuple(piece)
            piece, size = [], len(key.encode()) + 3
        piece.append(key)
    if piece:
        yield tuple(piece)
