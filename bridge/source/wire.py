"""Bytes to checked maps and back: one MessagePack map in one frame."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

import msgpack

from .shape import EVENTS, MESSAGES, SAMPLE, Refused, check

MAX_MESSAGE = 1 << 20
MAX_EVENT = 64 << 10

# What a checked message can hold at most, and room for a fault that names the field; a timestamp has 12 bytes.
_LIMITS = {
    "max_array_len": 4096,
    "max_map_len": 512,
    "max_str_len": 64 << 10,
    "max_bin_len": 64 << 10,
    "max_ext_len": 12,
}


def pack(value: Mapping[str, object]) -> bytes:
    """Raises Refused for what MessagePack cannot say."""
    try:
        packed: bytes = msgpack.packb(value, datetime=True)
    except (ValueError, OverflowError, TypeError) as error:
        raise Refused("field", f"not to be packed: {error}") from error
    return packed


def pack_batch(epoch: str, first: int, head: int, events: Sequence[bytes]) -> bytes:
    """A batch around events that are packed already, so that they leave as they were logged."""
    start = pack({"t": "batch", "epoch": epoch, "first": first, "head": head, "events": []})
    count = msgpack.Packer().pack_array_header(len(events))
    # The empty list at the end is one byte: the events take its place.
    return b"".join([start[:-1], count, *events])


def pack_event(event: Mapping[str, object]) -> bytes:
    """The stored form of an event; `at` is now where it is not given. Raises Refused."""
    kind = event.get("kind")
    table = EVENTS.get(kind) if isinstance(kind, str) else None
    if table is None:
        raise Refused("field", f"kind must be one of {', '.join(EVENTS)}")
    whole = {"at": datetime.now(UTC), **event}
    check(whole, table, "kind")
    body = pack(whole)
    _limit(body, "an event")
    return body


def pack_sample(sample: Mapping[str, object]) -> tuple[str, bytes]:
    """The key and the stored form of one telemetry value; `at` is now where it is not given. Raises Refused."""
    whole = {"at": datetime.now(UTC), **sample}
    check(whole, SAMPLE)
    body = pack(whole)
    _limit(body, "a sample")
    return str(whole["key"]), body


def _limit(body: bytes, what: str) -> None:
    if len(body) > MAX_EVENT:
        raise Refused("size", f"{what} may have {MAX_EVENT} bytes, not {len(body)}")


def unpack(frames: Sequence[bytes]) -> dict[str, object]:
    """The one message of a frame, whole and checked. Raises Refused with the fault code to answer."""
    if len(frames) != 1:
        raise Refused("malformed", f"a message is one frame, not {len(frames)}")
    if len(frames[0]) > MAX_MESSAGE:
        raise Refused("size", f"a message may have {MAX_MESSAGE} bytes, not {len(frames[0])}")
    try:
        value = msgpack.unpackb(frames[0], timestamp=3, strict_map_key=True, object_pairs_hook=_map, **_LIMITS)
    except (ValueError, OverflowError, TypeError, RecursionError, msgpack.UnpackException) as error:
        raise Refused("malformed", f"not MessagePack: {type(error).__name__}") from error
    if not isinstance(value, dict):
        raise Refused("malformed", "a message is a map")
    name = value.get("t")
    table = MESSAGES.get(name) if isinstance(name, str) else None
    if table is None:
        raise Refused("unknown", f"t must be one of {', '.join(MESSAGES)}")
    check(value, table, "t")
    return value


def _map(pairs: list[tuple[object, object]]) -> dict[object, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice")
    return found
