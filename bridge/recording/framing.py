"""Records to bytes that notice every change, and back; what a crash has torn off at the end is told from damage."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from commandcenter.domain.errors import Trouble
from commandcenter.domain.text import QT_TRANSLATE_NOOP

# The length as uint 32 and once more in the head of a bin 32: a wrong one is not taken for a torn end.
_HEAD = struct.Struct(">BIBI")
_CHECK = struct.Struct(">BI")
_UINT32, _BIN32 = 0xCE, 0xC6
MAX_RECORD = 2 << 20


class Damage(Trouble):
    """The bytes at `place` are not what was written there."""

    def __init__(self, place: int, template: str, **values: object) -> None:
        super().__init__(template, "", **values)
        self.place = place


class Framed(NamedTuple):
    """A record's bytes, where its frame begins in the file, and where the next one does."""

    body: bytes
    place: int
    end: int


def frame(body: bytes, check: int) -> tuple[bytes, int]:
    """The frame of a record, and the check of everything up to it; `check` is that of the frame before, 0 at first."""
    check = zlib.crc32(body, check)
    length = len(body)
    return b"".join((_HEAD.pack(_UINT32, length, _BIN32, length), body, _CHECK.pack(_UINT32, check))), check


class Frames:
    """The frames of a file, in order; `torn` bytes at its end are no whole frame any more. Raises Damage."""

    def __init__(self, file: BinaryIO) -> None:
        self.torn = 0
        self._file = file

    def __iter__(self) -> Iterator[Framed]:
        place = check = 0
        while head := self._file.read(_HEAD.size):
            length = _length(head, place)
            rest = self._file.read(length + _CHECK.size) if length is not None else b""
            if length is None or len(rest) < length + _CHECK.size:
                self.torn = len(head) + len(rest)
                return
            body, (mark, found) = rest[:length], _CHECK.unpack_from(rest, length)
            check = zlib.crc32(body, check)
            if mark != _UINT32 or found != check:
                raise Damage(place, QT_TRANSLATE_NOOP("trouble", "the record there, or one before it, was changed"))
            end = place + len(head) + len(rest)
            yield Framed(body, place, end)
            place = end


def _length(head: bytes, place: int) -> int | None:
    """Of the record whose frame begins with `head`; None when the file ends within the head. Raises Damage."""
    mark, length, kind, again = _HEAD.unpack(head.ljust(_HEAD.size, b"\0"))
    whole = len(head) == _HEAD.size
    if mark != _UINT32 or (whole and (kind != _BIN32 or again != length or not 0 < length <= MAX_RECORD)):
        raise Damage(place, QT_TRANSLATE_NOOP("trouble", "no record begins there"))
    return length if whole else None
