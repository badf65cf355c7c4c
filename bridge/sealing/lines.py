"""Files of JSON lines that are only ever added to, each line on disk before anybody is told."""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from bridge.sealing.keys import sync_folder
from commandcenter.domain.notes import MAX_NOTE

SUFFIX = ".jsonl"
# The newest line stands at the end; of all of them together nobody needs more at once.
TAIL = 4 * MAX_NOTE
# Added to the name of a file for what was torn off at its end; a megabyte of it is enough.
TORN = ".torn"
MOST_TORN = 1 << 20


def json_line(found: dict[str, str]) -> bytes:
    return json.dumps(found, ensure_ascii=False).encode() + b"\n"


def append_lines(path: Path, lines: Sequence[bytes]) -> None:
    """Behind what the file holds, on disk when it returns. All of them or none. Raises OSError.

    A line at the end that a power cut has torn off goes into a file beside this one: nobody was told of it, but it
    may not vanish either.
    """
    new = not path.exists()
    handle = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o644)
    try:
        end = _whole(handle, path)
        try:
            _write(handle, b"".join(lines))
        except OSError:
            os.ftruncate(handle, end)
            raise
    finally:
        os.close(handle)
    if new:
        sync_folder(path.parent)


def _whole(handle: int, path: Path) -> int:
    """Where the last whole line ends; what follows is put aside, and only then cut off."""
    end = start = os.fstat(handle).st_size
    at = -1
    while start and at < 0:
        start, upto = max(0, start - TAIL), start
        at = os.pread(handle, upto - start, start).rfind(b"\n")
    whole = start + at + 1
    if whole != end:
        _put_aside(path, os.pread(handle, end - whole, whole))
        os.ftruncate(handle, whole)
    return whole


def _put_aside(path: Path, torn: bytes) -> None:
    """On disk when it returns. Raises OSError."""
    handle = os.open(path.with_name(path.name + TORN), os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
    try:
        if os.fstat(handle).st_size < MOST_TORN:
            _write(handle, torn + b"\n")
    finally:
        os.close(handle)
    sync_folder(path.parent)


def _write(handle: int, data: bytes) -> None:
    if os.write(handle, data) != len(data):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    os.fsync(handle)


def notes_in(path: Path) -> Iterator[str]:
    """The notes in the last lines of a file; lines that are no such JSON are passed over. Raises OSError.

    What has no line feed behind it is not whole: the next to write will cut it off.
    """
    with path.open("rb") as file:
        file.seek(max(0, file.seek(0, os.SEEK_END) - TAIL))
        *lines, _ = file.read().split(b"\n")
    for line in lines:
        try:
            found = json.loads(line)
        except (ValueError, RecursionError):
            continue
        note = found.get("note") if isinstance(found, dict) else None
        if isinstance(note, str):
            yield note
