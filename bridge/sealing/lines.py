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


def json_line(found: dict[str, str]) -> bytes:
    return json.dumps(found, ensure_ascii=False).encode() + b"\n"


def append_lines(path: Path, lines: Sequence[bytes]) -> None:
    """Behind what the file holds, on disk when it returns. All of them or none. Raises OSError.

    A line at the end that a crash has cut off goes: nobody was told of it.
    """
    new = not path.exists()
    handle = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o644)
    try:
        end = _whole(handle)
        data = b"".join(lines)
        try:
            if os.write(handle, data) != len(data):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            os.fsync(handle)
        except OSError:
            os.ftruncate(handle, end)
            raise
    finally:
        os.close(handle)
    if new:
        sync_folder(path.parent)


def _whole(handle: int) -> int:
    """Where the last whole line ends; what follows is taken away."""
    end = os.fstat(handle).st_size
    tail = os.pread(handle, min(end, TAIL), max(0, end - TAIL))
    whole = end - len(tail) + tail.rfind(b"\n") + 1
    if whole != end:
        os.ftruncate(handle, whole)
    return whole


def notes_in(path: Path) -> Iterator[str]:
    """The notes in the last lines of a file; lines that are no such JSON are passed over. Raises OSError."""
    with path.open("rb") as file:
        file.seek(max(0, file.seek(0, os.SEEK_END) - TAIL))
        lines = file.read().split(b"\n")
    for line in lines:
        try:
            found = json.loads(line)
        except (ValueError, RecursionError):
            continue
        note = found.get("note") if isinstance(found, dict) else None
        if isinstance(note, str):
            yield note
