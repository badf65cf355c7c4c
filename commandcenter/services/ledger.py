"""State and journal moved forward together: in memory first, then to disk, or back on any error."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import msgspec

from commandcenter.domain.journal import Cause, Draft, Entry
from commandcenter.domain.merkle import leaf_hash
from commandcenter.domain.state import Touch, Touched, apply
from commandcenter.services.ports import Now, Stamped, Store, Transaction


class Ledger:
    """Holds the state that is on disk; outside of `work` it is never ahead of it."""

    def __init__(self, store: Store, now: Now) -> None:
        self._store = store
        self._now = now
        self.state, self.frontier = store.load()

    @contextmanager
    def work(self) -> Iterator[Work]:
        """One transaction. If anything raises, memory goes back to what is on disk."""
        work = Work(self, self._now())
        try:
            yield work
        except BaseException:
            self.reload()
            raise

    def reload(self) -> None:
        self.state, self.frontier = self._store.load()

    def write(self, transaction: Transaction) -> None:
        self._store.commit(transaction)


class Work:
    """One transaction in the making."""

    def __init__(self, ledger: Ledger, now: datetime) -> None:
        self._ledger = ledger
        self._now = now
        self._encode = msgspec.msgpack.Encoder().encode
        self._stamped: list[Stamped] = []
        self._touched: dict[tuple[Touched, str], Touch] = {}

    def add(
        self, drafts: list[Draft], *, actor: str, cause: Cause, seat: str = "", done_at: datetime | None = None
    ) -> None:
        """Gives each draft its place in the journal and applies it."""
        for draft in drafts:
            entry = Entry(
                seq=self._ledger.state.size,
                at=self._now,
                actor=actor,
                seat=seat,
                subject=draft.subject,
                outcome=draft.outcome,
                cause=cause,
                change=draft.change,
                done_at=done_at,
            )
            data = self._encode(entry)
            self._stamped.append(Stamped(entry, data, leaf_hash(data)))
            self._touched.update({(touch.kind, touch.id): touch for touch in apply(self._ledger.state, entry)})

    def commit(self, answers: dict[str, bytes] | None = None) -> list[Stamped]:
        """Writes all of it or nothing; returns the entries for publication."""
        if self._stamped:
            for stamped in self._stamped:
                self._ledger.frontier.append(stamped.leaf)
            self._ledger.write(
                Transaction(
                    entries=self._stamped,
                    frontier=self._ledger.frontier,
                    projections=self._touched,
                    answers=answers or {},
                )
            )
        return self._stamped
