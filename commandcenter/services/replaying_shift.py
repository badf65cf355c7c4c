"""Stepping through a shift: the centre's state at any entry, forwards and backwards, from states kept along the way."""

from __future__ import annotations

from collections.abc import Callable, Iterator
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
    """The entry, and the state that it has left, which holds until the next step."""

    entry: Entry
    state: State


class Stepper:
    """Stands at one entry at a time, once `at` has been called. A moment's state is nobody's to change.

    `rest` is called before each entry that is gone through; when it raises Trouble, the way so far is not lost.
    """

    def __init__(self, past: Past, rest: Callable[[], None] = lambda: None, kept: int = KEPT) -> None:
        self._past = past
        self._rest = rest
        self._most = kept
        self._near: dict[int, bytes] = {}
        self._here: State | None = None
        self._encode = msgspec.msgpack.Encoder().encode
        self._decode = msgspec.msgpack.Decoder(State).decode

    def at(self, seq: int) -> Moment:
        """Raises NotKnown when there is no such entry, or nothing to begin from."""
        state = self._begin(seq + 1)
        entry = self._move(state, seq)
        if entry is None:
            raise self._unknown(seq)
        self._here = state
        return Moment(entry=entry, state=state)

    def _move(self, state: State, seq: int) -> Entry | None:
        """Through the entries up to that one; None when they do not lead there."""
        entry = None
        # What goes wrong between two entries leaves a state that belongs to none.
        self._here = None
        for found in takewhile(lambda each: each.seq <= seq, self._past.entries(state.size)):
            if found.seq != state.size:
                break
            try:
                self._rest()
            except Trouble:
                self._here = state
                raise
            if not _follows(state, found):
                return None
            entry = found
            if state.size % CLOSE == 0 and seq - state.size < CLOSE * self._most:
                self._keep(state)
        return entry if entry is not None and entry.seq == seq else None

    def _unknown(self, seq: int) -> NotKnown:
        oldest = self._oldest()
        return NotKnown(
            QT_TRANSLATE_NOOP("trouble", "How the centre was at entry {seq} is not known."),
            QT_TRANSLATE_NOOP("trouble", "The record holds the entries {first} to {last}; `audit search` shows them.")
            if oldest
            else "",
            seq=seq,
            first=oldest.seq if oldest else 0,
            last=self._past.size() - 1,
        )

    def at_time(self, when: datetime) -> Moment:
        """At the newest entry from before then. Raises NotKnown when there is none."""
        found = self._past.ask(Query(until=when, limit=1))
        if not found.seqs:
            raise self._too_early(when)
        return self.at(found.seqs[0])

    def _too_early(self, when: datetime) -> NotKnown:
        first = self._oldest()
        if first is None:
            return NotKnown(QT_TRANSLATE_NOOP("trouble", "The record is empty: there is nothing to look back at."))
        later = QT_TRANSLATE_NOOP("trouble", "Name a later time, or the number of an entry, from {seq} on.")
        moved = QT_TRANSLATE_NOOP(
            "trouble", "Name a later time, or the number of an entry, from {seq} on; what is older is in an archive."
        )
        return NotKnown(
            QT_TRANSLATE_NOOP("trouble", "The record begins only at {begins}, and says nothing of {time}."),
            moved if first.seq else later,
            begins=f"{first.at.astimezone():%Y-%m-%d %H:%M:%S}",
            time=f"{when.astimezone():%Y-%m-%d %H:%M:%S}",
            seq=first.seq,
        )

    def _oldest(self) -> Entry | None:
        found = self._past.ask(Query(oldest_first=True, limit=1)).seqs
        return next(self._past.entries(found[0]), None) if found else None

    def to(self, query: Query) -> Moment | None:
        """At the entry that the query finds first; None, and no step, when there is none."""
        found = self._past.ask(msgspec.structs.replace(query, limit=1))
        return self.at(found.seqs[0]) if found.seqs else None

    def _begin(self, size: int) -> State:
        """A state of less than `size` entries, the nearest that is to be had; nobody else's."""
        best = self._here if self._here is not None and self._here.size < size else None
        near = max((kept for kept in self._near if kept < size), default=-1)
        if near > (best.size if best else -1):
            best = self._decode(self._near[near])
        if best is None or size - best.size > CLOSE:
            # What lies in files is read only where it spares a longer way.
            far = self._past.state_before(size - 1)
            if far is not None and (best is None or far.size > best.size):
                best = far
        return best or State()

    def _keep(self, state: State) -> None:
        self._near[state.size] = self._encode(state)
        while len(self._near) > self._most:
            farthest = max(self._near, key=lambda size: abs(size - state.size))
            del self._near[farthest]


def _follows(state: State, entry: Entry) -> bool:
    """Whether the entry could be the next one; then it has moved the state."""
    try:
        apply(state, entry)
    except (KeyError, ValueError):
        return False
    return True
