"""Journal and alarms keep only what is read: what stands in the entry is not written a second time beside it."""

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
    old = sa.table("alarms", sa.column("id"), sa.column("state"), sa.column("value"))
    found = op.get_bind().execute(sa.select(old.c.id, old.c.state, old.c.value)).all()
    op.drop_table("alarms")
    alarms = op.create_table(
        "alarms",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("open", sa.Boolean, nullable=False),
        sa.Column("raised_at", sa.Float, nullable=False),
        sa.Column("value", sa.LargeBinary, nullable=False),
    )
    op.create_index(
        "alarms_open", "alarms", ["raised_at"], sqlite_where=sa.text("open"), postgresql_where=sa.text("open")
    )
    rows = [
        {"id": id, "open": state != "cleared", "raised_at": _raised_at(value), "value": value}
        for id, state, value in found
    ]
    if rows and alarms is not None:
        op.bulk_insert(alarms, rows)


def _raised_at(value: bytes) -> float:
    return float(msgspec.msgpack.decode(value)["raised_at"].timestamp())


def downgrade() -> None:
    raise RuntimeError("a journal is never taken back to an older schema; restore a backup instead")
