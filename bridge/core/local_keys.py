"""The keys of this machine's own tools and seats: who can write beside the core's secret key is trusted by the core."""

from __future__ import annotations

import logging
import os
import re
import stat
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from pathlib import Path

from bridge.source.keys import KeyTrouble, read_keys
from commandcenter.domain.journal import CORE
from commandcenter.domain.keys import ID_PATTERN, Key, KeyKind

log = logging.getLogger(__name__)

Stamp = tuple[int, ...]
# A seat's key for cosignatures lies beside the one that lets it in, and lets nobody in.
WITNESS = ".witness.json"


class LocalKeys:
    """The keys in `folders`, each for keys of one kind; a file is read again when it has become another.

    Each call returns all of them: to know which are new is for who asks, who may not have been able to keep them.
    Files of another user than `owner`, the core's own, are not trusted, nor those whose names are no ids. What cannot
    be read is passed over, with one word about it: the core goes on.
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
        """Each file, or a folder that cannot be read, with its stamp and its public key, "" when it cannot be used."""
        for _, folder in self._folders:
            try:
                paths = sorted(folder.glob("[!.]*.json"))
            except OSError as error:
                yield folder, self._refused(folder, (error.errno or 0,), f"{folder} cannot be read: {error.strerror}")
                continue
            for path in paths:
                if path.name.endswith(WITNESS):
                    continue
                found = self._file(path)
                if found:
                    yield path, found

    def _file(self, path: Path) -> tuple[Stamp, str] | None:
        if not re.fullmatch(ID_PATTERN, path.stem):
            # Not even the log may be able to show it.
            return self._refused(path, (), f"{path.name!a} is not named as a seat or a tool can be: rename it")
        try:
            found = path.stat()
        except FileNotFoundError:
            return None
        except OSError as error:
            return self._refused(path, (error.errno or 0,), f"{path} cannot be read: {error.strerror}")
        stamp = (found.st_ino, found.st_mtime_ns, found.st_size, found.st_mode, found.st_uid)
        known = self._read.get(path)
        if known and known[0] == stamp:
            return known
        try:
            return stamp, self._public(path, found)
        except KeyTrouble as error:
            return self._refused(path, stamp, str(error))

    def _public(self, path: Path, found: os.stat_result) -> str:
        """Raises KeyTrouble."""
        if found.st_uid != self._owner:
            raise KeyTrouble(
                f"{path} belongs to another user ({found.st_uid}): chown it, or trust its key by `keys trust`"
            )
        if not stat.S_ISREG(found.st_mode):
            # To read a pipe would be to wait for its writer.
            raise KeyTrouble(f"{path} is no file")
        return read_keys(path).public

    def _refused(self, path: Path, stamp: Stamp, why: str) -> tuple[Stamp, str]:
        """Of each file as it is there is one word."""
        if self._read.get(path) != (stamp, ""):
            log.warning("a key of this machine is not trusted: %s", why)
        return stamp, ""
