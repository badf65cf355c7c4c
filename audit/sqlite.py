"""Evidence in an SQLite file, read without writing a byte: not even the index of its write-ahead log is made."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from audit import wal
from audit.entries import LONGEST
from audit.files import opened as opened_file
from audit.files import state
from audit.source import Damaged, Extent, hashes_in
from audit.sqlite_schema import examine_schema
from audit.tree import WIDTH
from audit.verdict import Code, Report, Unreadable

MAGIC = b"SQLite format 3\x00"
MOST_DAMAGE = 20
BESIDE = ("-wal", "-shm", "-journal")


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
        with opened_file(path) as file:
            head = file.read(len(MAGIC))
        for it in (beside(path, suffix) for suffix in BESIDE):
            if it.exists():
                state(it)
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
    # Text of other bytes is no damage that hides the rows around it.
    connection.text_factory = _text
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LONGEST)
    if opened.still:
        # Alone with the file, SQLite keeps the index of the write-ahead log in memory.
        connection.execute("PRAGMA locking_mode=EXCLUSIVE")
    for pragma in ("query_only=ON", "trusted_schema=OFF", "cell_size_check=ON", "mmap_size=0"):
        connection.execute(f"PRAGMA {pragma}")
    return connection


def _text(data: bytes) -> str:
    return data.decode("utf-8", "backslashreplace")


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
        tiles = hashes_in(
            self._connection.execute(
                "SELECT number, length(hashes) FROM tiles WHERE level = 0 AND number >= 0 ORDER BY number"
            )
        )
        if not count:
            return Extent(0, 0, tiles)
        if first < 0 or last - first + 1 != count:
            following = "SELECT seq + 1 FROM journal AS it WHERE seq >= 0 AND NOT EXISTS"
            hole = self.one(f"{following} (SELECT 1 FROM journal WHERE seq = it.seq + 1) ORDER BY seq LIMIT 1") or 0
            first = self.one("SELECT min(seq) FROM journal WHERE seq >= 0") or 0
            return Extent.measured(first, hole, tiles, hole)
        return Extent.measured(first, last + 1, tiles)

    def rows(self, first: int, end: int) -> Iterator[tuple[object, object]]:
        with _reading():
            statement = "SELECT seq, entry FROM journal WHERE seq >= ? AND seq < ? ORDER BY seq"
            yield from self._connection.execute(statement, (first, end))

    def tile(self, number: int) -> bytes:
        with _reading():
            found = self.one("SELECT hashes FROM tiles WHERE level = 0 AND number = ?", number)
        return found if type(found) is bytes else b""

    def other_tiles(self) -> Iterator[tuple[int, int, bytes]]:
        where = "level != 0 OR number < 0 OR number >= ?"
        statement = f"SELECT level, number, hashes FROM tiles WHERE {where} ORDER BY level, number"
        with _reading():
            for level, number, hashes in self._connection.execute(statement, (-(-self.extent.size // WIDTH),)):
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
            if not self.one("SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'bases'"):
                return None
            rows = self._connection.execute("SELECT size, entry, value FROM bases LIMIT 2").fetchall()
        return only_base(rows, self.extent.first)

    def examine(self, report: Report) -> bool:
        """Whether file, write-ahead log and schema are as the program makes them; False when nothing can be read."""
        for template, values in wal.trouble(
            self.opener.path, beside(self.opener.path, "-wal"), still=self.opener.still
        ):
            report.find(Code.TRUNCATED, template, None, **values)
        try:
            with _reading():
                self._examine_pages(report)
                return examine_schema(self._connection, report)
        except Damaged as error:
            report.find(Code.ALTERED, "the database is damaged: {reason}", reason=str(error))
        return True

    def _examine_pages(self, report: Report) -> None:
        for (text,) in self._connection.execute(f"PRAGMA integrity_check({MOST_DAMAGE})"):
            if text != "ok":
                report.find(Code.ALTERED, "the database is damaged: {reason}", reason=str(text))


def only_base(rows: Sequence[tuple[Any, ...]], first: int) -> tuple[int, bytes] | None:
    """Raises Damaged."""
    if not rows:
        return None
    (size, entry, value), *more = rows
    if more or size != first or type(value) is not bytes:
        raise Damaged("it is of another beginning")
    return entry, value


def _state(path: Path) -> tuple[int, int, int] | None:
    try:
        it = path.stat()
    except OSError:
        return None
    return it.st_ino, it.st_size, it.st_mtime_ns
