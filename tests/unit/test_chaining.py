"""A seat's own journal at the core: each record once, in order; what does not follow is told, and taken."""

from __future__ import annotations

import copy

import msgspec
import pytest

from commandcenter.domain.alarms import AlarmState
from commandcenter.domain.applying import apply
from commandcenter.domain.journal import CommandId, Entry
from commandcenter.domain.merging import MAX_CHAINS
from commandcenter.domain.state import State
from commandcenter.services.chaining import ANSWERS_KEPT, SPENT
from tests.support.cores import TestCore
from tests.support.kept import CHAIN, KeptSeat, breaks, numbers


def centre_and_seat() -> tuple[TestCore, KeptSeat]:
    centre = TestCore()
    return centre, KeptSeat(centre)


def test_records_that_follow_each_other_are_taken_and_the_journal_shows_their_chain() -> None:
    centre, seat = centre_and_seat()
    links = []
    for _ in range(3):
        assert seat.tell(seat.record()).ok
        links.append(seat.link)
    causes = [stamped.entry.cause for stamped in centre.store.entries]
    found = [(it.chain, it.n, it.link) for it in causes if isinstance(it, CommandId)]
    assert found == [(CHAIN, 1, links[0]), (CHAIN, 2, links[1]), (CHAIN, 3, links[2])]
    assert breaks(centre) == []
    known = centre.core.state.chains[CHAIN]
    assert (known.seat, known.n, known.link) == ("desk-1", 3, links[2])


def test_a_retry_gets_its_answer_again_and_has_no_second_effect() -> None:
    centre, seat = centre_and_seat()
    first, second = seat.record(), seat.record()
    seat.tell(first)
    seat.tell(second)
    assert seat.tell(first).ok
    assert seat.tell(second).ok
    assert (numbers(centre), breaks(centre)) == ([1, 2], [])


def test_a_refused_record_is_one_too() -> None:
    centre, seat = centre_and_seat()
    refused = seat.record("alarm.acknowledge", alarm="A9")
    assert seat.tell(refused).refused
    assert seat.tell(seat.record()).ok
    assert seat.tell(refused).refused
    assert breaks(centre) == []
    assert len(centre.store.entries) == 2


def test_missing_records_are_told_and_what_follows_is_taken_from_there() -> None:
    centre, seat = centre_and_seat()
    seat.tell(seat.record())
    seat.record()
    seat.record()
    assert seat.tell(seat.record()).ok
    assert seat.tell(seat.record()).ok
    assert (numbers(centre), breaks(centre)) == ([1, 4, 5], [("hole", 4, 1)])


def test_a_record_that_comes_after_a_later_one_is_told_and_done_once() -> None:
    """Nobody's action is lost for the sake of the proof."""
    centre, seat = centre_and_seat()
    first, second, third = seat.record(), seat.record(), seat.record()
    for data in (first, third, second, third, second, first):
        assert seat.tell(data).ok
    assert numbers(centre) == [1, 3, 2]
    assert breaks(centre) == [("hole", 3, 1), ("fork", 2, 3)]


def test_a_record_whose_predecessor_is_another_is_told() -> None:
    centre, seat = centre_and_seat()
    seat.tell(seat.record())
    seat.link = b"x" * 32
    assert seat.tell(seat.record()).ok
    assert (numbers(centre), breaks(centre)) == ([1, 2], [("other", 2, 1)])


def test_another_record_of_a_known_number_is_a_fork_and_both_branches_are_done_once() -> None:
    """A seat's disk was put back: what it had done after that is in the journal, and so is what it does now."""
    centre, seat = centre_and_seat()
    seat.tell(seat.record())
    again = copy.copy(seat)
    mine = [seat.record(), seat.record()]
    for data in mine:
        seat.tell(data)
    other = again.record(filter="other")
    # Ids are made anew on each branch.
    other = other.replace(b"cccc-desk-1-2-", b"dddd-desk-1-2-")
    assert again.tell(other).ok
    assert breaks(centre) == [("fork", 2, 3)]
    assert numbers(centre) == [1, 2, 3, 2]
    for data in (*mine, other):
        again.tell(data)
    assert numbers(centre) == [1, 2, 3, 2]


def test_a_seat_that_begins_a_new_journal_is_told_of_and_its_old_records_are_known_still() -> None:
    centre, seat = centre_and_seat()
    old = [seat.record(), seat.record()]
    for data in old:
        seat.tell(data)
    fresh = KeptSeat(centre, chain="d" * 32)
    assert fresh.tell(fresh.record()).ok
    assert breaks(centre) == [("new", 1, 0)]
    for data in old:
        assert seat.tell(data).ok
    assert len(numbers(centre)) == 3


