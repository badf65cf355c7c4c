"""Stepping through a shift: at each entry the state is that which all entries up to it have left."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commandcenter.domain.applying import apply
from commandcenter.domain.changes.alarms import AlarmReturned
from commandcenter.domain.journal import Entry
from commandcenter.domain.state import State
from commandcenter.services import replaying_shift
from commandcenter.services.replaying_shift import NotKnown, Stepper
from commandcenter.services.searching import Page, Query
from tests.support.searched import BEGAN, acted, alarm, entry, raised


class MemoryPast:
    """A journal in memory that keeps a state every five entries; `read` counts the entries that were asked for."""

    def __init__(self, entries: list[Entry], first: int = 0) -> None:
        self._entries = entries
        self._first = first
        self.read = 0

    def size(self) -> int:
        return len(self._entries)

    def state_before(self, size: int) -> State | None:
        kept = size // 5 * 5
        return state_at(self._entries, kept - 1) if kept > self._first else None

    def entries(self, first: int) -> Iterator[Entry]:
        for it in self._entries[max(first, self._first) :]:
            self.read += 1
            yield it

    def ask(self, query: Query) -> Page:
        found = [
            it.seq
            for it in self._entries
            if (query.before is None or it.seq < query.before)
            and (query.after is None or it.seq > query.after)
            and (query.until is None or it.at < query.until)
            and (not query.actions or it.action in query.actions)
        ]
        found = found if query.oldest_first else found[::-1]
        return Page(
            seqs=tuple(found[: query.limit]), more=False, count=len(found), searched=self.size(), size=self.size()
        )


def state_at(entries: list[Entry], seq: int) -> State:
    state = State()
    for it in entries[: seq + 1]:
        apply(state, it)
    return state


def journal(count: int) -> list[Entry]:
    """Alarms come and go among other things."""
    made: list[Entry] = []
    for seq in range(count):
        one = alarm(f"A{seq // 3 * 3}")
        if seq % 3 == 0:
            made.append(raised(seq, one))
        elif seq % 3 == 1:
            made.append(acted(seq, "x"))
        else:
            gone = alarm(f"A{(seq - 2) // 6 * 6}")
            made.append(entry(seq, AlarmReturned(alarm=gone), subject=gone.id))
    return made


@settings(max_examples=40)
@given(st.integers(1, 40), st.lists(st.integers(0, 39), max_size=12))
def test_at_every_entry_the_state_is_what_the_entries_up_to_it_have_left(count: int, visits: list[int]) -> None:
    entries = journal(count)
    stepper = Stepper(MemoryPast(entries))
    for visit in visits:
        seq = visit % count
        moment = stepper.at(seq)
        assert moment.entry.seq == seq
        assert moment.state == state_at(entries, seq)


def test_forwards_and_backwards_through_all_entries() -> None:
    entries = journal(12)
    stepper = Stepper(MemoryPast(entries))
    forwards = []
    while moment := stepper.next():
        forwards.append((moment.entry.seq, len(moment.state.alarms)))
    assert [seq for seq, _ in forwards] == list(range(12))
    backwards = []
    while moment := stepper.previous():
        backwards.append((moment.entry.seq, len(moment.state.alarms)))
    assert backwards == forwards[-2::-1]


def test_steps_may_pass_over_what_is_not_wanted() -> None:
    stepper = Stepper(MemoryPast(journal(12)))
    stepper.at(4)
    wanted = Query(actions=("alarm.raised",))
    assert [moment.entry.seq for moment in iter(lambda: stepper.next(wanted), None)] == [6, 9]
    assert [moment.entry.seq for moment in iter(lambda: stepper.previous(wanted), None)] == [6, 3, 0]


def test_at_a_time_it_stands_at_the_newest_entry_from_before() -> None:
    stepper = Stepper(MemoryPast(journal(12)))
    assert stepper.at_time(BEGAN + timedelta(seconds=7.5)).entry.seq == 7
    assert stepper.at_time(BEGAN + timedelta(days=9)).entry.seq == 11
    with pytest.raises(NotKnown, match="nothing from before"):
        stepper.at_time(BEGAN)


def test_an_entry_that_is_not_there_is_not_known() -> None:
    with pytest.raises(NotKnown, match="entry 12"):
        Stepper(MemoryPast(journal(12))).at(12)


def test_of_a_journal_that_has_lost_its_beginning_only_what_follows_a_kept_state_is_known() -> None:
    entries = journal(12)
    stepper = Stepper(MemoryPast(entries, first=7))
    with pytest.raises(NotKnown, match="entry 8"):
        stepper.at(8)
    assert stepper.at(11).state == state_at(entries, 11)


def test_a_step_back_does_not_begin_from_afar(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replaying_shift, "CLOSE", 10)

    class Bare(MemoryPast):
        def state_before(self, size: int) -> State | None:
            return None

    past = Bare(journal(400))
    stepper = Stepper(past)
    stepper.at(395)
    past.read = 0
    moment = stepper.previous()
    assert moment is not None
    assert moment.state == state_at(journal(400), 394)
    assert past.read <= 11
