"""The schema in SQLite, one change at a time: what is ours, what is foreign, and what need not be read any further."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest

from audit.sqlite_schema import affinity, examine_schema
from audit.verdict import Code, Report
from tests.support.audit_cases import found
from tests.support.audit_writer import SCHEMA

BASES = "CREATE TABLE bases (size BIGINT NOT NULL, entry BIGINT NOT NULL, value BLOB NOT NULL, PRIMARY KEY (size))"
HEAD = "CREATE TABLE head (id INTEGER PRIMARY KEY, size BIGINT NOT NULL, key BLOB NOT NULL, mac BLOB NOT NULL)"
NEWEST = "UPDATE alembic_version SET version_num = '0005'"
NEWER = "UPDATE alembic_version SET version_num = '0004'"
REFUSE = "CREATE TRIGGER {} BEFORE {} ON {} BEGIN SELECT RAISE(ABORT, 'no'); END"


@pytest.fixture
def connection() -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as it:
        it.executescript(SCHEMA)
        yield it


def other(table: str) -> str:
    return f"the table {table} has other columns than it should"


def kinds(table: str) -> str:
    return f"the table {table} holds values of another kind than it should"


def missing(verb: str) -> str:
    return f"the trigger that refuses {verb} on journal is missing"


def foreign(what: str) -> str:
    return f"the database holds something foreign: {what}"


def anew(table: str, columns: str) -> tuple[str, str]:
    return f"DROP TABLE {table}", f"CREATE TABLE {table} ({columns})"


TRIGGERS = (REFUSE.format("a", "UPDATE", "journal"), REFUSE.format("b", "DELETE", "journal"))
CASES: dict[str, tuple[tuple[str, ...], bool, list[str]]] = {
    "as it was": ((), True, []),
    "newer": ((BASES, NEWER), True, []),
    "newer without its table": ((NEWER,), True, ["the table bases is missing"]),
    "older with the newer table": ((BASES,), True, []),
    "newer with the newest table": ((BASES, HEAD, NEWER), True, []),
    "newest": ((BASES, HEAD, NEWEST, "INSERT INTO head VALUES (1, 7, x'00', x'01')"), True, []),
    "newest without its tables": ((NEWEST,), True, ["the table bases is missing", "the table head is missing"]),
    "a head of other columns": ((BASES, HEAD.replace("mac BLOB", "mac INT"), NEWEST), True, [other("head")]),
    "a head in words": ((BASES, HEAD, NEWEST, "INSERT INTO head VALUES (1, 'x', x'', x'')"), False, [kinds("head")]),
    "no versions": (
        ("DELETE FROM alembic_version",),
        True,
        [
            "the database says that its schema is ",
            "the table bases is missing",
            "the table head is missing",
        ],
    ),
    "two versions": (
        (BASES, HEAD, "INSERT INTO alembic_version VALUES ('0004')"),
        True,
        ["the database says that its schema is 0003, 0004"],
    ),
    "another version": (
        (BASES, HEAD, "UPDATE alembic_version SET version_num = '0009'"),
        True,
        ["the database says that its schema is 0009"],
    ),
    "no table of versions": (
        (BASES, HEAD, "DROP TABLE alembic_version"),
        True,
        ["the table alembic_version is missing", "the database says that its schema is "],
    ),
    "tables missing": (
        ("DROP TABLE tiles", "DROP TABLE credentials"),
        True,
        ["the table credentials is missing", "the table tiles is missing"],
    ),
    "a column more": (("ALTER TABLE tiles ADD COLUMN more INT",), True, [other("tiles")]),
    "a column made up": (
        anew("credentials", "account TEXT NOT NULL, value BLOB AS (x'00'), PRIMARY KEY (account)"),
        True,
        [other("credentials")],
    ),
    "columns in another order": (
        anew("credentials", "value BLOB, account TEXT, PRIMARY KEY (account)"),
        True,
        [other("credentials")],
    ),
    "another key": (anew("credentials", "account TEXT, value BLOB"), True, [other("credentials")]),
    "another order of the key": (
        anew("cosignatures", "size BIGINT, name TEXT, line TEXT, PRIMARY KEY (name, size)"),
        True,
        [other("cosignatures")],
    ),
    "another type": (
        anew("credentials", "account TEXT, value TEXT, PRIMARY KEY (account)"),
        True,
        [other("credentials")],
    ),
    "a column by another name": (
        anew("credentials", "other TEXT, value BLOB, PRIMARY KEY (other)"),
        True,
        [other("credentials")],
    ),
    "a number as text": (
        (
            *anew("checkpoints", "size TEXT, at FLOAT, note BLOB, PRIMARY KEY (size)"),
            "INSERT INTO checkpoints VALUES ('5', 1.5, x'00')",
        ),
        False,
        [other("checkpoints"), kinds("checkpoints")],
    ),
    "text for a number": (("INSERT INTO checkpoints VALUES ('x', 1.5, x'00')",), False, [kinds("checkpoints")]),
    "text for a real number": (("INSERT INTO checkpoints VALUES (5, 'x', x'00')",), False, [kinds("checkpoints")]),
    "bytes for text": (
        ("INSERT INTO cosignatures VALUES (5, x'00', 'x')", "INSERT INTO credentials VALUES (x'00', x'00')"),
        False,
        [kinds("cosignatures"), kinds("credentials")],
    ),
    "text for bytes": (("INSERT INTO checkpoints VALUES (5, 1.5, 'x')",), True, []),
    "a table more": (("CREATE TABLE more (a INT)",), True, [foreign("table more")]),
    "an index more": (("CREATE INDEX more ON journal (entry)",), True, [foreign("index more")]),
    "a view more": (("CREATE VIEW more AS SELECT 1",), True, [foreign("view more")]),
    "a view for a table": (
        ("DROP TABLE tiles", "CREATE VIEW tiles AS SELECT 1 AS level"),
        False,
        [foreign("view tiles"), "the table tiles is missing"],
    ),
    "a table that is made up": (
        ("DROP TABLE tiles", "CREATE VIRTUAL TABLE tiles USING fts5(level)"),
        False,
        [],
    ),
    "what SQLite makes itself": (
        ("CREATE TABLE gone (a INTEGER PRIMARY KEY AUTOINCREMENT)", "DROP TABLE gone"),
        True,
        [],
    ),
    "statistics": (("ANALYZE",), True, []),
    "no trigger for updates": (("DROP TRIGGER journal_no_update",), True, [missing("UPDATE")]),
    "no trigger for deletions": (("DROP TRIGGER journal_no_delete",), True, [missing("DELETE")]),
    "no trigger": (
        ("DROP TRIGGER journal_no_delete", "DROP TRIGGER journal_no_update"),
        True,
        [missing("DELETE"), missing("UPDATE")],
    ),
    "triggers of other names": (
        ("DROP TRIGGER journal_no_delete", "DROP TRIGGER journal_no_update", *TRIGGERS),
        True,
        [],
    ),
    "triggers written otherwise": (
        ("DROP TRIGGER journal_no_delete", TRIGGERS[1].replace(" ", "\n  ")),
        True,
        [],
    ),
    "a trigger of another table": (
        ("DROP TRIGGER journal_no_update", REFUSE.format("a", "UPDATE", "tiles")),
        True,
        [missing("UPDATE")],
    ),
    "a trigger that refuses something else": (
        (REFUSE.format("a", "INSERT", "journal"),),
        True,
        [foreign("trigger a")],
    ),
    "a trigger that does something else": (
        ("DROP TRIGGER journal_no_update", TRIGGERS[0].replace("RAISE(ABORT, 'no')", "1")),
        True,
        [foreign("trigger a"), missing("UPDATE")],
    ),
    "a trigger under a condition": (
        ("DROP TRIGGER journal_no_update", TRIGGERS[0].replace("BEGIN", "WHEN old.seq < 0 BEGIN")),
        True,
        [foreign("trigger a"), missing("UPDATE")],
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_a_schema_is_the_program_s_or_said_to_differ(
    connection: sqlite3.Connection, case: tuple[tuple[str, ...], bool, list[str]]
) -> None:
    statements, usable, wrong = case
    for statement in statements:
        connection.execute(statement)
    report = Report()
    assert examine_schema(connection, report) is usable
    if wrong or usable:
        assert sorted(found(report)) == sorted(wrong)
    assert {it.code for it in report.findings} <= {Code.ALTERED}


def test_each_part_of_a_type_s_name_gives_its_affinity() -> None:
    said = {
        "INT": "INTEGER",
        "tinyint": "INTEGER",
        "CHAR": "TEXT",
        "varchar(3)": "TEXT",
        "clob": "TEXT",
        "TEXT": "TEXT",
        "CHARINT": "INTEGER",
        "blob": "BLOB",
        "": "BLOB",
        "REAL": "REAL",
        "FLOAT": "REAL",
        "double": "REAL",
        "DECIMAL": "NUMERIC",
    }
    assert {text: affinity(text) for text in said} == said
