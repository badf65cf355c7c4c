"""Evidence in an export archive (.ccaudit): a plain tar, or one packed with gzip."""

from __future__ import annotations

import gzip
import json
import os
import re
import tempfile
import zlib
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from itertools import count, takewhile
from pathlib import Path
from typing import IO

from audit.entries import LONGEST
from audit.files import opened
from audit.keys import Ring
from audit.notes import LARGEST, NoteError, decoded, parse_note, parse_signed
from audit.places import LONGEST_LINE, fields
from audit.source import Damaged, Extent, hashes_in
from audit.tar import BLOCK, Member, TarEnds, TarError, members
from audit.tree import HASH, WIDTH
from audit.verdict import Code, Report, Unreadable

FORMAT = "ccaudit/1"
KINDS = ("export", "backup", "archive")
LONGEST_MANIFEST = 64 * 1024 * 1024
MOST_MEMBERS = 1_000_000
PIECE = 1 << 20
# Hashes do not pack at all and entries hardly better than this.
MOST_PACKED, FREE = 200, 64 * 1024 * 1024
ENTRIES = re.compile(r"entries/[0-9]{6,}\.bin", re.ASCII)
TILES = re.compile(r"tiles/([0-9]|1[0-9])/(0|[1-9][0-9]{0,17})\.bin", re.ASCII)
STRIDE = 4096
Stride = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Manifest:
    """What the archive says of itself, and the bytes that are signed."""

    origin: str
    kind: str
    first: int
    size: int
    digest: str
    signed: bytes


@dataclass(frozen=True, slots=True)
class ArchiveOpener:
    """`path` is the tar itself, unpacked from gzip; `strides`: where every 4096th entry begins, of which file."""

    path: Path
    extent: Extent
    files: dict[str, Member]
    strides: list[Stride]

    def __call__(self) -> ArchiveSource:
        return ArchiveSource(self)


class ArchiveSource:
    """Reads straight from the tar."""

    def __init__(self, opened: ArchiveOpener) -> None:
        self.opener = opened
        self.extent = opened.extent
        self._file = opened.path.open("rb")

    def close(self) -> None:
        self._file.close()

    def rows(self, first: int, end: int) -> Iterator[tuple[object, object]]:
        strides = self.opener.strides
        at = bisect_right(strides, first, key=lambda stride: stride[0])
        # A handle of its own: tiles are read in between.
        with self.opener.path.open("rb") as file:
            for seq, offset, count in strides[max(0, at - 1) :]:
                if seq >= end:
                    return
                file.seek(offset)
                for place in range(seq, min(seq + count, end)):
                    data = file.read(int.from_bytes(file.read(4), "big"))
                    if place >= first:
                        yield place, data

    def _read(self, name: str) -> bytes:
        member = self.opener.files.get(name)
        if member is None or member.length > WIDTH * HASH:
            return b""
        self._file.seek(member.offset)
        return self._file.read(member.length)

    def tile(self, number: int) -> bytes:
        return self._read(f"tiles/0/{number}.bin")

    def other_tiles(self) -> Iterator[tuple[int, int, bytes]]:
        for name in self.opener.files:
            match = TILES.fullmatch(name)
            if match and match[1] != "0":
                yield int(match[1]), int(match[2]), self._read(name)

    def _lines(self, name: str) -> Iterator[dict[str, object]]:
        member = self.opener.files.get(name)
        at = member.offset if member else 0
        end = at + member.length if member else 0
        while at < end:
            self._file.seek(at)
            line = self._file.readline(min(LONGEST_LINE, end - at))
            at += len(line)
            try:
                if not line.endswith(b"\n"):
                    raise ValueError("not whole")
                yield fields(line)
            except ValueError as error:
                raise Damaged(f"{name}: {error}") from error

    def checkpoints(self, after: int, upto: int) -> Iterator[tuple[int, bytes]]:
        for line in self._lines("checkpoints.jsonl"):
            note = line.get("note")
            data = note.encode("utf-8", "replace") if isinstance(note, str) else b""
            yield _size(data), data

    def cosignatures(self, after: int, upto: int) -> Iterator[tuple[int, str, str]]:
        for line in self._lines("checkpoints.jsonl"):
            note, lines = line.get("note"), line.get("cosignatures", [])
            if not isinstance(note, str) or not isinstance(lines, list):
                raise Damaged("checkpoints.jsonl: no checkpoint")
            for text in lines:
                yield _size(note.encode("utf-8", "replace")), "", str(text)

    def credentials(self) -> dict[str, bytes] | None:
        if "credentials.jsonl" not in self.opener.files:
            return None
        try:
            lines = list(self._lines("credentials.jsonl"))
            return {str(line["account"]): decoded(str(line["value"])) for line in lines}
        except (KeyError, NoteError) as error:
            raise Damaged(f"credentials.jsonl: {error}") from error

    def base(self) -> tuple[int | None, bytes] | None:
        member = self.opener.files.get("base.bin")
        if member is None:
            return None
        if member.length > LONGEST:
            raise Damaged("base.bin is too long")
        self._file.seek(member.offset)
        return None, self._file.read(member.length)


