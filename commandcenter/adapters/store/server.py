"""How a connection to a PostgreSQL server is made: by its address, with limits, and only to one to be trusted."""

from __future__ import annotations

import select
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

import psycopg
from psycopg import pq
from sqlalchemy import URL

from commandcenter.adapters.store.troubles import Refusal, ServerRefused
from commandcenter.services.ports import StoreTrouble
from commandcenter.services.steady import since_boot

OLDEST = 140000
ANSWER_S = 3.0
# A server that was cut off must let go of what a core held there, and a core must notice that it is.
LINES: Mapping[str, str] = MappingProxyType(
    {
        "connect_timeout": "3",
        "keepalives_idle": "5",
        "keepalives_interval": "2",
        "keepalives_count": "3",
        "tcp_user_timeout": "8000",
        "application_name": "commandcenter",
    }
)
SETTINGS: Mapping[str, str] = MappingProxyType(
    {
        "tcp_keepalives_idle": "5",
        "tcp_keepalives_interval": "2",
        "tcp_keepalives_count": "3",
        "tcp_user_timeout": "8000",
        "lock_timeout": "2000",
        "idle_in_transaction_session_timeout": "15000",
        "search_path": "public",
    }
)
GOOD = (pq.ExecStatus.COMMAND_OK, pq.ExecStatus.TUPLES_OK)

Row = tuple[str, ...]


def connect(args: Sequence[Any], given: Mapping[str, Any], name: str) -> psycopg.Connection:
    """`args` and `given` as the driver takes them; `name` is what the server calls this connection."""
    settings = " ".join(f"-c {key}={value}" for key, value in SETTINGS.items())
    options = f"{settings} {given.get('options', '')}".strip()
    return psycopg.connect(*args, **{**LINES, "application_name": name, **given, "options": options})


def connect_to(url: URL, name: str) -> psycopg.Connection:
    """Ready for `ask`. Raises psycopg.Error and StoreTrouble."""
    args, given = url.get_dialect()().create_connect_args(url)
    connection = connect(args, given, name)
    try:
        examine(connection)
        require_first(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def examine(connection: psycopg.Connection) -> None:
    """Raises StoreTrouble when the server is not one to trust a journal to."""
    version = connection.info.server_version
    if version < OLDEST:
        raise ServerRefused(f"PostgreSQL {version // 10000}", Refusal.VERSION)
    encoding = connection.info.parameter_status("server_encoding")
    if encoding != "UTF8":
        raise ServerRefused(str(encoding), Refusal.ENCODING)
    until = since_boot() + ANSWER_S
    if ask(connection, "SELECT current_setting('synchronous_commit')", (), until) == [("off",)]:
        # Whoever has set it was not thinking of evidence; a standby may ask for more than `on`.
        ask(connection, "SET synchronous_commit = on", (), until)


def require_first(connection: psycopg.Connection) -> None:
    """Raises StoreTrouble when the server only follows another."""
    if ask(connection, "SELECT pg_is_in_recovery()", (), since_boot() + ANSWER_S) == [("t",)]:
        raise StoreTrouble("the database server is a standby and takes nothing", away=True)


def ask(connection: psycopg.Connection, statement: str, values: Sequence[str], until: float) -> list[Row]:
    """One statement with $1, $2, …; its rows as text.

    The driver waits for ever for a server that stands still; this gives up at `until` (`since_boot`). Raises
    psycopg.Error, also when it has given up: the connection is of no more use then.
    """
    link = connection.pgconn
    link.send_query_params(statement.encode(), [value.encode() for value in values])
    poll = select.poll()
    poll.register(link.socket, select.POLLIN)
    while link.flush():
        _require_time(until)
    while link.is_busy():
        if not poll.poll(_require_time(until) * 1000):
            continue
        link.consume_input()
    found: list[Row] = []
    while (result := link.get_result()) is not None:
        if result.status not in GOOD:
            raise psycopg.errors.error_from_result(result)
        for row in range(result.ntuples):
            cells = (result.get_value(row, column) for column in range(result.nfields))
            found.append(tuple((cell or b"").decode() for cell in cells))
    return found


def _require_time(until: float) -> float:
    """The seconds left."""
    left = until - since_boot()
    if left <= 0:
        raise psycopg.OperationalError("the database server does not answer in time")
    return left
