"""Evidence in a PostgreSQL database, read in one read-only transaction."""

from __future__ import annotations

import re
from collections.abc import Iterator, Set
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from audit.source import Damaged, Extent, hashes_in
from audit.sqlite import only_base
from audit.sqlite_schema import SCHEMAS, not_yet
from audit.tree import WIDTH
from audit.verdict import Code, Report, Unreadable

if TYPE_CHECKING:
    import psycopg

PREFIXES = ("postgresql://", "postgres://", "postgresql+psycopg://")
# Each column with PostgreSQL's own name for its type; none may be NULL.
COLUMNS = {
    "journal": ("seq int8", "entry bytea"),
    "tiles": ("level int4", "number int8", "hashes bytea"),
    "checkpoints": ("size int8", "at float8", "note bytea"),
    "cosignatures": ("size int8", "name text", "line text"),
    "credentials": ("account text", "value bytea"),
    "bases": ("size int8", "entry int8", "value bytea"),
    "head": ("id int4", "size int8", "key bytea", "mac bytea"),
    "alembic_version": ("version_num varchar",),
    "leader": ("id int4", "epoch int8", "holder text", "until timestamptz"),
}
REFUSES = re.compile(r"BEGIN RAISE EXCEPTION '[^']*'( USING ERRCODE = '\w+')?; END;?")
EACH = 2000
Tables = dict[str, tuple[str, tuple[str, ...]]]


@dataclass(frozen=True, slots=True)
class PostgresOpener:
    url: str

    def __call__(self) -> PostgresSource:
        return PostgresSource(self)


def is_address(text: str) -> bool:
    return text.startswith(PREFIXES)


def shown(url: str) -> str:
    """The address without a password."""
    try:
        it = urlsplit(url)
    except ValueError:
        return url.partition("://")[0]
    # Behind a "/" that should have been written as %2F a password goes on.
    return it.scheme if "@" in it.path else f"{it.hostname or ''}{it.path}"


@contextmanager
def _reading() -> Iterator[None]:
    import psycopg

    try:
        yield
    except (psycopg.Error, UnicodeDecodeError) as error:
        raise Damaged(str(error).strip().split("\n")[0]) from error


