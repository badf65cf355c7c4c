"""The writing store: one transaction for journal, tree, projections and answers."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import Connection, Table, bindparam, delete, func, select
from sqlalchemy.dialects.sqlite import Insert, insert
from sqlalchemy.exc import DBAPIError

from commandcenter.adapters.store import engine, rows
from commandcenter.adapters.store.migrate import upgrade
from commandcenter.adapters.store.tables import ALARMS, COMMANDS, JOURNAL, THINGS, TREE
from commandcenter.domain.alarms import Alarm, AlarmState
from commandcenter.domain.merkle import Frontier
from commandcenter.domain.state import State, Touch, Touched, open_key
from commandcenter.domain.wall import Wall
from commandcenter.services.ports import StoreTrouble, Transaction


class SqlStore:
    """Implements `commandcenter.services.ports.Store`; opening it brings the schema up to date.

    Raises StoreTrouble, and migrate.NewerSchema from the constructor.
    """

    def __init__(self, path: Path) -> None:
        self._engine = engine.writer(path)
        self._put = _Statements()
        with self._transaction() as connection:
            upgrade(connection)

    def load(self) -> tuple[State, Frontier]:
        with self._transaction(reading=True) as connection:
            tree = connection.execute(select(TREE.c.size, TREE.c.hashes)).first()
            frontier = Frontier.unpacked(tree.size, tree.hashes) if tree else Frontier()
            state = _projected(connection, frontier.size)
        return state, frontier

    def commit(self, transaction: Transaction) -> None:
        frontier = transaction.frontier
        touched = list(transaction.projections.values())
        with self._transaction() as connection:
            connection.execute(self._put.journal, rows.journal_rows(transaction.entries))
            connection.execute(self._put.tree, {"id": 1, "size": frontier.size, "hashes": frontier.packed()})
            self._put.project(connection, touched)
            if transaction.answers:
                answers = [{"id": key, "verdict": verdict} for key, verdict in transaction.answers.items()]
                connection.execute(self._put.answers, answers)

    def answer(self, command_id: str) -> bytes | None:
        with self._transaction(reading=True) as connection:
            found = connection.execute(select(COMMANDS.c.verdict).where(COMMANDS.c.id == command_id)).first()
        return None if found is None else bytes(found.verdict)

    def close(self) -> None:
        self._engine.dispose()

    @contextmanager
    def _transaction(self, *, reading: bool = False) -> Iterator[Connection]:
        try:
            with self._engine.connect() as raw:
                connection = raw.execution_options(**{engine.READING: reading})
                with connection.begin():
                    yield connection
        except DBAPIError as error:
            raise _trouble(error) from error


def _trouble(error: DBAPIError) -> StoreTrouble:
    cause = error.orig
    name = cause.sqlite_errorname if isinstance(cause, sqlite3.Error) and hasattr(cause, "sqlite_errorname") else ""
    return StoreTrouble(
        f"{name or type(cause).__name__}: {cause}", full=name == "SQLITE_FULL", busy=name == "SQLITE_BUSY"
    )


class _Statements:
    """Built once: SQLAlchemy takes longer to build a statement than SQLite to obey it."""

    def __init__(self) -> None:
        self.journal = insert(JOURNAL)
        self.answers = insert(COMMANDS)
        self.tree = _upsert(TREE, "id")
        self._alarms = _upsert(ALARMS, "id")
        self._things = _upsert(THINGS, "kind", "id")
        self._gone = delete(THINGS).where(THINGS.c.kind == bindparam("gone_kind"), THINGS.c.id == bindparam("gone_id"))

    def project(self, connection: Connection, touched: list[Touch]) -> None:
        """Writes the newest value of everything that was touched."""
        alarms = [rows.alarm_row(touch.value) for touch in touched if isinstance(touch.value, Alarm)]
        things = [
            {"kind": touch.kind.value, "id": touch.id, "value": msgspec.msgpack.encode(touch.value)}
            for touch in touched
            if touch.value is not None and touch.kind is not Touched.ALARM
        ]
        gone = [{"gone_kind": touch.kind.value, "gone_id": touch.id} for touch in touched if touch.value is None]
        for statement, found in ((self._alarms, alarms), (self._things, things), (self._gone, gone)):
            if found:
                connection.execute(statement, found)


def _upsert(table: Table, *key: str) -> Insert:
    put = insert(table)
    new = {column.name: put.excluded[column.name] for column in table.c if column.name not in key}
    return put.on_conflict_do_update(index_elements=list(key), set_=new)


def _projected(connection: Connection, size: int) -> State:
    """The state as the projections hold it: without reading the journal, however long that is."""
    state = State(size=size, raised=connection.execute(select(func.count()).select_from(ALARMS)).scalar_one())
    live = select(ALARMS.c.value).where(ALARMS.c.state != AlarmState.CLEARED.value).order_by(ALARMS.c.raised_at)
    for (value,) in connection.execute(live):
        alarm = msgspec.msgpack.decode(value, type=Alarm)
        state.alarms[alarm.id] = alarm
        state.open[open_key(alarm.key)] = alarm.id
    shelves: dict[Touched, dict[str, Any]] = {
        Touched.DEVICE: state.devices,
        Touched.CAMERA: state.cameras,
        Touched.LINKAGE: state.linkages,
        Touched.POSITION: state.positions,
    }
    for kind_name, thing_id, value in connection.execute(select(THINGS.c.kind, THINGS.c.id, THINGS.c.value)):
        kind = Touched(kind_name)
        if kind is Touched.WALL:
            state.wall = msgspec.msgpack.decode(value, type=Wall)
        else:
            shelves[kind][thing_id] = msgspec.msgpack.decode(value, type=rows.KINDS[kind])
    state.linkages = {run.id: run for run in state.linkages.values() if run.live or run.alarm in state.alarms}
    return state
