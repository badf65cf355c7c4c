"""Speaking through columns: texts, live talk, one talker at a time, and every talk ends."""

from __future__ import annotations

from typing import Any

import pytest

from commandcenter.domain.assets import Camera
from commandcenter.domain.changes.acting import HoldEnded, MovesEnded, OrderGiven
from commandcenter.domain.events import DeviceDeclared, Raised
from commandcenter.domain.linkage import StepState
from tests.support.street import YARD, Street


@pytest.fixture
def street() -> Street:
    return Street()


def test_a_device_that_moves_and_speaks_does_one_after_the_other(street: Street) -> None:
    both = ("ptz.move", "talk.begin", "talk.end")
    street.events(DeviceDeclared(at=street.now, device="B1", type="ptz", name="Both", actions=both))
    street.core.list_cameras([Camera(id="C1", name="Gate", url="", device="s/B1", speaker="s/B1")])
    street.do("voice.talk", camera="C1", do="begin")
    assert "You talk through" in street.do("camera.move", camera="C1", pan=1.0).reason
    # A stop is obeyed, and ends no talk.
    assert street.do("camera.move", camera="C1").ok
    assert street.changes(MovesEnded) == []
    assert street.do("voice.talk", camera="C1", do="end").ok
    assert street.do("camera.move", camera="C1", pan=1.0).ok
    assert "You move" in street.do("voice.talk", camera="C1", do="begin").reason
    assert "Nobody talks" in street.do("voice.talk", camera="C1", do="end").reason
    assert street.do("camera.release", camera="C1").ok
    (ended,) = street.changes(MovesEnded)
    assert isinstance(ended, MovesEnded)
    assert ended.moves == 1


def test_a_text_is_said_and_one_talker_has_the_column(street: Street) -> None:
    assert street.do("voice.say", camera="C1", text="Please leave the road.").ok
    given = street.changes(OrderGiven)[-1]
    assert isinstance(given, OrderGiven)
    assert (given.order.device, given.order.action) == ("s/Y1", "speak")
    assert given.order.args == {"text": "Please leave the road."}
    assert not street.do("voice.say", "desk-3", device="s/Y1", text="And I").ok
    street.lasts(21.0)
    assert street.do("voice.say", "desk-3", device="s/Y1", kept="leave").ok


@pytest.mark.parametrize(
    "args",
    [{"camera": "C1"}, {"camera": "C1", "text": "a", "kept": "leave"}, {"text": "a"}, {"camera": "C1", "kept": "none"},
     {"camera": "C2", "text": "a"}, {"camera": "C1", "text": "a" * 201}, {"camera": "C3", "text": "a"}],
)  # fmt: skip
def test_what_cannot_be_said_is_refused(street: Street, args: dict[str, Any]) -> None:
    assert not street.do("voice.say", **args).ok
    assert street.state.orders == {}


def test_a_live_talk_ends_after_two_minutes_unless_it_is_renewed(street: Street) -> None:
    assert street.do("voice.talk", camera="C1", do="begin").ok
    course = street.state.holds["s/Y1"].course
    assert course is not None
    street.lasts(100.0)
    assert street.do("voice.talk", camera="C1", do="begin").ok
    street.lasts(100.0)
    assert street.state.holds["s/Y1"].course == course
    street.lasts(21.0)
    assert street.state.holds == {}
    given = [it.order for it in street.changes(OrderGiven) if isinstance(it, OrderGiven)]
    assert {it.args["session"] for it in given} == {course.id}
    assert [(it.action, it.args.get("seconds")) for it in given] == [
        ("talk.begin", "120"),
        ("talk.begin", "120"),
        ("talk.end", None),
    ]
    assert len({it.key for it in given}) == 3


