"""PostgreSQL as this program needs it: one connection that writes, alone, and loses nothing that was committed."""

from __future__ import annotations

from typing import Any

import psycopg
from sqlalchemy import URL, Dialect, Engine, create_engine, event
from sqlalchemy.pool import QueuePool
from sqlalchemy.schema import CreateSchema, DropSchema

from commandcenter.adapters.store.tables import STATE
from commandcenter.adapters.store.transactions import transaction
from commandcenter.adapters.store.troubles import Refusal, ServerRefused
from commandcenter.services.ports import StoreTrouble

DRIVER = "postgresql+psycopg"
OLDEST = 140000
# Of this program's own: whoever holds it is the one writer of the database.
WRITER_LOCK = 0x436F6D6D616E64
# A server that was cut off must let go of what a core held there, and a core must notice that it is.
LINES = {
    "connect_timeout": "3",
    "keepalives_idle": "5",
    "keepalives_interval": "2",
    "keepalives_count": "3",
    "tcp_user_timeout": "8000",
    "application_name": "commandcenter",
}
SETTINGS = {
    "tcp_keepalives_idle": "5",
    "tcp_keepalives_interval": "2",
    "tcp_keepalives_count": "3",
    "tcp_user_timeout": "8000",
    "lock_timeout": "2000",
    "idle_in_transaction_session_timeout": "60000",
    "search_path": "public",
}


def shown(url: URL) -> str:
    """Without anything that may be a secret."""
    place = f":{url.port}" if url.port else ""
    user = f"{url.username}@" if url.username else ""
    return f"{url.drivername}://{user}{url.host or ''}{place}/{url.database or ''}"


class PostgresServer:
    """The one database of a writer: evidence and projections in one transaction."""

    together = True

    def __init__(self, url: URL) -> None:
        self.evidence = self.state = _engine(url, writing=True)

    def renew(self) -> None:
        """The projections' schema anew, without a table in it."""
        with transaction(self.state) as connection:
            connection.execute(DropSchema(STATE, cascade=True, if_exists=True))
            connection.execute(CreateSchema(STATE))

    def forgo(self) -> None:
        raise StoreTrouble("the projections cannot be written")

    def close(self) -> None:
        self.evidence.dispose()


def reader(url: URL) -> Engine:
    """Reads beside a running core and can change nothing."""
    return _engine(url, writing=False).execution_options(
        isolation_level="REPEATABLE READ", postgresql_readonly=True, postgresql_deferrable=False
    )


def _engine(url: URL, *, writing: bool) -> Engine:
    # One that is lost is made anew by the next transaction. Only who reads ever has two at a time.
    more = 0 if writing else 4
    engine = create_engine(
        url,
        poolclass=QueuePool,
        pool_size=1,
        max_overflow=more,
        pool_timeout=5.0,
        paramstyle="format",
        hide_parameters=True,
    )

    @event.listens_for(engine, "do_connect")
    def connect(dialect: Dialect, record: object, args: list[Any], given: dict[str, Any]) -> psycopg.Connection:
        settings = " ".join(f"-c {name}={value}" for name, value in SETTINGS.items())
        options = f"{settings} {given.get('options', '')}".strip()
        connection = psycopg.connect(*args, **{**LINES, **given, "options": options})
        try:
            _examine(connection)
            if writing:
                _be_alone(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    return engine


def _examine(connection: psycopg.Connection) -> None:
    """Raises StoreTrouble when the server is not one to trust a journal to."""
    version = connection.info.server_version
    if version < OLDEST:
        raise ServerRefused(f"PostgreSQL {version // 10000}", Refusal.VERSION)
    encoding = connection.info.parameter_status("server_encoding")
    if encoding != "UTF8":
        raise ServerRefused(str(encoding), Refusal.ENCODING)
    row = connection.execute("SELECT current_setting('synchronous_commit'), pg_is_in_recovery()").fetchone()
    if row is not None and row[0] == "off":
        # Whoever has set it was not thinking of evidence; a standby may ask for more than `on`.
        connection.execute("SET synchronous_commit = on")
    connection.commit()


def _be_alone(connection: psycopg.Connection) -> None:
    """Raises StoreTrouble when another core writes there, or the server only follows another."""
    row = connection.execute("SELECT pg_is_in_recovery()").fetchone()
    if row is not None and row[0]:
        raise StoreTrouble("the database server is a standby and takes nothing", away=True)
    row = connection.execute("SELECT pg_try_advisory_lock(%s)", (WRITER_LOCK,)).fetchone()
    if row is None or not row[0]:
        raise StoreTrouble("another core writes to this database", busy=True)
    connection.commit()
