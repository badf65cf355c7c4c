"""The projections, row by row, against what the journal makes anew; beside a running core or without one."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from heapq import merge
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

import msgspec
from sqlalchemy import Connection, Engine, Table, create_engine, event, inspect, select
from sqlalchemy.pool import StaticPool

from commandcenter.adapters.store import bases, engine, evidence, projections
from commandcenter.adapters.store.projections import Reflected
from commandcenter.adapters.store.statements import Statements, write
from commandcenter.adapters.store.tables import ALARMS, ANSWERS, PROJECTIONS, STATE, THINGS
from commandcenter.adapters.store.transactions import transaction
from commandcenter.domain.state import State

Progress = Callable[[int, int], None]
Key = tuple[object, ...]
TABLES = (ALARMS, THINGS, ANSWERS)
HERE, ANEW = 0, 1
# What entries raise of which nothing can be made.
BROKEN = (msgspec.DecodeError, UnicodeDecodeError, ValueError, LookupError)


class Difference(NamedTuple):
    """The first that was found: in the row `key` of `table`.

    `what` is missing, too-much, other; none, version of all projections; broken of the journal, with the reason as key.
    """

    table: str
    key: str
    what: str


class Compared(NamedTuple):
    """After `size` of the journal's `entries`; `rows` were equal, up to the difference if there is one."""

    size: int
    entries: int
    rows: int
    difference: Difference | None


def compare(where: engine.Where, tell: Progress) -> Compared:
    """Raises one of `engine.UNUSABLE`, and StoreTrouble."""
    opened = engine.reader(where)
    try:
        with opened.connect() as connection, tempfile.TemporaryDirectory(prefix="centre-check-") as folder:
            if isinstance(where, Path):
                connection.exec_driver_sql("BEGIN")
            found = _found(connection)
            # After the projections were looked at: the journal is never behind them.
            entries = evidence.size_of(connection)
            if not isinstance(found, Reflected):
                return Compared(0, entries, 0, found)
            with _scratch(Path(folder) / "state.sqlite") as scratch:
                try:
                    _make(connection, scratch, found.size, tell)
                except BROKEN as error:
                    # The evidence itself is not what it was.
                    return Compared(found.size, entries, 0, Difference("journal", str(error), "broken"))
                with transaction(scratch) as anew:
                    rows, difference = _differing(connection, anew)
            return Compared(found.size, entries, rows, difference)
    finally:
        opened.dispose()


def _found(connection: Connection) -> Reflected | Difference:
    there = set(inspect(connection).get_table_names(schema=STATE))
    missing = sorted({table.name for table in PROJECTIONS.sorted_tables} - there)
    if missing:
        return Difference(missing[0], "", "none")
    found = projections.reflected(connection)
    if found is None:
        return Difference("meta", "", "none")
    kept = bases.kept_of(connection)
    if not projections.fits(connection, found) or (kept is not None and found.size <= kept.entry):
        return Difference("meta", str(found.size), "version")
    return found


@contextmanager
def _scratch(file: Path) -> Iterator[Engine]:
    scratch = create_engine("sqlite://", poolclass=StaticPool)
    event.listen(scratch, "connect", lambda connection, _: connection.execute(f"ATTACH ? AS {STATE}", (str(file),)))
    try:
        with transaction(scratch) as connection:
            for pragma in ("journal_mode=OFF", "synchronous=OFF"):
                connection.exec_driver_sql(f"PRAGMA {STATE}.{pragma}")
            PROJECTIONS.create_all(connection)
        yield scratch
    finally:
        scratch.dispose()


def _make(connection: Connection, scratch: Engine, size: int, tell: Progress) -> None:
    put, kept, state = Statements(scratch.dialect), bases.kept_of(connection), State()
    if kept is not None:
        base = kept.base
        state = base.state
        with transaction(scratch) as anew:
            write(anew, put.base(base))
    first = state.size
    while state.size < size:
        rows = projections.step(connection, state, size)
        with transaction(scratch) as anew:
            write(anew, put.projections(rows, projections.VERSION))
        tell(state.size - first, size - first)


def _differing(here: Connection, anew: Connection) -> tuple[int, Difference | None]:
    equal = 0
    for table in TABLES:
        pairs = merge(_rows(here, table, HERE), _rows(anew, table, ANEW), key=lambda it: it[0])
        for key, both in groupby(pairs, key=lambda it: it[0]):
            rows = {side: row for _, side, row in both}
            what = _difference(table, rows.get(HERE), rows.get(ANEW))
            if what:
                return equal, Difference(table.name, _shown(key), what)
            equal += 1
    return equal, None


def _difference(table: Table, here: Key | None, anew: Key | None) -> str:
    if here == anew:
        return ""
    if here is None:
        # A seat has noted the answers to what stands in its own journal: they are forgotten then.
        noted = table is ANSWERS and anew is not None and bool(anew[-2])
        return "" if noted else "missing"
    return "too-much" if anew is None else "other"


def _rows(connection: Connection, table: Table, side: int) -> Iterator[tuple[Key, int, Key]]:
    """In the order of their keys, which is that of the bytes in both databases."""
    keys = list(table.primary_key.columns)
    wanted = select(table).order_by(*keys)
    with connection.execute(wanted, execution_options={"stream_results": True}) as found:
        for row in found:
            values = tuple(bytes(value) if isinstance(value, memoryview) else value for value in row)
            yield _key(values, len(keys)), side, values


def _key(values: Sequence[object], count: int) -> Key:
    return tuple(value.encode() if isinstance(value, str) else value for value in values[:count])


def _shown(key: Key) -> str:
    return " ".join(part.decode("utf-8", "replace") if isinstance(part, bytes) else str(part) for part in key)
