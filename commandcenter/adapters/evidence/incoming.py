"""A file that is to become a clip, while it grows: somebody else writes to its descriptor."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path


class Incoming:
    """`descriptor` is open for writing until `close`. OSError when there can be no such file, or there is one."""

    def __init__(self, path: Path) -> None:
        self.path = path
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
        self.descriptor = os.open(path, flags, 0o600)

    @property
    def size(self) -> int:
        """Bytes so far."""
        try:
            return self.path.stat().st_size
        except OSError:
            return 0

    def close(self) -> None:
        if self.descriptor >= 0:
            os.close(self.descriptor)
            self.descriptor = -1

    def remove(self) -> None:
        self.close()
        with suppress(OSError):
            self.path.unlink()
