"""One transaction on an SQLite file: how it is opened and closed, what of it is there, and when it has changed."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from audit import sqlite
from audit.source import Damaged, Extent
from audit.sqlite import SqliteSource, only_base
from audit.verdict import Code, Unreadable
from tests.support.audit_cases import found, judged, small
from tests.support.audit_writer import changed, opened

ALL = Extent(0, 300, 300)


def source_of(path: Path) -> SqliteSource:
    source = sqlite.opener(path)()
    source.measure()
    return source


def test_the_file_is_opened_with_nothing_that_could_write_or_run(tmp_path: Path) -> None:
    source = source_of(small().save(tmp_path))
    asked = {name: source.one(f"PRAGMA {name}") for name in ("query_only", "trusted_schema", "cell_size_check")}
    assert asked == {"query_only": 1, "trusted_schema": 0, "cell_size_check": 1}
    assert source.one("PRAGMA mmap_size") == 0
    assert source.one("PRAGMA locking_mode") == "exclusive"
    assert source.one("SELECT 1 WHERE 1 = ?", 2) is None
    source.close()


def test_beside_a_running_core_one_moment_is_seen_until_the_end(tmp_path: Path) -> None:
    log = small()
    writer = opened(log.save(tmp_path))
    log.fill(1)
    log.append(writer)
    source = source_of(tmp_path / "journal.sqlite")
    log.fill(2)
    log.append(writer)
    assert (source.opener.still, source.one("PRAGMA locking_mode")) == (False, "normal")
    assert (source.one("SELECT count(*) FROM journal"), source.extent.end) == (301, 301)
    source.still()
    source.close()
    writer.close()


@pytest.mark.parametrize("suffix", ["", "-wal", "-shm"])
def test_a_file_that_changes_meanwhile_is_told(tmp_path: Path, suffix: str) -> None:
    path = small().save(tmp_path)
    source = source_of(path)
    source.still()
    target = path.with_name(path.name + suffix)
    if suffix:
        target.write_bytes(b"")
    else:
        os.utime(target, ns=(0, 0))
    with pytest.raises(sqlite.Changed):
        source.still()
    source.close()


def test_a_running_core_s_file_may_change(tmp_path: Path) -> None:
    path = small().save(tmp_path)
    source = sqlite.opener(path, still=False)()
    os.utime(path, ns=(0, 0))
    source.still()
    source.close()


@pytest.fixture
def connections(monkeypatch: pytest.MonkeyPatch) -> list[sqlite3.Connection]:
    """Those that the verifier opens."""
    made: list[sqlite3.Connection] = []
    connect = sqlite3.connect

    def noted(*arguments: Any, **more: Any) -> sqlite3.Connection:
        made.append(connect(*arguments, **more))
        return made[-1]

    monkeypatch.setattr("audit.sqlite.sqlite3.connect", noted)
    return made


def are_closed(connections: list[sqlite3.Connection]) -> bool:
    for it in connections:
        with pytest.raises(sqlite3.ProgrammingError):
            it.execute("SELECT 1")
    return bool(connections)


def test_what_was_opened_is_closed_whatever_it_was(tmp_path: Path, connections: list[sqlite3.Connection]) -> None:
    path = small().save(tmp_path / "good")
    source = sqlite.opener(path)()
    assert source.extent == Extent(0, 0, 0)
    source.close()
    assert are_closed(connections)
    path.write_bytes(path.read_bytes()[:16] + b"x" * 5000)
    with pytest.raises(Unreadable):
        sqlite.opener(path)()
    assert are_closed(connections)
    (tmp_path / "old").mkdir()
    made = opened(tmp_path / "old" / "journal.sqlite")
    made.executescript("CREATE TABLE tree (id); CREATE TABLE journal (seq INTEGER PRIMARY KEY, entry BLOB)")
    made.close()
    with pytest.raises(Unreadable):
        sqlite.opener(tmp_path / "old" / "journal.sqlite")()
    assert are_closed(connections)


def test_only_an_older_program_s_tables_are_taken_for_them(tmp_path: Path) -> None:
    changed(small().save(tmp_path / "a"), "DROP TABLE tiles")
    assert "the table tiles is missing" in found(judged(tmp_path / "a"))
    changed(small().save(tmp_path / "b"), "CREATE TABLE tree (id)")
    assert found(judged(tmp_path / "b")) == ["the database holds something foreign: table tree"]


EXTENTS: dict[str, tuple[tuple[str, ...], Extent]] = {
    "all": ((), ALL),
    "none": (("DELETE FROM journal",), Extent(0, 0, 300)),
    "the last missing": (("DELETE FROM journal WHERE seq = 299",), Extent(0, 299, 300)),
    "the first missing": (("DELETE FROM journal WHERE seq = 0",), Extent(1, 300, 300)),
    "a hole": (("DELETE FROM journal WHERE seq = 77",), Extent(0, 77, 300, 77)),
    "holes": (("DELETE FROM journal WHERE seq IN (5, 77)",), Extent(0, 5, 300, 5)),
    "a hole of two": (("DELETE FROM journal WHERE seq IN (77, 78)",), Extent(0, 77, 300, 77)),
    "one before the first": (("INSERT INTO journal VALUES (-1, x'00')",), Extent(0, 300, 300, 300)),
    "one far before the first": (("INSERT INTO journal VALUES (-7, x'00')",), Extent(0, 300, 300, 300)),
    "ones before the first alone": (
        ("DELETE FROM journal", "INSERT INTO journal VALUES (-1, x'00')"),
        Extent(0, 0, 300, 0),
    ),
    "one before the first for one that is missing": (
        ("DELETE FROM journal WHERE seq = 299", "INSERT INTO journal VALUES (-1, x'00')"),
        Extent(0, 299, 300, 299),
    ),
    "one behind a hole": (("INSERT INTO journal VALUES (301, x'00')",), Extent(0, 300, 300, 300)),
    "none before the last hash": (("DELETE FROM journal WHERE seq < 299",), Extent(299, 300, 300)),
    "only behind the last hash": (
        ("DELETE FROM journal", "INSERT INTO journal VALUES (301, x'00')"),
        Extent(0, 0, 300, 0),
    ),
    "only right behind the last hash": (
        ("DELETE FROM journal", "INSERT INTO journal VALUES (300, x'00')"),
        Extent(300, 301, 300),
    ),
    "a tile too few": (("DELETE FROM tiles WHERE level = 0 AND number = 1",), Extent(0, 300, 256)),
    "no first tile": (("DELETE FROM tiles WHERE level = 0 AND number = 0",), Extent(0, 300, 0)),
    "a tile too short": (
        ("UPDATE tiles SET hashes = substr(hashes, 1, 8191) WHERE level = 0 AND number = 0",),
        Extent(0, 300, 255),
    ),
    "a tile too long": (
        ("UPDATE tiles SET hashes = CAST(hashes || zeroblob(32) AS BLOB) WHERE level = 0 AND number = 0",),
        ALL,
    ),
}


@pytest.mark.parametrize("case", EXTENTS.values(), ids=EXTENTS.keys())
def test_so_much_is_there(tmp_path: Path, case: tuple[tuple[str, ...], Extent]) -> None:
    statements, extent = case
    path = small().save(tmp_path)
    changed(path, *statements)
    source = source_of(path)
    assert source.extent == extent
    source.close()


def test_values_of_other_kinds_are_no_bytes(tmp_path: Path) -> None:
    path = small().save(tmp_path)
    changed(
        path,
        "UPDATE tiles SET hashes = 'text'",
        "UPDATE checkpoints SET note = 'text'",
        "INSERT INTO credentials VALUES ('li', 'text')",
    )
    source = source_of(path)
    assert (source.tile(0), source.tile(7)) == (b"", b"")
    assert list(source.other_tiles()) == [(1, 0, b"")]
    assert list(source.checkpoints(200, 300)) == [(300, b"")]
    assert list(source.checkpoints(199, 299)) == [(200, b"")]
    assert source.credentials() == {"li": b""}
    source.close()


def test_a_table_that_is_damaged_leaves_the_others_to_be_verified(tmp_path: Path) -> None:
    path = small().save(tmp_path)
    connection = sqlite3.connect(path)
    (page,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'alembic_version'").fetchone()
    connection.close()
    with path.open("r+b") as file:
        file.seek((page - 1) * 4096)
        file.write(b"\xff" * 4096)
    report = judged(tmp_path)
    assert report.code is Code.ALTERED
    assert "the database is damaged: database disk image is malformed" in found(report)
    assert report.facts["size"] == 300


def test_one_base_of_the_beginning_is_one() -> None:
    assert only_base([], 5) is None
    assert only_base([(5, 9, b"x")], 5) == (9, b"x")
    for rows in ([(4, 9, b"x")], [(5, 9, "x")], [(5, 9, b"x"), (6, 9, b"x")]):
        with pytest.raises(Damaged, match=r"^it is of another beginning"):
            only_base(rows, 5)