def _size(data: bytes) -> int:
    try:
        return parse_note(data).size
    except NoteError:
        return -1


def unpacked(path: Path, folder: Path) -> Path:
    """The tar itself, in `folder` when it was packed. Raises Unreadable."""
    target = folder / "archive.tar"
    try:
        with opened(path) as file:
            if file.read(2) != b"\x1f\x8b":
                return path
        most = path.stat().st_size * MOST_PACKED + FREE
        with gzip.open(path, "rb") as packed, target.open("wb") as plain:
            while piece := packed.read(PIECE):
                plain.write(piece)
                if plain.tell() > most:
                    raise Unreadable("{path} unpacks to far more than an archive can", path=str(path))
    except (OSError, EOFError, zlib.error) as error:
        raise Unreadable("{path} cannot be read: {reason}", path=str(path), reason=str(error)) from error
    return target


def temporary_folder() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="audit-")


def open_archive(path: Path, report: Report) -> tuple[ArchiveOpener, Manifest]:
    """Lists the archive and compares it with its manifest. Raises Unreadable when there is nothing to go by."""
    try:
        with opened(path) as file:
            found = _listed(file, path.stat().st_size, report)
            manifest, listed = _manifest(file, found)
            _compare(file, found, listed, report)
            strides, end = _strides(file, found, manifest)
    except OSError as error:
        raise Unreadable("{path} cannot be read: {reason}", path=str(path), reason=str(error.strerror)) from error
    hole = end if end < manifest.size else None
    return ArchiveOpener(path, Extent.measured(manifest.first, end, _tiled(found), hole), found, strides), manifest


def _listed(file: IO[bytes], length: int, report: Report) -> dict[str, Member]:
    found: dict[str, Member] = {}
    try:
        for member in members(file, length):
            if member.name in found or len(found) >= MOST_MEMBERS:
                report.find(Code.ALTERED, "the archive holds {name} twice", name=member.name)
                break
            found[member.name] = member
    except TarError as error:
        if not found and (length < BLOCK or not isinstance(error, TarEnds)):
            raise Unreadable("it is neither an archive (.ccaudit) nor a proof of this program") from error
        if not found:
            raise Unreadable("it is no archive of the program: {reason}", reason=str(error)) from error
        if isinstance(error, TarEnds):
            report.find(Code.TRUNCATED, "the archive is cut off: {reason}", reason=str(error))
        else:
            report.find(Code.ALTERED, "the archive is damaged: {reason}", reason=str(error))
    return found


def _whole(file: IO[bytes], member: Member | None, most: int) -> bytes:
    if member is None or member.length > most:
        return b""
    file.seek(member.offset)
    return file.read(member.length)


def _manifest(file: IO[bytes], found: dict[str, Member]) -> tuple[Manifest, list[dict[str, object]]]:
    data = _whole(file, found.get("manifest.json"), LONGEST_MANIFEST)
    signed = _whole(file, found.get("manifest.sig"), LONGEST)
    try:
        it = json.loads(data)
        listed = [{str(name): value for name, value in entry.items()} for entry in it["files"]]
        origin, kind, first, size = it["origin"], it["kind"], it["first"], it["size"]
        right = type(first) is int and type(size) is int and 0 <= first <= size <= LARGEST and isinstance(origin, str)
        if it["format"] != FORMAT or kind not in KINDS or not right:
            raise ValueError("another format")
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise Unreadable("the archive's manifest cannot be read") from error
    return Manifest(origin, kind, first, size, sha256(data).hexdigest(), signed), listed


