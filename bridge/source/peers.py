"""The cores that may come in: the peers of a key file, read again when the file changes."""

from __future__ import annotations

import logging
from collections import Counter
from pathlib import Path
from threading import Lock

from .keys import Keys, KeyTrouble, open_keys, read_keys

MAX_REFUSED = 1000
_log = logging.getLogger("bridge.source")


class Peers:
    """`allowed` and `refused` may be called from any thread. Raises KeyTrouble when the file cannot be used."""

    def __init__(self, path: Path, source: str) -> None:
        self.keys: Keys = open_keys(path, source)
        if self.keys.id != source:
            raise KeyTrouble(f"{path} holds the keys of {self.keys.id!r}, not of {source!r}: give each its own")
        self.refusals: Counter[str] = Counter()
        self._path = path
        self._source = source
        self._lock = Lock()
        self._seen = _stamp(path)
        self._tell()

    def allowed(self, key: str) -> bool:
        return key in self.keys.peers

    def refused(self, key: str) -> None:
        """Counts; says each key once."""
        with self._lock:
            name = key if key in self.refusals or len(self.refusals) < MAX_REFUSED else "others"
            self.refusals[name] += 1
            first = self.refusals[name] == 1
        if first:
            _log.warning("%s: the key %s is not among the peers of %s: refused", self._source, name, self._path)

    def look(self) -> bool:
        """Reads the file again when it has changed; whether a peer was taken away."""
        stamp = _stamp(self._path)
        if stamp == self._seen:
            return False
        self._seen = stamp
        try:
            peers = read_keys(self._path).peers
        except KeyTrouble as trouble:
            _log.warning("%s: the peers stay as they were: %s", self._source, trouble)
            return False
        gone = set(self.keys.peers) - set(peers)
        self.keys = self.keys._replace(peers=peers)
        _log.info("%s: %d peers may come in now", self._source, len(peers))
        return bool(gone)

    def _tell(self) -> None:
        if not self.keys.peers:
            _log.warning(
                "%s: nobody can come in yet: trust its public key %s at the centre, "
                "and put the centre's public key into the peers of %s",
                self._source,
                self.keys.public,
                self._path,
            )


def _stamp(path: Path) -> tuple[int, ...]:
    """What differs when the file was written again."""
    try:
        about = path.stat()
    except OSError:
        return ()
    return about.st_mtime_ns, about.st_size, about.st_ino, about.st_mode
