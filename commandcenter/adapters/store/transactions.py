"""One transaction of one database, and what both kinds of database offer the store."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from sqlalchemy import Connection, Engine

from commandcenter.adapters.store.growing import FILE
from commandcenter.adapters.store.sqlite import READING
from commandcenter.adapters.store.troubles import UNUSABLE, trouble


class Database(Protocol):
    """`together`: evidence and projections lie in one database, and change in one transaction."""

    @property
    def together(self) -> bool: ...

    @property
    def evidence(self) -> Engine: ...

    @property
    def state(self) -> Engine: ...

    def renew(self) -> None:
        """Takes the projections' tables away; there is room for new ones."""

    def forgo(self) -> None:
        """The projections lie in memory from now on. Raises StoreTrouble where that cannot be."""

    def close(self) -> None: ...


@contextmanager
def transaction(engine: Engine, *, reading: bool = False) -> Iterator[Connection]:
    """All or nothing. Raises StoreTrouble."""
    try:
        with engine.connect() as raw:
            connection = raw.execution_options(**{READING: reading})
            with connection.begin():
                yield connection
    except UNUSABLE as error:
        raise trouble(error, engine.get_execution_options().get(FILE)) from error
