"""Reads what a source says, also when an event of a batch nests deeper than any decoder follows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType

import msgpack
import msgspec

from bridge.protocol import source as wire
from bridge.protocol.decoding import TooDeep, read_message
from bridge.source.limits import MAX_EVENT
from commandcenter.domain.errors import UNDECODABLE

# What lies around an event costs depth too: one that is only just not too deep alone may be so in its batch.
AROUND = b"\x91" * 50
NIL = b"\xc0"
# Keys and values of a batch, with its tag.
FIELDS = 2 * len(wire.Batch.__struct_fields__) + 2

# By the first byte of a value: how long it is, without the items in it; 0 where the length is written behind.
SIZES = (
    bytes([1] * 160)  # small numbers, maps and arrays
    + bytes(range(1, 33))  # short text
    + bytes([1, 0, 1, 1])  # nil, never used, false, true
    + bytes(6)  # bin, ext
    + bytes([5, 9, 2, 3, 5, 9, 2, 3, 5, 9])  # float, uint, int
    + bytes([3, 4, 6, 10, 18])  # fixext
    + bytes(7)  # str, array, map
    + bytes([1] * 32)  # small numbers below 0
)
# How many items follow.
ITEMS = bytes([0] * 128 + [2 * pairs for pairs in range(16)] + list(range(16)) + [0] * 96)
# (bytes of the length, bytes beside what it counts, items for each that it counts, 0 where it counts bytes)
LONG: Mapping[int, tuple[int, int, int]] = MappingProxyType(
    {0xC4: (1, 0, 0), 0xC5: (2, 0, 0), 0xC6: (4, 0, 0)}  # bin
    | {0xC7: (1, 1, 0), 0xC8: (2, 1, 0), 0xC9: (4, 1, 0)}  # ext
    | {0xD9: (1, 0, 0), 0xDA: (2, 0, 0), 0xDB: (4, 0, 0)}  # str
    | {0xDC: (2, 0, 1), 0xDD: (4, 0, 1), 0xDE: (2, 0, 2), 0xDF: (4, 0, 2)}  # array, map
)


def read_from_source(decode: Callable[[bytes], wire.FromSource], frames: Sequence[bytes]) -> wire.FromSource:
    """As `read_message`; an event that is too deep stands among the others as it came, and fails alone when read."""
    try:
        return read_message(decode, frames)
    except TooDeep:
        shallow, deep = _without_deep_events(frames[0])
        message = read_message(decode, [shallow])
        if not isinstance(message, wire.Batch):
            raise
    events = enumerate(message.events)
    return msgspec.structs.replace(message, events=tuple(deep.get(at, event) for at, event in events))


def _without_deep_events(frame: bytes) -> tuple[bytes, dict[int, msgspec.Raw]]:
    """The frame with nil for each event that is too deep, and these by their place in the batch.

    One that is too large nobody will read: it counts as one that is too deep, without a look.
    """
    parts: list[bytes] = []
    deep: dict[int, msgspec.Raw] = {}
    copied = 0
    try:
        for place, (begin, end) in enumerate(_events(frame)):
            if end - begin > MAX_EVENT or _is_deep(frame[begin:end]):
                deep[place] = msgspec.Raw(frame[begin:end])
                parts += [frame[copied:begin], NIL]
                copied = end
    except (LookupError, *UNDECODABLE):
        return frame, {}  # it has no whole list of events: the decoder says what is wrong
    return b"".join([*parts, frame[copied:]]), deep


def _is_deep(event: bytes) -> bool:
    try:
        msgspec.msgpack.decode(AROUND + event, type=msgspec.Raw)
    except RecursionError:
        return True
    except UNDECODABLE:
        """Its reader will say so."""
    return False


def _events(frame: bytes) -> Iterator[tuple[int, int]]:
    """Where each event of the batch in `frame` begins and ends. Raises LookupError or one of UNDECODABLE."""
    at, left = _enter(frame, 0)
    if left != FIELDS:
        raise LookupError("no batch")
    while left:
        key_ends = _end(frame, at)
        if msgspec.msgpack.decode(frame[at:key_ends]) == "events":
            at, count = _enter(frame, key_ends)
            for _ in range(count):
                begin, at = at, _end(frame, at)
                yield begin, at
            return
        at = _end(frame, key_ends)
        left -= 2


def _end(data: bytes, at: int) -> int:
    """Where the value at `at` ends, however deep it is. Raises LookupError when `data` ends sooner."""
    for most in (MAX_EVENT, len(data)):
        unpacker = msgpack.Unpacker()
        unpacker.feed(memoryview(data)[at : at + most])
        try:
            unpacker.skip()
        except msgpack.OutOfData:
            continue
        except (msgpack.UnpackException, ValueError):
            break
        return at + int(unpacker.tell())
    return _deep_end(data, at)


def _deep_end(data: bytes, at: int) -> int:
    """As `_end`, and ten times as slow: step by step."""
    left = 1
    while left:
        byte = data[at]
        if size := SIZES[byte]:
            at += size
            left += ITEMS[byte] - 1
        else:
            at, items = _enter(data, at)
            left += items - 1
    if at > len(data):
        raise LookupError("cut off")
    return at


def _enter(data: bytes, at: int) -> tuple[int, int]:
    """Behind the head of the value at `at`: where that is, and how many items follow. Raises LookupError."""
    byte = data[at]
    if size := SIZES[byte]:
        return at + size, ITEMS[byte]
    width, more, each = LONG[byte]
    behind = at + 1 + width
    length = int.from_bytes(data[at + 1 : behind], "big")
    return (behind, length * each) if each else (behind + length + more, 0)
