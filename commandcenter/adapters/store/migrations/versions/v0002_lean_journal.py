"""Nothing that stands in a journal entry is written a second time: alarms only say which entry is theirs."""

from __future__ import annotations

import msgspec
import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

COPIED = ("leaf", "at", "actor", "seat", "action", "subject", "outcome")


def upgrade() -> None:
    for name in COPIED:
        op.drop_column("journal", name)
    old = sa.table("alarms", sa.column("id"), sa.column("state"))
    open_before = {id: state != "cleared" for id, state in op.get_bind().execute(sa.select(old.c.id, old.c.state))}
    op.drop_table("alarms")
    alarms = op.create_table(
        "alarms",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("open", sa.Boolean, nullable=False),
        sa.Column("raised_at", sa.Float, nullable=False),
        sa.Column("entry", sa.BigInteger, nullable=False),
        sa.Column("suspect", sa.Boolean, nullable=False),
    )
    op.create_index(
        "alarms_open", "alarms", ["raised_at"], sqlite_where=sa.text("open = 1"), postgresql_where=sa.text("open")
    )
    rows = [
        {"id": id, "open": open_before.get(id, False), "raised_at": raised_at, "entry": seq, "suspect": False}
        for id, (seq, raised_at) in _newest().items()
    ]
    if rows and alarms is not None:
        op.bulk_insert(alarms, rows)


def _newest() -> dict[str, tuple[int, float]]:
    """For each alarm the entry with its newest value, and when it was raised."""
    journal = sa.table("journal", sa.column("seq"), sa.column("entry"))
    found = {}
    for seq, data in op.get_bind().execute(sa.select(journal.c.seq, journal.c.entry).order_by(journal.c.seq)):
        alarm = msgspec.msgpack.decode(data)["change"].get("alarm")
        if isinstance(alarm, dict):
            found[alarm["id"]] = (seq, float(alarm["raised_at"].timestamp()))
    return found


def downgrade() -> None:
    raise RuntimeError("a journal is never taken back to an older schema; restore a backup instead")
