"""Databases as older versions of the program have left them, of either kind, with the same journal in each."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import create_engine, text

from commandcenter.adapters.store import sqlite
from commandcenter.adapters.store.engine import Where
from commandcenter.adapters.store.migrate import upgrade
from commandcenter.adapters.store.transactions import transaction

# Thirteen entries, as SQLite's shell has written them out.
FIRST_VERSION = Path(__file__).with_name("journal_v1.sql")
COPIED = ("leaf", "entry", "at", "actor", "seat", "action", "subject", "outcome")


def leave_old(where: Where, version: str) -> None:
    """`version`: 0001 or 0002. The database must be empty."""
    with closing(sqlite3.connect(":memory:")) as first:
        first.executescript(FIRST_VERSION.read_text())
        journal = first.execute(f"SELECT seq, {', '.join(COPIED)} FROM journal ORDER BY seq").fetchall()
        tree = first.execute("SELECT id, size, hashes FROM tree").fetchone()
        commands = first.execute("SELECT id, verdict FROM commands").fetchall()
    # A server had no leader then, and so needs none here.
    database = sqlite.SqliteFiles(where).evidence if isinstance(where, Path) else create_engine(where)
    try:
        with transaction(database) as connection:
            upgrade(connection, version)
            names = ("seq", *COPIED) if version == "0001" else ("seq", "entry")
            for row in journal:
                given = dict(zip(("seq", *COPIED), row, strict=True))
                values = ", ".join(f":{name}" for name in names)
                connection.execute(text(f"INSERT INTO journal VALUES ({values})"), {it: given[it] for it in names})
            put = text("INSERT INTO tree VALUES (:id, :size, :hashes)")
            connection.execute(put, dict(zip(("id", "size", "hashes"), tree, strict=True)))
            for name, verdict in commands:
                put = text("INSERT INTO commands VALUES (:id, :verdict)")
                connection.execute(put, {"id": name, "verdict": verdict})
    finally:
        database.dispose()
