"""The core's public key as a seat or a tool on the same machine finds it: a file that the core leaves."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from bridge.source.keys import KEY_LENGTH, is_key


def read_core_key(path: Path) -> str:
    """ "" when there is no such file yet, or no key in it."""
    with suppress(OSError, UnicodeDecodeError), path.open("rb") as file:
        text = file.read(KEY_LENGTH + 2).decode("ascii").strip()
        return text if is_key(text) else ""
    return ""
