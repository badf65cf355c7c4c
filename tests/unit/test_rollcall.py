"""Roll calls: every position says go or no-go, and what nobody answers stands as unanswered."""

from __future__ import annotations

import pytest

from tests.support.duty import LEADER, LI, WANG, DutyCentre, officer

POLICE = officer("3001", "孙警官")


def centre_calling(**args: object) -> tuple[DutyCentre, str]:
    """The leader has asked all positions of the plan; a police officer is on duty as such."""
    centre = DutyCentre()
    centre.sign_on(WANG, LEADER)
    centre.ok("shift.sign_on", POLICE, "desk-3", position="公安")
    centre.ok("rollcall.start", LEADER, question="强降雨，各岗位是否就绪？", **args)
    return centre, next(reversed(centre.state.shifts.roll_calls))


def last(centre: DutyCentre) -> tuple[str, str]:
    return centre.entries[-1].action, centre.entries[-1].outcome.value


def test_it_closes_when_all_have_answered() -> None:
    centre, call = centre_calling()
    assert centre.state.shifts.roll_calls[call].unanswered == ("值班长", "公安", "城管")
    centre.ok("rollcall.answer", POLICE, call=call, position="公安", go=True)
    centre.ok("rollcall.answer", LEADER, call=call, position="值班长", go=True)
    centre.ok("rollcall.answer", LEADER, call=call, position="城管", go=True, remark="电话答复")
    assert last(centre) == ("rollcall.closed", "done")
    assert centre.state.shifts.roll_calls == {}


def test_one_no_go_makes_it_a_no_go() -> None:
    centre, call = centre_calling(positions=["公安"])
    centre.ok("rollcall.answer", POLICE, call=call, position="公安", go=False, remark="缺两人")
    assert last(centre) == ("rollcall.closed", "failed")


def test_a_position_may_think_again_while_it_is_open() -> None:
    centre, call = centre_calling()
    centre.ok("rollcall.answer", POLICE, call=call, position="公安", go=False)
    centre.ok("rollcall.answer", POLICE, call=call, position="公安", go=True)
    (answer,) = centre.state.shifts.roll_calls[call].answers
    assert answer.go


def test_it_closes_at_its_time_and_the_unanswered_stand() -> None:
    centre, call = centre_calling(seconds=60)
    centre.ok("rollcall.answer", POLICE, call=call, position="公安", go=True)
    centre.wait(59)
    centre.tick()
    assert centre.state.shifts.roll_calls[call].closed_at is None
    centre.step(-500)
    centre.wait(1)
    centre.tick()
    assert last(centre) == ("rollcall.closed", "failed")
    assert centre.state.shifts.roll_calls[call].unanswered == ("值班长", "城管")
    centre.tick()
    assert last(centre) == ("rollcall.closed", "failed")


def test_a_late_answer_counts_as_late_and_changes_no_other() -> None:
    centre, call = centre_calling(seconds=60)
    centre.ok("rollcall.answer", POLICE, call=call, position="公安", go=True)
    centre.minutes(2)
    said = centre.refused("rollcall.answer", POLICE, call=call, position="公安", go=False)
    assert said == "The roll call is closed, and 公安 has answered."
    centre.ok("rollcall.answer", LEADER, call=call, position="城管", go=True)
    assert [it.late for it in centre.state.shifts.roll_calls[call].answers] == [False, True]
    centre.ok("rollcall.answer", LEADER, call=call, position="值班长", go=True)
    assert centre.state.shifts.roll_calls == {}


def test_a_leader_settles_what_stayed_unanswered() -> None:
    centre, call = centre_calling(seconds=60)
    assert centre.refused("shift.settle", LEADER, item=call, reason="x") == "There is nothing to settle there."
    centre.minutes(2)
    centre.ok("shift.settle", LEADER, item=call, reason="已电话确认")
    assert centre.state.shifts.roll_calls == {}
    assert centre.entries[-1].change.call.settled_by == "9001"  # type: ignore[union-attr]  # the call's closing


def test_each_answers_for_the_position_that_they_hold() -> None:
    centre, call = centre_calling()
    assert centre.refused("rollcall.answer", POLICE, call=call, position="城管", go=True) == (
        "孙警官 is not on duty as 城管; a shift leader may answer for others."
    )
    assert centre.refused("rollcall.answer", LI, call=call, position="公安", go=True).startswith("李强 is not on duty")
    assert centre.refused("rollcall.answer", LEADER, call=call, position="消防", go=True) == (
        "There is no such roll call of 消防."
    )


@pytest.mark.parametrize(
    ("args", "said"),
    [
        ({"question": ""}, "The text is empty."),
        (
            {"question": "q", "positions": ["公安", "公安"]},
            "A roll call asks at least one position, and each only once.",
        ),
        (
            {"question": "q" * 501},
            "The arguments are wrong: Expected `str` of length <= 500 - at `$.question`",
        ),
        (
            {"question": "q", "seconds": 29.0},
            "The arguments are wrong: Expected `float` >= 30.0 - at `$.seconds`",
        ),
    ],
)
def test_a_call_is_a_question_to_positions(args: dict[str, object], said: str) -> None:
    assert DutyCentre().refused("rollcall.start", LEADER, **args) == said


def test_eight_open_calls_are_enough() -> None:
    centre = DutyCentre()
    for number in range(8):
        centre.ok("rollcall.start", LEADER, question=str(number))
    assert centre.refused("rollcall.start", LEADER, question="9") == "8 roll calls are open: wait for one."


def test_only_a_leader_calls() -> None:
    assert DutyCentre().refused("rollcall.start", WANG, question="q").startswith("王敏 may not do rollcall.start")
