"""Archives of the journal (`.ccaudit`): a plain tar of entries, tree and checkpoints under one signed list."""

from __future__ import annotations

import json
import tarfile
from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from hashlib import sha256
from typing import BinaryIO, NamedTuple, Protocol

from commandcenter.adapters.export.target import ExportTrouble
from commandcenter.domain.merkle import HASH, TILE, hashes_in
from commandcenter.domain.text import QT_TRANSLATE_NOOP

FORMAT = "ccaudit/1"
EXPORT, BACKUP, ARCHIVE = "export", "backup", "archive"
PART = 65_536
"""Entries in one file."""
AT_ONCE = 1_000
DIGITS = 10**12
"""More bytes than any file of an archive has."""


class Evidence(Protocol):
    """What is put into an archive, as it is stored."""

    def entries(self, first: int, count: int) -> Sequence[tuple[int, bytes]]:
        """(number, bytes) in order; fewer when there are no more."""

    def tile(self, level: int, number: int) -> bytes: ...

    def checkpoints(self, size: int) -> Iterator[tuple[str, datetime, list[str]]]:
        """Notes of checkpoints of at most `size` entries, the smallest first: when made, the witnesses' lines."""

    def credentials(self) -> Iterator[tuple[str, bytes]]:
        """Sealed secrets by account."""

    def base(self) -> bytes:
        """What the entries before the first have left."""

    def head(self) -> tuple[int, bytes, bytes] | None:
        """The size that the core's key speaks for, the key's name, and the code."""


class Contents(NamedTuple):
    """Entries `first`..`size`-1 of the log `origin`; `kind` is export, backup or archive."""

    origin: str
    kind: str
    first: int
    size: int
    made_at: datetime


class _Member(NamedTuple):
    name: str
    pieces: Callable[[], Iterable[bytes]]


Sign = Callable[[str], str]
"""A text → the signed note of it."""


def write_archive(
    file: BinaryIO, contents: Contents, evidence: Evidence, sign: Sign, tell: Callable[[int, int], None]
) -> str:
    """Into an empty file that can be gone back in; returns the list's digest, in hex. Raises ExportTrouble.

    `tell` hears how many of how many files are in it. The list stands first and is written last: its room is kept.
    """
    members = [*_entries(contents, evidence), *_tiles(contents, evidence), _checkpoints(contents, evidence)]
    if contents.kind == BACKUP:
        members.append(_credentials(evidence))
        if evidence.head() is not None:
            members.append(_Member("head.json", lambda: _head_of(evidence)))
    if contents.first:
        members.append(_Member("base.bin", lambda: [evidence.base()]))
    names = [member.name for member in members]
    room = len(_manifest(contents, [(name, DIGITS, "0" * 64) for name in names]))
    _add(file, contents, "manifest.json", b" " * room)
    signature = _signature(b" " * room, sign)
    _add(file, contents, "manifest.sig", b" " * len(signature))
    listed = []
    for number, member in enumerate(members, 1):
        listed.append(_stream(file, contents, member))
        tell(number, len(members))
    file.write(b"\0" * 2 * tarfile.BLOCKSIZE)
    manifest = _manifest(contents, listed).ljust(room - 1) + b"\n"
    file.seek(0)
    _add(file, contents, "manifest.json", manifest)
    _add(file, contents, "manifest.sig", _signature(manifest, sign))
    file.seek(0, 2)
    return sha256(manifest).hexdigest()


def _signature(manifest: bytes, sign: Sign) -> bytes:
    return sign(f"{FORMAT}\n{sha256(manifest).hexdigest()}\n").encode()


def _manifest(contents: Contents, files: Iterable[tuple[str, int, str]]) -> bytes:
    listed = [{"name": name, "bytes": size, "sha256": digest} for name, size, digest in files]
    said = {
        "format": FORMAT,
        "kind": contents.kind,
        "origin": contents.origin,
        "first": contents.first,
        "size": contents.size,
        "made_at": contents.made_at.isoformat(),
        "files": listed,
    }
    return json.dumps(said, ensure_ascii=False).encode()


