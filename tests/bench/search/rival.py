"""The same columns in plain SQLite, with an index on the actor: how long the same questions take there."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from commandcenter.adapters.search.asking import condition
from commandcenter.adapters.search.index import SearchIndex
from commandcenter.services.searching import Query

COLUMNS = (
    "seq", "at", "done_at", "actor", "seat", "session", "action", "kind", "subject", "object", "about", "area",
    "outcome", "figures", "said",
)  # fmt: skip
PART = 100_000
BEGINS = re.compile(r"starts_with\((\w+), \?\)")


@contextmanager
def rival(path: Path, index: SearchIndex) -> Iterator[sqlite3.Connection]:
    """All that the index holds, with its dictionary of texts."""
    database = sqlite3.connect(path, isolation_level=None)
    try:
        database.execute("PRAGMA synchronous=OFF")
        database.execute("PRAGMA cache_size=-1000000")
        names = ", ".join(f'"{name}"' for name in COLUMNS)
        columns = names.replace('"seq"', "seq INTEGER PRIMARY KEY")
        database.execute(f"CREATE TABLE entries({columns})")
        database.execute("CREATE TABLE texts(id INTEGER PRIMARY KEY, said TEXT)")
        database.execute("BEGIN")
        for first in range(0, index.meta.size, PART):
            rows = index.rows(f"SELECT {names} FROM entries WHERE seq >= ? AND seq < ?", (first, first + PART))
            database.executemany(f"INSERT INTO entries VALUES ({', '.join('?' * len(COLUMNS))})", rows)
        database.executemany("INSERT INTO texts VALUES (?, ?)", index.rows("SELECT id, said FROM texts"))
        database.execute("COMMIT")
        database.execute("CREATE INDEX by_actor ON entries(actor)")
        yield database
    finally:
        database.close()


def find(database: sqlite3.Connection, query: Query) -> tuple[int, list[int]]:
    """How many there are, and the newest of them."""
    where, values = condition(query)
    where = BEGINS.sub(r"instr(\1, ?) = 1", where).replace("contains(", "instr(")
    ((count,),) = database.execute(f"SELECT count(*) FROM entries WHERE {where}", values).fetchall()
    before = 2**62 if query.before is None else query.before
    page = f"SELECT seq FROM entries WHERE ({where}) AND seq < ? ORDER BY seq DESC LIMIT {query.limit}"
    return count, [seq for (seq,) in database.execute(page, [*values, before])]
