"""The journal for looking back: its entries in order, and the states that are kept beside the search index."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from commandcenter.adapters.search.entries import EntryDecoder
from commandcenter.adapters.search.filling import digest, states_beside
from commandcenter.adapters.search.index import SearchIndex
from commandcenter.adapters.search.journal_rows import JournalRows
from commandcenter.adapters.search.states import States
from commandcenter.domain.journal import Entry
from commandcenter.domain.state import State
from commandcenter.services.searching import Page, Query

FIRST, READ = 32, 1_000
"""Entries that are read at a time; who takes one step needs few."""


class IndexedPast:
    """Implements `commandcenter.services.replaying_shift.Past`; `rows` are the caller's to close."""

    def __init__(self, rows: JournalRows, states: States, ask: Callable[[Query], Page]) -> None:
        self.rows = rows
        self.ask = ask
        self._states = states
        self._entry = EntryDecoder()

    @classmethod
    def of(cls, index: SearchIndex, rows: JournalRows, ask: Callable[[Query], Page]) -> IndexedPast:
        return cls(rows, states_beside(index.path, index.meta.version), ask)

    def size(self) -> int:
        return self.rows.ends()[1]

    def state_before(self, size: int) -> State | None:
        found = self._states.before(size, lambda seq: digest(self.rows.pick([seq]).get(seq, b"")))
        if found is not None or not self.rows.ends()[0]:
            return found
        base = self.rows.base()
        return base if base is not None and base.size <= size else None

    def entries(self, first: int) -> Iterator[Entry]:
        """Raises SearchTrouble for what cannot be read."""
        count = FIRST
        while part := self.rows.read(first, count):
            for seq, data in part:
                yield self._entry(seq, data)
                first = seq + 1
            count = READ

    def pick(self, seqs: Sequence[int]) -> list[Entry]:
        """Those entries, in that order; what is not there is left out. Raises SearchTrouble for what cannot be read."""
        found = self.rows.pick(seqs)
        return [self._entry(seq, found[seq]) for seq in seqs if seq in found]
