"""What an attacker can put in the verifier's way: it answers with a verdict, soon, and never with its own fault."""

from __future__ import annotations

import os
import shutil
import sqlite3
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from audit import cli
from audit.verdict import Code
from tests.support.audit_cases import FIRST, found, full, judged, small
from tests.support.audit_writer import Log, write_tar

ENDLESS = "WITH RECURSIVE it(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM it)"
LOOSE_JOURNAL = "CREATE TABLE journal (seq INT, entry BLOB, PRIMARY KEY (seq))"
MISTYPED = "the table {} holds values of another kind than it should"
FAR = 2**60


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("original")
    full().save(folder)
    return folder


@pytest.fixture
def var(original: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(original, tmp_path / "var"))


def made_anew(table: str, how: str, *more: str) -> tuple[str, ...]:
    return (
        f"ALTER TABLE {table} RENAME TO old",
        how,
        f"INSERT INTO {table} SELECT * FROM old",
        "DROP TABLE old",
        *more,
    )


def endless(table: str, columns: str) -> tuple[str, ...]:
    return f"DROP TABLE {table}", f"CREATE VIEW {table} AS {ENDLESS} SELECT {columns} FROM it"


CASES: dict[str, tuple[tuple[str, ...], str]] = {
    "text for a place": (
        made_anew("journal", LOOSE_JOURNAL, "INSERT INTO journal VALUES ('z', x'00')"),
        MISTYPED.format("journal"),
    ),
    "bytes for a place": (
        made_anew("journal", LOOSE_JOURNAL, "INSERT INTO journal VALUES (x'ff', x'00')"),
        MISTYPED.format("journal"),
    ),
    "no place": (
        made_anew("journal", LOOSE_JOURNAL, "INSERT INTO journal VALUES (NULL, x'00')"),
        MISTYPED.format("journal"),
    ),
    "half a place": (
        made_anew("journal", LOOSE_JOURNAL, "UPDATE journal SET seq = 5.5 WHERE seq = 5"),
        MISTYPED.format("journal"),
    ),
    "text for a level": (("INSERT INTO tiles VALUES ('x', 0, x'00')",), MISTYPED.format("tiles")),
    "half a level": (("INSERT INTO tiles VALUES (1.5, 0, x'00')",), MISTYPED.format("tiles")),
    "text for a tile's number": (("INSERT INTO tiles VALUES (1, 'x', x'00')",), MISTYPED.format("tiles")),
    "half a checkpoint": (("INSERT INTO checkpoints VALUES (600.5, 1, x'00')",), MISTYPED.format("checkpoints")),
    "text for a checkpoint": (("INSERT INTO checkpoints VALUES ('x', 1, x'00')",), MISTYPED.format("checkpoints")),
    "text for a cosigned size": (
        ("UPDATE cosignatures SET size = 'x' WHERE size = 606",),
        MISTYPED.format("cosignatures"),
    ),
    "an entry as text of strange bytes": (
        ("UPDATE journal SET entry = CAST(x'fffe' AS TEXT) WHERE seq = 300",),
        "entry 300 is not stored as bytes",
    ),
    "an endless journal": (endless("journal", "n AS seq, x'00' AS entry"), "the table journal is missing"),
    "endless tiles": (endless("tiles", "0 AS level, n AS number, x'' AS hashes"), "the table tiles is missing"),
    "endless checkpoints": (
        endless("checkpoints", "n AS size, 1.0 AS at, x'' AS note"),
        "the database holds something foreign: view checkpoints",
    ),
    "endless secrets": (endless("credentials", "n AS account, x'' AS value"), "the table credentials is missing"),
    "endless versions": (endless("alembic_version", "n AS version_num"), "the table alembic_version is missing"),
    "a made-up column": (
        (
            "ALTER TABLE checkpoints RENAME COLUMN note TO old",
            "ALTER TABLE checkpoints ADD COLUMN note BLOB AS (old)",
        ),
        "the table checkpoints has other columns than it should",
    ),
    "a trigger with a name like SQLite's own": (
        (
            "CREATE TRIGGER evil AFTER INSERT ON journal BEGIN DELETE FROM checkpoints; END",
            "PRAGMA writable_schema=ON",
            "UPDATE sqlite_master SET name = 'sqlite_evil', sql = replace(sql, 'evil', 'sqlite_evil')"
            " WHERE name = 'evil'",
        ),
        "the database holds something foreign: trigger sqlite_evil",
    ),
    "a tile far behind the last": (
        ("INSERT INTO tiles VALUES (0, 4, x'00')",),
        "tile 0/4 is not what the entries give",
    ),
    "a tile before the first": (("INSERT INTO tiles VALUES (0, -1, x'00')",), "tile 0/-1 is not what the entries give"),
    "all tiles far away": ((f"UPDATE tiles SET number = number + {FAR}",), "entry 0 is not in the tree"),
    "all entries far away": ((f"UPDATE journal SET seq = seq + {FAR}",), "entry 0 is missing"),
    "one entry at the end of all numbers": (
        ("DELETE FROM journal WHERE seq > 0", f"UPDATE journal SET seq = {2**63 - 1}", "DELETE FROM tiles"),
        "entry 0 is missing",
    ),
    "all entries far away but one below": (
        (f"UPDATE journal SET seq = seq + {FAR}", "INSERT INTO journal VALUES (-1, x'00')"),
        "entry 0 is missing",
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_what_is_no_table_of_ours_is_named_and_not_waited_for(case: tuple[tuple[str, ...], str], var: Path) -> None:
    statements, said = case
    connection = sqlite3.connect(var / "journal.sqlite", isolation_level=None)
    connection.execute("DROP TRIGGER journal_no_update")
    connection.execute("DROP TRIGGER journal_no_delete")
    for statement in statements:
        connection.execute(statement)
    connection.close()
    report = judged(var)
    assert (report.code, said in found(report)) == (Code.ALTERED, True), found(report)


@pytest.mark.parametrize("name", ["journal.sqlite", "journal.sqlite-wal", "journal.sqlite-journal"])
def test_a_pipe_for_a_database_is_not_waited_for(name: str, var: Path) -> None:
    var.joinpath(name).unlink(missing_ok=True)
    os.mkfifo(var / name)
    report = judged(var)
    assert (report.code, found(report)) == (
        Code.UNREADABLE,
        [f"{var / 'journal.sqlite'} cannot be read: not a regular file"],
    )


@pytest.mark.parametrize("name", ["keys/seal.json", "settings.toml"])
def test_a_pipe_beside_the_evidence_does_not_keep_it_from_being_read(name: str, var: Path) -> None:
    var.joinpath(name).unlink(missing_ok=True)
    os.mkfifo(var / name)
    assert judged(var).code is Code.OK


def gigantic(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(2**40)


def nul(path: Path) -> None:
    path.write_text('[audit]\nsecond_place = "a\\u0000b"\n')


@pytest.mark.parametrize("write", [gigantic, nul])
def test_settings_that_are_none_leave_the_usual_second_place(write: Callable[[Path], None], var: Path) -> None:
    write(var / "settings.toml")
    report = judged(var)
    assert (report.code, report.facts["sealed"]) == (Code.OK, 708)


def test_bytes_behind_the_end_of_an_archive_are_found(tmp_path: Path) -> None:
    path = write_tar(tmp_path / "a.ccaudit", small().archive_files())
    size = path.stat().st_size
    with path.open("ab") as file:
        file.write(bytes(100_000))
    assert judged(path, keys=[FIRST]).code is Code.OK
    with path.open("ab") as file:
        file.write(b"more")
    report = judged(path, keys=[FIRST])
    assert report.code is Code.ALTERED
    assert found(report)[0].endswith("there is something behind the end mark")
    assert path.stat().st_size == size + 100_004


def test_an_archive_that_begins_far_away_does_not_take_forever(tmp_path: Path) -> None:
    log = small()
    files = {name: data for name, data in log.archive_files().items() if not name.startswith("manifest")}
    signed = log.signed(files, first=FAR)
    manifest = signed["manifest.json"].replace(b'"size": 300', b'"size": 2305843009213693952')
    path = write_tar(tmp_path / "a.ccaudit", {**signed, "manifest.json": manifest})
    assert judged(path).code is Code.ALTERED


def test_the_proof_of_a_long_entry_is_read_whole(tmp_path: Path) -> None:
    log = Log(FIRST).begin()
    log.add({"do": "map.loaded", "text": "x" * 2_000_000})
    log.seal()
    path = tmp_path / "2.tlog-proof"
    path.write_text(log.proof(2))
    assert judged(path, keys=[FIRST]).code is Code.OK


def test_an_address_that_is_none_is_unreadable() -> None:
    assert judged("postgresql://[::1").code is Code.UNREADABLE


def test_the_verdict_is_printed_on_any_terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, printed = tmp_path / "var", tmp_path / "out"
    small().save(folder)
    with printed.open("w", encoding="ascii") as plain:
        monkeypatch.setattr(sys, "stdout", plain)
        assert cli.run(["verify", "--language", "zh", str(folder)]) is Code.OK
    assert printed.read_text().startswith("\\u5b8c\\u597d")


def test_a_fault_of_the_verifier_is_no_verdict(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def breaks(*_: object) -> Code:
        raise TypeError("our own fault")

    monkeypatch.setattr(cli, "run", breaks)
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 5
    assert "our own fault" in capsys.readouterr().err
