"""SQLite's write-ahead log, read by its published format: is it whole, or does it break off within what was written?

SQLite takes the log up to the first frame whose checksum fails and says nothing about the rest.
"""

from __future__ import annotations

import struct
import time
from array import array
from pathlib import Path
from typing import IO

from audit.files import opened
from audit.verdict import Value

HEAD, FRAME_HEAD = 32, 24
MAGICS = (0x377F0682, 0x377F0683)
MOST_BYTES = 1 << 30
# A running core may be writing the frame that we look at: it gets this long to finish.
TRIES, WAIT_S = 10, 0.1

Trouble = tuple[str, dict[str, Value]]


def trouble(database: Path, path: Path, *, still: bool) -> list[Trouble]:
    """One template with its values for what is wrong, nothing when the log is whole, empty or not there."""
    seen: list[Trouble] = []
    for attempt in range(1 if still else TRIES):
        if attempt:
            time.sleep(WAIT_S)
        now = _trouble(database, path)
        if not now or (attempt and now != seen):
            return []
        seen = now
    return seen


def _trouble(database: Path, path: Path) -> list[Trouble]:
    try:
        with opened(path) as file, opened(database) as main:
            head = file.read(HEAD)
            versions = main.read(20)[18:20]
            if not head:
                return []
            if versions != b"\x02\x02":
                return [("a write-ahead log lies beside a database that says it has none", {})]
            if not _head_fits(head):
                return [("the head of the write-ahead log is damaged: nothing in it is read", {})]
            broken = _broken(file, head)
    except FileNotFoundError:
        return []
    except OSError as error:
        return [("the write-ahead log cannot be read: {reason}", {"reason": str(error.strerror)})]
    if broken is None:
        return []
    text = "the write-ahead log is damaged in frame {frame}: what was written from there on is not read"
    return [(text, {"frame": broken})]


def _head_fits(head: bytes) -> bool:
    if len(head) < HEAD or int.from_bytes(head[:4], "big") not in MAGICS:
        return False
    page = int.from_bytes(head[8:12], "big")
    if not 512 <= page <= 65536 or page & (page - 1):
        return False
    return _summed(head, (0, 0), head[:24]) == struct.unpack(">II", head[24:])


def _summed(head: bytes, sums: tuple[int, int], data: bytes) -> tuple[int, int]:
    """The checksum of the format: over pairs of 32-bit words, in the byte order that the magic number says."""
    words = array("I", data)
    if (head[3] & 1) != (struct.pack("=H", 1) == b"\x00\x01"):
        words.byteswap()
    first, second = sums
    pairs = iter(words)
    for left, right in zip(pairs, pairs, strict=True):
        first = (first + left + second) & 0xFFFFFFFF
        second = (second + right + first) & 0xFFFFFFFF
    return first, second


def _broken(file: IO[bytes], head: bytes) -> int | None:
    """The first frame, from 1 on, that belongs to this writing of the log and does not fit."""
    page, salts = int.from_bytes(head[8:12], "big"), head[16:24]
    sums: tuple[int, int] = struct.unpack(">II", head[24:])
    at = 0
    while len(frame := file.read(FRAME_HEAD + page)) == FRAME_HEAD + page and at * page < MOST_BYTES:
        at += 1
        own = frame[8:16] == salts
        if own:
            sums = _summed(head, _summed(head, sums, frame[:8]), frame[FRAME_HEAD:])
            if sums == struct.unpack(">II", frame[16:24]):
                continue
        # Both salts change when the log is begun anew: a frame with one of them is of this writing, and damaged.
        ours = frame[8:12] == salts[:4] or frame[12:16] == salts[4:]
        return at if ours or _follows(file, page, salts) else None
    return None


def _follows(file: IO[bytes], page: int, salts: bytes) -> bool:
    """Whether a later frame is of this writing."""
    while len(frame := file.read(FRAME_HEAD + page)) == FRAME_HEAD + page:
        if frame[8:16] == salts:
            return True
    return False
