"""The journal's stored bytes by number, beside whoever writes it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager

from sqlalchemy import Engine, func, inspect, select

from commandcenter.adapters.search.trouble import SearchTrouble
from commandcenter.adapters.store import engine
from commandcenter.adapters.store.bases import kept_of
from commandcenter.adapters.store.engine import UNUSABLE, Where
from commandcenter.adapters.store.line import Line
from commandcenter.adapters.store.tables import BASES, JOURNAL
from commandcenter.domain.state import State
from commandcenter.domain.text import QT_TRANSLATE_NOOP
from commandcenter.services.ports import StoreTrouble

AT_ONCE = 500


class JournalRows:
    """Raises SearchTrouble when the journal cannot be read."""

    def __init__(self, source: Engine, line: Line) -> None:
        self._engine = source
        self._line = line

    @classmethod
    def of(cls, where: Where) -> JournalRows:
        """Of SQLite's journal file, or of a PostgreSQL database."""
        line = Line()
        return cls(engine.reader(where, line), line)

    def ends(self) -> tuple[int, int]:
        """The first number that is there and the one after the last; (0, 0) of an empty journal."""
        with self._told(), self._engine.connect() as connection:
            # Each by itself goes by the key's index; both in one statement would read the whole table.
            first = connection.execute(select(func.min(JOURNAL.c.seq))).scalar()
            last = connection.execute(select(func.max(JOURNAL.c.seq))).scalar()
        return (0, 0) if first is None or last is None else (int(first), int(last) + 1)

    def read(self, first: int, count: int) -> list[tuple[int, bytes]]:
        """(number, bytes) in order, at most `count` from `first` on."""
        wanted = select(JOURNAL.c.seq, JOURNAL.c.entry).where(JOURNAL.c.seq >= first).order_by(JOURNAL.c.seq)
        with self._told(), self._engine.connect() as connection:
            return [(seq, bytes(data)) for seq, data in connection.execute(wanted.limit(count))]

    def pick(self, seqs: Iterable[int]) -> Mapping[int, bytes]:
        """The bytes of those that are there."""
        wanted = list(seqs)
        found: dict[int, bytes] = {}
        with self._told(), self._engine.connect() as connection:
            for at in range(0, len(wanted), AT_ONCE):
                some = JOURNAL.c.seq.in_(wanted[at : at + AT_ONCE])
                rows = connection.execute(select(JOURNAL.c.seq, JOURNAL.c.entry).where(some))
                found.update((seq, bytes(data)) for seq, data in rows)
        return found

    def base(self) -> State | None:
        """The state that the entries before the first have left; None of a journal that begins with its first."""
        with self._told(), self._engine.connect() as connection:
            try:
                # One that no core of this version has opened yet has no such table.
                kept = kept_of(connection) if inspect(connection).has_table(BASES.name) else None
                return kept.base.state if kept else None
            except (StoreTrouble, ValueError, LookupError) as error:
                raise SearchTrouble(
                    QT_TRANSLATE_NOOP("trouble", "The journal cannot be read for the search: {reason}"), reason=error
                ) from error

    def cut(self) -> None:
        """From any thread: who waits for a database server waits no longer, and nothing is read any more."""
        self._line.cut()

    def close(self) -> None:
        self._engine.dispose()
        self._line.close()

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except UNUSABLE as error:
            raise SearchTrouble(
                QT_TRANSLATE_NOOP("trouble", "The journal cannot be read for the search: {reason}"),
                reason=str(error).splitlines()[0][:300],
            ) from error
