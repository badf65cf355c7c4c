"""States of the centre kept beside the index, so that a replay of any moment has not far to go.

Files, not rows: whoever replays reads them while the core holds the index.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path

import msgspec

from commandcenter.domain.errors import UNDECODABLE
from commandcenter.domain.state import State

EVERY = 250_000
MOST = 64
SUFFIX = ".state"
LATEST = "latest"


class _Kept(msgspec.Struct, frozen=True):
    """`last` is the digest of the newest entry that the state reflects, `check` that of `state`, which is deflated."""

    version: str
    size: int
    last: bytes
    check: bytes
    state: bytes


class States:
    """Every so many entries, and twice as far apart once there would be more than `most` of them, and so on.

    A file that is damaged, of another version or of another journal is passed over. Raises OSError when none can be
    written.
    """

    def __init__(self, folder: Path, version: str, every: int = EVERY, most: int = MOST) -> None:
        self._folder = folder
        self._version = version
        self._every = every
        self._most = most
        self._kept = msgspec.msgpack.Decoder(_Kept).decode
        self._state = msgspec.msgpack.Decoder(State).decode

    def before(self, size: int, last: Callable[[int], bytes]) -> State | None:
        """The newest of a journal of at most `size` entries; `last` gives the digest of the entry at a number."""
        for path in self._newest_first(size):
            kept = self._read(path)
            if kept is not None and kept.size <= size and last(kept.size - 1) == kept.last:
                try:
                    return self._state(zlib.decompress(kept.state))
                except (zlib.error, *UNDECODABLE):
                    continue
        return None

    def next_due(self, size: int) -> int:
        """The first size above `size` whose state is one to keep."""
        apart = self._apart(size + 1)
        due = (size // apart + 1) * apart
        return due if due % self._apart(due) == 0 else self.next_due(due)

    def keep(self, state: State, last: bytes) -> None:
        """One more, in place of those that are too close together by now."""
        apart = self._apart(state.size)
        self._write(str(state.size), state, last)
        for size, path in self._numbered():
            if size % apart:
                path.unlink(missing_ok=True)

    def keep_latest(self, state: State, last: bytes) -> None:
        """The one that filling goes on from."""
        self._write(LATEST, state, last)

    def sizes(self) -> list[int]:
        return sorted(size for size, _ in self._numbered())

    def _write(self, name: str, state: State, last: bytes) -> None:
        packed = zlib.compress(msgspec.msgpack.encode(state), 1)
        kept = _Kept(self._version, state.size, last, sha256(packed).digest(), packed)
        self._folder.mkdir(exist_ok=True)
        fresh = self._folder / f"{name}.new"
        fresh.write_bytes(msgspec.msgpack.encode(kept))
        fresh.replace(self._folder / f"{name}{SUFFIX}")

    def _read(self, path: Path) -> _Kept | None:
        try:
            kept = self._kept(path.read_bytes())
        except (OSError, *UNDECODABLE):
            return None
        whole = kept.version == self._version and sha256(kept.state).digest() == kept.check
        return kept if whole else None

    def _newest_first(self, size: int) -> Iterator[Path]:
        latest = self._folder / f"{LATEST}{SUFFIX}"
        newest = self._read(latest)
        numbered = sorted(((at, path) for at, path in self._numbered() if at <= size), reverse=True)
        for at, path in numbered:
            if newest is not None and size >= newest.size >= at:
                yield latest
                newest = None
            yield path
        if newest is not None and newest.size <= size:
            yield latest

    def _numbered(self) -> Iterator[tuple[int, Path]]:
        for path in self._folder.glob(f"*{SUFFIX}"):
            if path.stem.isdecimal():
                yield int(path.stem), path

    def _apart(self, size: int) -> int:
        apart = self._every
        while size > apart * self._most:
            apart *= 2
        return apart
