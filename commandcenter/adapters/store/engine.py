"""Opens either kind of database: SQLite's journal file, or PostgreSQL by its address."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from sqlalchemy import URL, Engine, make_url
from sqlalchemy.exc import ArgumentError

from commandcenter.adapters.store import postgres, sqlite
from commandcenter.adapters.store.leader_row import LeaderRow
from commandcenter.adapters.store.lease import Lease, holder_at, take_at_once
from commandcenter.adapters.store.line import Line
from commandcenter.adapters.store.transactions import Database
from commandcenter.adapters.store.troubles import UNUSABLE as UNUSABLE
from commandcenter.adapters.store.troubles import trouble as trouble

Where = Path | URL
OTHER_NAMES = ("postgresql", "postgres")


def parse(url: str) -> URL:
    """Of PostgreSQL. Raises ValueError, without the text, which may hold a password."""
    try:
        found = make_url(url)
    except (ArgumentError, ValueError) as error:
        raise ValueError("not an address") from error
    if found.drivername in OTHER_NAMES:
        found = found.set(drivername=postgres.DRIVER)
    if found.drivername != postgres.DRIVER or not found.database or "@" in (found.host or ""):
        # A password with an "@" that is not written as %40: its end would be taken, and shown, for the host.
        raise ValueError("not an address of a PostgreSQL database")
    return found


def shown(where: Where) -> str:
    """For people: without anything that may be a secret."""
    return str(where) if isinstance(where, Path) else postgres.shown(where)


def prepare(url: URL) -> None:
    """A database that can be led. Raises StoreTrouble."""
    with closing(LeaderRow(url, "")) as row:
        if row.exists():
            return
    postgres.make_first_tables(url)


def lease_now(url: URL, lock: Path | None = None) -> Lease:
    """For who does not wait; `lock` is the file that its place has locked. Raises StoreTrouble, `busy` when held."""
    prepare(url)
    return take_at_once(url, holder_at(lock))


def writer(where: Where, lease: Lease | None) -> Database:
    """There may be only one at a time; whoever comes second is refused by the database. `lease` is for PostgreSQL."""
    if isinstance(where, Path):
        return sqlite.SqliteFiles(where)
    if lease is None:
        raise ValueError("nobody writes to a server without a lease")
    return postgres.PostgresServer(where, lease)


def reader(where: Where, line: Line | None = None) -> Engine:
    """Reads beside a running core and can change nothing. Who hands a `line` in reads over one connection at a time."""
    return sqlite.reader(where) if isinstance(where, Path) else postgres.reader(where, line)
