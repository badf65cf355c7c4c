"""The writing store: evidence first, in one transaction; the projections with it (PostgreSQL) or after it (SQLite)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

import msgspec
from sqlalchemy import Connection

from commandcenter.adapters.store import engine, evidence, projections
from commandcenter.adapters.store.bases import Base, Look, made
from commandcenter.adapters.store.differing import differing_in
from commandcenter.adapters.store.following import Following, Progress, no_progress
from commandcenter.adapters.store.guard import Guard
from commandcenter.adapters.store.head import edge_of, flaw_in, head_of, put_head, stored_head
from commandcenter.adapters.store.lease import Lease
from commandcenter.adapters.store.migrate import upgrade
from commandcenter.adapters.store.pruning import prune
from commandcenter.adapters.store.restoring import Backup, fill
from commandcenter.adapters.store.rows import Answer, Rows
from commandcenter.adapters.store.statements import Statements, Write, write
from commandcenter.adapters.store.transactions import transaction
from commandcenter.domain.changes.sources import EventQuarantined
from commandcenter.domain.journal import CommandId, Entry
from commandcenter.domain.merkle import Tree
from commandcenter.domain.state import State
from commandcenter.services.ports import Accepted, Checkpoint, Cosignature, Flaw, Kept, StoreTrouble, Transaction


class SqlStore:
    """Implements `commandcenter.services.ports.Store`; opening it brings the schema and the projections up to date.

    `where` is SQLite's journal file, or a PostgreSQL database, whose `lease` is the caller's, or taken at once and
    given up at the end. Without a `guard` nothing shows who wrote what is there, nor who writes what follows.
    Raises StoreTrouble, and migrate.NewerSchema from the constructor.
    """

    def __init__(
        self,
        where: engine.Where,
        progress: Progress = no_progress,
        lease: Lease | None = None,
        guard: Guard | None = None,
    ) -> None:
        own = None if lease or isinstance(where, Path) else engine.lease_now(where)
        self._own_lease = own
        self._database = engine.writer(where, lease or own)
        self._put = Statements(self._database.evidence.dialect)
        self._guard = guard
        self._projections = Following(self._database, self._put, guard, progress)
        try:
            with transaction(self._database.evidence) as connection:
                upgrade(connection)
                self._size = evidence.tree_of(connection).size
                self._edge = edge_of(self._size, evidence.tiles_of(connection))
                if guard is not None:
                    self._projections.unproven = self._examined(connection, guard)
            self._projections.catch_up(self._size)
        except BaseException:
            self._close()
            raise

    def _examined(self, connection: Connection, guard: Guard) -> Flaw | None:
        """What speaks against the journal's end; a head that is missing and not missed is made."""
        found, head = stored_head(connection), head_of(self._edge, guard)
        flaw = flaw_in(connection, self._edge, found, guard)
        if flaw is None:
            # Before anything is written with it.
            guard.keep()
        if self._size and found != head and flaw is None:
            put_head(connection, self._put.head, head)
        return flaw

    @property
    def flaw(self) -> Flaw | None:
        return self._projections.flaw

    @property
    def altered(self) -> bool:
        """Whether the projections had to be made anew because somebody without the key had changed them."""
        return self._projections.altered

    def accept(self) -> Accepted:
        with transaction(self._database.evidence, reading=True) as connection:
            found = differing_in(connection, self._size)
        if self._guard is not None:
            self._guard.keep()
        self._projections.accept()
        return found

    def load(self) -> tuple[State, Tree]:
        with transaction(self._database.evidence, reading=True) as connection:
            tree = evidence.tree_of(connection)
            self._edge = edge_of(tree.size, evidence.tiles_of(connection))
        self._size = tree.size
        return self._projections.state(tree.size), tree

    def commit(self, work: Transaction) -> None:
        if self.flaw is not None:
            raise StoreTrouble(self.flaw.reason.format(first=self.flaw.first, last=self.flaw.last))
        first = work.entries[0].entry.seq
        cause = work.entries[0].entry.cause
        record = (cause.chain, cause.n) if isinstance(cause, CommandId) else ("", 0)
        answers = {command: Answer(verdict, first, *record) for command, verdict in work.answers.items()}
        rows = Rows(work.entries, work.touched, answers, work.noted)
        secrets = work.credentials.items()
        edge = self._edge.moved(rows.size, work.tiles)
        writes: list[Write] = [
            (self._put.journal, [(stamped.entry.seq, stamped.data) for stamped in work.entries]),
            (self._put.tiles, work.tiles),
            (self._put.credentials, [(account, value) for account, value in secrets if value is not None]),
            (self._put.no_credentials, [(account,) for account, value in secrets if value is None]),
        ]
        with transaction(self._database.evidence) as connection:
            write(connection, writes)
            if self._guard is not None:
                put_head(connection, self._put.head, head_of(edge, self._guard))
            if self._database.together:
                self._projections.write(connection, rows)
        self._size, self._edge = rows.size, edge
        if self._database.together:
            self._projections.written()
        else:
            self._projections.follow(rows)

    def prune(self, first: int, entry: int, base: bytes) -> None:
        """The journal begins with `first`, as its entry `entry` says, which is sealed; `base` stays of the others."""
        with transaction(self._database.evidence) as connection:
            prune(connection, first, entry, base)

    def rebuild(self) -> None:
        """The projections anew from the journal."""
        self._projections.anew(self._size)

    def restore(self, backup: Backup, first: int, size: int, tell: Progress) -> None:
        """All that a backup holds, into an empty database; all of it or nothing."""
        with transaction(self._database.evidence) as connection:
            fill(connection, self._put, backup, first, size, tell)
            self._edge = edge_of(size, evidence.tiles_of(connection))
        self._size = size
        self.rebuild()

    def base(self, size: int, look: Look, tell: Progress) -> Base:
        """What would have to be kept of the entries below `size`; `look` sees each of them."""
        with transaction(self._database.evidence, reading=True) as connection:
            return made(connection, size, look, tell)

    def waiting(self) -> list[int]:
        """The entries whose events wait in quarantine."""
        with transaction(self._database.state, reading=True) as connection:
            return projections.waiting_entries(connection)

    def answer(self, command_id: str) -> bytes | None:
        return self._projections.answer(command_id, self._size)

    def quarantined(self, entry: int) -> Kept | None:
        about = self._projections.quarantined(entry, self._size)
        data = self.entry_bytes(entry, 1)
        if about is None or not data:
            return None
        change = msgspec.msgpack.decode(data[0], type=Entry).change
        return Kept(about, change.raw) if isinstance(change, EventQuarantined) else None

    def entry_bytes(self, first: int, count: int) -> list[bytes]:
        with transaction(self._database.evidence, reading=True) as connection:
            return evidence.entries_of(connection, first, count)

    def tile(self, level: int, number: int) -> bytes:
        with transaction(self._database.evidence, reading=True) as connection:
            return evidence.tile_of(connection, level, number)

    def credential(self, account: str) -> bytes | None:
        with transaction(self._database.evidence, reading=True) as connection:
            return evidence.credential_of(connection, account)

    def put_checkpoint(self, size: int, at: datetime, note: str) -> None:
        self._put_one(self._put.checkpoints, (size, at.timestamp(), note.encode()))

    def add_cosignature(self, size: int, name: str, line: str) -> None:
        self._put_one(self._put.cosignatures, (size, name, line))

    def checkpoint(self, size: int) -> Checkpoint | None:
        with transaction(self._database.evidence, reading=True) as connection:
            return evidence.checkpoint_of(connection, size)

    def newest_checkpoint(self) -> Checkpoint | None:
        with transaction(self._database.evidence, reading=True) as connection:
            return evidence.newest_checkpoint_of(connection)

    def checkpoints(self, after: int = -1, count: int | None = None) -> list[Checkpoint]:
        with transaction(self._database.evidence, reading=True) as connection:
            return evidence.checkpoints_of(connection, after, count)

    def cosignatures(self, size: int) -> list[Cosignature]:
        with transaction(self._database.evidence, reading=True) as connection:
            return evidence.cosignatures_of(connection, size)

    def close(self) -> None:
        self._projections.close()
        self._close()

    def _close(self) -> None:
        self._database.close()
        if self._own_lease is not None:
            self._own_lease.close()

    def _put_one(self, statement: str, row: Iterable[object]) -> None:
        with transaction(self._database.evidence) as connection:
            write(connection, [(statement, [tuple(row)])])
