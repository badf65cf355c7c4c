"""One transaction on a PostgreSQL database: how it is opened, what of it is there, and what is foreign in it."""

from __future__ import annotations

import sys

import psycopg
import pytest
from sqlalchemy import URL

from audit import postgres as evidence
from audit.postgres import PostgresOpener, PostgresSource
from audit.source import Damaged, Extent
from audit.verdict import Code, Report, Unreadable
from tests.support.audit_cases import found, full, judged
from tests.support.audit_postgres import connected, text_of, write
from tests.support.postgres import Server

KEEP = ("CREATE TABLE state.kept AS SELECT * FROM journal", "CREATE TABLE state.tiles AS SELECT * FROM tiles")
REFUSE = "CREATE TRIGGER again BEFORE {} ON {} EXECUTE FUNCTION journal_append_only()"
NO_UPDATE = "the trigger that refuses UPDATE on journal is missing"
NO_DELETE = "the trigger that refuses DELETE on journal is missing"
FOREIGN = "the database holds something foreign: trigger again"


def run(url: URL, *statements: str) -> None:
    with connected(url) as connection:
        for statement in statements:
            connection.execute(statement.encode())


def source_of(url: URL) -> PostgresSource:
    source = PostgresOpener(text_of(url))()
    source.measure()
    return source


def examined(url: URL) -> tuple[bool, list[str]]:
    source, report = PostgresOpener(text_of(url))(), Report()
    usable = source.examine(report)
    source.close()
    assert {it.code for it in report.findings} <= {Code.ALTERED}
    return usable, found(report)


@pytest.fixture
def url(postgres: Server) -> URL:
    """708 entries, whose triggers are off."""
    it = postgres.database()
    write(it, full())
    run(it, "ALTER TABLE journal DISABLE TRIGGER journal_append_only")
    return it


def test_addresses_are_known_by_their_beginning_and_shown_without_a_password() -> None:
    for text in ("postgresql://h/d", "postgres://h/d", "postgresql+psycopg://h/d"):
        assert evidence.is_address(text)
        assert not evidence.is_address(text[1:])
    assert evidence.shown("postgresql://someone:secret@host:5432/it") == "host/it"
    assert evidence.shown("postgresql:///it") == "/it"
    assert evidence.shown("postgresql://someone:se/cret@host/it") == "postgresql"
    assert evidence.shown("postgresql://[half") == "postgresql"


def test_without_psycopg_nothing_can_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    report = judged("postgresql://localhost/it")
    assert report.code is Code.UNREADABLE
    assert found(report) == ["PostgreSQL needs the package psycopg beside the verifier"]


def test_a_database_that_is_not_there_is_said_in_one_line(postgres: Server) -> None:
    with pytest.raises(Unreadable) as raised:
        PostgresOpener(text_of(postgres.url("nowhere")))()
    values = raised.value.said.values
    assert values["path"] == "127.0.0.1/nowhere"
    assert str(values["reason"]).endswith('FATAL:  database "nowhere" does not exist')


def test_one_moment_is_seen_and_nothing_can_be_written(url: URL) -> None:
    source = source_of(url)
    run(url, "INSERT INTO journal VALUES (708, '\\x00')")
    assert source.one("SELECT count(*) FROM journal") == 708
    assert source.one("SHOW search_path") == "public, pg_catalog"
    assert source.one("SELECT 1 WHERE 1 = %s", 2) is None
    with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
        source.one("DELETE FROM journal RETURNING seq")
    source.close()
    with pytest.raises(psycopg.OperationalError):
        source.one("SELECT 1")


def test_what_is_asked_for_is_given(url: URL) -> None:
    log = full()
    run(url, "INSERT INTO tiles VALUES (0, 3, 'x'), (0, -1, 'y')")
    source = PostgresOpener(text_of(url))()
    assert source.extent == Extent(0, 0, 0)
    source.measure()
    assert source.extent == Extent(0, 708, 708)
    assert list(source.rows(5, 7)) == [(5, log.entries[5]), (6, log.entries[6])]
    tiles = log.tiles()
    assert (source.tile(2), source.tile(9)) == (tiles[0, 2], b"")
    assert list(source.other_tiles()) == [(0, -1, b"y"), (0, 3, b"x"), (1, 0, tiles[1, 0])]
    assert list(source.checkpoints(260, 606)) == [(size, log.notes[size].encode()) for size in (506, 606)]
    assert list(source.cosignatures(505, 506)) == [it for it in log.cosignatures if it[0] == 506]
    assert list(source.cosignatures(506, 605)) == []
    assert source.credentials() == log.credentials
    assert source.base() is None
    source.close()