def _add(file: BinaryIO, contents: Contents, name: str, data: bytes) -> None:
    file.write(_head(contents, name, len(data)))
    file.write(data)
    file.write(b"\0" * (-len(data) % tarfile.BLOCKSIZE))


def _stream(file: BinaryIO, contents: Contents, member: _Member) -> tuple[str, int, str]:
    """How long it is only its end tells: the head is written last. Name, bytes, digest."""
    at, hashed, size = file.tell(), sha256(), 0
    file.write(_head(contents, member.name, 0))
    for piece in member.pieces():
        file.write(piece)
        hashed.update(piece)
        size += len(piece)
    file.write(b"\0" * (-size % tarfile.BLOCKSIZE))
    end = file.tell()
    file.seek(at)
    file.write(_head(contents, member.name, size))
    file.seek(end)
    return member.name, size, hashed.hexdigest()


def _head(contents: Contents, name: str, size: int) -> bytes:
    info = tarfile.TarInfo(name)
    info.size, info.mode, info.mtime = size, 0o600, int(contents.made_at.timestamp())
    return info.tobuf(tarfile.USTAR_FORMAT)


def _entries(contents: Contents, evidence: Evidence) -> Iterator[_Member]:
    for number, first in enumerate(range(contents.first, contents.size, PART)):
        count = min(PART, contents.size - first)
        yield _Member(f"entries/{number:06}.bin", _reading(evidence, first, count))


def _reading(evidence: Evidence, first: int, count: int) -> Callable[[], Iterator[bytes]]:
    def read() -> Iterator[bytes]:
        seq = first
        while seq < first + count:
            part = evidence.entries(seq, min(AT_ONCE, first + count - seq))
            for at, (found, data) in enumerate(part, seq):
                if found != at:
                    raise _missing(at)
                yield len(data).to_bytes(4, "big") + data
            if not part:
                raise _missing(seq)
            seq += len(part)

    return read


def _missing(seq: int) -> ExportTrouble:
    return ExportTrouble(QT_TRANSLATE_NOOP("trouble", "Entry {seq} is missing in the journal: verify it."), seq=seq)


def _tiles(contents: Contents, evidence: Evidence) -> Iterator[_Member]:
    level = 0
    while (hashes := contents.size >> 8 * level) > 0:
        for number in range((hashes + TILE - 1) // TILE):
            yield _Member(f"tiles/{level}/{number}.bin", _hashes(contents.size, evidence, level, number))
        level += 1


def _hashes(size: int, evidence: Evidence, level: int, number: int) -> Callable[[], Iterator[bytes]]:
    """As stored, without what has grown since."""

    def read() -> Iterator[bytes]:
        wanted = HASH * hashes_in(size, level, number)
        found = evidence.tile(level, number)[:wanted]
        if len(found) != wanted:
            text = QT_TRANSLATE_NOOP("trouble", "The journal's tree is not whole (level {level}, {number}): verify it.")
            raise ExportTrouble(text, level=level, number=number)
        yield found

    return read


def _checkpoints(contents: Contents, evidence: Evidence) -> _Member:
    def read() -> Iterator[bytes]:
        for note, at, cosignatures in evidence.checkpoints(contents.size):
            yield _line({"at": at.isoformat(), "note": note, "cosignatures": cosignatures})

    return _Member("checkpoints.jsonl", read)


def _credentials(evidence: Evidence) -> _Member:
    def read() -> Iterator[bytes]:
        for account, value in evidence.credentials():
            yield _line({"account": account, "value": b64encode(value).decode()})

    return _Member("credentials.jsonl", read)


def _head_of(evidence: Evidence) -> Iterator[bytes]:
    head = evidence.head()
    if head is not None:
        size, key, mac = head
        yield _line({"size": size, "key": key.hex(), "mac": mac.hex()})


def _line(values: dict[str, object]) -> bytes:
    return json.dumps(values, ensure_ascii=False).encode() + b"\n"
