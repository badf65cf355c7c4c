"""Reads evidence and projections beside a running core, or without one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeVar

import msgspec
from sqlalchemy import Connection, select
from sqlalchemy.exc import DBAPIError

from commandcenter.adapters.store import engine, evidence, projections
from commandcenter.adapters.store.alarms import alarms_in
from commandcenter.adapters.store.head import stored_head
from commandcenter.adapters.store.leader_row import LED
from commandcenter.adapters.store.migrate import check
from commandcenter.adapters.store.tables import CREDENTIALS, JOURNAL, THINGS
from commandcenter.domain.alarms import Alarm
from commandcenter.domain.changes.alarms import AlarmChange
from commandcenter.domain.errors import UNDECODABLE
from commandcenter.domain.journal import Entry
from commandcenter.domain.keys import Key
from commandcenter.domain.merkle import Tree
from commandcenter.domain.state import Quarantined, State, Touched
from commandcenter.services.ports import Checkpoint, Cosignature

HASHED_AT_ONCE = 4096
Thing = TypeVar("Thing")


class NoProjections(Exception):
    """There are none of this program's version, or they are damaged: a core makes them anew when it starts."""


class JournalReader:
    """A read-only view of SQLite's journal file, or of a PostgreSQL database.

    Every method raises one of `troubles.UNUSABLE` or a StoreTrouble when it cannot be read.
    """

    def __init__(self, where: engine.Where) -> None:
        self._engine = engine.reader(where)

    def check(self) -> None:
        """Raises migrate.NewerSchema or OlderSchema when another version of the program has written it last."""
        with self._engine.connect() as connection:
            check(connection)

    def close(self) -> None:
        self._engine.dispose()

    def alarms(self, *, cleared: bool = False) -> list[Alarm]:
        """Open alarms in the order they were raised; with `cleared` all there ever were. Raises NoProjections.

        Whether its source is silent is as of the projections, all else as of the journal.
        """
        with self._projected() as connection:
            size = _reflected_size(connection)
            found = {alarm.id: alarm for alarm in alarms_in(connection, open_only=not cleared)}
        for alarm in self._later(size):
            found[alarm.id] = alarm
            if alarm.cleared_at is not None and not cleared:
                del found[alarm.id]
        return sorted(found.values(), key=lambda alarm: alarm.raised_at)

    def alarm(self, id: str) -> Alarm | None:
        """As it was last, also when it is cleared. Raises NoProjections."""
        with self._projected() as connection:
            size = _reflected_size(connection)
            found = next(alarms_in(connection, open_only=False, id=id), None)
        for alarm in self._later(size):
            found = alarm if alarm.id == id else found
        return found

    def _later(self, size: int) -> Iterator[Alarm]:
        """What the journal says after the entries that the projections reflect: a core that dies leaves some."""
        for entry in self.entries(size):
            if isinstance(entry.change, AlarmChange):
                yield entry.change.alarm

    def keys(self) -> list[Key]:
        """All that were ever trusted, the oldest first. Raises NoProjections."""
        return sorted(self.things(Touched.KEY, Key), key=lambda key: key.trusted_at)

    def quarantined(self) -> list[Quarantined]:
        """The events that wait in quarantine, in the order they came. Raises NoProjections."""
        return sorted(self.things(Touched.QUARANTINE, Quarantined), key=lambda it: it.entry)

    def things(self, kind: Touched, of: type[Thing]) -> list[Thing]:
        """All of one kind, in no order. Raises NoProjections."""
        wanted = select(THINGS.c.value).where(THINGS.c.kind == kind.value)
        with self._projected() as connection:
            try:
                return [msgspec.msgpack.decode(value, type=of) for (value,) in connection.execute(wanted)]
            except UNDECODABLE as error:
                raise NoProjections(str(error)) from error

    def entries(self, first: int = 0, count: int | None = None) -> Iterator[Entry]:
        """The entries from `first` on in order, at most `count`."""
        decode = msgspec.msgpack.Decoder(Entry).decode
        for data in self.stored(first, count):
            yield decode(data)

    def stored(self, first: int = 0, count: int | None = None) -> Iterator[bytes]:
        """The entries' bytes as they are stored."""
        wanted = select(JOURNAL.c.entry).where(JOURNAL.c.seq >= first).order_by(JOURNAL.c.seq).limit(count)
        with self._engine.connect() as connection:
            for (data,) in connection.execution_options(stream_results=True).execute(wanted):
                yield bytes(data)

    def tail(self, count: int) -> list[Entry]:
        """The newest `count` entries, oldest first."""
        wanted = select(JOURNAL.c.entry).order_by(JOURNAL.c.seq.desc()).limit(count)
        with self._engine.connect() as connection:
            found = [msgspec.msgpack.decode(data, type=Entry) for (data,) in connection.execute(wanted)]
        return found[::-1]

    def stored_tree(self) -> Tree:
        """The tree as the core wrote it with its last transaction."""
        with self._engine.connect() as connection:
            return evidence.tree_of(connection)

    def head_key(self) -> bytes:
        """The name of the key that the core knows the journal's end by, b"" when it keeps no head."""
        with self._engine.connect() as connection:
            found = stored_head(connection)
        return found.key if found else b""

    def is_led(self) -> bool:
        """Of a database server: whether a core leads, as far as the row that says so is kept up."""
        with self._engine.connect() as connection:
            return bool(connection.exec_driver_sql(LED).scalar())

    def credentials(self) -> list[tuple[str, bytes]]:
        """The accounts' sealed secrets."""
        with self._engine.connect() as connection:
            rows = connection.execute(select(CREDENTIALS.c.account, CREDENTIALS.c.value))
            return [(account, bytes(value)) for account, value in rows]

    def computed_tree(self) -> Tree:
        """The tree computed anew from every entry's stored bytes."""
        with self._engine.connect() as connection:
            first = evidence.first_of(connection)
            # Of what was pruned there are only the hashes.
            tree = Tree(first, evidence.tiles_of(connection)) if first else Tree()
        part = []
        for data in self.stored():
            part.append(data)
            if len(part) == HASHED_AT_ONCE:
                tree.extend(part)
                part = []
        tree.extend(part)
        return tree

    def tile(self, level: int, number: int) -> bytes:
        """A `commandcenter.domain.merkle.TileOf`."""
        with self._engine.connect() as connection:
            return evidence.tile_of(connection, level, number)

    def first(self) -> int:
        """The number of the first entry that is there."""
        with self._engine.connect() as connection:
            return evidence.first_of(connection)

    def state(self) -> State:
        """As the projections hold it. Raises NoProjections."""
        with self._projected() as connection:
            try:
                size = _reflected_size(connection)
                return projections.state_in(connection, size, projections.things_in(connection))
            except (ValueError, LookupError) as error:
                raise NoProjections(str(error)) from error

    def checkpoints(self, after: int = -1, count: int | None = None) -> list[Checkpoint]:
        """Those of more than `after` entries, the smallest first."""
        with self._engine.connect() as connection:
            return evidence.checkpoints_of(connection, after, count)

    def newest_checkpoint(self, most: int | None = None) -> Checkpoint | None:
        """Of at most that many entries, if that is asked for."""
        with self._engine.connect() as connection:
            return evidence.newest_checkpoint_of(connection, most)

    def cosignatures(self, size: int) -> list[Cosignature]:
        """By the witnesses' names."""
        with self._engine.connect() as connection:
            return evidence.cosignatures_of(connection, size)

    def cosigned(self, least: int, most: int) -> int | None:
        """The smallest of those sizes whose checkpoint a witness has signed."""
        with self._engine.connect() as connection:
            return evidence.cosigned_of(connection, least, most)

    @contextmanager
    def _projected(self) -> Iterator[Connection]:
        with self._engine.connect() as connection:
            try:
                found = projections.reflected(connection)
            except DBAPIError as error:
                if engine.trouble(error).passing:
                    raise
                raise NoProjections(str(error.orig)) from error
            if found is None or found.version != projections.VERSION:
                raise NoProjections("there are none of this version")
            yield connection


def _reflected_size(connection: Connection) -> int:
    found = projections.reflected(connection)
    return found.size if found else 0
