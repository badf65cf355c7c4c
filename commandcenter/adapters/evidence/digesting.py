"""The digest of a file of evidence, as the journal has it."""

from __future__ import annotations

import os
import stat
from hashlib import sha256
from pathlib import Path

AT_ONCE = 1 << 20


def digest_of(path: Path) -> str:
    """SHA-256 in hex over all its bytes. Raises OSError, also for what is no plain file."""
    digest = sha256()
    handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    with os.fdopen(handle, "rb") as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise OSError(f"{path} is no plain file")
        while piece := file.read(AT_ONCE):
            digest.update(piece)
    return digest.hexdigest()
