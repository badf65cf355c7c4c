"""Reads journal and alarms beside a running core, or without one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import select

from commandcenter.adapters.store import engine
from commandcenter.adapters.store.alarms import alarms_in
from commandcenter.adapters.store.migrate import check
from commandcenter.adapters.store.tables import JOURNAL, THINGS, TREE
from commandcenter.domain.alarms import Alarm
from commandcenter.domain.journal import Entry
from commandcenter.domain.keys import Key
from commandcenter.domain.merkle import Frontier
from commandcenter.domain.state import Quarantined, Touched


class JournalReader:
    """A read-only view of one data folder's database. Raises sqlalchemy.exc.DBAPIError when it cannot be read."""

    def __init__(self, path: Path) -> None:
        self._engine = engine.reader(path)

    def check(self) -> None:
        """Raises migrate.NewerSchema or OlderSchema when another version of the program has written it last."""
        with self._engine.connect() as connection:
            check(connection)

    def close(self) -> None:
        self._engine.dispose()

    def alarms(self, *, cleared: bool = False) -> list[Alarm]:
        """Open alarms in the order they were raised; with `cleared` all there ever were."""
        with self._engine.connect() as connection:
            return list(alarms_in(connection, open_only=not cleared))

    def entries(self, first: int = 0, count: int | None = None) -> Iterator[Entry]:
        """The entries from `first` on in order, at most `count`."""
        wanted = select(JOURNAL.c.entry).where(JOURNAL.c.seq >= first).order_by(JOURNAL.c.seq).limit(count)
        decoder = msgspec.msgpack.Decoder(Entry)
        with self._engine.connect() as connection:
            for (data,) in connection.execution_options(stream_results=True).execute(wanted):
                yield decoder.decode(data)

    def keys(self) -> list[Key]:
        """All that were ever trusted, the oldest first."""
        found: list[Key] = self._things(Touched.KEY, Key)
        return sorted(found, key=lambda key: key.trusted_at)

    def quarantined(self) -> list[Quarantined]:
        """The events that wait in quarantine, in the order they came."""
        found: list[Quarantined] = self._things(Touched.QUARANTINE, Quarantined)
        return sorted(found, key=lambda it: it.entry)

    def _things(self, kind: Touched, of: type) -> list[Any]:
        wanted = select(THINGS.c.value).where(THINGS.c.kind == kind.value)
        with self._engine.connect() as connection:
            return [msgspec.msgpack.decode(value, type=of) for (value,) in connection.execute(wanted)]

    def tail(self, count: int) -> list[Entry]:
        """The newest `count` entries, oldest first."""
        wanted = select(JOURNAL.c.entry).order_by(JOURNAL.c.seq.desc()).limit(count)
        with self._engine.connect() as connection:
            found = [msgspec.msgpack.decode(data, type=Entry) for (data,) in connection.execute(wanted)]
        return found[::-1]

    def stored_tree(self) -> Frontier:
        """The tree as the core wrote it with its last transaction."""
        with self._engine.connect() as connection:
            row = connection.execute(select(TREE.c.size, TREE.c.hashes)).first()
        return Frontier.unpacked(row.size, row.hashes) if row else Frontier()

    def computed_tree(self) -> Frontier:
        """The tree computed anew from every entry's stored bytes."""
        tree = Frontier()
        with self._engine.connect() as connection:
            wanted = select(JOURNAL.c.entry).order_by(JOURNAL.c.seq)
            for (data,) in connection.execution_options(stream_results=True).execute(wanted):
                tree.append(data)
        return tree