EXTENTS: dict[str, tuple[str, Extent]] = {
    "all": ("", Extent(0, 708, 708)),
    "none": ("DELETE FROM journal", Extent(0, 0, 708)),
    "the last missing": ("DELETE FROM journal WHERE seq = 707", Extent(0, 707, 708)),
    "the first missing": ("DELETE FROM journal WHERE seq = 0", Extent(1, 708, 708)),
    "a hole": ("DELETE FROM journal WHERE seq = 77", Extent(0, 77, 708, 77)),
    "holes": ("DELETE FROM journal WHERE seq IN (5, 77)", Extent(0, 5, 708, 5)),
    "one before the first": ("INSERT INTO journal VALUES (-1, '')", Extent(0, 708, 708, 708)),
    "one for one": ("UPDATE journal SET seq = -1 WHERE seq = 707", Extent(0, 707, 708, 707)),
    "none but before the first": (
        "DELETE FROM journal WHERE seq > 0; UPDATE journal SET seq = -1",
        Extent(0, 0, 708, 0),
    ),
    "only behind the last hash": (
        "DELETE FROM journal WHERE seq > 0; UPDATE journal SET seq = 709",
        Extent(0, 0, 708, 0),
    ),
    "a tile too few": ("DELETE FROM tiles WHERE level = 0 AND number = 1", Extent(0, 708, 256)),
    "no first tile": ("DELETE FROM tiles WHERE level = 0 AND number = 0", Extent(0, 708, 0)),
}


def test_so_much_is_there(url: URL) -> None:
    run(url, *KEEP)
    for name, (statements, extent) in EXTENTS.items():
        run(url, *[it for it in statements.split("; ") if it])
        source = source_of(url)
        assert source.extent == extent, name
        source.close()
        for table, kept in (("journal", "kept"), ("tiles", "tiles")):
            run(url, f"DELETE FROM {table}", f"INSERT INTO {table} SELECT * FROM state.{kept}")


def test_a_table_that_is_missing_is_damage_in_one_line(url: URL) -> None:
    source = source_of(url)
    run(url, "ALTER TABLE credentials RENAME TO other")
    other = PostgresOpener(text_of(url))()
    with pytest.raises(Damaged) as raised:
        other.credentials()
    assert str(raised.value) == 'relation "credentials" does not exist'
    source.close()
    other.close()


HEAD = "CREATE TABLE head (id INTEGER PRIMARY KEY, size BIGINT NOT NULL, key BYTEA NOT NULL, mac BYTEA NOT NULL)"
BASES = "CREATE TABLE bases (size BIGINT PRIMARY KEY, entry BIGINT NOT NULL, value BYTEA NOT NULL)"


def test_the_base_of_a_pruned_journal_is_read(url: URL) -> None:
    run(url, BASES, "DELETE FROM journal WHERE seq < 600", "INSERT INTO bases VALUES (600, 650, 'abc')")
    source = source_of(url)
    assert source.base() == (650, b"abc")
    source.close()
    run(url, "INSERT INTO bases VALUES (601, 650, 'abc')")
    source = source_of(url)
    with pytest.raises(Damaged, match=r"^it is of another beginning"):
        source.base()
    source.close()


TRIGGERS: dict[str, tuple[tuple[str, ...], list[str]]] = {
    "both": ((REFUSE.format("UPDATE OR DELETE", "journal"),), []),
    "one of each": (
        (REFUSE.format("UPDATE", "journal"), REFUSE.format("DELETE", "journal").replace("again", "more")),
        [],
    ),
    "always": (
        (REFUSE.format("UPDATE OR DELETE", "journal"), "ALTER TABLE journal ENABLE ALWAYS TRIGGER again"),
        [],
    ),
    "of a replica": (
        (REFUSE.format("UPDATE OR DELETE", "journal"), "ALTER TABLE journal ENABLE REPLICA TRIGGER again"),
        [NO_UPDATE, NO_DELETE],
    ),
    "off": ((), [NO_UPDATE, NO_DELETE]),
    "updates alone": ((REFUSE.format("UPDATE", "journal"),), [NO_DELETE]),
    "deletions alone": ((REFUSE.format("DELETE", "journal"),), [NO_UPDATE]),
    "insertions alone": ((REFUSE.format("INSERT", "journal"),), [NO_UPDATE, NO_DELETE]),
    "of a column": ((REFUSE.format("UPDATE OF entry OR DELETE", "journal"),), [FOREIGN, NO_UPDATE, NO_DELETE]),
    "under a condition": (
        (REFUSE.format("UPDATE OR DELETE", "journal").replace("EXECUTE", "FOR EACH ROW WHEN (old.seq < 0) EXECUTE"),),
        [FOREIGN, NO_UPDATE, NO_DELETE],
    ),
    "too late": (
        (REFUSE.format("UPDATE OR DELETE", "journal").replace("BEFORE", "AFTER"),),
        [FOREIGN, NO_UPDATE, NO_DELETE],
    ),
    "of another table": ((REFUSE.format("UPDATE OR DELETE", "tiles"),), [FOREIGN, NO_UPDATE, NO_DELETE]),
}


