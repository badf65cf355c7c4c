"""The head of the journal: how far it goes and what it holds, under a key that a database's administrator has not.

Written in the transaction of every append. Without it whatever lies behind the newest checkpoint would be sealed at the
next start, whoever has put it there.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable
from hashlib import blake2b
from typing import NamedTuple

from sqlalchemy import Connection, select

from commandcenter.adapters.store import evidence
from commandcenter.adapters.store.guard import Guard, number
from commandcenter.adapters.store.rows import Row
from commandcenter.adapters.store.tables import HEAD
from commandcenter.domain.checkpoints import open_checkpoint
from commandcenter.domain.merkle import FULL, HASH, Tile, TileOf, hashes_in
from commandcenter.domain.notes import NoteError
from commandcenter.domain.proofs import root_of
from commandcenter.domain.text import QT_TRANSLATE_NOOP
from commandcenter.services.ports import Flaw

ABOUT = b"cc journal head"

UNPROVEN = QT_TRANSLATE_NOOP("trouble", "entries {first} to {last} were not written by this centre's core")
OTHER_KEY = QT_TRANSLATE_NOOP(
    "trouble", "entries {first} to {last} were written with another vault.key than the one in keys/, or none is there"
)


class Partial:
    """The partial tile of a level: only what is new of it is hashed when it grows."""

    hashed: blake2b
    length: int

    def __init__(self, tile: bytes, before: Partial | None = None) -> None:
        known = before.length if before is not None and before.length <= len(tile) else 0
        self.hashed = before.hashed.copy() if before is not None and known else blake2b(digest_size=HASH)
        self.hashed.update(tile[known:])
        self.length = len(tile)

    @property
    def digest(self) -> bytes:
        return self.hashed.digest()


class Edge(NamedTuple):
    """The right edge of a tree of `size` leaves: the partial tile of each level.

    The root is made of these tiles, so they bind every entry; unlike the root they need not be folded at each append.
    """

    size: int
    rows: tuple[Partial, ...]

    def moved(self, size: int, tiles: Iterable[Tile]) -> Edge:
        """With the tiles that an append has changed, full ones first."""
        rows = dict(enumerate(self.rows))
        for level, _, hashes in tiles:
            # After a full tile the level begins another one.
            rows[level] = Partial(b"") if len(hashes) == FULL else Partial(hashes, rows.get(level))
        return Edge(size, tuple(rows[level] for level in sorted(rows)))

    def mac(self, guard: Guard) -> bytes:
        return guard.mac(ABOUT, number(self.size), *(row.digest for row in self.rows))


class Head(NamedTuple):
    """As it is stored; `key` tells which key `mac` was made with."""

    size: int
    key: bytes
    mac: bytes

    @property
    def row(self) -> Row:
        return (1, *self)


def edge_of(size: int, tile: TileOf) -> Edge:
    rows = []
    level = 0
    while size >> 8 * level:
        partial = size >> 8 * (level + 1)
        rows.append(Partial(tile(level, partial)[: hashes_in(size, level, partial) * HASH]))
        level += 1
    return Edge(size, tuple(rows))


def head_of(edge: Edge, guard: Guard) -> Head:
    return Head(edge.size, guard.key_id, edge.mac(guard))


def stored_head(connection: Connection) -> Head | None:
    row = connection.execute(select(HEAD.c.size, HEAD.c.key, HEAD.c.mac).where(HEAD.c.id == 1)).first()
    return None if row is None else Head(row.size, bytes(row.key), bytes(row.mac))


def put_head(connection: Connection, statement: str, head: Head) -> None:
    """SQLite is asked without SQLAlchemy between: for one row at each append that costs more than all the hashing."""
    if connection.dialect.name == "sqlite":
        connection.connection.cursor().execute(statement, head.row)
    else:
        connection.exec_driver_sql(statement, head.row)


def flaw_in(connection: Connection, edge: Edge, found: Head | None, guard: Guard) -> Flaw | None:
    """None when the last entry, and so all before it, was written under the key, or is sealed."""
    if not edge.size or (found is not None and _is_of(found, edge, guard)):
        return None
    if found is None and not guard.sealed:
        # Left by a program from before there were seals.
        return None
    sealed = _sealed(connection, guard)
    if sealed == edge.size:
        return None
    other = found is not None and found.key != guard.key_id
    return Flaw(reason=OTHER_KEY if other else UNPROVEN, first=sealed, last=edge.size - 1)


def _is_of(found: Head, edge: Edge, guard: Guard) -> bool:
    return found.size == edge.size and hmac.compare_digest(found.mac, edge.mac(guard))


def _sealed(connection: Connection, guard: Guard) -> int:
    """How many entries the newest checkpoint seals, 0 when it is not of our own key or does not fit."""
    newest = evidence.newest_checkpoint_of(connection)
    if newest is None or not guard.seals(newest.note):
        return 0
    try:
        _, said = open_checkpoint(newest.note)
        fits = said.size > 0 and root_of(said.size, evidence.tiles_of(connection)) == said.root
    except (NoteError, ValueError):
        return 0
    return said.size if fits else 0
