"""SQLite as this program needs it: two files, one writer, WAL, every commit of evidence on disk before it returns.

The projections' file is attached as `state`, beside the journal's: the same names as the schema has in PostgreSQL.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import StaticPool

from commandcenter.adapters.store.growing import FILE
from commandcenter.adapters.store.tables import STATE
from commandcenter.services.ports import StoreTrouble

BUSY_S = 0.5
# The projections can wait: the core goes on without them.
STATE_BUSY_S = 0.05
READER_BUSY_S = 2.0
READING = "reading"
# Beside a database's file: what it takes up when it is opened the next time.
KEPT_BESIDE = ("", "-wal", "-journal")
NOWHERE = ":memory:"
# A checkpoint writes what the WAL holds a second time: every 32 MB rather than every 4.
CAREFUL = ("wal_autocheckpoint=8000", "trusted_schema=OFF", "mmap_size=0")
# The projections' WAL goes to the disk at its checkpoints only: 32 MB at once would keep a commit waiting for 50 ms.
STATE_CAREFUL = (*CAREFUL, "wal_autocheckpoint=500")


def state_file(journal: Path) -> Path:
    """Where the projections of a journal lie: `state.sqlite` beside `journal.sqlite`."""
    name = journal.name
    return journal.with_name("state.sqlite" if name == "journal.sqlite" else f"{name}.state")


def files_of(database: Path) -> list[Path]:
    """All that a database's content may lie in."""
    return [database.with_name(database.name + suffix) for suffix in KEPT_BESIDE]


def remove(database: Path) -> None:
    """Raises OSError."""
    for path in (*files_of(database), database.with_name(f"{database.name}-shm")):
        path.unlink(missing_ok=True)


class SqliteFiles:
    """The two files of one writer; projections are written after the evidence, each in a transaction of their own.

    Raises StoreTrouble, also from the constructor.
    """

    together = False

    def __init__(self, journal: Path) -> None:
        self._journal = journal
        self._file = state_file(journal)
        _require_whole(journal)
        self.evidence = _writer(journal)
        self.state = self._state_engine(str(self._file))

    def renew(self) -> None:
        """The projections' file anew, without a table in it."""
        self.state.dispose()
        remove(self._file)
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


def _require_whole(journal: Path) -> None:
    """SQLite would throw away what stands beside an empty file. Raises StoreTrouble."""
    beside = journal.with_name(f"{journal.name}-wal")
    if not _size(journal) and _size(beside):
        raise StoreTrouble(f"{beside.name} is there, but not what it belongs to", damaged=True)


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


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
    event.listen(engine, "begin", _Watched(path).look)
    return engine


class _Watched:
    """What is written to files that somebody has taken away or replaced lies nowhere, and SQLite does not notice."""

    def __init__(self, journal: Path) -> None:
        self._files: tuple[Path, ...] = (journal, journal.with_name(f"{journal.name}-wal"))
        self._known: tuple[tuple[int, int], ...] = ()

    def look(self, connection: Connection) -> None:
        """Raises StoreTrouble."""
        if not self._known:
            # Where a disk cannot do with a write-ahead log there is none.
            self._files = tuple(path for path in self._files if path.exists())
        try:
            found = tuple((it.st_dev, it.st_ino) for it in map(os.stat, self._files))
        except OSError as error:
            raise StoreTrouble(f"it was taken away while the core wrote it: {error.strerror}") from error
        self._known = self._known or found
        if found != self._known:
            raise StoreTrouble("another file was put in its place while the core wrote it")


def _obey(connection: sqlite3.Connection, pragmas: Sequence[str]) -> None:
    for pragma in pragmas:
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    reading = connection.get_execution_options().get(READING, False)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


def _read_only(path: Path) -> str:
    # Where nothing can be made beside it, as on a disc for the auditor, SQLite reads it only if nobody else writes.
    fixed = not os.access(path.parent, os.W_OK) and not path.with_name(f"{path.name}-wal").exists()
    name = str(path).replace("%", "%25").replace("?", "%3f").replace("#", "%23")
    return f"file:{name}?mode=ro{'&immutable=1' if fixed else ''}"
