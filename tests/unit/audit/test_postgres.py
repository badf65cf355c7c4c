"""A centre's journal in PostgreSQL: the same verdicts, in one read-only transaction."""

from __future__ import annotations

import json
from pathlib import Path

from audit import postgres as evidence
from audit.verdict import Code
from tests.support.audit_cases import FIRST, found, full, judged, told
from tests.support.audit_postgres import connected, text_of, write
from tests.support.audit_writer import lines
from tests.support.postgres import PASSWORD, Server


def test_what_nobody_touched_is_as_it_was_sealed(postgres: Server, tmp_path: Path) -> None:
    log, url = full(), postgres.database()
    write(url, log)
    lines(tmp_path / "kept" / "a.jsonl", log.second)
    report = judged(text_of(url), keys=[FIRST], also=[tmp_path / "kept"])
    assert (report.code, found(report)) == (Code.OK, [])
    assert report.facts["size"] == 708
    assert {"desk-1 cosigned 4 times", "kept/a.jsonl: 4 checkpoints fit, up to 708 entries"} <= set(told(report))


TAMPERINGS: dict[str, tuple[list[str], Code, str]] = {
    "an entry edited": (
        ["UPDATE journal SET entry = '\\x00' WHERE seq = 77"],
        Code.ALTERED,
        "entry 77 was altered: its bytes do not give the hash that was sealed",
    ),
    "an entry removed": (["DELETE FROM journal WHERE seq = 77"], Code.ALTERED, "entry 77 is missing"),
    "the tail removed": (
        ["DELETE FROM journal WHERE seq >= 600"],
        Code.TRUNCATED,
        "the entries from 600 on are missing: the tree holds 708",
    ),
    "all removed": (
        ["DELETE FROM journal"],
        Code.TRUNCATED,
        "the entries from 0 on are missing: the tree holds 708",
    ),
    "a tile removed": (["DELETE FROM tiles WHERE number = 1"], Code.ALTERED, "entry 256 is not in the tree"),
    "all tiles removed": (["DELETE FROM tiles"], Code.ALTERED, "entry 0 is not in the tree"),
    "an upper tile changed": (
        ["UPDATE tiles SET hashes = '\\x00' WHERE level = 1"],
        Code.ALTERED,
        "tile 1/0 is not what the entries give",
    ),
    "a secret changed": (
        ["UPDATE credentials SET value = '\\x00' WHERE account = 'li'"],
        Code.ALTERED,
        "the credentials of li are not those that entry 504 names",
    ),
    "a checkpoint changed": (
        ["UPDATE checkpoints SET note = '\\x00' WHERE size = 708"],
        Code.ALTERED,
        "the database, checkpoint 708: what stands there is no checkpoint: a control character",
    ),
    "the trigger off": (
        ["ALTER TABLE journal DISABLE TRIGGER journal_append_only"],
        Code.ALTERED,
        "the trigger that refuses UPDATE on journal is missing",
    ),
    "a table added": (["CREATE TABLE more (a INT)"], Code.ALTERED, "the database holds something foreign: r more"),
    "a table removed": (["DROP TABLE leader"], Code.ALTERED, "the table leader is missing"),
    "a column added": (
        ["ALTER TABLE tiles ADD COLUMN more INT"],
        Code.ALTERED,
        "the table tiles has other columns than it should",
    ),
    "tiles as text": (
        ["ALTER TABLE tiles ALTER hashes TYPE text USING encode(hashes, 'hex')"],
        Code.ALTERED,
        "the table tiles has other columns than it should",
    ),
    "checkpoints by broken numbers": (
        ["ALTER TABLE checkpoints ALTER size TYPE numeric"],
        Code.ALTERED,
        "the table checkpoints has other columns than it should",
    ),
    "a checkpoint that may be nothing": (
        ["ALTER TABLE checkpoints ALTER note DROP NOT NULL", "UPDATE checkpoints SET note = NULL WHERE size = 708"],
        Code.ALTERED,
        "the table checkpoints has other columns than it should",
    ),
    "endless secrets": (
        [
            "DROP TABLE credentials",
            "CREATE VIEW credentials AS"
            " SELECT n::text AS account, ''::bytea AS value FROM generate_series(0, 9e18) AS n",
        ],
        Code.ALTERED,
        "the table credentials has other columns than it should",
    ),
    "the trigger's function made to do nothing": (
        [
            "CREATE OR REPLACE FUNCTION journal_append_only() RETURNS trigger LANGUAGE plpgsql AS"
            " 'BEGIN RETURN NULL; END'"
        ],
        Code.ALTERED,
        "the trigger that refuses DELETE on journal is missing",
    ),
    "a trigger added": (
        [
            "CREATE FUNCTION evil() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
            "CREATE TRIGGER evil BEFORE INSERT ON checkpoints FOR EACH ROW EXECUTE FUNCTION evil()",
        ],
        Code.ALTERED,
        "the database holds something foreign: trigger evil",
    ),
    "another schema": (
        ["UPDATE alembic_version SET version_num = '1'"],
        Code.ALTERED,
        "the database says that its schema is 1",
    ),
}


def test_each_tampering_is_found_with_its_code(postgres: Server) -> None:
    template = postgres.database()
    write(template, full())
    for name, (statements, code, said) in TAMPERINGS.items():
        url = postgres.database(template.database or "")
        with connected(url) as connection:
            connection.execute("ALTER TABLE journal DISABLE TRIGGER journal_append_only")
            if name != "the trigger off":
                for statement in statements:
                    connection.execute(statement.encode())
                connection.execute("ALTER TABLE journal ENABLE TRIGGER journal_append_only")
        report = judged(text_of(url))
        assert report.code is code, (name, found(report))
        assert said in found(report), (name, found(report))


def test_a_server_that_does_not_answer_is_unreadable_and_no_password_is_said(postgres: Server) -> None:
    url = text_of(postgres.url("nowhere"))
    report = judged(url)
    assert report.code is Code.UNREADABLE
    assert PASSWORD not in json.dumps(found(report), ensure_ascii=False)
    assert evidence.shown(url) == "127.0.0.1/nowhere"
    assert evidence.is_address(url)
    assert not evidence.is_address("journal.sqlite")
