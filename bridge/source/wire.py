"""Bytes to checked maps and back: one MessagePack map in one frame."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

import msgpack

from .limits import MAX_EVENT, MAX_MESSAGE, MAX_SAMPLE
from .shape import EVENTS, MESSAGES, SAMPLE, Refusal, Table, check

# What a checked message can hold at most, and room for a fault that names the field; a timestamp has 12 bytes.
_LIMITS = {
    "max_array_len": 4096,
    "max_map_len": 512,
    "max_str_len": 64 << 10,
    "max_bin_len": 64 << 10,
    "max_ext_len": 12,
}


def pack(value: Mapping[str, object]) -> bytes:
    """Raises Refusal for what MessagePack cannot say."""
    try:
        packed: bytes = msgpack.packb(value, datetime=True)
    except (ValueError, OverflowError, TypeError) as error:
        raise Refusal("field", f"not to be packed: {error}") from error
    return packed


def pack_batch(epoch: str, first: int, head: int, events: Sequence[bytes]) -> bytes:
    """A batch around events that are packed already, so that they leave as they were logged."""
    start = pack({"t": "batch", "epoch": epoch, "first": first, "head": head, "events": []})
    count = msgpack.Packer().pack_array_header(len(events))
    # The empty list at the end is one byte: the events take its place.
    return b"".join([start[:-1], count, *events])


def pack_event(event: Mapping[str, object]) -> bytes:
    """The stored form of an event; `at` is now where it is not given. Raises Refusal."""
    table = _table_of(event)
    whole = {"at": datetime.now(UTC), **event}
    check(whole, table, "kind")
    body = pack(whole)
    _limit(body, MAX_EVENT, "an event")
    return body


def pack_sample(sample: Mapping[str, object]) -> tuple[str, bytes]:
    """The key and the stored form of one telemetry value; `at` is now where it is not given. Raises Refusal."""
    whole = {"at": datetime.now(UTC), **sample}
    check(whole, SAMPLE)
    body = pack(whole)
    _limit(body, MAX_SAMPLE, "a sample")
    return str(whole["key"]), body


def _limit(body: bytes, most: int, what: str) -> None:
    if len(body) > most:
        raise Refusal("size", f"{what} may have {most} bytes, not {len(body)}")


def unpack(frames: Sequence[bytes]) -> dict[str, object]:
    """The one message of a frame, whole and checked. Raises Refusal with the fault code to answer."""
    if len(frames) != 1:
        raise Refusal("malformed", f"a message is one frame, not {len(frames)}")
    if len(frames[0]) > MAX_MESSAGE:
        raise Refusal("size", f"a message may have {MAX_MESSAGE} bytes, not {len(frames[0])}")
    value = _unpack(frames[0])
    name = value.get("t")
    table = MESSAGES.get(name) if isinstance(name, str) else None
    if table is None:
        raise Refusal("unknown", f"t must be one of {', '.join(MESSAGES)}")
    check(value, table, "t")
    return value


def unpack_event(body: bytes) -> dict[str, object]:
    """An event in its stored form, checked. Raises Refusal."""
    event = _unpack(body)
    check(event, _table_of(event), "kind")
    return event


def _table_of(event: Mapping[str, object]) -> Table:
    kind = event.get("kind")
    table = EVENTS.get(kind) if isinstance(kind, str) else None
    if table is None:
        raise Refusal("field", f"kind must be one of {', '.join(EVENTS)}")
    return table


def _unpack(data: bytes) -> dict[str, object]:
    try:
        value = msgpack.unpackb(data, timestamp=3, strict_map_key=True, object_pairs_hook=_map, **_LIMITS)
    except (ValueError, OverflowError, TypeError, RecursionError, msgpack.UnpackException) as error:
        raise Refusal("malformed", f"not MessagePack: {type(error).__name__}") from error
    if not isinstance(value, dict):
        raise Refusal("malformed", "not a map")
    return value


def _map(pairs: list[tuple[object, object]]) -> dict[object, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice")
    return found
