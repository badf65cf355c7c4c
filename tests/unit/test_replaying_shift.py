"""Stepping through a shift: at each entry the state is that which all entries up to it have left."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commandcenter.domain.applying import apply
from commandcenter.domain.changes.alarms import AlarmReturned
from commandcenter.domain.changes.operating import Acted
from commandcenter.domain.journal import Entry
from commandcenter.domain.state import State
from commandcenter.services import replaying_shift
from commandcenter.services.replaying_shift import Moment, NotKnown, Stepper
from commandcenter.services.searching import Page, Query
from commandcenter.services.stepping import Stand, Step, Window, query_of
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
            and (query.since is None or it.at >= query.since)
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


def walked(stepper: Stepper, step: Step, moment: Moment | None) -> list[Moment]:
    """Step by step as far as there is an entry, with the states as they were then."""
    found: list[Moment] = []
    while moment is not None:
        found.append(Moment(entry=moment.entry, state=copied(moment.state)))
        moment = stepper.to(query_of(step, Stand(moment.entry.seq, moment.entry.at), Window()))
    return found


def copied(state: State) -> State:
    return msgspec.msgpack.decode(msgspec.msgpack.encode(state), type=State)


def test_forwards_and_backwards_through_all_entries() -> None:
    entries = journal(12)
    stepper = Stepper(MemoryPast(entries))
    forwards = walked(stepper, Step.NEXT, stepper.to(Window().first()))
    assert [it.entry.seq for it in forwards] == list(range(12))
    backwards = walked(stepper, Step.PREVIOUS, stepper.to(Window().last()))
    assert backwards == forwards[::-1]
    assert [it.state for it in forwards] == [state_at(entries, seq) for seq in range(12)]


def test_steps_may_pass_over_what_is_not_important() -> None:
    stepper = Stepper(MemoryPast(journal(12)))
    seqs = [it.entry.seq for it in walked(stepper, Step.NEXT_IMPORTANT, stepper.at(4))]
    assert seqs == [4, 6, 9]
    seqs = [it.entry.seq for it in walked(stepper, Step.PREVIOUS_IMPORTANT, stepper.at(9))]
    assert seqs == [9, 6, 3, 0]


def test_a_step_that_leads_nowhere_is_none() -> None:
    stepper = Stepper(MemoryPast(journal(3)))
    moment = stepper.at(2)
    here = Stand(2, moment.entry.at)
    assert stepper.to(query_of(Step.NEXT, here, Window())) is None
    before = stepper.to(query_of(Step.PREVIOUS, here, Window()))
    assert before is not None
    assert before.entry.seq == 1


def test_steps_of_minutes_go_on_to_the_first_entry_that_is_so_much_later() -> None:
    entries = [acted(seq, "x") for seq in range(3)] + [entry(3, Acted(action="x"), seconds=700)]
    stepper = Stepper(MemoryPast(entries))
    later = stepper.to(query_of(Step.LATER, Stand(1, BEGAN + timedelta(seconds=1)), Window()))
    earlier = stepper.to(query_of(Step.EARLIER, Stand(3, BEGAN + timedelta(seconds=601.5)), Window()))
    assert later is not None
    assert later.entry.seq == 3
    assert earlier is not None
    assert earlier.entry.seq == 1


class Tired(NotKnown):
    """Enough for now."""


def test_what_was_broken_off_goes_on_where_it_was() -> None:
    """Far from any state that is kept the way takes longer than anybody waits."""

    class Bare(MemoryPast):
        def state_before(self, size: int) -> State | None:
            return None

    left = [100]

    def rest() -> None:
        left[0] -= 1
        if left[0] < 0:
            raise Tired("later")

    past = Bare(journal(150))
    stepper = Stepper(past, rest)
    with pytest.raises(Tired):
        stepper.at(149)
    past.read, left[0] = 0, 100
    assert stepper.at(149).state == state_at(journal(150), 149)
    assert past.read == 50


def test_a_step_on_goes_on_from_where_it_stands() -> None:
    past = MemoryPast(journal(400))
    stepper = Stepper(past)
    stepper.at(300)
    past.read = 0
    assert stepper.at(301).state == state_at(journal(400), 301)
    assert past.read <= 2


def test_at_a_time_it_stands_at_the_newest_entry_from_before() -> None:
    stepper = Stepper(MemoryPast(journal(12)))
    assert stepper.at_time(BEGAN + timedelta(seconds=7.5)).entry.seq == 7
    assert stepper.at_time(BEGAN + timedelta(days=9)).entry.seq == 11


def shown(at: datetime) -> str:
    return at.astimezone().strftime("%Y-%m-%d %H:%M:%S")


def test_of_a_time_before_the_record_it_is_said_when_that_begins() -> None:
    with pytest.raises(NotKnown) as unknown:
        Stepper(MemoryPast(journal(12))).at_time(BEGAN - timedelta(days=1))
    began, before = shown(BEGAN), shown(BEGAN - timedelta(days=1))
    assert str(unknown.value) == f"The record begins only at {began}, and says nothing of {before}."
    assert unknown.value.todo.format(**unknown.value.values) == (
        "Name a later time, or the number of an entry, from 0 on."
    )


def test_what_has_left_the_record_for_an_archive_is_said_to_be_there() -> None:
    with pytest.raises(NotKnown) as unknown:
        Stepper(MemoryPast(journal(12), first=7)).at_time(BEGAN)
    assert f"begins only at {shown(BEGAN + timedelta(seconds=7))}" in str(unknown.value)
    assert unknown.value.todo.format(**unknown.value.values) == (
        "Name a later time, or the number of an entry, from 7 on; what is older is in an archive."
    )


def test_an_empty_record_says_so() -> None:
    with pytest.raises(NotKnown, match="The record is empty"):
        Stepper(MemoryPast([])).at_time(BEGAN)


def test_an_entry_that_is_not_there_is_not_known() -> None:
    with pytest.raises(NotKnown, match="entry 12") as unknown:
        Stepper(MemoryPast(journal(12))).at(12)
    assert unknown.value.todo.format(**unknown.value.values) == (
        "The record holds the entries 0 to 11; `audit search` shows them."
    )


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
    moment = stepper.at(394)
    assert moment.state == state_at(journal(400), 394)
    assert past.read <= 11