def _compare(file: IO[bytes], found: dict[str, Member], listed: list[dict[str, object]], report: Report) -> None:
    """Every file with what the manifest says of it."""
    told = {str(it.get("name")): it for it in listed}
    for name in sorted(found.keys() - told.keys() - {"manifest.json", "manifest.sig"}):
        report.find(Code.ALTERED, "the archive holds {name}, which its manifest does not list", name=name)
    for name in sorted(told.keys() - found.keys()):
        report.find(Code.TRUNCATED, "the archive lacks {name}, which its manifest lists", name=name)
    for name in sorted(told.keys() & found.keys()):
        member = found[name]
        if (member.length, _digest(file, member)) != (told[name].get("bytes"), told[name].get("sha256")):
            report.find(Code.ALTERED, "{name} in the archive is not what its manifest says", name=name)


def _digest(file: IO[bytes], member: Member) -> str:
    file.seek(member.offset)
    hashed, left = sha256(), member.length
    while left and (piece := file.read(min(PIECE, left))):
        hashed.update(piece)
        left -= len(piece)
    return hashed.hexdigest()


def _strides(file: IO[bytes], found: dict[str, Member], manifest: Manifest) -> tuple[list[Stride], int]:
    """Where the entries stand, every 4096th, and the first one that is not there."""
    strides: list[Stride] = []
    seq = manifest.first
    for name in sorted(name for name in found if ENTRIES.fullmatch(name)):
        for stride in _strides_of(file, found[name], seq):
            strides.append(stride)
            seq += stride[2]
        if not _is_read(found[name], strides, file):
            break
    return strides, min(seq, manifest.size)


def _strides_of(file: IO[bytes], member: Member, seq: int) -> Iterator[Stride]:
    at, end = member.offset, member.offset + member.length
    start, count = at, 0
    file.seek(at)
    while at + 4 <= end:
        length = int.from_bytes(file.read(4), "big")
        if at + 4 + length > end or length > LONGEST:
            break
        file.seek(length, os.SEEK_CUR)
        at, count = at + 4 + length, count + 1
        if count == STRIDE:
            yield seq, start, count
            seq, start, count = seq + count, at, 0
    if count:
        yield seq, start, count


def _is_read(member: Member, strides: list[Stride], file: IO[bytes]) -> bool:
    """Whether the last stride ends where the file does: behind a length that was changed nothing can be found."""
    if not member.length or not strides:
        return not member.length
    _, at, count = strides[-1]
    for _ in range(count):
        file.seek(at)
        at += 4 + int.from_bytes(file.read(4), "big")
    return at == member.offset + member.length


def _tiled(found: dict[str, Member]) -> int:
    named = (found.get(f"tiles/0/{number}.bin") for number in count())
    return hashes_in((number, member.length) for number, member in enumerate(takewhile(bool, named)) if member)


def judge_manifest(manifest: Manifest, ring: Ring, report: Report) -> None:
    """Whether the manifest is signed with one of the log's keys."""
    try:
        text, lines = parse_signed(manifest.signed)
    except NoteError as error:
        report.find(Code.ALTERED, "the manifest's signature cannot be read: {reason}", reason=str(error))
        return
    if text != f"{FORMAT}\n{manifest.digest}\n":
        report.find(Code.ALTERED, "the manifest is not the one that was signed")
        return
    keys = [key for chain in ring.chains if chain.origin == manifest.origin for key in chain.all_keys()]
    keys += [key for key in ring.given if key.name == manifest.origin]
    claimed = [(key, line) for key in keys for line in lines if line.claims(key)]
    if not claimed:
        report.find(Code.KEY, "the manifest is signed with no key of the log")
    elif not all(key.signed(line.value, text.encode()) for key, line in claimed):
        report.find(Code.ALTERED, "the signature of the manifest does not fit")
