"""A journal of whatever entries in a file, and the same search done the slow way: entry by entry."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec

from commandcenter.adapters.search.asking import ask
from commandcenter.adapters.search.filling import Filler, version
from commandcenter.adapters.search.index import SearchIndex
from commandcenter.adapters.search.journal_rows import JournalRows
from commandcenter.domain.alarms import Alarm
from commandcenter.domain.changes.alarms import AlarmRaised
from commandcenter.domain.changes.operating import Acted
from commandcenter.domain.events import Value
from commandcenter.domain.journal import AnyChange, Entry, Outcome
from commandcenter.domain.priority import Priority
from commandcenter.services.searching import Page, Query

BEGAN = datetime(2026, 11, 21, 6, 0, 0, tzinfo=UTC)


def entry(
    seq: int,
    change: AnyChange,
    *,
    actor: str = "wang",
    seat: str = "desk-1",
    subject: str = "",
    outcome: Outcome = Outcome.DONE,
    seconds: float | None = None,
) -> Entry:
    """One a second, unless it is said when."""
    at = BEGAN + timedelta(seconds=seq if seconds is None else seconds)
    return Entry(seq=seq, at=at, actor=actor, seat=seat, subject=subject, outcome=outcome, cause=None, change=change)


def alarm(name: str, title: str = "", address: str = "", **values: Value) -> Alarm:
    return Alarm(
        id=name,
        source="cesspool",
        type="t.unknown",
        subject=f"HFC-{name}",
        priority=Priority.MINOR,
        title=title,
        raised_at=BEGAN,
        received_at=BEGAN,
        changed_at=BEGAN,
        area="500105001",
        address=address,
        values=dict(values),
    )


def raised(seq: int, it: Alarm) -> Entry:
    return entry(seq, AlarmRaised(alarm=it), actor=it.source, seat="", subject=it.id)


def acted(seq: int, text: str, **who: str) -> Entry:
    """Somebody has said something."""
    return entry(seq, Acted(action="queue.filter", detail={"filter": text}), **who)  # type: ignore[arg-type]  # texts only


def write_journal(path: Path, entries: Iterable[Entry]) -> None:
    """Goes on with the file, or makes it."""
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("CREATE TABLE IF NOT EXISTS journal(seq INTEGER PRIMARY KEY, entry BLOB NOT NULL)")
        rows = [(it.seq, msgspec.msgpack.encode(it)) for it in entries]
        database.executemany("INSERT INTO journal VALUES (?, ?)", rows)


class Searched:
    """An index on a journal; `find` looks through all that the journal has by then."""

    def __init__(self, journal: Path, index: Path) -> None:
        self.rows = JournalRows.of(journal)
        self.index = SearchIndex(index, version({}))
        self.filler = Filler(self.index, self.rows)

    def fill(self) -> None:
        while self.filler.step():
            continue

    def find(self, query: Query) -> Page:
        self.fill()
        return ask(self.index, query, self.rows.ends()[1])

    def close(self) -> None:
        self.index.close()
        self.rows.close()


@contextmanager
def searched(folder: Path, entries: Sequence[Entry] = ()) -> Iterator[Searched]:
    """In `folder`: `journal.sqlite`, with those entries more, and `search.duckdb`."""
    write_journal(folder / "journal.sqlite", entries)
    found = Searched(folder / "journal.sqlite", folder / "search.duckdb")
    try:
        yield found
    finally:
        found.close()
