"""What the open alarms come to: the same as looking through all of them."""

from __future__ import annotations

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from commandcenter.domain.alarms import Alarm, AlarmState
from commandcenter.domain.priority import Priority
from commandcenter.services.board import Board
from tests.support.made_up_alarms import acked, alarm, over

CRITICAL, MAJOR, MINOR, NOTICE = Priority


def test_counts_follow_an_alarm_through_its_life() -> None:
    board = Board([alarm("A", CRITICAL), alarm("B", MINOR)])
    assert (board.shown, board.waiting, board.returned, board.burning) == (
        {CRITICAL: 1, MAJOR: 0, MINOR: 1, NOTICE: 0},
        2,
        0,
        True,
    )
    board.keep(over(alarm("A", CRITICAL)))
    assert (board.waiting, board.returned, board.burning) == (2, 1, False)
    board.keep(acked(alarm("B", MAJOR)))
    assert (board.shown[MAJOR], board.shown[MINOR], board.waiting) == (1, 0, 1)
    board.drop("A")
    board.drop("A")
    assert (sum(board.shown.values()), board.waiting, board.returned) == (1, 0, 0)


ALARMS = st.builds(
    lambda name, priority, acknowledged, active: msgspec.structs.replace(
        alarm(name, priority), acknowledged=acknowledged, active=active
    ),
    st.sampled_from("ABCD"),
    st.sampled_from(list(Priority)),
    st.booleans(),
    st.booleans(),
)


@given(st.lists(st.one_of(ALARMS, st.sampled_from("ABCD")), max_size=30))
def test_any_order_of_changes_comes_to_what_stands_at_the_end(steps: list[Alarm | str]) -> None:
    board, standing = Board(), dict[str, Alarm]()
    for step in steps:
        if isinstance(step, str):
            standing.pop(step, None)
            board.drop(step)
        else:
            standing[step.id] = step
            board.keep(step)
    alarms = standing.values()
    assert board.shown == {it: sum(one.priority is it for one in alarms) for it in Priority}
    assert board.waiting == sum(one.waits for one in alarms)
    assert board.returned == sum(one.state is AlarmState.RETURNED for one in alarms)
    assert board.burning == any(one.priority is CRITICAL and one.active for one in alarms)
