"""Holds the files of an evidence folder against what the journal says of them."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from enum import Enum
from pathlib import Path

import msgspec

from commandcenter.adapters.evidence.digesting import digest_of
from commandcenter.adapters.evidence.folder import INCOMING
from commandcenter.adapters.store.reading import JournalReader
from commandcenter.domain.changes.video import ClipEnded, SnapshotKept
from commandcenter.domain.journal import Entry

ENTRIES_AT_ONCE = 2_000
WANTED = b"evidence."


class Verdict(Enum):
    """`UNKNOWN`: the journal says nothing of the file; `UNFINISHED`: a clip that never ended.

    `DISPUTED`: a later entry gives the file another digest than the first one did. That says nothing of the file, for
    the first one counts, and all of who wrote it.
    """

    OK = "ok"
    MISSING = "missing"
    ALTERED = "altered"
    UNREADABLE = "unreadable"
    UNKNOWN = "unknown"
    UNFINISHED = "unfinished"
    DISPUTED = "disputed"


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """What entry `seq` says of a file."""

    file: str
    sha256: str
    seq: int
    at: datetime
    actor: str
    seat: str
    camera: str


class Checked(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a file; `told` is None for one that the journal says nothing of."""

    file: str
    verdict: Verdict
    told: Told | None = None


def told_in(reader: JournalReader) -> Iterator[Told]:
    """In the journal's order. Raises what the reader raises."""
    decode = msgspec.msgpack.Decoder(Entry).decode
    first, size = reader.first(), reader.stored_tree().size
    for start in range(first, size, ENTRIES_AT_ONCE):
        for data in reader.stored(start, ENTRIES_AT_ONCE):
            if WANTED in data:
                yield from _told(decode(data))


def _told(entry: Entry) -> Iterator[Told]:
    change = entry.change
    if isinstance(change, SnapshotKept | ClipEnded) and change.sha256:
        yield Told(
            file=change.file,
            sha256=change.sha256,
            seq=entry.seq,
            at=entry.at,
            actor=entry.actor,
            seat=entry.seat,
            camera=change.camera,
        )


def verify(folder: Path, told: Iterable[Told]) -> list[Checked]:
    """Every file that either of them knows, by its place in the folder; nothing outside of it is looked at.

    After each stand the entries that dispute what the first one says of it.
    """
    wanted: dict[str, list[Told | None]] = {}
    for one in told:
        wanted.setdefault(one.file, []).append(one)
    found = {path.relative_to(folder).as_posix(): path for path in _files(folder)}
    names = sorted({*wanted, *found})
    checked = []
    for name in names:
        first, *later = wanted.get(name, [None])
        checked.append(_checked(name, found, first))
        disputes = (it for it in later if it and first and it.sha256 != first.sha256)
        checked += [Checked(file=name, verdict=Verdict.DISPUTED, told=it) for it in disputes]
    return checked


def _checked(name: str, found: Mapping[str, Path], told: Told | None) -> Checked:
    """By what the first entry on it says, None where there is none."""
    path = found.get(name)
    if told is None:
        unfinished = name.startswith(f"{INCOMING}/") or Path(name).name.startswith(".")
        return Checked(file=name, verdict=Verdict.UNFINISHED if unfinished else Verdict.UNKNOWN)
    if path is None:
        return Checked(file=name, verdict=Verdict.MISSING, told=told)
    try:
        digest = digest_of(path)
    except OSError:
        return Checked(file=name, verdict=Verdict.UNREADABLE, told=told)
    return Checked(file=name, verdict=Verdict.OK if told.sha256 == digest else Verdict.ALTERED, told=told)


def _files(folder: Path) -> Iterator[Path]:
    """All that is no folder, links themselves included; what they lead to is not."""
    for parent, _, names in os.walk(folder, followlinks=False):
        yield from (Path(parent) / name for name in names)