def test_the_first_journal_of_a_seat_is_nothing_to_tell_of_and_one_that_begins_in_the_middle_is() -> None:
    centre, seat = centre_and_seat()
    seat.record()
    assert seat.tell(seat.record()).ok
    other = KeptSeat(centre, "desk-2", "e" * 32)
    assert other.tell(other.record()).ok
    assert breaks(centre) == [("hole", 2, 0)]


def test_another_seats_record_is_not_taken_and_moves_nothing() -> None:
    centre, seat = centre_and_seat()
    data = seat.record()
    seat.tell(data)
    forged = copy.copy(seat)
    forged.seat = "desk-2"
    assert not forged.tell(data).ok
    verdict = forged.tell(forged.record())
    assert verdict.reason == "This is a record of another seat's journal; it is not taken here."
    assert not verdict.refused, "nobody has looked at what it asks for"
    assert breaks(centre) == [("foreign", 1, 1), ("foreign", 2, 1)]
    assert seat.tell(seat.record()).ok
    assert numbers(centre) == [1, 2]


def test_what_is_not_in_order_raises_an_alarm_that_waits_for_somebody_to_take_notice() -> None:
    centre, seat = centre_and_seat()
    seat.record()
    seat.tell(seat.record())
    alarm = centre.core.state.open_alarm("core", "seat.chain", "desk-1")
    assert alarm is not None
    assert (alarm.state, alarm.count) == (AlarmState.RETURNED, 1)
    seat.record()
    seat.tell(seat.record())
    alarm = centre.core.state.open_alarm("core", "seat.chain", "desk-1")
    assert alarm is not None
    assert (alarm.state, alarm.count) == (AlarmState.RETURNED, 2)


def test_answers_that_the_seat_has_noted_go_but_for_the_newest() -> None:
    centre, seat = centre_and_seat()
    told = [seat.record() for _ in range(ANSWERS_KEPT + 128)]
    for number, data in enumerate(told):
        seat.tell(data, noted=number)
    assert len(centre.store.answers) == ANSWERS_KEPT + 40
    verdict = seat.tell(told[5])
    assert (verdict.ok, verdict.reason) == (False, SPENT)
    assert not verdict.refused, "it was done"
    assert seat.tell(told[-10]).ok
    assert len(numbers(centre)) == ANSWERS_KEPT + 128
    assert breaks(centre) == []


def test_answers_that_the_seat_has_not_noted_stay() -> None:
    centre, seat = centre_and_seat()
    for _ in range(ANSWERS_KEPT + 128):
        seat.tell(seat.record(), noted=7)
    assert len(centre.store.answers) == ANSWERS_KEPT + 128 - 7


def test_a_seats_newest_journals_are_kept_in_mind_and_no_others() -> None:
    centre = TestCore()
    for number in range(MAX_CHAINS + 3):
        seat = KeptSeat(centre, chain=f"{number:032x}")
        seat.tell(seat.record())
        centre.wait(1)
    other = KeptSeat(centre, "desk-2", "f" * 32)
    other.tell(other.record())
    kept = [f"{number:032x}" for number in range(3, MAX_CHAINS + 3)]
    assert sorted(centre.core.state.chains) == [*kept, "f" * 32]


def test_a_command_of_a_tool_has_no_chain_and_the_bytes_that_it_always_had() -> None:
    centre = TestCore()
    centre.command("queue.filter", filter="x")
    cause = msgspec.msgpack.decode(centre.store.entries[0].data)["cause"]
    assert cause == {"by": "command", "id": "command-1", "name": "queue.filter"}


@pytest.mark.parametrize(("age_s", "late_s"), [(0.0, 0.0), (0.4, 0.0), (1.0, 1.0), (61.27, 61.3)])
def test_the_entry_says_how_late_it_is_and_keeps_the_seats_own_time(age_s: float, late_s: float) -> None:
    centre, seat = centre_and_seat()
    data, pressed = seat.record(), centre.now
    centre.wait(100)
    seat.tell(data, age_s)
    entry = centre.store.entries[0].entry
    assert isinstance(entry.cause, CommandId)
    assert (entry.cause.late_s, entry.done_at) == (late_s, pressed)


def test_a_state_made_anew_from_the_journal_knows_the_same_chains_and_former_sessions() -> None:
    centre, seat = centre_and_seat()
    for _ in range(3):
        seat.tell(seat.record())
    seat.record()
    seat.tell(seat.record())
    state = State()
    for stamped in centre.store.entries:
        apply(state, msgspec.msgpack.decode(stamped.data, type=Entry))
    assert state.chains == centre.core.state.chains
    centre.core = centre.fresh_core()
    assert centre.core.state.chains == state.chains
    assert seat.tell(seat.record()).ok
    assert breaks(centre) == [("hole", 5, 3)]
