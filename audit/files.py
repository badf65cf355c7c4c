"""Opens what the evidence consists of: files, and nothing that would be waited for without end."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import IO


def state(path: Path) -> os.stat_result:
    """Of a regular file; a pipe gives nothing before somebody writes to it. Raises OSError."""
    it = path.stat()
    if not stat.S_ISREG(it.st_mode):
        raise OSError(0, "not a regular file")
    return it


def opened(path: Path) -> IO[bytes]:
    """Raises OSError."""
    state(path)
    return path.open("rb")
