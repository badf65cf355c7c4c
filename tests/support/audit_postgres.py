"""Writes the verifier's journals into PostgreSQL, by hand, as the documents say that the program does."""

from __future__ import annotations

import psycopg
from sqlalchemy import URL

from tests.support.audit_writer import AT, Log

SCHEMA = """
CREATE TABLE alembic_version (version_num VARCHAR(32) PRIMARY KEY);
CREATE TABLE journal (seq BIGINT PRIMARY KEY, entry BYTEA NOT NULL);
CREATE TABLE tiles (level INTEGER, number BIGINT, hashes BYTEA NOT NULL, PRIMARY KEY (level, number));
CREATE TABLE checkpoints (size BIGINT PRIMARY KEY, at DOUBLE PRECISION NOT NULL, note BYTEA NOT NULL);
CREATE TABLE cosignatures (size BIGINT, name TEXT COLLATE "C", line TEXT NOT NULL, PRIMARY KEY (size, name));
CREATE TABLE credentials (account TEXT COLLATE "C" PRIMARY KEY, value BYTEA NOT NULL);
CREATE TABLE leader (id INTEGER PRIMARY KEY, epoch BIGINT NOT NULL, holder TEXT NOT NULL, until TIMESTAMPTZ NOT NULL);
CREATE SCHEMA state;
CREATE TABLE state.alarms (id TEXT PRIMARY KEY);
CREATE FUNCTION journal_append_only() RETURNS trigger LANGUAGE plpgsql AS
 $$ BEGIN RAISE EXCEPTION 'the journal is append-only' USING ERRCODE = 'integrity_constraint_violation'; END $$;
CREATE TRIGGER journal_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON journal
 FOR EACH STATEMENT EXECUTE FUNCTION journal_append_only();
INSERT INTO alembic_version VALUES ('0003');
"""


def text_of(url: URL) -> str:
    return url.render_as_string(hide_password=False)


def connected(url: URL) -> psycopg.Connection[tuple[object, ...]]:
    return psycopg.connect(text_of(url.set(drivername="postgresql")), autocommit=True)


def write(url: URL, log: Log) -> None:
    with connected(url) as connection, connection.cursor() as cursor:
        cursor.execute(SCHEMA)
        cursor.executemany("INSERT INTO journal VALUES (%s, %s)", list(enumerate(log.entries)))
        cursor.executemany("INSERT INTO tiles VALUES (%s, %s, %s)", [(*at, it) for at, it in log.tiles().items()])
        notes = [(size, AT + size, note.encode()) for size, note in log.notes.items()]
        cursor.executemany("INSERT INTO checkpoints VALUES (%s, %s, %s)", notes)
        cursor.executemany("INSERT INTO cosignatures VALUES (%s, %s, %s)", log.cosignatures)
        cursor.executemany("INSERT INTO credentials VALUES (%s, %s)", list(log.credentials.items()))
