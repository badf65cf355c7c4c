"""Either kind of database, looked into and spoilt behind the program's back."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg

from commandcenter.adapters.store.engine import Where
from commandcenter.adapters.store.sqlite import state_file


def ask(where: Where, statement: str, given: Sequence[object] = ()) -> list[tuple[Any, ...]]:
    """One statement, committed; the projections' tables are `state.…`, a given value is `?`."""
    if isinstance(where, Path):
        with closing(sqlite3.connect(where, isolation_level=None)) as database:
            if state_file(where).exists():
                database.execute("ATTACH ? AS state", (str(state_file(where)),))
            return database.execute(statement, given).fetchall()
    address = where.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(address, autocommit=True) as connection:
        found = connection.execute(statement.replace("?", "%s").encode(), given)
        return found.fetchall() if found.description else []


def tables(where: Where) -> set[str]:
    """Of the evidence."""
    if isinstance(where, Path):
        return {name for (name,) in ask(where, "SELECT name FROM main.sqlite_master WHERE type = 'table'")}
    return {name for (name,) in ask(where, "SELECT tablename::text FROM pg_tables WHERE schemaname = 'public'")}


def unlock_journal(where: Where) -> None:
    """Takes the triggers away, as somebody with the file or the superuser's password could."""
    if isinstance(where, Path):
        for verb in ("update", "delete"):
            ask(where, f"DROP TRIGGER journal_no_{verb}")
    else:
        ask(where, "DROP TRIGGER journal_append_only ON journal")
