"""Secrets, schema, keys and places, changed in every way, and the exit code that answers it."""

from __future__ import annotations

from pathlib import Path

import pytest

from audit.verdict import Code
from tests.support.audit_cases import DESK, FIRST, SECOND
from tests.support.audit_tampering import (
    Case,
    database,
    must_be_found,
    sql,
)
from tests.support.audit_writer import (
    Log,
    Signer,
    lines,
    opened,
)

CASES: dict[str, Case] = {
    "a secret changed": (
        sql("UPDATE credentials SET value = x'00' WHERE account = 'li'"),
        Code.ALTERED,
        "the credentials of li are not those that entry 504 names",
    ),
    "an older secret put back": (
        sql(f"UPDATE credentials SET value = x'{b'an older one of li'.hex()}' WHERE account = 'li'"),
        Code.ALTERED,
        "the credentials of li are not those that entry 504 names",
    ),
    "a secret removed": (
        sql("DELETE FROM credentials WHERE account = 'zhang'"),
        Code.ALTERED,
        "the credentials of zhang are missing",
    ),
    "a secret added": (
        sql("INSERT INTO credentials VALUES ('wang', x'00')"),
        Code.ALTERED,
        "credentials of wang are there that no entry names",
    ),
    "a trigger removed": (
        lambda folder, _: opened(database(folder)).execute("DROP TRIGGER journal_no_delete").connection.close(),
        Code.ALTERED,
        "the trigger that refuses DELETE on journal is missing",
    ),
    "a trigger that does nothing": (
        lambda folder, _: (
            opened(database(folder))
            .executescript(
                "DROP TRIGGER journal_no_update;"
                "CREATE TRIGGER journal_no_update BEFORE UPDATE ON journal BEGIN SELECT 1; END"
            )
            .connection.close()
        ),
        Code.ALTERED,
        "the database holds something foreign: trigger journal_no_update",
    ),
    "a view added": (
        sql("CREATE VIEW late AS SELECT seq FROM journal"),
        Code.ALTERED,
        "the database holds something foreign: view late",
    ),
    "a table added": (sql("CREATE TABLE more (a)"), Code.ALTERED, "the database holds something foreign: table more"),
    "an index added": (
        sql("CREATE INDEX more ON journal (entry)"),
        Code.ALTERED,
        "the database holds something foreign: index more",
    ),
    "a table removed": (sql("DROP TABLE credentials"), Code.ALTERED, "the table credentials is missing"),
    "a column added": (
        sql("ALTER TABLE journal ADD COLUMN more TEXT"),
        Code.ALTERED,
        "the table journal has other columns than it should",
    ),
    "another schema": (
        sql("UPDATE alembic_version SET version_num = '9999'"),
        Code.ALTERED,
        "the database says that its schema is 9999",
    ),
    "the log's key file of another log": (
        lambda folder, _: lines(folder / "keys" / "seal.json", [Signer("commandcenter/ffffffff", 5).file()]),
        Code.KEY,
        "the key in keys/seal.json is none that the journal names",
    ),
    "the log's key file broken": (
        lambda folder, _: lines(
            folder / "keys" / "seal.json", [SECOND.file().replace('"private": "', '"private": "A')]
        ),
        Code.KEY,
        "keys/seal.json does not hold one key any more",
    ),
    "the log's key file with another private half": (
        lambda folder, _: lines(folder / "keys" / "seal.json", [SECOND.file().replace(SECOND.vkey, FIRST.vkey)]),
        Code.KEY,
        "keys/seal.json does not hold one key any more",
    ),
    "a witness's key file broken": (
        lambda folder, _: lines(
            folder / "keys" / "consoles" / "desk-1.witness.json", [DESK.file().replace('"name": "', '"name": "x')]
        ),
        Code.KEY,
        "keys/consoles/desk-1.witness.json does not hold one key any more",
    ),
    "a witness's key file that holds a log's key": (
        lambda folder, _: lines(folder / "keys" / "consoles" / "desk-1.witness.json", [SECOND.file()]),
        Code.KEY,
        "keys/consoles/desk-1.witness.json does not hold one key any more",
    ),
    "a line of the second place that is none": (
        lambda folder, log: lines(folder / "checkpoints" / "2026-11-22.jsonl", [*log.second, "{}"]),
        Code.ALTERED,
        "second place/2026-11-22.jsonl:5 is no checkpoint as the program writes them",
    ),
    "the file is no database any more": (
        lambda folder, _: lines(database(folder), ["SQLite format 4"]),
        Code.UNREADABLE,
        "journal.sqlite is no SQLite database",
    ),
    "no database there": (
        lambda folder, _: database(folder).unlink(),
        Code.UNREADABLE,
        "journal.sqlite cannot be read: No such file or directory",
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_each_tampering_is_found_with_its_code_and_named(
    case: Case, original: tuple[Path, Log], tmp_path: Path
) -> None:
    must_be_found(case, original, tmp_path / "var")