class PostgresSource:
    """One REPEATABLE READ transaction."""

    def __init__(self, opened: PostgresOpener) -> None:
        try:
            import psycopg
        except ImportError as error:
            raise Unreadable("PostgreSQL needs the package psycopg beside the verifier") from error
        self.opener = opened
        self.extent = Extent(0, 0, 0)
        self._named = 0
        url = "postgresql://" + opened.url.partition("://")[2]
        try:
            self._connection: psycopg.Connection[tuple[Any, ...]] = psycopg.connect(url, connect_timeout=10)
            self._connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            self._connection.read_only = True
            self._connection.execute("SET LOCAL search_path TO public, pg_catalog")
        except psycopg.Error as error:
            reason = str(error).strip().split("\n")[0]
            raise Unreadable("{path} cannot be opened: {reason}", path=shown(opened.url), reason=reason) from error

    def close(self) -> None:
        self._connection.close()

    def still(self) -> None:
        """One transaction sees one moment, whatever is written meanwhile."""

    def measure(self) -> None:
        with _reading():
            self.extent = self._extent()

    def one(self, statement: str, *values: int) -> Any:
        row = self._connection.execute(statement, values).fetchone()
        return None if row is None else row[0]

    def _extent(self) -> Extent:
        first, last, count = self._row("SELECT min(seq), max(seq), count(*) FROM journal")
        tiles = hashes_in(
            self._stream("SELECT number, length(hashes) FROM tiles WHERE level = 0 AND number >= 0 ORDER BY number")
        )
        if not count:
            return Extent(0, 0, tiles)
        if first < 0 or last - first + 1 != count:
            following = "SELECT seq + 1 FROM journal AS it WHERE seq >= 0 AND NOT EXISTS"
            hole = self.one(f"{following} (SELECT 1 FROM journal WHERE seq = it.seq + 1) ORDER BY seq LIMIT 1") or 0
            first = self.one("SELECT min(seq) FROM journal WHERE seq >= 0") or 0
            return Extent.measured(first, hole, tiles, hole)
        return Extent.measured(first, last + 1, tiles)

    def _row(self, statement: str) -> tuple[Any, ...]:
        row = self._connection.execute(statement).fetchone()
        return row or (None, None, 0)

    def _stream(self, statement: str, *values: int) -> Iterator[tuple[Any, ...]]:
        """Row by row: a whole journal does not fit into memory."""
        self._named += 1
        with _reading(), self._connection.cursor(f"audit_{self._named}", binary=True) as cursor:
            cursor.itersize = EACH
            cursor.execute(statement, values)
            yield from cursor

    def rows(self, first: int, end: int) -> Iterator[tuple[Any, Any]]:
        statement = "SELECT seq, entry FROM journal WHERE seq >= %s AND seq < %s ORDER BY seq"
        yield from self._stream(statement, first, end)

    def tile(self, number: int) -> bytes:
        with _reading():
            found = self.one("SELECT hashes FROM tiles WHERE level = 0 AND number = %s", number)
        return bytes(found or b"")

    def other_tiles(self) -> Iterator[tuple[int, int, bytes]]:
        where = "level != 0 OR number < 0 OR number >= %s"
        statement = f"SELECT level, number, hashes FROM tiles WHERE {where} ORDER BY level, number"
        for level, number, hashes in self._stream(statement, -(-self.extent.size // WIDTH)):
            yield level, number, bytes(hashes)

    def checkpoints(self, after: int, upto: int) -> Iterator[tuple[int, bytes]]:
        statement = "SELECT size, note FROM checkpoints WHERE size > %s AND size <= %s ORDER BY size"
        for size, note in self._stream(statement, after, upto):
            yield size, bytes(note)

    def cosignatures(self, after: int, upto: int) -> Iterator[tuple[int, str, str]]:
        statement = "SELECT size, name, line FROM cosignatures WHERE size > %s AND size <= %s ORDER BY size"
        yield from self._stream(statement, after, upto)

    def credentials(self) -> dict[str, bytes] | None:
        return {account: bytes(value) for account, value in self._stream("SELECT account, value FROM credentials")}

    def base(self) -> tuple[int | None, bytes] | None:
        with _reading():
            if self.one("SELECT to_regclass('public.bases') IS NULL"):
                return None
        found = self._stream("SELECT size, entry, value FROM bases LIMIT 2")
        return only_base([(size, entry, bytes(value)) for size, entry, value in found], self.extent.first)

    def examine(self, report: Report) -> bool:
        """Whether the schema is as the program makes it; False when what is there cannot be read."""
        try:
            tables = self._tables()
            if not self._readable(tables, report):
                return False
            versions = [version for (version,) in self._stream("SELECT version_num FROM alembic_version LIMIT 2")]
            self._examine_tables(tables, report, needed=COLUMNS.keys() - not_yet(versions))
            self._examine_triggers(report)
        except Damaged as error:
            report.find(Code.ALTERED, "the database is damaged: {reason}", reason=str(error))
            return True
        if len(versions) != 1 or versions[0] not in SCHEMAS:
            text = "the database says that its schema is {version}"
            report.find(Code.ALTERED, text, version=", ".join(str(version) for version in versions))
        return True

    def _readable(self, tables: Tables, report: Report) -> bool:
        """A view, or a column of another type, may give anything, and need not come to an end."""
        wrong = [
            name
            for name, (kind, columns) in sorted(tables.items())
            if name in COLUMNS and (kind != "r" or any(it not in columns for it in COLUMNS[name]))
        ]
        for name in wrong:
            report.find(Code.ALTERED, "the table {name} has other columns than it should", name=name)
        return not wrong

    def _tables(self) -> Tables:
        statement = (
            "SELECT c.relname::text, c.relkind::text, array(SELECT a.attname || ' ' || t.typname"
            " || CASE WHEN a.attnotnull AND a.attgenerated = '' THEN '' ELSE '?' END"
            " FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid"
            " WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum)"
            " FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
            " WHERE n.nspname = 'public' AND c.relkind IN ('r', 'v', 'm', 'p', 'f')"
        )
        return {name: (kind, tuple(columns)) for name, kind, columns in self._stream(statement)}

    def _examine_tables(self, tables: Tables, report: Report, *, needed: Set[str]) -> None:
        for name, (kind, _) in sorted(tables.items()):
            if name not in COLUMNS:
                report.find(Code.ALTERED, "the database holds something foreign: {kind} {name}", kind=kind, name=name)
        for name, columns in COLUMNS.items():
            if name not in tables:
                if name in needed:
                    report.find(Code.ALTERED, "the table {name} is missing", name=name)
            elif tables[name] != ("r", columns):
                report.find(Code.ALTERED, "the table {name} has other columns than it should", name=name)

    def _examine_triggers(self, report: Report) -> None:
        statement = (
            "SELECT t.tgname::text, t.tgtype::int, c.relname = 'journal', t.tgenabled IN ('O', 'A'),"
            " CASE WHEN t.tgqual IS NULL AND t.tgattr = '' THEN p.prosrc ELSE '' END"
            " FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid"
            " JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'public' AND NOT t.tgisinternal"
        )
        kinds = []
        for name, kind, of_journal, enabled, body in self._stream(statement):
            # Bit 1: before.
            if not (of_journal and kind & 2 and REFUSES.fullmatch(" ".join(body.split()))):
                text = "the database holds something foreign: {kind} {name}"
                report.find(Code.ALTERED, text, kind="trigger", name=name)
            elif enabled:
                kinds.append(kind)
        # Bits 3 and 4: delete and update.
        for verb, bit in (("UPDATE", 16), ("DELETE", 8)):
            if not any(kind & bit for kind in kinds):
                text = "the trigger that refuses {verb} on {name} is missing"
                report.find(Code.ALTERED, text, verb=verb, name="journal")
