"""Bare appends beside ours: the same bytes at the same pace, one insert each, every commit on disk."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Protocol

import psycopg

from tests.bench.glass.bare import INSERT
from tests.bench.record.pace import Done


class Bare(Protocol):
    """One transaction of these entries, durable when it returns."""

    def __call__(self, entries: Sequence[bytes]) -> None: ...


class BareSqlite:
    """On a connection of `tests.bench.glass.bare.open_bare`."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database

    def __call__(self, entries: Sequence[bytes]) -> None:
        self._database.execute("BEGIN IMMEDIATE")
        self._database.executemany(INSERT, [(entry,) for entry in entries])
        self._database.execute("COMMIT")


class BarePostgres:
    """On a connection of its own."""

    def __init__(self, connection: psycopg.Connection) -> None:
        self._connection = connection
        with connection.transaction():
            connection.execute("CREATE TABLE IF NOT EXISTS bare (seq BIGSERIAL PRIMARY KEY, entry BYTEA NOT NULL)")

    def __call__(self, entries: Sequence[bytes]) -> None:
        with self._connection.transaction(), self._connection.cursor() as cursor:
            cursor.executemany("INSERT INTO bare (entry) VALUES (%s)", [(entry,) for entry in entries])


class Replaying:
    """Arrival n is the n-th of these entries."""

    def __init__(self, bare: Bare, entries: Sequence[bytes]) -> None:
        self._bare, self._entries = bare, entries

    def serve(self, arrived: range, done: Done) -> None:
        self._bare(self._entries[arrived.start : arrived.stop])
        done(arrived)

    def rest(self) -> None:
        """Nothing else is due."""
