"""Reads an archive (`.ccaudit`) as it was written: each file against what its list says of it."""

from __future__ import annotations

import json
import tarfile
import zlib
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import IO

import msgspec

from commandcenter.adapters.export.target import ExportTrouble
from commandcenter.domain.text import QT_TRANSLATE_NOOP

LONGEST_ENTRY = 16 * 1024 * 1024
PIECE = 1 << 20
BROKEN = (tarfile.TarError, zlib.error, EOFError, ValueError, KeyError, TypeError)


class Listed(msgspec.Struct, frozen=True, kw_only=True):
    name: str
    bytes: int
    sha256: str


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """The archive's list: entries `first`..`size`-1 of the log `origin`."""

    format: str
    kind: str
    origin: str
    first: int
    size: int
    made_at: datetime
    files: tuple[Listed, ...]


class ArchiveFile:
    """`digest` is the SHA-256 of the list, in hex. Every method raises ExportTrouble; so does the constructor."""

    def __init__(self, path: Path) -> None:
        self._path = path
        with self._told():
            try:
                self._tar = tarfile.TarFile.open(path, "r:*")
            except tarfile.ReadError as error:
                raise _foreign(path) from error
        try:
            with self._told():
                self._members = {member.name: member for member in self._tar if member.isfile()}
                if "manifest.json" not in self._members:
                    raise _foreign(path)
                data = self._file("manifest.json").read()
                self.manifest = msgspec.json.decode(data, type=Manifest)
            self.digest = sha256(data).hexdigest()
            self._listed = {it.name: it for it in self.manifest.files}
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        self._tar.close()

    def entries(self) -> Iterator[bytes]:
        """The entries' bytes, in order."""
        for name in sorted(it for it in self._listed if it.startswith("entries/")):
            with self._told():
                yield from self._entries(name)

    def tiles(self) -> Iterator[tuple[int, int, bytes]]:
        """Level, number and hashes, in the order of the archive."""
        for name in self._listed:
            if name.startswith("tiles/"):
                _, level, number = name.removesuffix(".bin").split("/")
                yield int(level), int(number), self.read(name)

    def checkpoints(self) -> Iterator[tuple[str, datetime, list[str]]]:
        """Notes, when they were made, and the witnesses' lines."""
        for line in self.read("checkpoints.jsonl").splitlines():
            with self._told():
                it = json.loads(line)
                yield it["note"], datetime.fromisoformat(it["at"]), it["cosignatures"]

    def credentials(self) -> Iterator[tuple[str, bytes]]:
        """By account."""
        for line in self.read("credentials.jsonl").splitlines():
            with self._told():
                it = json.loads(line)
                yield it["account"], b64decode(it["value"], validate=True)

    def base(self) -> bytes:
        """What the entries before the first have left; of an archive that begins with the first b""."""
        return self.read("base.bin") if "base.bin" in self._listed else b""

    def head(self) -> tuple[int, bytes, bytes] | None:
        """The size that the core's key speaks for, the key's name, and the code."""
        if "head.json" not in self._listed:
            return None
        with self._told():
            it = json.loads(self.read("head.json"))
            return int(it["size"]), bytes.fromhex(it["key"]), bytes.fromhex(it["mac"])

    def tile(self, level: int, number: int) -> bytes:
        """A `domain.merkle.TileOf`."""
        name = f"tiles/{level}/{number}.bin"
        return self.read(name) if name in self._listed else b""

    def read(self, name: str) -> bytes:
        with self._told():
            data, listed = self._file(name).read(), self._listed[name]
            if (len(data), sha256(data).hexdigest()) != (listed.bytes, listed.sha256):
                raise ValueError(f"{name} is not what the list says")
        return data

    def _entries(self, name: str) -> Iterator[bytes]:
        file, hashed, left = self._file(name), sha256(), self._listed[name].bytes
        while left > 0:
            head = file.read(4)
            length = int.from_bytes(head, "big")
            data = file.read(length) if length <= LONGEST_ENTRY else b""
            if len(head) < 4 or len(data) != length:
                raise ValueError(f"{name} breaks off")
            hashed.update(head)
            hashed.update(data)
            left -= 4 + length
            yield data
        if left or hashed.hexdigest() != self._listed[name].sha256:
            raise ValueError(f"{name} is not what the list says")

    def _file(self, name: str) -> IO[bytes]:
        file = self._tar.extractfile(self._members[name])
        if file is None:
            raise KeyError(name)
        return file

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except (OSError, *BROKEN) as error:
            raise ExportTrouble(
                QT_TRANSLATE_NOOP("trouble", "The archive {file} cannot be read: {reason}"),
                file=self._path,
                reason=(error.strerror if isinstance(error, OSError) else None) or error,
            ) from error


def _foreign(path: Path) -> ExportTrouble:
    return ExportTrouble(
        QT_TRANSLATE_NOOP("trouble", "{file} is no archive of this program."),
        QT_TRANSLATE_NOOP(
            "trouble", "Name a .ccaudit file, as `db backup`, `audit export` and `audit archive` write it."
        ),
        file=path,
    )
