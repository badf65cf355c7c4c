"""Which orders are given to a device again: those without an answer, in their time, that nothing later replaces."""

from __future__ import annotations

from typing import Any

import pytest

from commandcenter.domain.changes.acting import OrderAnswered
from commandcenter.domain.changes.operating import LinkageAnswered
from commandcenter.domain.changes.system import ClockStepped
from commandcenter.domain.events import Raised
from commandcenter.domain.journal import Draft
from commandcenter.services.orders import to_repeat
from tests.support.street import YARD, Street


@pytest.fixture
def street() -> Street:
    return Street()


def again(street: Street) -> list[tuple[str, str]]:
    """(action, its first argument's value) of what would be sent once more now."""
    found = to_repeat(street.state, street.now)
    return [(order.action, next(iter(order.args.values()), "")) for order in found]


def set_clock(street: Street, seconds: float) -> None:
    street.step_clock(seconds)
    street.core.record([Draft(change=ClockStepped(before=0.0, after=seconds))])


def test_a_move_is_never_given_again_and_its_stop_is(street: Street) -> None:
    street.do("camera.move", camera="C1", pan=0.5)
    assert len(street.state.orders) == 1
    assert again(street) == []
    street.do("camera.move", camera="C1")
    assert again(street) == [("ptz.move", "0")]
    street.do("camera.move", camera="C1", pan=-0.5)
    assert again(street) == []


def test_an_older_place_is_not_turned_to_after_a_newer_one_also_when_that_has_its_answer(street: Street) -> None:
    for number in (1, 2):
        street.do("camera.preset", camera="C1", do="recall", number=number)
    assert again(street) == [("ptz.preset.recall", "2")]
    street.answer(list(street.state.orders)[-1])
    assert len(street.state.orders) == 1
    assert again(street) == []
    street.restart()
    assert again(street) == []


def test_what_was_passed_on_is_later_than_what_waits(street: Street) -> None:
    street.do("camera.move", camera="C1", pan=0.5)
    street.do("camera.preset", camera="C1", do="recall", number=1)
    street.do("camera.wiper", camera="C1")
    street.do("camera.move", camera="C1", pan=0.5)
    assert again(street) == [("ptz.wiper", "yes")]


@pytest.mark.parametrize(
    ("first", "later", "left"),
    [
        (("camera.preset", {"do": "store", "number": 1}), ("camera.preset", {"do": "recall", "number": 2}), 1),
        (("camera.preset", {"do": "store", "number": 1}), ("camera.preset", {"do": "remove", "number": 1}), 1),
        (("camera.preset", {"do": "store", "number": 1}), ("camera.preset", {"do": "store", "number": 2}), 2),
        (("camera.wiper", {"on": True}), ("camera.wiper", {"on": False}), 1),
        (("camera.focus", {"to": "near"}), ("camera.wiper", {"on": False}), 2),
        (("camera.wiper", {"on": True}), ("camera.preset", {"do": "recall", "number": 2}), 2),
    ],
)
def test_what_a_later_order_replaces(
    street: Street, first: tuple[str, dict[str, Any]], later: tuple[str, dict[str, Any]], left: int
) -> None:
    for name, args in (first, later):
        assert street.do(name, camera="C1", **args).ok
    assert len(again(street)) == left


def test_a_talk_that_is_over_does_not_begin_again(street: Street) -> None:
    street.do("voice.talk", camera="C1", do="begin")
    street.do("voice.talk", camera="C1", do="end")
    street.do("voice.talk", "desk-3", camera="C1", do="begin")
    assert [action for action, _ in again(street)] == ["talk.end", "talk.begin"]


@pytest.mark.parametrize("step", [-3600.0, 3600.0])
def test_a_clock_that_is_set_makes_no_order_wait_longer_or_shorter(street: Street, step: float) -> None:
    street.do("camera.wiper", camera="C1")
    set_clock(street, step)
    street.lasts(9.0)
    assert again(street) == [("ptz.wiper", "yes")]
    street.wait(1.5)
    # Not even while the disk takes no answer.
    assert again(street) == []
    street.core.tick()
    assert street.state.orders == {}
    assert len(street.changes(OrderAnswered)) == 1


@pytest.mark.parametrize("step", [-3600.0, 3600.0])
def test_nor_the_steps_of_a_linkage(street: Street, step: float) -> None:
    street.events(Raised(at=street.now, type="t", subject="x", place=YARD))
    (alarm,) = street.state.alarms
    street.do("linkage.start", alarm=alarm)
    set_clock(street, step)
    street.lasts(9.0)
    assert street.changes(LinkageAnswered) == []
    street.lasts(2.0)
    assert not any(run.live for run in street.state.linkages.values())