def test_a_talk_that_the_column_refuses_is_none_and_may_be_tried_again(street: Street) -> None:
    street.do("voice.talk", camera="C1", do="begin")
    (first,) = street.state.orders
    street.answer(first, StepState.FAILED)
    assert street.state.holds["s/Y1"].course is None
    assert not street.do("voice.talk", camera="C1", do="end").ok
    street.do("voice.talk", camera="C1", do="begin")
    (second,) = street.state.orders
    course = street.state.holds["s/Y1"].course
    assert course is not None
    assert course.id == second != first
    street.answer(second)
    assert street.state.holds["s/Y1"].course == course


def test_a_refusal_that_comes_after_the_renewal_ends_no_talk(street: Street) -> None:
    for _ in range(2):
        street.do("voice.talk", camera="C1", do="begin")
    first, second = street.state.orders
    street.answer(first, StepState.FAILED)
    assert street.state.holds["s/Y1"].course is not None
    street.answer(second, StepState.FAILED)
    assert street.state.holds["s/Y1"].course is None


def test_a_talk_ends_with_its_session_and_by_its_own_word(street: Street) -> None:
    street.do("voice.talk", camera="C1", do="begin")
    assert street.do("voice.talk", camera="C1", do="end").ok
    assert street.state.holds == {}
    street.do("voice.talk", camera="C1", do="begin")
    street.do("session.sign_out")
    street.core.tick()
    assert street.state.holds == {}
    assert [it.order.action for it in street.changes(OrderGiven) if isinstance(it, OrderGiven)] == [
        "talk.begin",
        "talk.end",
        "talk.begin",
        "talk.end",
    ]


def test_a_talk_can_be_ended_whatever_the_column_offers_by_then(street: Street) -> None:
    street.do("voice.talk", camera="C1", do="begin")
    street.events(DeviceDeclared(at=street.now, device="Y1", type="loudspeaker", name="Column 1", actions=("speak",)))
    assert "does not offer" in street.do("voice.talk", camera="C1", do="begin").reason
    assert street.do("voice.talk", camera="C1", do="end").ok
    assert street.state.holds == {}
    given = street.changes(OrderGiven)[-1]
    assert isinstance(given, OrderGiven)
    assert given.order.action == "talk.end"


@pytest.mark.parametrize("actions", [("talk.begin",), ("talk.end",)])
def test_nobody_talks_through_a_column_that_offers_half_of_it(street: Street, actions: tuple[str, ...]) -> None:
    street.events(DeviceDeclared(at=street.now, device="Y1", type="loudspeaker", name="Column 1", actions=actions))
    assert "does not offer" in street.do("voice.talk", camera="C1", do="begin").reason
    assert (street.state.holds, street.state.orders) == ({}, {})


def test_a_desk_that_is_locked_talks_no_more(street: Street) -> None:
    street.do("voice.talk", camera="C1", do="begin")
    street.do("camera.hold", camera="C1")
    assert street.do("session.lock").ok
    street.core.tick()
    # The camera stays theirs: a lock is over soon, and nothing goes on by it.
    assert list(street.state.holds) == ["s/M1"]
    (ended,) = street.changes(HoldEnded)
    assert isinstance(ended, HoldEnded)
    assert ended.why == "locked"
    given = street.changes(OrderGiven)[-1]
    assert isinstance(given, OrderGiven)
    assert given.order.action == "talk.end"


def test_a_linkage_takes_the_column_from_whoever_talks(street: Street) -> None:
    street.do("voice.talk", "desk-2", camera="C1", do="begin")
    street.events(Raised(at=street.now, type="t", subject="x", place=YARD))
    (alarm,) = street.state.alarms
    assert street.do("linkage.start", alarm=alarm).ok
    assert street.state.holds == {}
    ended = street.changes(HoldEnded)[-1]
    assert isinstance(ended, HoldEnded)
    assert ended.why == "linkage"
    verdict = street.do("voice.say", "desk-2", camera="C1", text="And I")
    assert "linkage" in verdict.reason
    street.answer(
        next(step.key for run in street.state.linkages.values() for step in run.steps if step.kind == "speak")
    )
    assert street.do("voice.say", "desk-2", camera="C1", text="And I").ok
