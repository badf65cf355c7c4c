"""Bytes to checked maps and back: one MessagePack map in one frame."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

import msgpack

from .shape import EVENTS, MESSAGES, SAMPLE, Refused, check

MAX_MESSAGE = 1 << 20
MAX_EVENT = 64 << 10


def pack(value: Mapping[str, object]) -> bytes:
    packed: bytes = msgpack.packb(value, datetime=True)
    return packed


def pack_batch(epoch: str, first: int, head: int, events: Sequence[bytes]) -> bytes:
    """A batch around events that are packed already, so that they leave as they were logged."""
    packer = msgpack.Packer()
    fields = {"t": "batch", "epoch": epoch, "first": first, "head": head}
    parts = [packer.pack_map_header(len(fields) + 1)]
    for key, value in fields.items():
        parts += [packer.pack(key), packer.pack(value)]
    return b"".join([*parts, packer.pack("events"), packer.pack_array_header(len(events)), *events])


def pack_event(event: Mapping[str, object]) -> bytes:
    """The stored form of an event; `at` is now where it is not given. Raises Refused."""
    table = EVENTS.get(str(event.get("kind")))
    if table is None:
        raise Refused("field", f"kind must be one of {', '.join(EVENTS)}")
    whole = {"at": datetime.now(UTC), **event}
    check(whole, table, "kind")
    body = pack(whole)
    if len(body) > MAX_EVENT:
        raise Refused("field", f"an event may have {MAX_EVENT} bytes, not {len(body)}")
    return body


def pack_sample(sample: Mapping[str, object]) -> tuple[str, bytes]:
    """The key and the stored form of one telemetry value; `at` is now where it is not given. Raises Refused."""
    whole = {"at": datetime.now(UTC), **sample}
    check(whole, SAMPLE)
    return str(whole["key"]), pack(whole)


def unpack(frames: Sequence[bytes]) -> dict[str, object]:
    """The one message of a frame, whole and checked. Raises Refused with the fault code to answer."""
    if len(frames) != 1:
        raise Refused("malformed", f"a message is one frame, not {len(frames)}")
    try:
        value = msgpack.unpackb(frames[0], timestamp=3, object_pairs_hook=_map)
    except (ValueError, OverflowError, TypeError, RecursionError, msgpack.UnpackException) as error:
        raise Refused("malformed", f"not MessagePack: {type(error).__name__}") from error
    if not isinstance(value, dict):
        raise Refused("malformed", "a message is a map")
    table = MESSAGES.get(value["t"]) if isinstance(value.get("t"), str) else None
    if table is None:
        raise Refused("unknown", f"t must be one of {', '.join(MESSAGES)}")
    check(value, table, "t")
    return value


def _map(pairs: list[tuple[object, object]]) -> dict[object, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice")
    return found
