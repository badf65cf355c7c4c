"""SQL text, built once by SQLAlchemy; its rows are tuples in the order of the columns.

SQLAlchemy's own way with named values takes ten times as long as SQLite to obey (decision 0017).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import ClauseElement, Connection, Dialect, Table, bindparam, delete, update
from sqlalchemy.dialects import postgresql, sqlite

from commandcenter.adapters.store.bases import Base
from commandcenter.adapters.store.rows import Row, Rows
from commandcenter.adapters.store.tables import (
    ALARMS,
    ANSWERS,
    CHECKPOINTS,
    COSIGNATURES,
    CREDENTIALS,
    HEAD,
    JOURNAL,
    META,
    THINGS,
    TILES,
)

Write = tuple[str, Iterable[Row]]


class Statements:
    """Of one dialect; each writes one row."""

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect
        self.journal = self._sql(self._insert(JOURNAL))
        self.tiles = self._upsert(TILES, "level", "number")
        self.checkpoints = self._upsert(CHECKPOINTS, "size")
        self.cosignatures = self._upsert(COSIGNATURES, "size", "name")
        self.credentials = self._upsert(CREDENTIALS, "account")
        account = CREDENTIALS.c.account == bindparam("gone_account")
        self.no_credentials = self._sql(delete(CREDENTIALS).where(account))
        self.head = self._upsert(HEAD, "id")
        self.meta = self._upsert(META, "id")
        # The index by that time need not be touched then.
        self.alarms = self._upsert(ALARMS, "id", fixed=("raised_at",))
        mark = update(ALARMS).where(ALARMS.c.id == bindparam("marked"))
        self.marks = self._sql(mark.values(suspect=bindparam("suspect_now")))
        self.things = self._upsert(THINGS, "kind", "id")
        gone = (THINGS.c.kind == bindparam("gone_kind")) & (THINGS.c.id == bindparam("gone_id"))
        self.gone = self._sql(delete(THINGS).where(gone))
        # A command of several entries is answered by the first of them.
        self.answers = self._sql(self._insert(ANSWERS).on_conflict_do_nothing())
        noted = (ANSWERS.c.chain == bindparam("of_chain")) & (ANSWERS.c.n <= bindparam("up_to"))
        self.noted = self._sql(delete(ANSWERS).where(noted))
        # What stood in entries that are gone.
        self.old_answers = self._sql(delete(ANSWERS).where(ANSWERS.c.seq < bindparam("first")))
        closed = ~ALARMS.c.open & (ALARMS.c.entry < bindparam("first"))
        self.old_alarms = self._sql(delete(ALARMS).where(closed))

    def projections(self, rows: Rows, version: int, mac: bytes = b"") -> list[Write]:
        """All that brings the projections on by `rows`, and the mark on them then."""
        things = rows.things.items()
        pruned = [(rows.pruned,)] if rows.pruned else []
        return [
            (self.alarms, rows.alarms.values()),
            (self.marks, [(suspect, name) for name, suspect in rows.marks.items()]),
            (self.things, [(*key, value) for key, value in things if value is not None]),
            (self.gone, [key for key, value in things if value is None]),
            (self.answers, [(command, *answer) for command, answer in rows.answers.items()]),
            (self.noted, list(rows.noted.items())),
            (self.old_alarms, pruned),
            (self.old_answers, pruned),
            (self.meta, [(1, version, rows.size, rows.leaf, mac)]),
        ]

    def base(self, base: Base) -> list[Write]:
        """What projections of a pruned journal begin with; by the entry that says so its alarms are all over."""
        return [
            (self.alarms, [(it.id, True, it.raised_at.timestamp(), base.size - 1, it.suspect) for it in base.alarms]),
            (self.things, list(base.things)),
        ]

    def _insert(self, table: Table) -> sqlite.Insert | postgresql.Insert:
        return sqlite.insert(table) if self._dialect.name == "sqlite" else postgresql.insert(table)

    def _upsert(self, table: Table, *key: str, fixed: Sequence[str] = ()) -> str:
        """Writes a row anew but for the `fixed` columns."""
        put = self._insert(table)
        new = {column.name: put.excluded[column.name] for column in table.c if column.name not in (*key, *fixed)}
        return self._sql(put.on_conflict_do_update(index_elements=list(key), set_=new))

    def _sql(self, statement: ClauseElement) -> str:
        return str(statement.compile(dialect=self._dialect))


def write(connection: Connection, writes: Iterable[Write]) -> None:
    for statement, rows in writes:
        if rows:
            connection.exec_driver_sql(statement, list(rows))
