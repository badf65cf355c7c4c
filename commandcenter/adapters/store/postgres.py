"""PostgreSQL as this program needs it: one connection that writes, while its core leads, and loses nothing."""

from __future__ import annotations

from typing import Any

import psycopg
from sqlalchemy import URL, Connection, Dialect, Engine, create_engine, event
from sqlalchemy.pool import QueuePool
from sqlalchemy.schema import CreateSchema, DropSchema

from commandcenter.adapters.store import server
from commandcenter.adapters.store.lease import Lease
from commandcenter.adapters.store.line import Line
from commandcenter.adapters.store.migrate import upgrade
from commandcenter.adapters.store.sqlite import READING
from commandcenter.adapters.store.tables import STATE
from commandcenter.adapters.store.transactions import transaction
from commandcenter.services.ports import StoreTrouble

DRIVER = "postgresql+psycopg"
# Of this program's own: held by who makes the first tables.
MAKING_LOCK = 0x436F6D6D616E64


def shown(url: URL) -> str:
    """Without anything that may be a secret."""
    place = f":{url.port}" if url.port else ""
    user = f"{url.username}@" if url.username else ""
    return f"{url.drivername}://{user}{url.host or ''}{place}/{url.database or ''}"


class PostgresServer:
    """The one database of a writer: evidence and projections in one transaction, each under the lease's epoch."""

    together = True

    def __init__(self, url: URL, lease: Lease) -> None:
        self.evidence = self.state = _engine(url, lease)

    def renew(self) -> None:
        """The projections' schema anew, without a table in it."""
        with transaction(self.state) as connection:
            connection.execute(DropSchema(STATE, cascade=True, if_exists=True))
            connection.execute(CreateSchema(STATE))

    def forgo(self) -> None:
        raise StoreTrouble("the projections cannot be written")

    def close(self) -> None:
        self.evidence.dispose()


def reader(url: URL, line: Line | None = None) -> Engine:
    """Reads beside a running core and can change nothing; `line` can cut the newest of its connections."""
    return _engine(url, None, line).execution_options(
        isolation_level="REPEATABLE READ", postgresql_readonly=True, postgresql_deferrable=False
    )


def make_first_tables(url: URL) -> None:
    """In a database that nobody could lead as yet: the row that says who leads is one of them. Raises StoreTrouble."""
    engine = _engine(url, None)
    try:
        with transaction(engine) as connection:
            connection.exec_driver_sql("SELECT pg_advisory_xact_lock(%s)", (MAKING_LOCK,))
            upgrade(connection)
    finally:
        engine.dispose()


def _engine(url: URL, lease: Lease | None, line: Line | None = None) -> Engine:
    """One that writes under the lease, or one without."""
    watching = lease or line
    # One that is lost is made anew by the next transaction. Only who reads ever has two at a time.
    more = 0 if lease else 4
    engine = create_engine(
        url,
        poolclass=QueuePool,
        pool_size=1,
        max_overflow=more,
        pool_timeout=5.0,
        paramstyle="format",
        hide_parameters=True,
        isolation_level="READ COMMITTED",
    )

    @event.listens_for(engine, "do_connect")
    def connect(dialect: Dialect, record: object, args: list[Any], given: dict[str, Any]) -> psycopg.Connection:
        if lease is not None:
            lease.check()
        connection = server.connect(args, given, lease.line_name if lease else server.LINES["application_name"])
        try:
            if watching is not None:
                watching.watch(connection)
            server.examine(connection)
            if lease is not None:
                server.require_first(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    if lease is not None:

        @event.listens_for(engine, "begin")
        def begin(connection: Connection) -> None:
            if not connection.get_execution_options().get(READING, False):
                lease.fence(connection)

    return engine
