"""Signed archives: what is in one, by whose leave, and that the independent verifier reads it."""

from __future__ import annotations

import io
import json
import tarfile
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest

from bridge.sealing.keys import SealKey, new_key, verify
from commandcenter.adapters.export import archive
from commandcenter.adapters.export.archive import Contents, write_archive
from commandcenter.adapters.export.target import ExportTrouble
from commandcenter.domain.changes.operating import Acted
from commandcenter.domain.journal import Outcome
from commandcenter.domain.merkle import Tree
from commandcenter.domain.notes import Note, parse_note
from tests.support.cores import ADMIN, WANG, TestCore

MADE = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)


class Journal:
    """Implements `archive.Evidence` in memory: so many entries, and a checkpoint."""

    def __init__(self, size: int) -> None:
        self.stored = [(seq, f"entry {seq}".encode()) for seq in range(size)]
        tree = Tree()
        tree.extend(data for _, data in self.stored)
        self.tiles = {(tile.level, tile.number): tile.hashes for tile in tree.changed_tiles()}

    def entries(self, first: int, count: int) -> Sequence[tuple[int, bytes]]:
        return [row for row in self.stored if first <= row[0] < first + count]

    def tile(self, level: int, number: int) -> bytes:
        return self.tiles.get((level, number), b"")

    def checkpoints(self, size: int) -> Iterator[tuple[str, datetime, list[str]]]:
        yield "note\n", MADE, ["— witness abcd"]

    def credentials(self) -> Iterator[tuple[str, bytes]]:
        yield "li.wei", b"sealed"

    def base(self) -> bytes:
        return b"left"

    def head(self) -> tuple[int, bytes, bytes]:
        return len(self.stored), b"key", b"code"


def signed(key: SealKey, text: str) -> str:
    return Note(text, (key.signature(text),)).whole


def made(journal: Journal, size: int, key: SealKey) -> io.BytesIO:
    file = io.BytesIO()
    contents = Contents(key.key.name, "export", 0, size, MADE)
    write_archive(file, contents, journal, lambda text: signed(key, text), lambda done, of: None)
    return file


@pytest.fixture
def key() -> SealKey:
    return new_key("commandcenter/0123abcd")


def test_the_list_stands_first_and_names_every_file_with_its_digest(
    monkeypatch: pytest.MonkeyPatch, key: SealKey
) -> None:
    monkeypatch.setattr(archive, "PART", 200)
    file = made(Journal(600), 600, key)
    file.seek(0)
    with tarfile.open(fileobj=file) as tar:
        names = tar.getnames()
        held = {name: (tar.extractfile(name) or io.BytesIO()).read() for name in names}
    assert names == [
        "manifest.json",
        "manifest.sig",
        "entries/000000.bin",
        "entries/000001.bin",
        "entries/000002.bin",
        "tiles/0/0.bin",
        "tiles/0/1.bin",
        "tiles/0/2.bin",
        "tiles/1/0.bin",
        "checkpoints.jsonl",
    ]
    manifest = json.loads(held["manifest.json"])
    assert {name: manifest[name] for name in ("format", "kind", "origin", "first", "size", "made_at")} == {
        "format": "ccaudit/1",
        "kind": "export",
        "origin": "commandcenter/0123abcd",
        "first": 0,
        "size": 600,
        "made_at": "2026-11-22T08:00:00+00:00",
    }
    assert [(it["name"], it["bytes"], it["sha256"]) for it in manifest["files"]] == [
        (name, len(held[name]), sha256(held[name]).hexdigest()) for name in names[2:]
    ]
    assert held["entries/000000.bin"].startswith(b"\x00\x00\x00\x07entry 0\x00\x00\x00\x07entry 1")
    assert [len(held[f"tiles/0/{number}.bin"]) for number in range(3)] == [8192, 8192, 88 * 32]
    assert json.loads(held["checkpoints.jsonl"]) == {
        "at": "2026-11-22T08:00:00+00:00",
        "note": "note\n",
        "cosignatures": ["— witness abcd"],
    }
    note = parse_note(held["manifest.sig"].decode())
    assert note.text == f"ccaudit/1\n{sha256(held['manifest.json']).hexdigest()}\n"
    assert note.signed_by([key.key], verify) == [key.key]


def test_a_prefix_has_its_own_tree_and_nothing_of_what_follows(key: SealKey) -> None:
    file = made(Journal(600), 300, key)
    file.seek(0)
    with tarfile.open(fileobj=file) as tar:
        sizes = {member.name: member.size for member in tar.getmembers()}
        last = (tar.extractfile("entries/000000.bin") or io.BytesIO()).read()
    assert last.endswith(b"entry 299")
    assert (sizes["tiles/0/0.bin"], sizes["tiles/0/1.bin"], sizes["tiles/1/0.bin"]) == (8192, 44 * 32, 32)
    assert "tiles/0/2.bin" not in sizes


def test_a_journal_with_a_hole_is_not_exported(key: SealKey) -> None:
    journal = Journal(10)
    del journal.stored[4]
    with pytest.raises(ExportTrouble, match="Entry 4 is missing"):
        made(journal, 10, key)


def test_a_tree_that_is_not_whole_is_not_exported(key: SealKey) -> None:
    journal = Journal(300)
    journal.tiles[(0, 1)] = journal.tiles[(0, 1)][:-32]
    with pytest.raises(ExportTrouble, match="tree is not whole"):
        made(journal, 300, key)


def test_an_export_is_recorded_before_it_is_made_and_after() -> None:
    centre = TestCore()
    begun = {"export": "X1234567", "format": "csv", "wanted": "persons=wang", "file": "a.csv"}
    assert centre.command_with("audit.export", begun, ADMIN).ok
    ended = {"export": "X1234567", "ok": False, "reason": "no room"}
    assert centre.command_with("audit.exported", ended, ADMIN).ok
    first, second = (stamped.entry for stamped in centre.store.entries[-2:])
    assert (first.action, first.subject, first.outcome) == ("audit.export", "X1234567", Outcome.UNKNOWN)
    assert (second.action, second.subject, second.outcome) == ("audit.exported", "X1234567", Outcome.FAILED)
    assert isinstance(first.change, Acted)
    assert first.change.detail == {"format": "csv", "wanted": "persons=wang", "file": "a.csv"}


def test_who_may_not_export_is_refused_and_that_is_recorded() -> None:
    centre = TestCore()
    begun = {"export": "X1234567", "format": "csv"}
    verdict = centre.command_with("audit.export", begun, WANG)
    assert not verdict.ok
    assert centre.store.entries[-1].entry.outcome is Outcome.REFUSED


def test_how_far_it_is_is_told_file_by_file(tmp_path: Path, key: SealKey) -> None:
    told: list[tuple[int, int]] = []
    contents = Contents(key.key.name, "backup", 0, 5, MADE)
    with (tmp_path / "x").open("w+b") as file:
        write_archive(file, contents, Journal(5), lambda text: signed(key, text), lambda *it: told.append(it))
    assert told == [(1, 5), (2, 5), (3, 5), (4, 5), (5, 5)]
