"""Evidence in an SQLite file, read without writing a byte: not even the index of its write-ahead log is made."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from audit import wal
from audit.entries import LONGEST
from audit.source import Damaged, Extent
from audit.tree import HASH, WIDTH
from audit.verdict import Code, Report, Unreadable

MAGIC = b"SQLite format 3\x00"
# The second has the table of `NEWER`, the first need not.
SCHEMAS = frozenset(("0003", "0004"))
NEWER = "bases"
# Of each table: its columns in order, each with SQLite's affinity, and which of them are the key.
TABLES: Mapping[str, tuple[tuple[tuple[str, str], ...], tuple[str, ...]]] = MappingProxyType(
    {
        "journal": ((("seq", "INTEGER"), ("entry", "BLOB")), ("seq",)),
        "tiles": ((("level", "INTEGER"), ("number", "INTEGER"), ("hashes", "BLOB")), ("level", "number")),
        "checkpoints": ((("size", "INTEGER"), ("at", "REAL"), ("note", "BLOB")), ("size",)),
        "cosignatures": ((("size", "INTEGER"), ("name", "TEXT"), ("line", "TEXT")), ("size", "name")),
        "credentials": ((("account", "TEXT"), ("value", "BLOB")), ("account",)),
        "bases": ((("size", "INTEGER"), ("entry", "INTEGER"), ("value", "BLOB")), ("size",)),
        "alembic_version": ((("version_num", "TEXT"),), ("version_num",)),
    }
)
REFUSES = re.compile(
    r"CREATE TRIGGER (?P<name>\w+) BEFORE (?P<verb>UPDATE|DELETE) ON (?P<table>\w+)"
    r" BEGIN SELECT RAISE\(ABORT, '[^']*'\); END"
)
NEEDED_TRIGGERS = frozenset((("journal", "UPDATE"), ("journal", "DELETE")))
MOST_DAMAGE = 20


class Changed(Exception):
    """A core has begun to write since the file was opened: it has to be read as a running one's."""


@dataclass(frozen=True, slots=True)
class SqliteOpener:
    """`still`: no core has it open, so that it can be read without locks, which would have to be written."""

    path: Path
    still: bool

    def __call__(self) -> SqliteSource:
        return SqliteSource(self)


def opener(path: Path, *, still: bool | None = None) -> SqliteOpener:
    """Raises Unreadable for what is no database."""
    try:
        with path.open("rb") as file:
            head = file.read(len(MAGIC))
    except OSError as error:
        raise Unreadable("{path} cannot be read: {reason}", path=str(path), reason=str(error.strerror)) from error
    if head != MAGIC:
        raise Unreadable("{path} is no SQLite database", path=str(path))
    # Whoever has it open, or was killed while it had, has left the index of the write-ahead log.
    return SqliteOpener(path, not beside(path, "-shm").exists() if still is None else still)


def beside(path: Path, suffix: str) -> Path:
    return path.with_name(path.name + suffix)


def _still(path: Path) -> str:
    """How a file that nobody writes to is opened so that nothing is made beside it, neither a log nor its index."""
    log = beside(path, "-wal")
    return "&vfs=unix-none" if log.exists() and log.stat().st_size else "&immutable=1"


def _connected(opened: SqliteOpener) -> sqlite3.Connection:
    name = str(opened.path.absolute()).replace("%", "%25").replace("?", "%3f").replace("#", "%23")
    how = _still(opened.path) if opened.still else ""
    connection = sqlite3.connect(f"file:{name}?mode=ro{how}", uri=True, isolation_level=None, timeout=5.0)
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LONGEST)
    if opened.still:
        # Alone with the file, SQLite keeps the index of the write-ahead log in memory.
        connection.execute("PRAGMA locking_mode=EXCLUSIVE")
    for pragma in ("query_only=ON", "trusted_schema=OFF", "cell_size_check=ON", "mmap_size=0"):
        connection.execute(f"PRAGMA {pragma}")
    return connection


@contextmanager
def _reading() -> Iterator[None]:
    try:
        yield
    except (sqlite3.Error, UnicodeDecodeError, OverflowError) as error:
        raise Damaged(str(error)) from error


