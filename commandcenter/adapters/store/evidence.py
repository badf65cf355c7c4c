"""Reads the evidence: the journal's entries, its tree, the seals on it, the accounts' sealed secrets."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import Connection, Row, func, select

from commandcenter.adapters.store.tables import CHECKPOINTS, COSIGNATURES, CREDENTIALS, JOURNAL, TILES
from commandcenter.domain.merkle import HASH, TILE, TileOf, Tree, hashes_in
from commandcenter.services.ports import Checkpoint, Cosignature, StoreTrouble


def size_of(connection: Connection) -> int:
    """How many entries the journal has."""
    return int(connection.execute(select(func.coalesce(func.max(JOURNAL.c.seq), -1))).scalar_one()) + 1


def first_of(connection: Connection) -> int:
    """The number of the first entry that is there, 0 of an empty journal."""
    return int(connection.execute(select(func.coalesce(func.min(JOURNAL.c.seq), 0))).scalar_one())


def tree_of(connection: Connection) -> Tree:
    """The stored tree's right edge. Raises StoreTrouble when it is not that of the stored entries."""
    size = size_of(connection)
    tile = tiles_of(connection)
    try:
        tree = Tree(size, tile)
    except ValueError as error:
        raise StoreTrouble(str(error), damaged=True) from error
    # Entries that somebody has taken off the end leave their leaves behind.
    last = size // TILE
    beyond = len(tile(0, last)) // HASH - hashes_in(size, 0, last) or len(tile(0, last + 1)) // HASH
    if beyond:
        raise StoreTrouble(f"the tree has leaves beyond the journal's {size} entries", damaged=True)
    return tree


def tiles_of(connection: Connection) -> TileOf:
    """Not to be used when the connection is closed."""
    return lambda level, number: tile_of(connection, level, number)


def tile_of(connection: Connection, level: int, number: int) -> bytes:
    """b"" when there is none."""
    wanted = select(TILES.c.hashes).where((TILES.c.level == level) & (TILES.c.number == number))
    return bytes(connection.execute(wanted).scalar() or b"")


def entries_of(connection: Connection, first: int, count: int) -> list[bytes]:
    wanted = select(JOURNAL.c.entry).where((JOURNAL.c.seq >= first) & (JOURNAL.c.seq < first + count))
    return [bytes(data) for (data,) in connection.execute(wanted.order_by(JOURNAL.c.seq))]


def checkpoints_of(connection: Connection, after: int = -1, count: int | None = None) -> list[Checkpoint]:
    """Those of more than `after` entries, the smallest first."""
    wanted = _CHECKPOINTS.where(CHECKPOINTS.c.size > after).order_by(CHECKPOINTS.c.size)
    return [_checkpoint(row) for row in connection.execute(wanted.limit(count))]


def checkpoint_of(connection: Connection, size: int) -> Checkpoint | None:
    row = connection.execute(_CHECKPOINTS.where(CHECKPOINTS.c.size == size)).first()
    return None if row is None else _checkpoint(row)


def newest_checkpoint_of(connection: Connection, most: int | None = None) -> Checkpoint | None:
    wanted = _CHECKPOINTS if most is None else _CHECKPOINTS.where(CHECKPOINTS.c.size <= most)
    row = connection.execute(wanted.order_by(CHECKPOINTS.c.size.desc()).limit(1)).first()
    return None if row is None else _checkpoint(row)


def cosignatures_of(connection: Connection, size: int) -> list[Cosignature]:
    """By the witnesses' names."""
    wanted = select(COSIGNATURES.c.name, COSIGNATURES.c.line).where(COSIGNATURES.c.size == size)
    found = connection.execute(wanted.order_by(COSIGNATURES.c.name))
    return [Cosignature(name=row.name, line=row.line) for row in found]


def cosigned_of(connection: Connection, least: int, most: int) -> int | None:
    """The smallest of those sizes whose checkpoint a witness has signed."""
    size = COSIGNATURES.c.size
    return connection.execute(select(func.min(size)).where((size >= least) & (size <= most))).scalar()


def credential_of(connection: Connection, account: str) -> bytes | None:
    found = connection.execute(select(CREDENTIALS.c.value).where(CREDENTIALS.c.account == account)).scalar()
    return None if found is None else bytes(found)


_CHECKPOINTS = select(CHECKPOINTS.c.size, CHECKPOINTS.c.at, CHECKPOINTS.c.note)


def _checkpoint(row: Row[int, float, bytes]) -> Checkpoint:
    return Checkpoint(size=row.size, at=datetime.fromtimestamp(row.at, UTC), note=bytes(row.note).decode())
