"""SQLite as this program needs it: one writer, WAL, every commit on disk before it returns."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import msgspec
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import StaticPool

from commandcenter.services.ports import StoreTrouble

BUSY_S = 0.5
READING = "reading"
DAMAGED = ("SQLITE_CORRUPT", "SQLITE_NOTADB")
# What a database that cannot be used raises, and what is in it when it is not what this program writes.
UNUSABLE = (DBAPIError, sqlite3.Error, msgspec.DecodeError, UnicodeDecodeError)


def writer(path: Path) -> Engine:
    """The one writing connection. Writing begins IMMEDIATE, so that a second writer is refused at once."""
    engine = create_engine(f"sqlite:///{path}", poolclass=StaticPool, connect_args={"timeout": BUSY_S})

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, _: object) -> None:
        connection.isolation_level = None
        # A checkpoint writes what the WAL holds a second time: every 32 MB rather than every 4.
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "wal_autocheckpoint=8000",
            "trusted_schema=OFF",
            "mmap_size=0",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        reading = connection.get_execution_options().get(READING, False)
        connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")

    return engine


def reader(path: Path) -> Engine:
    """Reads beside a running core and can change nothing."""
    uri = f"file:{str(path).replace('%', '%25').replace('?', '%3f').replace('#', '%23')}?mode=ro"

    def connect() -> sqlite3.Connection:
        return sqlite3.connect(uri, uri=True, timeout=2.0, check_same_thread=False)

    return create_engine("sqlite://", creator=connect, poolclass=StaticPool)


def trouble(error: Exception) -> StoreTrouble:
    """One of `UNUSABLE` in the services' words."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    name = cause.sqlite_errorname if isinstance(cause, sqlite3.Error) and hasattr(cause, "sqlite_errorname") else ""
    return StoreTrouble(
        f"{name or type(cause).__name__}: {cause}",
        full=name == "SQLITE_FULL",
        busy=name == "SQLITE_BUSY",
        damaged=name.startswith(DAMAGED) or not isinstance(cause, sqlite3.Error),
    )
