"""The writing store: one transaction for journal, tree, projections and answers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import ClauseElement, Connection, Dialect, Table, bindparam, delete, func, select, update
from sqlalchemy.dialects.sqlite import Insert, insert

from commandcenter.adapters.store import engine
from commandcenter.adapters.store.alarms import alarms_in
from commandcenter.adapters.store.migrate import upgrade
from commandcenter.adapters.store.rebuilding import rebuilt
from commandcenter.adapters.store.rows import KINDS, Row, Rows
from commandcenter.adapters.store.tables import ALARMS, COMMANDS, JOURNAL, THINGS, TREE
from commandcenter.domain.changes.sources import EventQuarantined
from commandcenter.domain.journal import Entry
from commandcenter.domain.merkle import Frontier
from commandcenter.domain.state import Quarantined, State, Touched, count, open_key
from commandcenter.services.ports import Kept, Transaction

Write = tuple[str, Sequence[Row]]


class SqlStore:
    """Implements `commandcenter.services.ports.Store`; opening it brings the schema up to date.

    Raises StoreTrouble, and migrate.NewerSchema from the constructor.
    """

    def __init__(self, path: Path) -> None:
        self._engine = engine.writer(path)
        self._put = _Statements(self._engine.dialect)
        try:
            self._bring_up_to_date()
        except BaseException:
            self.close()
            raise

    def _bring_up_to_date(self) -> None:
        with self._transaction() as connection:
            if upgrade(connection):
                for rows in rebuilt(connection):
                    self._write(connection, self._projections(rows))

    def load(self) -> tuple[State, Frontier]:
        with self._transaction(reading=True) as connection:
            tree = connection.execute(select(TREE.c.size, TREE.c.hashes)).first()
            frontier = Frontier.unpacked(tree.size, tree.hashes) if tree else Frontier()
            state = _projected(connection, frontier.size)
        return state, frontier

    def commit(self, transaction: Transaction) -> None:
        frontier = transaction.frontier
        rows = Rows(transaction.entries, transaction.touched)
        writes: list[Write] = [
            (self._put.journal, rows.journal),
            (self._put.tree, [(1, frontier.size, frontier.packed())]),
            *self._projections(rows),
            (self._put.answers, list(transaction.answers.items())),
        ]
        with self._transaction() as connection:
            self._write(connection, writes)

    def answer(self, command_id: str) -> bytes | None:
        with self._transaction(reading=True) as connection:
            found = connection.execute(select(COMMANDS.c.verdict).where(COMMANDS.c.id == command_id)).first()
        return None if found is None else bytes(found.verdict)

    def quarantined(self, entry: int) -> Kept | None:
        waiting = (THINGS.c.kind == Touched.QUARANTINE.value) & (THINGS.c.id == str(entry))
        with self._transaction(reading=True) as connection:
            about = connection.execute(select(THINGS.c.value).where(waiting)).scalar()
            data = connection.execute(select(JOURNAL.c.entry).where(JOURNAL.c.seq == entry)).scalar()
        if about is None or data is None:
            return None
        change = msgspec.msgpack.decode(data, type=Entry).change
        if not isinstance(change, EventQuarantined):
            return None
        return Kept(msgspec.msgpack.decode(about, type=Quarantined), change.raw)

    def close(self) -> None:
        self._engine.dispose()

    def _projections(self, rows: Rows) -> list[Write]:
        put = self._put
        return [(put.alarms, rows.alarms), (put.marks, rows.marks), (put.things, rows.things), (put.gone, rows.gone)]

    def _write(self, connection: Connection, writes: Sequence[Write]) -> None:
        for statement, rows in writes:
            if rows:
                connection.exec_driver_sql(statement, list(rows))

    @contextmanager
    def _transaction(self, *, reading: bool = False) -> Iterator[Connection]:
        try:
            with self._engine.connect() as raw:
                connection = raw.execution_options(**{engine.READING: reading})
                with connection.begin():
                    yield connection
        except engine.UNUSABLE as error:
            raise engine.trouble(error) from error


class _Statements:
    """SQL text, built once; its rows are tuples in the order of the columns.

    SQLAlchemy's own way with named values takes ten times as long as SQLite to obey (decision 0017).
    """

    def __init__(self, dialect: Dialect) -> None:
        def sql(statement: ClauseElement) -> str:
            return str(statement.compile(dialect=dialect))

        self.journal = sql(insert(JOURNAL))
        self.answers = sql(insert(COMMANDS))
        self.tree = sql(_upsert(TREE, "id"))
        self.alarms = sql(_upsert(ALARMS, "id", fixed=("raised_at",)))
        self.things = sql(_upsert(THINGS, "kind", "id"))
        mark = update(ALARMS).where(ALARMS.c.id == bindparam("marked"))
        self.marks = sql(mark.values(suspect=bindparam("suspect_now")))
        gone = (THINGS.c.kind == bindparam("gone_kind")) & (THINGS.c.id == bindparam("gone_id"))
        self.gone = sql(delete(THINGS).where(gone))


def _upsert(table: Table, *key: str, fixed: Sequence[str] = ()) -> Insert:
    """Writes a row anew but for the `fixed` columns, whose index need not be touched then."""
    put = insert(table)
    new = {column.name: put.excluded[column.name] for column in table.c if column.name not in (*key, *fixed)}
    return put.on_conflict_do_update(index_elements=list(key), set_=new)


def _projected(connection: Connection, size: int) -> State:
    """The state as the projections hold it: without reading the journal, however long that is."""
    # SQLite counts by the key's index: 0.02 s for 2,000,000 alarms, 0.2 s when nothing is in memory yet.
    state = State(size=size, raised=connection.execute(select(func.count()).select_from(ALARMS)).scalar_one())
    for alarm in alarms_in(connection, open_only=True):
        state.alarms[alarm.id] = alarm
        state.open[open_key(alarm.key)] = alarm.id
        count(state.alarm_counts, alarm.source, 1)
    shelves: dict[Touched, dict[str, Any]] = {
        Touched.DEVICE: state.devices,
        Touched.CAMERA: state.cameras,
        Touched.LINKAGE: state.linkages,
        Touched.POSITION: state.positions,
        Touched.KEY: state.keys,
    }
    for kind_name, thing_id, data in connection.execute(select(THINGS.c.kind, THINGS.c.id, THINGS.c.value)):
        kind = Touched(kind_name)
        value: Any = msgspec.msgpack.decode(data, type=KINDS[kind])
        if kind is Touched.WALL:
            state.wall = value
        elif kind is Touched.QUARANTINE:
            count(state.quarantined, value.event.source, 1)
        else:
            shelves[kind][thing_id] = value
            if kind is Touched.DEVICE:
                count(state.device_counts, value.source, 1)
    state.linkages = {run.id: run for run in state.linkages.values() if run.live or run.alarm in state.alarms}
    return state
