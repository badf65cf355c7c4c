"""Fills an empty journal with what a backup holds, in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from itertools import islice
from typing import Protocol, TypeVar

import msgspec
from sqlalchemy import Connection, func, insert, select

from commandcenter.adapters.store import evidence
from commandcenter.adapters.store.rows import Row
from commandcenter.adapters.store.statements import Statements, write
from commandcenter.adapters.store.tables import BASES, EVIDENCE
from commandcenter.domain.checkpoints import open_checkpoint
from commandcenter.domain.proofs import root_of
from commandcenter.services.ports import StoreTrouble

AT_ONCE = 5_000
PRUNED = b"journal.pruned"
MARK = "\N{EM DASH} "

Progress = Callable[[int, int], None]
Item = TypeVar("Item")


class NotEmpty(StoreTrouble):
    """There is a journal already; nothing was changed."""


class Backup(Protocol):
    """What an archive gives; raises an exception of its own."""

    def entries(self) -> Iterator[bytes]: ...
    def tiles(self) -> Iterator[tuple[int, int, bytes]]: ...
    def checkpoints(self) -> Iterator[tuple[str, datetime, list[str]]]: ...
    def credentials(self) -> Iterator[tuple[str, bytes]]: ...
    def base(self) -> bytes: ...
    def head(self) -> tuple[int, bytes, bytes] | None: ...


def fill(connection: Connection, put: Statements, backup: Backup, first: int, size: int, tell: Progress) -> None:
    """Entries `first`..`size`-1 and all that belongs to them. Raises StoreTrouble."""
    for table in EVIDENCE.sorted_tables:
        if connection.execute(select(func.count()).select_from(table)).scalar_one():
            raise NotEmpty("there is a journal already")
    at, pruned_by = first, -1
    for part in _parts(backup.entries()):
        write(connection, [(put.journal, list(enumerate(part, at)))])
        pruned_by = max([pruned_by, *(seq for seq, data in enumerate(part, at) if _prunes(data, first))])
        at += len(part)
        tell(at - first, size - first)
    for tiles in _parts(backup.tiles()):
        write(connection, [(put.tiles, tiles)])
    for checkpoints in _parts(backup.checkpoints()):
        _seal(connection, put, checkpoints)
    write(connection, [(put.credentials, list(backup.credentials()))])
    if first:
        connection.execute(insert(BASES).values(size=first, entry=pruned_by, value=backup.base()))
    head = backup.head()
    if head is not None:
        # With the keys of then it still speaks for what no checkpoint seals as yet.
        write(connection, [(put.head, [(1, *head)])])
    _look(connection, size)


def _look(connection: Connection, size: int) -> None:
    """What is there now, as a core would find it."""
    tree, newest = evidence.tree_of(connection), evidence.newest_checkpoint_of(connection)
    if tree.size != size:
        raise StoreTrouble(f"it holds {tree.size} entries, not {size}", damaged=True)
    if newest is None:
        return
    _, said = open_checkpoint(newest.note)
    if root_of(said.size, evidence.tiles_of(connection)) != said.root:
        raise StoreTrouble(f"the entries are not those of checkpoint {said.size}", damaged=True)


def _seal(connection: Connection, put: Statements, checkpoints: Iterable[tuple[str, datetime, list[str]]]) -> None:
    notes: list[Row] = []
    lines: list[Row] = []
    for note, at, cosignatures in checkpoints:
        size = open_checkpoint(note)[1].size
        notes.append((size, at.timestamp(), note.encode()))
        lines += [(size, line.removeprefix(MARK).partition(" ")[0], line) for line in cosignatures]
    write(connection, [(put.checkpoints, notes), (put.cosignatures, lines)])


def _prunes(data: bytes, first: int) -> bool:
    if PRUNED not in data:
        return False
    change = msgspec.msgpack.decode(data)["change"]
    return bool(change["do"] == PRUNED.decode() and change["first"] == first)


def _parts(items: Iterator[Item]) -> Iterator[list[Item]]:
    while part := list(islice(items, AT_ONCE)):
        yield part