class SqliteSource:
    """One read transaction on the file."""

    def __init__(self, opened: SqliteOpener) -> None:
        self.opener = opened
        self._before = self._look()
        try:
            self._connection = _connected(opened)
            try:
                self._connection.execute("BEGIN")
                names = {name for (name,) in self._connection.execute("SELECT name FROM sqlite_master")}
            except BaseException:
                self._connection.close()
                raise
        except sqlite3.Error as error:
            raise Unreadable("{path} cannot be opened: {reason}", path=str(opened.path), reason=str(error)) from error
        if "tree" in names and "tiles" not in names:
            self.close()
            raise Unreadable("{path} was written by an older program: start its core once", path=str(opened.path))
        self.extent = Extent(0, 0, 0)

    def measure(self) -> None:
        """Finds out how much there is. Raises Damaged."""
        with _reading():
            self.extent = self._extent()

    def close(self) -> None:
        self._connection.close()

    def still(self) -> None:
        """Raises Changed when somebody wrote to the file although it was read as one that nobody writes to."""
        if self.opener.still and self._look() != self._before:
            raise Changed

    def _look(self) -> list[tuple[int, int, int] | None]:
        return [_state(path) for path in (self.opener.path, *(beside(self.opener.path, it) for it in ("-wal", "-shm")))]

    def one(self, statement: str, *values: int | str) -> Any:
        """The first column of the first row, None without one."""
        row = self._connection.execute(statement, values).fetchone()
        return None if row is None else row[0]

    def _extent(self) -> Extent:
        first, last, count = self._connection.execute("SELECT min(seq), max(seq), count(*) FROM journal").fetchone()
        tiles = self._tiled()
        if not count:
            return Extent(0, 0, tiles)
        if first < 0 or last - first + 1 != count:
            following = "SELECT seq + 1 FROM journal AS it WHERE seq >= 0 AND NOT EXISTS"
            hole = self.one(f"{following} (SELECT 1 FROM journal WHERE seq = it.seq + 1) ORDER BY seq LIMIT 1") or 0
            first = self.one("SELECT min(seq) FROM journal WHERE seq >= 0") or 0
            return Extent(first, hole, tiles, hole)
        return Extent(first, last + 1, tiles)

    def _tiled(self) -> int:
        """How many leaf hashes stand in the tiles of level 0, up to the first tile that is not full or missing."""
        count, last = self._connection.execute("SELECT count(*), max(number) FROM tiles WHERE level = 0").fetchone()
        if not count:
            return 0
        short = self.one(
            "SELECT number FROM tiles WHERE level = 0 AND number >= 0 AND length(hashes) != ? ORDER BY number LIMIT 1",
            WIDTH * HASH,
        )
        if last != count - 1:
            following = "SELECT number + 1 FROM tiles AS it WHERE level = 0 AND NOT EXISTS"
            gap = (
                f"{following} (SELECT 1 FROM tiles WHERE level = 0 AND number = it.number + 1) ORDER BY number LIMIT 1"
            )
            last = (self.one(gap) or 0) - 1
        if short is None or short > last:
            return int(last + 1) * WIDTH
        length = self.one("SELECT length(hashes) FROM tiles WHERE level = 0 AND number = ?", short) or 0
        return int(short) * WIDTH + int(length) // HASH

    def rows(self, first: int, end: int) -> Iterator[tuple[object, object]]:
        with _reading():
            statement = "SELECT seq, entry FROM journal WHERE seq >= ? AND seq < ? ORDER BY seq"
            yield from self._connection.execute(statement, (first, end))

    def tile(self, number: int) -> bytes:
        with _reading():
            found = self.one("SELECT hashes FROM tiles WHERE level = 0 AND number = ?", number)
        return found if type(found) is bytes else b""

    def upper_tiles(self) -> Iterator[tuple[int, int, bytes]]:
        statement = "SELECT level, number, hashes FROM tiles WHERE level != 0 ORDER BY level, number"
        with _reading():
            for level, number, hashes in self._connection.execute(statement):
                yield level, number, hashes if type(hashes) is bytes else b""

    def checkpoints(self, after: int, upto: int) -> Iterator[tuple[int, bytes]]:
        statement = "SELECT size, note FROM checkpoints WHERE size > ? AND size <= ? ORDER BY size"
        with _reading():
            for size, note in self._connection.execute(statement, (after, upto)):
                yield size, note if type(note) is bytes else b""

    def cosignatures(self, after: int, upto: int) -> Iterator[tuple[int, str, str]]:
        statement = "SELECT size, name, line FROM cosignatures WHERE size > ? AND size <= ? ORDER BY size"
        with _reading():
            for size, name, line in self._connection.execute(statement, (after, upto)):
                yield size, str(name), str(line)

    def credentials(self) -> dict[str, bytes] | None:
        with _reading():
            rows = self._connection.execute("SELECT account, value FROM credentials").fetchall()
        return {str(account): value if type(value) is bytes else b"" for account, value in rows}

    def base(self) -> tuple[int | None, bytes] | None:
        with _reading():
            if not self.one("SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = ?", NEWER):
                return None
            rows = self._connection.execute("SELECT size, entry, value FROM bases LIMIT 2").fetchall()
        return only_base(rows, self.extent.first)

    def examine(self, report: Report) -> None:
        """Whether file, write-ahead log and schema are as the program makes them."""
        for template, values in wal.trouble(
            self.opener.path, beside(self.opener.path, "-wal"), still=self.opener.still
        ):
            report.find(Code.TRUNCATED, template, None, **values)
        try:
            with _reading():
                self._examine_pages(report)
                self._examine_schema(report)
        except Damaged as error:
            report.find(Code.ALTERED, "the database is damaged: {reason}", reason=str(error))

    def _examine_pages(self, report: Report) -> None:
        for (text,) in self._connection.execute(f"PRAGMA integrity_check({MOST_DAMAGE})"):
            if text != "ok":
                report.find(Code.ALTERED, "the database is damaged: {reason}", reason=str(text))

    def _examine_schema(self, report: Report) -> None:
        triggers, tables = set(), set()
        for kind, name, sql in self._connection.execute("SELECT type, name, sql FROM sqlite_master"):
            if kind == "table" and name in TABLES:
                tables.add(name)
            elif kind == "trigger" and (match := REFUSES.fullmatch(" ".join(str(sql).split()))):
                triggers.add((match["table"], match["verb"]))
            elif not str(name).startswith("sqlite_"):
                report.find(Code.ALTERED, "the database holds something foreign: {kind} {name}", kind=kind, name=name)
        versions = [version for (version,) in self._connection.execute("SELECT version_num FROM alembic_version")]
        for name in sorted(TABLES.keys() - tables - ({NEWER} if versions == ["0003"] else set())):
            report.find(Code.ALTERED, "the table {name} is missing", name=name)
        for table, verb in sorted(NEEDED_TRIGGERS - triggers):
            report.find(Code.ALTERED, "the trigger that refuses {verb} on {name} is missing", verb=verb, name=table)
        for name in sorted(tables):
            if self._shape(name) != TABLES[name]:
                report.find(Code.ALTERED, "the table {name} has other columns than it should", name=name)
        if len(versions) != 1 or versions[0] not in SCHEMAS:
            shown = ", ".join(str(version) for version in versions)
            report.find(Code.ALTERED, "the database says that its schema is {version}", version=shown)

    def _shape(self, table: str) -> tuple[tuple[tuple[str, str], ...], tuple[str, ...]]:
        rows = self._connection.execute(f"PRAGMA table_xinfo({table})").fetchall()
        columns = tuple((str(name), affinity(str(kind))) for _, name, kind, *_ in rows)
        keyed = sorted((row[5], row[1]) for row in rows if row[5])
        return columns, tuple(name for _, name in keyed)


def only_base(rows: Sequence[tuple[Any, ...]], first: int) -> tuple[int, bytes] | None:
    """Raises Damaged."""
    if not rows:
        return None
    (size, entry, value), *more = rows
    if more or size != first or type(value) is not bytes:
        raise Damaged("it is of another beginning")
    return entry, value


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


def _state(path: Path) -> tuple[int, int, int] | None:
    try:
        it = path.stat()
    except OSError:
        return None
    return it.st_ino, it.st_size, it.st_mtime_ns
