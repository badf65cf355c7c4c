"""The schema of the evidence in SQLite: whether it is the program's, and whether reading it comes to an end."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from audit.verdict import Code, Report

SCHEMAS = frozenset(("0003", "0004", "0005"))
# Tables that not all schemas have, with the first one that does.
NEWER: Mapping[str, str] = MappingProxyType({"bases": "0004", "head": "0005"})
# Of each table: its columns in order, each with SQLite's affinity, and which of them are the key.
TABLES: Mapping[str, tuple[tuple[tuple[str, str], ...], tuple[str, ...]]] = MappingProxyType(
    {
        "journal": ((("seq", "INTEGER"), ("entry", "BLOB")), ("seq",)),
        "tiles": ((("level", "INTEGER"), ("number", "INTEGER"), ("hashes", "BLOB")), ("level", "number")),
        "checkpoints": ((("size", "INTEGER"), ("at", "REAL"), ("note", "BLOB")), ("size",)),
        "cosignatures": ((("size", "INTEGER"), ("name", "TEXT"), ("line", "TEXT")), ("size", "name")),
        "credentials": ((("account", "TEXT"), ("value", "BLOB")), ("account",)),
        "bases": ((("size", "INTEGER"), ("entry", "INTEGER"), ("value", "BLOB")), ("size",)),
        "head": ((("id", "INTEGER"), ("size", "INTEGER"), ("key", "BLOB"), ("mac", "BLOB")), ("id",)),
        "alembic_version": ((("version_num", "TEXT"),), ("version_num",)),
    }
)
REFUSES = re.compile(
    r"CREATE TRIGGER (?P<name>\w+) BEFORE (?P<verb>UPDATE|DELETE) ON (?P<table>\w+)"
    r" BEGIN SELECT RAISE\(ABORT, '[^']*'\); END"
)
NEEDED_TRIGGERS = frozenset((("journal", "UPDATE"), ("journal", "DELETE")))


def examine_schema(connection: sqlite3.Connection, report: Report) -> bool:
    """False when what bears a table's name is none of ours: it may give anything, without end. Raises sqlite3.Error."""
    tables, others = _objects(connection, report)
    version = "SELECT version_num FROM alembic_version LIMIT 2"
    versions = [it for (it,) in connection.execute(version)] if "alembic_version" in tables else []
    for name in sorted(TABLES.keys() - tables - not_yet(versions)):
        report.find(Code.ALTERED, "the table {name} is missing", name=name)
    for name in sorted(tables):
        if _shape(connection, name) != TABLES[name]:
            report.find(Code.ALTERED, "the table {name} has other columns than it should", name=name)
    if len(versions) != 1 or versions[0] not in SCHEMAS:
        shown = ", ".join(str(version) for version in versions)
        report.find(Code.ALTERED, "the database says that its schema is {version}", version=shown)
    mistyped = [name for name in sorted(tables) if _mistyped(connection, name)]
    for name in mistyped:
        report.find(Code.ALTERED, "the table {name} holds values of another kind than it should", name=name)
    return not mistyped and others.isdisjoint(TABLES)


def not_yet(versions: Sequence[object]) -> frozenset[str]:
    """The tables that a database of that schema need not have."""
    version = str(versions[0]) if len(versions) == 1 else ""
    return frozenset(name for name, since in NEWER.items() if version in SCHEMAS and version < since)


def _objects(connection: sqlite3.Connection, report: Report) -> tuple[set[str], set[str]]:
    """The names of our tables and of what is foreign."""
    triggers, tables, others = set(), set(), set()
    for kind, name, sql, page in connection.execute("SELECT type, name, sql, rootpage FROM sqlite_master"):
        # What has no page of its own, a view, is made up while it is read.
        if kind == "table" and name in TABLES and page:
            tables.add(str(name))
        elif kind == "trigger" and (match := REFUSES.fullmatch(" ".join(str(sql).split()))):
            triggers.add((match["table"], match["verb"]))
        elif not (kind in ("table", "index") and page and str(name).startswith("sqlite_")):
            others.add(str(name))
            report.find(Code.ALTERED, "the database holds something foreign: {kind} {name}", kind=kind, name=name)
    for table, verb in sorted(NEEDED_TRIGGERS - triggers):
        report.find(Code.ALTERED, "the trigger that refuses {verb} on {name} is missing", verb=verb, name=table)
    return tables, others


def _shape(connection: sqlite3.Connection, table: str) -> tuple[tuple[tuple[str, str], ...], tuple[str, ...]]:
    rows = connection.execute(f"PRAGMA table_xinfo({table})").fetchall()
    columns = tuple((str(row[1]), "" if row[6] else affinity(str(row[2]))) for row in rows)
    keyed = sorted((row[5], row[1]) for row in rows if row[5])
    return columns, tuple(name for _, name in keyed)


def _mistyped(connection: sqlite3.Connection, table: str) -> bool:
    """SQLite takes text for a number; whether bytes are bytes is asked of each value where it is read."""
    present = {column for column, _ in _shape(connection, table)[0]}
    wrong = [
        f"typeof({column}) != '{kind.lower()}'"
        for column, kind in TABLES[table][0]
        if kind != "BLOB" and column in present
    ]
    question = f"SELECT 1 FROM {table} WHERE {' OR '.join(wrong)} LIMIT 1"
    return bool(wrong) and connection.execute(question).fetchone() is not None


def affinity(declared: str) -> str:
    """SQLite's rules, section 3.1 of its page on data types."""
    text = declared.upper()
    for parts, found in (
        (("INT",), "INTEGER"),
        (("CHAR", "CLOB", "TEXT"), "TEXT"),
        (("BLOB",), "BLOB"),
        (("REAL", "FLOA", "DOUB"), "REAL"),
    ):
        if any(part in text for part in parts):
            return found
    return "BLOB" if not text else "NUMERIC"
