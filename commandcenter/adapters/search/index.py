"""The index's file: one DuckDB database, one row an entry, written in batches and read by whoever holds it."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

import duckdb
import numpy as np

from commandcenter.adapters.search.trouble import IndexDamaged, IndexHeld, SearchTrouble
from commandcenter.domain.text import QT_TRANSLATE_NOOP

SCHEMA = (
    "CREATE TABLE meta(version VARCHAR, first BIGINT, size BIGINT, last BLOB, texts INTEGER)",
    "INSERT INTO meta VALUES (?, 0, 0, '', 0)",
    "CREATE TABLE entries(seq BIGINT, at BIGINT, done_at BIGINT, actor VARCHAR, seat VARCHAR, session VARCHAR,"
    " action VARCHAR, kind VARCHAR, subject VARCHAR, object VARCHAR, about VARCHAR, area VARCHAR, outcome VARCHAR,"
    " figures VARCHAR, said INTEGER)",
    # A text stands here once, or a few times: the same words of an alarm come again and again.
    "CREATE TABLE texts(id INTEGER, said VARCHAR)",
)
# In the file `at` is a word of SQL's own.
SCHEMA_SQL = tuple(line.replace(" at BIGINT", ' "at" BIGINT') for line in SCHEMA)
SETTINGS: Mapping[str, str | bool | int] = MappingProxyType(
    {
        "memory_limit": "1GB",
        "enable_external_access": False,
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
    }
)
HELD, FULL = "lock", ("No space left", "Could not write", "failed to write", "Failed to truncate")


class Meta(NamedTuple):
    """Entries `first`..`size`-1 are in the index; `last` is the digest of the newest of them."""

    version: str
    first: int
    size: int
    last: bytes
    texts: int


class Columns(NamedTuple):
    """Rows of one table by column, all of one length."""

    table: str
    columns: Mapping[str, Sequence[object]]
    numbers: frozenset[str]


class SearchIndex:
    """Held by one program at a time. Raises IndexHeld, SearchTrouble; IndexDamaged when it has to be made anew."""

    def __init__(self, path: Path, version: str) -> None:
        self.path = path
        with _judged(path):
            # More threads than two make a search no faster that one screen reads; the core wants the others.
            self._connection = duckdb.connect(str(path), config={**SETTINGS, "threads": min(2, os.cpu_count() or 1)})
        try:
            with _judged(path):
                self.meta = self._opened(version)
        except BaseException:
            self._connection.close()
            raise

    def _opened(self, version: str) -> Meta:
        there = {name for (name,) in self._connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()}
        if not there:
            self._connection.execute("BEGIN")
            for line in SCHEMA_SQL:
                self._connection.execute(line, (version,) if "?" in line else ())
            self._connection.execute("COMMIT")
        if there and "meta" not in there:
            raise IndexDamaged("no index")
        rows = self._connection.execute("SELECT version, first, size, last, texts FROM meta").fetchall()
        if len(rows) != 1 or rows[0][0] != version:
            raise IndexDamaged("another version's")
        (found,) = self._connection.execute("SELECT count(*) FROM entries").fetchall()
        meta = Meta(*rows[0])
        if found[0] != meta.size - meta.first:
            raise IndexDamaged("entries are missing")
        return meta

    def put(self, meta: Meta, tables: Sequence[Columns]) -> None:
        """All of it or nothing; `meta` says what the index holds afterwards."""
        with self._written():
            for rows in tables:
                self._insert(rows)
            self._connection.execute(
                "UPDATE meta SET first = ?, size = ?, last = ?, texts = ?",
                (meta.first, meta.size, meta.last, meta.texts),
            )
        self.meta = meta

    def forget_before(self, first: int) -> None:
        """What the journal has given up is not found any more."""
        with self._written():
            self._connection.execute("DELETE FROM entries WHERE seq < ?", (first,))
            self._connection.execute("UPDATE meta SET first = ?", (first,))
        self.meta = self.meta._replace(first=first)

    def rows(self, statement: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """What a statement finds."""
        with _judged(self.path):
            return self._connection.execute(statement, list(values)).fetchall()

    def close(self) -> None:
        """Writes the file whole; what cannot be written is made again from the journal."""
        try:
            self._connection.close()
        except duckdb.Error:
            return

    def _insert(self, rows: Columns) -> None:
        arrays = {name: _array(column, name in rows.numbers) for name, column in rows.columns.items()}
        self._connection.register("batch", arrays)
        try:
            names = ", ".join(f'"{name}"' for name in arrays)
            self._connection.execute(f"INSERT INTO {rows.table} ({names}) SELECT {names} FROM batch")
        finally:
            self._connection.unregister("batch")

    @contextmanager
    def _written(self) -> Iterator[None]:
        with _judged(self.path):
            self._connection.execute("BEGIN")
            try:
                yield
                self._connection.execute("COMMIT")
            except BaseException:
                self._undo()
                raise

    def _undo(self) -> None:
        try:
            self._connection.execute("ROLLBACK")
        except duckdb.Error:
            # A database that has lost its footing has no transaction to take back.
            return


def remove(path: Path) -> None:
    """The index and all that DuckDB lays beside it. Raises SearchTrouble."""
    try:
        for name in (path.name, f"{path.name}.wal"):
            path.with_name(name).unlink(missing_ok=True)
    except OSError as error:
        raise _unusable(path, error) from error


def _array(column: Sequence[object], number: bool) -> np.ndarray[tuple[int], np.dtype[np.object_ | np.int64]]:
    if number:
        return np.array(column, dtype=np.int64)
    made = np.empty(len(column), dtype=object)
    made[:] = column
    return made


@contextmanager
def _judged(path: Path) -> Iterator[None]:
    """What DuckDB raises, as one of ours."""
    try:
        yield
    except duckdb.OutOfMemoryException as error:
        raise _unusable(path, error) from error
    except duckdb.IOException as error:
        if HELD in str(error):
            text = QT_TRANSLATE_NOOP("trouble", "Another program holds the search index {file}.")
            raise IndexHeld(text, QT_TRANSLATE_NOOP("trouble", "Try again in a moment."), file=path) from error
        if any(sign in str(error) for sign in FULL) or not os.access(path.parent, os.W_OK):
            raise _unusable(path, error) from error
        raise IndexDamaged(str(error)) from error
    except (duckdb.Error, UnicodeDecodeError) as error:
        raise IndexDamaged(str(error)) from error


def _unusable(path: Path, reason: Exception) -> SearchTrouble:
    return SearchTrouble(
        QT_TRANSLATE_NOOP("trouble", "The search index {file} cannot be used: {reason}"),
        QT_TRANSLATE_NOOP("trouble", "Look at the disk and its room; the journal itself is not concerned."),
        file=path,
        reason=str(reason).splitlines()[0][:300],
    )
