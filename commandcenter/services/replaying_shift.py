"""Stepping through a shift: the centre's state at any entry, forwards and backwards, from states kept along the way."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import takewhile
from typing import Protocol

import msgspec

from commandcenter.domain.applying import apply
from commandcenter.domain.errors import Trouble
from commandcenter.domain.journal import Entry
from commandcenter.domain.state import State
from commandcenter.domain.text import QT_TRANSLATE_NOOP
from commandcenter.services.searching import Page, Query

CLOSE = 2_000
"""Entries between two states that are kept in memory near where somebody steps."""
KEPT = 16


class NotKnown(Trouble):
    """The journal does not say how the centre was then."""


class Past(Protocol):
    """The journal and the states that are kept of it. Everything may raise Trouble."""

    def size(self) -> int: ...

    def state_before(self, size: int) -> State | None:
        """The newest state that is kept of a journal of at most `size` entries; the caller may move it."""

    def entries(self, first: int) -> Iterator[Entry]:
        """From `first` on, in order; none when `first` is not there."""

    def ask(self, query: Query) -> Page: ...


class Moment(msgspec.Struct, frozen=True, kw_only=True):
    """The entry, and the state that it has left."""

    entry: Entry
    state: State


class Stepper:
    """Stands at one entry at a time, once `at` has been called. A moment's state is nobody's to change."""

    def __init__(self, past: Past) -> None:
        self._past = past
        self._near: dict[int, bytes] = {}
        self._seq = -1
        self._encode = msgspec.msgpack.Encoder().encode
        self._decode = msgspec.msgpack.Decoder(State).decode

    def at(self, seq: int) -> Moment:
        """Raises NotKnown when there is no such entry, or nothing to begin from."""
        state = self._begin(seq + 1)
        entry = None
        for found in takewhile(lambda each: each.seq <= seq, self._past.entries(state.size)):
            if found.seq != state.size:
                break
            apply(state, found)
            entry = found
            if state.size % CLOSE == 0 and seq - state.size < CLOSE * KEPT:
                self._keep(state)
        if entry is None or entry.seq != seq:
            raise NotKnown(QT_TRANSLATE_NOOP("trouble", "How the centre was at entry {seq} is not known."), seq=seq)
        self._seq = seq
        return Moment(entry=entry, state=state)

    def at_time(self, when: datetime) -> Moment:
        """At the newest entry from before then. Raises NotKnown when there is none."""
        found = self._past.ask(Query(until=when, limit=1))
        if not found.seqs:
            raise NotKnown(QT_TRANSLATE_NOOP("trouble", "The journal has nothing from before {time}."), time=when)
        return self.at(found.seqs[0])

    def next(self, wanted: Query | None = None) -> Moment | None:
        """On to the next entry that meets the query; None, and no step, when there is none."""
        query = msgspec.structs.replace(wanted or Query(), oldest_first=True, after=max(0, self._seq), limit=1)
        if self._seq < 0:
            query = msgspec.structs.replace(query, after=None)
        return self._step(query)

    def previous(self, wanted: Query | None = None) -> Moment | None:
        """Back to the one before that meets the query; None, and no step, when there is none."""
        if self._seq <= 0:
            return None
        return self._step(msgspec.structs.replace(wanted or Query(), oldest_first=False, before=self._seq, limit=1))

    def _step(self, query: Query) -> Moment | None:
        found = self._past.ask(query)
        return self.at(found.seqs[0]) if found.seqs else None

    def _begin(self, size: int) -> State:
        """A state of less than `size` entries, the nearest that is to be had; a fresh copy."""
        near = max((kept for kept in self._near if kept < size), default=-1)
        far = self._past.state_before(size - 1)
        if far is not None and far.size > near:
            return far
        return self._decode(self._near[near]) if near >= 0 else State()

    def _keep(self, state: State) -> None:
        self._near[state.size] = self._encode(state)
        while len(self._near) > KEPT:
            farthest = max(self._near, key=lambda size: abs(size - state.size))
            del self._near[farthest]
