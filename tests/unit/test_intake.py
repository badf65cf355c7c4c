"""Whose turn it is: a flood never stands before another source's alarm, and is never starved either."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bridge.core.intake import SLICE, Intake
from commandcenter.services.core import Batch


def batch(source: str, size: int) -> Batch:
    return Batch(source=source, epoch="e", first=1, events=[b""] * size)


def names(batches: list[Batch]) -> list[str]:
    return [it.source for it in batches]


def test_the_longest_waiting_goes_first_and_small_ones_come_along() -> None:
    intake = Intake()
    for source, size in (("flood-1", 390), ("flood-2", 400), ("alarm", 1), ("few", 5)):
        intake.add(batch(source, size))
    assert names(intake.take()) == ["flood-1", "alarm", "few"]
    assert names(intake.take()) == ["flood-2"]
    assert (names(intake.take()), len(intake)) == ([], 0)


def test_a_single_event_never_waits_for_a_second_transaction() -> None:
    intake = Intake()
    for number in range(50):
        intake.add(batch(f"flood-{number}", 400))
    intake.add(batch("alarm", 1))
    assert names(intake.take()) == ["flood-0", "alarm"]


@given(st.lists(st.tuples(st.integers(0, 19), st.integers(1, 1000)), max_size=200))
def test_everything_added_comes_out_and_who_waits_is_served_in_a_bounded_time(
    arrivals: list[tuple[int, int]],
) -> None:
    intake = Intake()
    waited: dict[str, int] = {}
    for number, size in arrivals:
        source = f"s{number}"
        if source not in intake:
            intake.add(batch(source, size))
            waited[source] = 0
        taken = intake.take()
        assert taken
        for served in names(taken):
            del waited[served]
        waited = {source: rounds + 1 for source, rounds in waited.items()}
        assert all(rounds <= 20 for rounds in waited.values())
        assert sum(len(it.events) for it in taken[1:]) <= SLICE + len(taken)
    while len(intake):
        for served in names(intake.take()):
            del waited[served]
    assert waited == {}


def test_what_is_forgotten_does_not_come() -> None:
    intake = Intake()
    intake.add(batch("s", 3))
    intake.forget("s")
    intake.forget("s")
    assert ("s" in intake, intake.take()) == (False, [])
