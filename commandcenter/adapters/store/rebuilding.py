"""The projections anew from the journal, after a migration: an older program's say less, or say it otherwise."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
from sqlalchemy import Connection, delete, select

from commandcenter.adapters.store.rows import Rows
from commandcenter.adapters.store.tables import ALARMS, JOURNAL, THINGS
from commandcenter.domain.applying import apply
from commandcenter.domain.journal import Entry
from commandcenter.domain.state import State, Touch, Touched
from commandcenter.services.ports import Stamped

AT_ONCE = 10_000


def rebuilt(connection: Connection) -> Iterator[Rows]:
    """Empties the projections; then their rows, as the journal's entries make them, `AT_ONCE` entries at a time."""
    for table in (ALARMS, THINGS):
        connection.execute(delete(table))
    state = State()
    while part := _entries(connection, state.size):
        touched = [touch for stamped in part for touch in apply(state, stamped.entry)]
        positions = [Touch(Touched.POSITION, source, position) for source, position in state.positions.items()]
        yield Rows(part, [*touched, *positions])


def _entries(connection: Connection, first: int) -> list[Stamped]:
    wanted = select(JOURNAL.c.entry).where(JOURNAL.c.seq >= first).order_by(JOURNAL.c.seq).limit(AT_ONCE)
    decode = msgspec.msgpack.Decoder(Entry).decode
    return [Stamped(decode(data), data) for (data,) in connection.execute(wanted)]
