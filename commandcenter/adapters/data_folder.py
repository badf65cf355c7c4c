"""The data folder: what lies in it, and that only one core uses it at a time."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import IO

from commandcenter.domain.errors import Trouble
from commandcenter.domain.text import QT_TRANSLATE_NOOP


class DataFolderError(Trouble):
    """The data folder cannot be used; nothing was changed in it."""


class FolderInUse(DataFolderError):
    """A core is running on the data folder."""


class DataFolder:
    """Paths within one data folder."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.journal = path / "journal.sqlite"
        self.search = path / "search.duckdb"
        self.settings = path / "settings.toml"
        self.running = path / "core.json"
        self.lock_file = path / "core.lock"
        self.keys = path / "keys"
        self.core_keys = self.keys / "core.json"
        self.core_public = self.keys / "core.public"
        self.tool_keys = self.keys / "tools" / "tool.json"
        self.vault_key = self.keys / "vault.key"
        self.checkpoints = path / "checkpoints"
        self.evidence = path / "evidence"

    def outbox(self, seat: str) -> Path:
        """`seat` has been checked to be a plain name."""
        return self.path / "seats" / f"{seat}.sqlite"

    def seat_keys(self, kind: str, seat: str) -> Path:
        """`kind` is console or wall; `seat` has been checked to be a plain name."""
        return self.keys / f"{kind}s" / f"{seat}.json"

    def witness_key(self, kind: str, seat: str) -> Path:
        """What a seat signs checkpoints with; both names as above."""
        return self.keys / f"{kind}s" / f"{seat}.witness.json"

    def witness(self, kind: str, seat: str) -> Path:
        """The folder with the checkpoints that a seat has signed."""
        return self.path / "seats" / f"{kind}-{seat}.witness"

    def source_keys(self, source: str) -> Path:
        """`source` is an id of the settings."""
        return self.keys / "sources" / f"{source}.json"

    def prepare(self) -> None:
        """Makes the folder, for its user alone, and proves that it can be written to."""
        probe = self.path / ".probe"
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            probe.write_bytes(b"x" * 4096)
            probe.unlink()
        except OSError as error:
            raise _unwritable(self.path, error) from error

    def lock(self) -> IO[str]:
        """Held as long as the returned file is open. Raises FolderInUse when another core has it, DataFolderError."""
        try:
            handle = self.lock_file.open("a")
        except OSError as error:
            raise _unwritable(self.lock_file, error) from error
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            handle.close()
            raise FolderInUse(
                QT_TRANSLATE_NOOP("trouble", "Another core is running on the data folder {folder}."),
                QT_TRANSLATE_NOOP("trouble", "Stop it first, or name another folder with --data."),
                folder=self.path,
            ) from error
        return handle

    def announce(self, endpoint: str, public: str, others: Iterable[tuple[str, str]] = ()) -> None:
        """Leaves word of where the core listens and of its public key, for seats and tools on this machine.

        `others` are cores of the same centre: where each listens, and its key, "" for the same.
        """
        self.keys.mkdir(mode=0o700, exist_ok=True)
        _put(self.core_public, public + "\n")
        _put(self.running, json.dumps({"pid": os.getpid(), "endpoint": endpoint, "others": list(others)}))


def _unwritable(path: Path, error: OSError) -> DataFolderError:
    return DataFolderError(
        QT_TRANSLATE_NOOP("trouble", "The data folder {folder} cannot be written: {reason}"),
        QT_TRANSLATE_NOOP("trouble", "Make room or grant access, or name another one with --data."),
        folder=path,
        reason=error.strerror or str(error),
    )


def _put(path: Path, text: str) -> None:
    """Whole or not at all."""
    fresh = path.with_suffix(".new")
    fresh.write_text(text)
    fresh.replace(path)
