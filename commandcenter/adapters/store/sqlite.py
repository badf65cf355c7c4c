"""SQLite as this program needs it: two files, one writer, WAL, every commit of evidence on disk before it returns.

The projections' file is attached as `state`, beside the journal's: the same names as the schema has in PostgreSQL.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import StaticPool

from commandcenter.adapters.store.growing import FILE
from commandcenter.adapters.store.tables import STATE

BUSY_S = 0.5
# The projections can wait: the core goes on without them.
STATE_BUSY_S = 0.05
READER_BUSY_S = 2.0
READING = "reading"
NOWHERE = ":memory:"
# A checkpoint writes what the WAL holds a second time: every 32 MB rather than every 4.
CAREFUL = ("wal_autocheckpoint=8000", "trusted_schema=OFF", "mmap_size=0")
# The projections' WAL goes to the disk at its checkpoints only: 32 MB at once would keep a commit waiting for 50 ms.
STATE_CAREFUL = (*CAREFUL, "wal_autocheckpoint=500")


def state_file(journal: Path) -> Path:
    """Where the projections of a journal lie: `state.sqlite` beside `journal.sqlite`."""
    name = journal.name
    return journal.with_name("state.sqlite" if name == "journal.sqlite" else f"{name}.state")


class SqliteFiles:
    """The two files of one writer; projections are written after the evidence, each in a transaction of their own."""

    together = False

    def __init__(self, journal: Path) -> None:
        self._journal = journal
        self._file = state_file(journal)
        self.evidence = _writer(journal)
        self.state = self._state_engine(str(self._file))

    def renew(self) -> None:
        """The projections' file anew, without a table in it."""
        self.state.dispose()
        for suffix in ("", "-wal", "-shm", "-journal"):
            self._file.with_name(self._file.name + suffix).unlink(missing_ok=True)
        self.state = self._state_engine(str(self._file))

    def forgo(self) -> None:
        """The projections in memory only, where they cannot be on disk."""
        self.state.dispose()
        self.state = self._state_engine(NOWHERE)

    def close(self) -> None:
        # The last to close takes its write-ahead log along, and only the writer can.
        self.state.dispose()
        self.evidence.dispose()

    def _state_engine(self, file: str) -> Engine:
        """Reads the journal, writes the projections."""

        def connect() -> sqlite3.Connection:
            connection = sqlite3.connect(NOWHERE, uri=True, timeout=STATE_BUSY_S, check_same_thread=False)
            connection.isolation_level = None
            connection.execute(f"ATTACH ? AS {STATE}", (file,))
            for pragma in ("journal_mode=WAL", "synchronous=NORMAL", *STATE_CAREFUL):
                connection.execute(f"PRAGMA {STATE}.{pragma}")
            connection.execute("ATTACH ? AS evidence", (_read_only(self._journal),))
            return connection

        engine = create_engine("sqlite://", creator=connect, poolclass=StaticPool)
        event.listen(engine, "begin", _begin)
        return engine


def reader(journal: Path) -> Engine:
    """Reads beside a running core and can change nothing."""

    def connect() -> sqlite3.Connection:
        connection = sqlite3.connect(_read_only(journal), uri=True, timeout=READER_BUSY_S, check_same_thread=False)
        if state_file(journal).exists():
            connection.execute(f"ATTACH ? AS {STATE}", (_read_only(state_file(journal)),))
        else:
            connection.execute(f"ATTACH ':memory:' AS {STATE}")
        return connection

    return create_engine("sqlite://", creator=connect, poolclass=StaticPool)


def _writer(path: Path) -> Engine:
    """The one writing connection. Writing begins IMMEDIATE, so that a second writer is refused at once."""
    options = {FILE: path}
    engine = create_engine(
        f"sqlite:///{path}", poolclass=StaticPool, connect_args={"timeout": BUSY_S}, execution_options=options
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, _: object) -> None:
        connection.isolation_level = None
        _obey(connection, ("journal_mode=WAL", "synchronous=FULL", *CAREFUL))

    event.listen(engine, "begin", _begin)
    return engine


def _obey(connection: sqlite3.Connection, pragmas: Sequence[str]) -> None:
    for pragma in pragmas:
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    reading = connection.get_execution_options().get(READING, False)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


def _read_only(path: Path) -> str:
    return f"file:{str(path).replace('%', '%25').replace('?', '%3f').replace('#', '%23')}?mode=ro"
