"""The source's own key file, where the checker may change who comes in; it is put back at the end."""

from __future__ import annotations

import json
import os
from pathlib import Path

from bridge.source.keys import Keys, new_keys

from .target import Target


class Peers:
    """Does nothing without `source_keys`."""

    def __init__(self, target: Target) -> None:
        self._path = target.source_keys
        self._before = target.source_keys.read_bytes() if target.source_keys else b""
        self._mine = target.keys
        self._second: Keys | None = None

    def prepare(self) -> None:
        """Lets the checker's key and a second one in; before the source starts."""
        if self._path is not None:
            self._second = new_keys("second")
            self.admit(self._second)

    def second(self) -> Keys | None:
        return self._second

    @property
    def may_change(self) -> bool:
        return self._path is not None

    def admit(self, *others: Keys) -> None:
        """Writes the peers anew: those that were there, the checker, and these."""
        found = json.loads(self._before)
        keys = [*found.get("peers", []), self._mine.public, *(other.public for other in others)]
        self._write(json.dumps({**found, "peers": list(dict.fromkeys(keys))}, ensure_ascii=False, indent=2).encode())

    def restore(self) -> None:
        if self._path is not None and self._path.read_bytes() != self._before:
            self._write(self._before)

    def _write(self, text: bytes) -> None:
        """Whole or not at all, and readable by its owner only."""
        path = Path(self._path or "")
        fresh = path.with_name(f".{path.name}.check")
        fresh.unlink(missing_ok=True)
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(text)
        fresh.replace(path)
