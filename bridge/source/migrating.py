"""Brings an outbox that an earlier version of the kit has left to the schema of this one; no event is lost."""

from __future__ import annotations

import json
import logging
import sqlite3

from .standing import standing_of

VERSION = 1
"""SQLite's user_version of an outbox; 0 for all that were made before there were versions."""

_log = logging.getLogger("bridge.source")

_TABLES = (
    "CREATE TABLE IF NOT EXISTS about (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS events (seq INTEGER PRIMARY KEY, body BLOB NOT NULL)",
    """CREATE TABLE IF NOT EXISTS raised (
        type TEXT NOT NULL, subject TEXT NOT NULL, body BLOB NOT NULL, PRIMARY KEY (type, subject)) WITHOUT ROWID""",
    "CREATE TABLE IF NOT EXISTS devices (device TEXT PRIMARY KEY, actions TEXT NOT NULL) WITHOUT ROWID",
    """CREATE TABLE IF NOT EXISTS cores (
        key TEXT NOT NULL, core TEXT NOT NULL, durable INTEGER NOT NULL, silent REAL NOT NULL, PRIMARY KEY (key, core)
    ) WITHOUT ROWID""",
    """CREATE TABLE IF NOT EXISTS commands (
        key TEXT PRIMARY KEY, deadline REAL NOT NULL, outcome TEXT, detail TEXT, kept REAL NOT NULL DEFAULT 0
    ) WITHOUT ROWID""",
)
# What a claim was called in each earlier schema, in the order of today's columns.
_CLAIMS = (
    ("ok", "key, at, CASE ok WHEN 1 THEN 'done' WHEN 0 THEN 'failed' END, detail, 0"),
    ("at", "key, at, outcome, detail, 0"),
    ("deadline", "key, deadline, outcome, detail, 0"),
)


class NewerOutbox(Exception):
    """A later version of the kit has written it."""


def bring_up_to_date(connection: sqlite3.Connection) -> None:
    """In one transaction. Raises NewerOutbox, sqlite3.Error; then nothing is changed."""
    with connection:
        connection.execute("BEGIN IMMEDIATE")
        ((version,),) = connection.execute("PRAGMA user_version").fetchall()
        if version > VERSION:
            raise NewerOutbox(f"a newer version of this program wrote it (its form is {version}, known is {VERSION})")
        if version < VERSION:
            _change(connection)
            connection.execute(f"PRAGMA user_version = {VERSION}")


def _change(connection: sqlite3.Connection) -> None:
    claims, cores = _columns(connection, "commands"), _columns(connection, "cores")
    for table in ("commands", "cores"):
        if _columns(connection, table):
            connection.execute(f"ALTER TABLE {table} RENAME TO old_{table}")
    for table in _TABLES:
        connection.execute(table)
    found = next((values for column, values in _CLAIMS if column in claims), None)
    if found is not None:
        connection.execute(f"INSERT INTO commands SELECT {found} FROM old_commands")
    if "key" in cores:
        # The time at which one was last heard (`seen`) says nothing about how long it was silent: it begins anew.
        silent = "silent" if "silent" in cores else "0"
        connection.execute(f"INSERT INTO cores SELECT key, core, durable, {silent} FROM old_cores")
    # The first version knew a core by a name that anybody could give, without a key: it is a new one when it pulls.
    # Until then it is not waited for: only beside another core that is ahead by more than `history` would it find
    # a gap, and ask for a refresh.
    for table in ("commands", "cores"):
        connection.execute(f"DROP TABLE IF EXISTS old_{table}")
    if "ok" in claims:
        _see_what_stands(connection)


def _see_what_stands(connection: sqlite3.Connection) -> None:
    """The first version did not keep what is raised: only its events tell, as far back as they are kept."""
    ((first,),) = connection.execute("SELECT min(seq) FROM events").fetchall()
    if first is not None and first > 1:
        _log.warning("what was raised before event %d and is still wrong is not known: give on_refresh a report", first)
    standing = standing_of(body for (body,) in connection.execute("SELECT body FROM events ORDER BY seq"))
    raised = [(*wrong, body) for wrong, body in standing.raised.items() if body is not None]
    devices = [(device, json.dumps(actions)) for device, actions in standing.devices.items()]
    connection.executemany("INSERT OR REPLACE INTO raised VALUES (?, ?, ?)", raised)
    connection.executemany("INSERT OR REPLACE INTO devices VALUES (?, ?)", devices)


def _columns(connection: sqlite3.Connection, table: str) -> list[str]:
    return [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
