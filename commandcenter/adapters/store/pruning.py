"""Takes the oldest entries out of the journal, once a sealed entry of it says so."""

from __future__ import annotations

from sqlalchemy import Connection, delete, insert, text

from commandcenter.adapters.store.tables import BASES, JOURNAL

# As the migrations have made them: the journal refuses everybody else, and us too from the next moment on.
SQLITE = (
    "DROP TRIGGER journal_no_delete",
    "CREATE TRIGGER journal_no_delete BEFORE DELETE ON journal "
    "BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END",
)
SERVER = (
    "DROP TRIGGER journal_append_only ON journal",
    "CREATE TRIGGER journal_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON journal "
    "FOR EACH STATEMENT EXECUTE FUNCTION journal_append_only()",
)


def prune(connection: Connection, first: int, entry: int, base: bytes) -> None:
    """The journal begins with `first`; `entry` is the one that says so, `base` what stays of the others."""
    unlock, lock = SQLITE if connection.dialect.name == "sqlite" else SERVER
    connection.execute(text(unlock))
    connection.execute(delete(JOURNAL).where(JOURNAL.c.seq < first))
    connection.execute(text(lock))
    connection.execute(delete(BASES))
    connection.execute(insert(BASES).values(size=first, entry=entry, value=base))
