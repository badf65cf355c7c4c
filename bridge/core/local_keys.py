"""The keys of this machine's own tools and seats: who can write beside the core's secret key is trusted by the core."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from pathlib import Path

from bridge.source.keys import KeyTrouble, read_keys
from commandcenter.domain.journal import CORE
from commandcenter.domain.keys import Key, KeyKind

log = logging.getLogger(__name__)

Stamp = tuple[int, ...]


class LocalKeys:
    """The keys in `folders`, each for keys of one kind; a file is read again when it has become another.

    Each call returns all of them: to know which are new is for who asks, who may not have been able to keep them.
    Files of another user than `owner`, the core's own, are not trusted.
    """

    def __init__(
        self, folders: Iterable[tuple[KeyKind, Path]], now: Callable[[], datetime], owner: int | None = None
    ) -> None:
        self._folders = tuple(folders)
        self._now = now
        self._owner = os.geteuid() if owner is None else owner
        self._read: dict[Path, tuple[Stamp, str]] = {}

    def __call__(self) -> list[Key]:
        self._read = dict(self._look())
        return [
            Key(public=public, kind=kind, id=path.stem, by=CORE, trusted_at=self._now())
            for kind, folder in self._folders
            for path, (_, public) in self._read.items()
            if public and path.parent == folder
        ]

    def _look(self) -> Iterator[tuple[Path, tuple[Stamp, str]]]:
        """Each file with its stamp and its public key, "" when it cannot be used."""
        for path in sorted(path for _, folder in self._folders for path in folder.glob("[!.]*.json")):
            try:
                found = path.stat()
            except FileNotFoundError:
                continue
            stamp = (found.st_ino, found.st_mtime_ns, found.st_size, found.st_mode, found.st_uid)
            known = self._read.get(path)
            yield path, known if known and known[0] == stamp else (stamp, self._public(path, found.st_uid))

    def _public(self, path: Path, user: int) -> str:
        try:
            if user != self._owner:
                raise KeyTrouble(f"{path} belongs to another user ({user}): chown it, or trust its key by `keys trust`")
            return read_keys(path).public
        except KeyTrouble as error:
            log.warning("a key of this machine is not trusted: %s", error)
            return ""
