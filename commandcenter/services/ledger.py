"""State and journal moved forward together: in memory first, then to disk, or back on any error."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from time import perf_counter

import msgspec

from commandcenter.domain.alarms import Alarm
from commandcenter.domain.applying import apply
from commandcenter.domain.changes.alarms import AlarmChange
from commandcenter.domain.events import EventId
from commandcenter.domain.journal import CORE, Cause, Draft, Entry
from commandcenter.domain.state import State, Touch, Touched
from commandcenter.services.ports import Now, Stamped, Store, StoreTrouble, Transaction
from commandcenter.services.tally import Tally

Follow = Callable[[State, Alarm, datetime], Iterable[Draft]]
"""What follows from a change of an alarm that has just been applied."""


class Ledger:
    """Holds the state that is on disk; outside of `work` it is never ahead of it."""

    def __init__(self, store: Store, now: Now, follow: Follow = lambda *_: ()) -> None:
        self.follow = follow
        self._store = store
        self._now = now
        self._encode = msgspec.msgpack.Encoder().encode
        self._stale = False
        self._doubtful: Sequence[Stamped] = ()
        self._settled: Sequence[Stamped] = ()
        self.tally = Tally()
        self._state, self.tree = store.load()

    @property
    def state(self) -> State:
        """Raises StoreTrouble when what is on disk has to be read anew and cannot be."""
        if self._stale:
            self.reload()
        return self._state

    @contextmanager
    def work(self) -> Iterator[Work]:
        """One transaction. If anything raises, memory goes back to what is on disk."""
        work = Work(self, self._now(), self._encode)
        try:
            yield work
        except BaseException:
            self.reload()
            raise

    def reload(self) -> None:
        """If this raises as well, memory is ahead of the disk: it is tried again before any further work."""
        self._stale = True
        self._state, self.tree = self._store.load()
        if self._doubtful:
            self._settle()
        self._stale = False

    def write(self, transaction: Transaction) -> None:
        began = perf_counter()
        try:
            self._store.commit(transaction)
        except StoreTrouble as error:
            self.tally.failed()
            if error.away:
                self._doubtful = transaction.entries
            raise
        self.tally.committed(transaction.entries, perf_counter() - began)

    def settled(self) -> list[Stamped]:
        """What turned out to be on disk although its commit seemed to fail; nobody has been told of it yet."""
        settled, self._settled = self._settled, ()
        return list(settled)

    def _settle(self) -> None:
        doubtful = self._doubtful
        kept = self._store.entry_bytes(doubtful[0].entry.seq, len(doubtful))
        if kept == [stamped.data for stamped in doubtful]:
            self._settled = [*self._settled, *doubtful]
        self._doubtful = ()


class Work:
    """One transaction in the making; `now` is the time of all its entries."""

    def __init__(self, ledger: Ledger, now: datetime, encode: Callable[[Entry], bytes]) -> None:
        self.now = now
        self._ledger = ledger
        self._state = ledger.state
        self._encode = encode
        self._stamped: list[Stamped] = []
        self._touched: list[Touch] = []
        self._sources: set[str] = set()
        self._credentials: dict[str, bytes | None] = {}

    def add(
        self, draft: Draft, *, actor: str, cause: Cause = None, seat: str = "", done_at: datetime | None = None
    ) -> None:
        """Gives the draft its place in the journal and applies it; so with all that follows from it."""
        entry = Entry(
            seq=self._state.size,
            at=self.now,
            actor=draft.actor or actor,
            seat=seat,
            subject=draft.subject,
            outcome=draft.outcome,
            cause=cause,
            change=draft.change,
            done_at=done_at,
        )
        data = self._encode(entry)
        self._stamped.append(Stamped(entry, data))
        self._touched += apply(self._state, entry)
        if type(cause) is EventId:
            self._sources.add(cause.source)
        if draft.credential:
            self._credentials[draft.subject] = draft.credential
        if isinstance(draft.change, AlarmChange):
            for consequence in self._ledger.follow(self._state, draft.change.alarm, self.now):
                self.add(consequence, actor=CORE)

    def commit(
        self,
        answers: dict[str, bytes] | None = None,
        noted: dict[str, int] | None = None,
    ) -> list[Stamped]:
        """Writes all of it or nothing; returns the entries for publication, before them those that have settled."""
        if self._stamped:
            self._ledger.tree.extend(stamped.data for stamped in self._stamped)
            positions = self._state.positions
            self._touched += [Touch(Touched.POSITION, source, positions[source]) for source in self._sources]
            self._ledger.write(
                Transaction(
                    entries=self._stamped,
                    tiles=self._ledger.tree.changed_tiles(),
                    touched=self._touched,
                    answers=answers or {},
                    credentials=self._credentials,
                    noted=noted or {},
                )
            )
        settled = self._ledger.settled()
        return [*settled, *self._stamped] if settled else self._stamped
