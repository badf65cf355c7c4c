"""The keys of this machine's own tools and seats: who can write beside the core's secret key is trusted by the core."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from pathlib import Path

from bridge.source.keys import KeyTrouble, read_keys
from commandcenter.domain.journal import CORE
from commandcenter.domain.keys import Key, KeyKind

log = logging.getLogger(__name__)


class LocalKeys:
    """Looks into `folders`, each for keys of one kind, when something has changed there since the last look."""

    def __init__(self, folders: Iterable[tuple[KeyKind, Path]], now: Callable[[], datetime]) -> None:
        self._folders = tuple(folders)
        self._now = now
        self._seen: dict[Path, int] = {}

    def __call__(self) -> list[Key]:
        return [key for kind, folder in self._folders if self._changed(folder) for key in self._read(kind, folder)]

    def _changed(self, folder: Path) -> bool:
        try:
            stamp = folder.stat().st_mtime_ns
        except OSError:
            return False
        changed = self._seen.get(folder) != stamp
        self._seen[folder] = stamp
        return changed

    def _read(self, kind: KeyKind, folder: Path) -> Iterator[Key]:
        for path in sorted(folder.glob("[!.]*.json")):
            try:
                keys = read_keys(path)
            except KeyTrouble as error:
                log.warning("a key of this machine is not trusted: %s", error)
                continue
            yield Key(public=keys.public, kind=kind, id=path.stem, by=CORE, trusted_at=self._now())
