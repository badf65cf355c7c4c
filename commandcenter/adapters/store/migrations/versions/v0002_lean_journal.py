"""Nothing that stands in a journal entry is written a second time: alarms only say which entry is theirs.

The new table is empty: after a migration the store makes all projections anew from the journal.
"""

from __future__ import annotations

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
    op.drop_table("alarms")
    op.create_table(
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


def downgrade() -> None:
    raise RuntimeError("a journal is never taken back to an older schema; restore a backup instead")
