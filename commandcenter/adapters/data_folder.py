"""The data folder: what lies in it, and that only one core uses it at a time."""

from __future__ import annotations

import fcntl
import json
import os
from pathlib import Path
from typing import IO

from commandcenter.domain.errors import Trouble
from commandcenter.domain.text import QT_TRANSLATE_NOOP


class DataFolderError(Trouble):
    """The data folder cannot be used; nothing was changed in it."""


class DataFolder:
    """Paths within one data folder."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.journal = path / "journal.sqlite"
        self.settings = path / "settings.toml"
        self.running = path / "core.json"

    def outbox(self, seat: str) -> Path:
        """`seat` has been checked to be a plain name."""
        return self.path / "seats" / f"{seat}.sqlite"

    def prepare(self) -> None:
        """Makes the folder and proves that it can be written to."""
        probe = self.path / ".probe"
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            probe.write_bytes(b"x" * 4096)
            probe.unlink()
        except OSError as error:
            raise DataFolderError(
                QT_TRANSLATE_NOOP("trouble", "The data folder {folder} cannot be written: {reason}"),
                QT_TRANSLATE_NOOP("trouble", "Make room or grant access, or name another one with --data."),
                folder=self.path,
                reason=error.strerror or str(error),
            ) from error

    def lock(self) -> IO[str]:
        """Held as long as the returned file is open. Raises DataFolderError when another core has it."""
        handle = (self.path / "core.lock").open("a")
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            handle.close()
            raise DataFolderError(
                QT_TRANSLATE_NOOP("trouble", "Another core is running on the data folder {folder}."),
                QT_TRANSLATE_NOOP("trouble", "Stop it first, or name another folder with --data."),
                folder=self.path,
            ) from error
        return handle

    def announce(self, commands: str, changes: str) -> None:
        """Leaves word of where the core listens, for seats and tools on this machine."""
        fresh = self.running.with_suffix(".new")
        fresh.write_text(json.dumps({"pid": os.getpid(), "commands": commands, "changes": changes}))
        fresh.replace(self.running)
