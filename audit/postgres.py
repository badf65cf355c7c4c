"""Evidence in a PostgreSQL database, read in one read-only transaction."""

from __future__ import annotations

from collections.abc import Iterator, Set
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from audit.source import Damaged, Extent
from audit.sqlite import NEWER, SCHEMAS, only_base
from audit.tree import HASH, WIDTH
from audit.verdict import Code, Report, Unreadable

if TYPE_CHECKING:
    import psycopg

PREFIXES = ("postgresql://", "postgres://", "postgresql+psycopg://")
COLUMNS = {
    "journal": ("seq", "entry"),
    "tiles": ("level", "number", "hashes"),
    "checkpoints": ("size", "at", "note"),
    "cosignatures": ("size", "name", "line"),
    "credentials": ("account", "value"),
    "bases": ("size", "entry", "value"),
    "alembic_version": ("version_num",),
    "leader": ("id", "epoch", "holder", "until"),
}
EACH = 2000


@dataclass(frozen=True, slots=True)
class PostgresOpener:
    url: str

    def __call__(self) -> PostgresSource:
        return PostgresSource(self)


def is_address(text: str) -> bool:
    return text.startswith(PREFIXES)


def shown(url: str) -> str:
    """The address without a password."""
    it = urlsplit(url)
    return f"{it.hostname or ''}{it.path}"


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
        tiles = self._tiled()
        if not count:
            return Extent(0, 0, tiles)
        if first < 0 or last - first + 1 != count:
            following = "SELECT seq + 1 FROM journal AS it WHERE seq >= 0 AND NOT EXISTS"
            hole = self.one(f"{following} (SELECT 1 FROM journal WHERE seq = it.seq + 1) ORDER BY seq LIMIT 1") or 0
            return Extent(self.one("SELECT min(seq) FROM journal WHERE seq >= 0") or 0, hole, tiles, hole)
        return Extent(first, last + 1, tiles)

    def _row(self, statement: str) -> tuple[Any, ...]:
        row = self._connection.execute(statement).fetchone()
        return row or (None, None, 0)

    def _tiled(self) -> int:
        count, last, _ = self._row("SELECT count(*), max(number), 0 FROM tiles WHERE level = 0")
        if not count:
            return 0
        short = (
            "SELECT number FROM tiles WHERE level = 0 AND number >= 0 AND length(hashes) != %s ORDER BY number LIMIT 1"
        )
        partial = self.one(short, WIDTH * HASH)
        if last != count - 1:
            following = "SELECT number + 1 FROM tiles AS it WHERE level = 0 AND NOT EXISTS"
            gap = (
                f"{following} (SELECT 1 FROM tiles WHERE level = 0 AND number = it.number + 1) ORDER BY number LIMIT 1"
            )
            last = (self.one(gap) or 0) - 1
        if partial is None or partial > last:
            return int(last + 1) * WIDTH
        length = self.one("SELECT length(hashes) FROM tiles WHERE level = 0 AND number = %s", partial) or 0
        return int(partial) * WIDTH + int(length) // HASH

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

    def upper_tiles(self) -> Iterator[tuple[int, int, bytes]]:
        statement = "SELECT level, number, hashes FROM tiles WHERE level != 0 ORDER BY level, number"
        for level, number, hashes in self._stream(statement):
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

    def examine(self, report: Report) -> None:
        """Whether the schema is as the program makes it."""
        try:
            versions = [version for (version,) in self._stream("SELECT version_num FROM alembic_version")]
            self._examine_tables(report, needed=COLUMNS.keys() - ({NEWER} if versions == ["0003"] else set()))
            self._examine_triggers(report)
        except Damaged as error:
            report.find(Code.ALTERED, "the database is damaged: {reason}", reason=str(error))
            return
        if len(versions) != 1 or versions[0] not in SCHEMAS:
            text = "the database says that its schema is {version}"
            report.find(Code.ALTERED, text, version=", ".join(str(version) for version in versions))

    def _examine_tables(self, report: Report, *, needed: Set[str]) -> None:
        statement = (
            "SELECT c.relname::text, c.relkind::text, array(SELECT a.attname::text FROM pg_attribute a"
            " WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum)"
            " FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
            " WHERE n.nspname = 'public' AND c.relkind IN ('r', 'v', 'm', 'p', 'f')"
        )
        tables = {name: (kind, tuple(columns)) for name, kind, columns in self._stream(statement)}
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
            "SELECT t.tgtype::int FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
            " JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'public' AND c.relname = 'journal'"
            " AND NOT t.tgisinternal AND t.tgenabled IN ('O', 'A')"
        )
        # Bit 1: before; bits 3 and 4: delete and update.
        kinds = [kind for (kind,) in self._stream(statement) if kind & 2]
        for verb, bit in (("UPDATE", 16), ("DELETE", 8)):
            if not any(kind & bit for kind in kinds):
                text = "the trigger that refuses {verb} on {name} is missing"
                report.find(Code.ALTERED, text, verb=verb, name="journal")
