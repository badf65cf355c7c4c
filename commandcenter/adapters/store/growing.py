"""Whether a database may still grow: SQLite tells a full disk apart, but neither a quota nor a limit of files."""

from __future__ import annotations

import errno
import os
from pathlib import Path

# One option of an engine: the file that its transactions make larger.
FILE = "file"
NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
TRIED = 1 << 18
BESIDE = ("", "-wal")


def has_no_room(file: Path) -> bool:
    """Whether a file beside it takes no bytes where the largest of the database's ends."""
    tried = file.with_name(f".{file.name}.room")
    try:
        handle = os.open(tried, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        try:
            return os.pwrite(handle, b"\0" * TRIED, _end(file)) < TRIED
        finally:
            os.close(handle)
            tried.unlink()
    except OSError as error:
        return error.errno in NO_ROOM


def _end(file: Path) -> int:
    paths = [file.with_name(file.name + suffix) for suffix in BESIDE]
    return max((path.stat().st_size for path in paths if path.exists()), default=0)
