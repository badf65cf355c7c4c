"""What a database raises, in the services' words."""

from __future__ import annotations

import sqlite3
from enum import Enum
from pathlib import Path

import msgspec
import psycopg
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from commandcenter.adapters.store.growing import has_no_room
from commandcenter.services.ports import StoreTrouble

# What a database that cannot be used raises, and what is in it when it is not what this program writes.
UNUSABLE = (DBAPIError, PoolTimeout, sqlite3.Error, psycopg.Error, msgspec.DecodeError, UnicodeDecodeError)
DAMAGED = ("SQLITE_CORRUPT", "SQLITE_NOTADB")

# SQLSTATEs of PostgreSQL, or the classes that they begin with.
DISK_FULL = ("53100",)
HELD = ("55P03", "57014", "40001", "40P01", "55006")
GONE = ("08", "53", "57P", "25006", "25P03")
SPOILT = ("XX001", "XX002")


class Refusal(Enum):
    """Why a database server does not take us, or we do not take it."""

    PASSWORD = "password"
    DATABASE = "database"
    RIGHTS = "rights"
    VERSION = "version"
    ENCODING = "encoding"


# In the words of the server: the driver tells no code of what happens before a connection stands.
SAID = (
    ("password authentication failed", Refusal.PASSWORD),
    ("no password supplied", Refusal.PASSWORD),
    ("authentication failed", Refusal.PASSWORD),
    ("no pg_hba.conf entry", Refusal.PASSWORD),
    ("does not exist", Refusal.DATABASE),
    ("permission denied", Refusal.RIGHTS),
)
CODES = {"28000": Refusal.PASSWORD, "28P01": Refusal.PASSWORD, "3D000": Refusal.DATABASE, "42501": Refusal.RIGHTS}


class ServerRefused(StoreTrouble):
    """Somebody has to change something before the database can be used."""

    def __init__(self, text: str, why: Refusal) -> None:
        super().__init__(text)
        self.why = why


def trouble(error: Exception, file: Path | None = None) -> StoreTrouble:
    """One of `UNUSABLE` in the services' words; `file` is SQLite's, if it was to be written."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(cause, psycopg.Error):
        return _of_server(cause, lost=isinstance(error, DBAPIError) and error.connection_invalidated)
    if isinstance(cause, PoolTimeout):
        return StoreTrouble(str(cause), away=True)
    name = cause.sqlite_errorname if isinstance(cause, sqlite3.Error) and hasattr(cause, "sqlite_errorname") else ""
    full = name == "SQLITE_FULL" or (name.startswith("SQLITE_IOERR") and file is not None and has_no_room(file))
    return StoreTrouble(
        f"{name or type(cause).__name__}: {cause}",
        full=full,
        busy=name.startswith("SQLITE_BUSY"),
        damaged=name.startswith(DAMAGED) or not isinstance(cause, sqlite3.Error),
    )


def _of_server(error: psycopg.Error, *, lost: bool) -> StoreTrouble:
    code, text = error.sqlstate or "", " ".join(str(error).split())
    if code in CODES:
        return ServerRefused(text, CODES[code])
    if not code and isinstance(error, psycopg.OperationalError):
        refusal = next((refusal for words, refusal in SAID if words in text), None)
        if refusal is not None:
            return ServerRefused(text, refusal)
        return StoreTrouble(text, away=True)
    full = code.startswith(DISK_FULL)
    away = lost or (not full and code.startswith(GONE))
    return StoreTrouble(
        f"{code} {text}" if code else text,
        full=full,
        busy=code.startswith(HELD),
        away=away,
        damaged=code.startswith(SPOILT),
    )