def test_triggers_have_to_refuse_whatever_else_they_are(url: URL) -> None:
    for name, (statements, wrong) in TRIGGERS.items():
        run(url, *statements)
        assert examined(url) == (True, wrong), name
        for table in ("journal", "tiles"):
            run(url, *(f"DROP TRIGGER IF EXISTS {it} ON {table}" for it in ("again", "more")))


def test_what_refuses_says_no_more_than_that(url: URL) -> None:
    begin = "CREATE OR REPLACE FUNCTION journal_append_only() RETURNS trigger LANGUAGE plpgsql AS "
    run(url, "ALTER TABLE journal ENABLE TRIGGER journal_append_only")
    foreign = "the database holds something foreign: trigger journal_append_only"
    for body, wrong in (
        ("BEGIN RAISE EXCEPTION 'no'; END", []),
        ("BEGIN\n RAISE  EXCEPTION 'no';\nEND;\n", []),
        ("BEGIN RAISE EXCEPTION 'no' USING ERRCODE = 'integrity_constraint_violation'; END;", []),
        ("BEGIN RAISE WARNING 'no'; END", [foreign, NO_UPDATE, NO_DELETE]),
        ("BEGIN RETURN NULL; RAISE EXCEPTION 'no'; END", [foreign, NO_UPDATE, NO_DELETE]),
    ):
        run(url, f"{begin} $$ {body} $$")
        assert examined(url) == (True, wrong), body


SCHEMAS: dict[str, tuple[tuple[str, ...], tuple[bool, list[str]]]] = {
    "as it was": ((), (True, [])),
    "newer without bases": (
        ("UPDATE alembic_version SET version_num = '0004'",),
        (True, ["the table bases is missing"]),
    ),
    "newer": ((BASES,), (True, [])),
    "newest without head": (
        ("UPDATE alembic_version SET version_num = '0005'",),
        (True, ["the table head is missing"]),
    ),
    "newest": ((HEAD,), (True, [])),
    "two versions": (
        ("INSERT INTO alembic_version VALUES ('0003')",),
        (True, ["the database says that its schema is 0005, 0003"]),
    ),
    "none": (("DELETE FROM alembic_version",), (True, ["the database says that its schema is "])),
    "unknown": (
        ("INSERT INTO alembic_version VALUES ('0099')",),
        (True, ["the database says that its schema is 0099"]),
    ),
    "a table more": (
        ("UPDATE alembic_version SET version_num = '0004'", "CREATE VIEW more AS SELECT 1 AS a"),
        (True, ["the database holds something foreign: v more"]),
    ),
    "a column that may be nothing": (
        ("DROP VIEW more", "ALTER TABLE leader ALTER holder DROP NOT NULL"),
        (False, ["the table leader has other columns than it should"]),
    ),
    "a column more": (
        ("ALTER TABLE leader ALTER holder SET NOT NULL", "ALTER TABLE leader ADD COLUMN more INT"),
        (True, ["the table leader has other columns than it should"]),
    ),
    "a column made up": (
        (
            "ALTER TABLE leader DROP COLUMN more",
            "ALTER TABLE leader DROP COLUMN epoch",
            "ALTER TABLE leader ADD COLUMN epoch BIGINT NOT NULL GENERATED ALWAYS AS (1) STORED",
        ),
        (False, ["the table leader has other columns than it should"]),
    ),
    "views for tables": (
        (
            "DROP TABLE leader",
            "CREATE VIEW leader AS SELECT 1 AS id, 2::int8 AS epoch, ''::text AS holder, now() AS until",
            "ALTER TABLE bases ALTER value DROP NOT NULL",
        ),
        (False, [f"the table {name} has other columns than it should" for name in ("bases", "leader")]),
    ),
}


def test_the_schema_is_the_program_s(url: URL) -> None:
    run(url, "ALTER TABLE journal ENABLE TRIGGER journal_append_only")
    for name, (statements, expected) in SCHEMAS.items():
        run(url, *statements)
        assert examined(url) == expected, name


def test_without_its_version_nothing_more_can_be_asked(url: URL) -> None:
    run(url, "DROP TABLE alembic_version")
    usable, wrong = examined(url)
    assert (usable, wrong) == (True, ['the database is damaged: relation "alembic_version" does not exist'])
