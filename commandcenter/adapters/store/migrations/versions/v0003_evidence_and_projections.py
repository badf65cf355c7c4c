"""What must never change lies apart from what can be made anew; the tree is kept in tiles, and is sealed.

The alarms, things and answers to commands go: the store makes them anew from the journal, where they now belong.
The tree is computed from every entry's stored bytes; a journal that is not the one that its old tree was made over is
not carried over, because that would hide the change for good.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from commandcenter.domain.merkle import EMPTY, HASH, Tree, node_hash
from commandcenter.services.ports import StoreTrouble

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

AT_ONCE = 8192
DERIVED = ("tree", "alarms", "things", "commands")


def upgrade() -> None:
    size = sa.BigInteger().with_variant(sa.Integer, "sqlite")
    text = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
    tiles = op.create_table(
        "tiles",
        sa.Column("level", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("number", size, primary_key=True, autoincrement=False),
        sa.Column("hashes", sa.LargeBinary, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "checkpoints",
        sa.Column("size", size, primary_key=True, autoincrement=False),
        sa.Column("at", sa.Double, nullable=False),
        sa.Column("note", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "cosignatures",
        sa.Column("size", size, primary_key=True, autoincrement=False),
        sa.Column("name", text, primary_key=True),
        sa.Column("line", text, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "credentials",
        sa.Column("account", text, primary_key=True),
        sa.Column("value", sa.LargeBinary, nullable=False),
    )
    _plant(tiles)
    for name in DERIVED:
        op.drop_table(name)
    if op.get_bind().dialect.name == "postgresql":
        _on_the_server()


def _plant(tiles: sa.Table) -> None:
    """Raises StoreTrouble when the entries are not those of the old tree."""
    database, tree = op.get_bind(), Tree()
    journal = sa.table("journal", sa.column("seq"), sa.column("entry", sa.LargeBinary))
    held: dict[tuple[int, int], bytes] = {}
    while True:
        part = sa.select(journal.c.entry).where(journal.c.seq >= tree.size).order_by(journal.c.seq).limit(AT_ONCE)
        entries = [bytes(entry) for (entry,) in database.execute(part)]
        if not entries:
            break
        tree.extend(entries)
        changed = {(level, number): hashes for level, number, hashes in tree.changed_tiles()}
        # Only the last tile of a level still grows.
        full = [place for place in held if place not in changed and len(held[place]) == 256 * HASH]
        _insert(tiles, {place: held.pop(place) for place in full})
        held.update(changed)
    _insert(tiles, held)
    if (tree.size, tree.root()) != _old_tree(database):
        raise StoreTrouble("the journal's entries are not those that its tree was made over", damaged=True)


def _insert(tiles: sa.Table, held: dict[tuple[int, int], bytes]) -> None:
    if held:
        rows = [{"level": level, "number": number, "hashes": hashes} for (level, number), hashes in held.items()]
        op.bulk_insert(tiles, rows)


def _old_tree(database: sa.Connection) -> tuple[int, bytes]:
    """Size and root by the old row: the roots of the tree's complete subtrees, the largest first."""
    row = database.execute(sa.text("SELECT size, hashes FROM tree")).first()
    if row is None:
        return 0, EMPTY
    edge = [bytes(row.hashes)[at : at + HASH] for at in range(0, len(row.hashes), HASH)]
    root = edge.pop() if edge else EMPTY
    while edge:
        root = node_hash(edge.pop(), root)
    return row.size, root


def _on_the_server() -> None:
    """The journal refuses changes from the program itself, as it does in SQLite; the projections lie apart."""
    op.create_table(
        "leader",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("epoch", sa.BigInteger, nullable=False),
        sa.Column("holder", sa.Text, nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("id = 1"),
    )
    op.execute("CREATE SCHEMA state")
    op.execute(
        "CREATE FUNCTION journal_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'the journal is append-only' USING ERRCODE = 'integrity_constraint_violation'; END $$"
    )
    op.execute(
        "CREATE TRIGGER journal_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON journal "
        "FOR EACH STATEMENT EXECUTE FUNCTION journal_append_only()"
    )


def downgrade() -> None:
    raise RuntimeError("a journal is never taken back to an older schema; restore a backup instead")
