"""Cameras that move: one holder at a time, by rank; orders and their answers."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import msgspec
import pytest

from commandcenter.domain.assets import Camera
from commandcenter.domain.changes.acting import HoldEnded, HoldTaken, MovesEnded, OrderAnswered, OrderGiven
from commandcenter.domain.changes.system import ClockStepped
from commandcenter.domain.changes.video import CameraOpened
from commandcenter.domain.journal import CommandId, Draft
from commandcenter.domain.keys import KeyKind
from commandcenter.domain.linkage import StepState
from commandcenter.services.chaining import Linked
from commandcenter.services.core import Given
from commandcenter.services.standing import person_at
from tests.support.people import key_of
from tests.support.street import Street


@pytest.fixture
def street() -> Street:
    return Street()


def test_equals_wait_for_one_another_and_are_told_for_whom_until_when(street: Street) -> None:
    street.do("camera.hold", camera="C1", minutes=10)
    for name, args in (
        ("camera.move", {"pan": 1.0}),
        ("camera.hold", {}),
        ("camera.preset", {"do": "recall", "number": 1}),
    ):
        verdict = street.do(name, "desk-3", camera="C1", **args)
        assert not verdict.ok
        assert verdict.values["name"] == "N. A1"
        assert verdict.values["until"] == f"{street.state.holds['s/M1'].until.astimezone():%H:%M:%S}"
    assert not street.do("camera.move", "desk-3", camera="C1").ok
    assert not street.do("camera.release", "desk-3", camera="C1").ok


def test_a_shift_leader_goes_before_and_the_loser_is_named(street: Street) -> None:
    street.do("camera.move", camera="C1", pan=0.5)
    assert street.do("camera.move", "desk-2", camera="C1", pan=-0.5).ok
    (ended,) = street.changes(MovesEnded)
    taken = street.changes(HoldTaken)[-1]
    assert isinstance(ended, MovesEnded)
    assert isinstance(taken, HoldTaken)
    assert (ended.why, ended.moves, taken.how) == ("hold", 1, "over")
    assert taken.loser is not None
    assert taken.loser.account == "li.wei"
    assert street.state.holds["s/M1"].account == "chen.jing"
    assert not street.do("camera.move", camera="C1", pan=0.5).ok


def test_the_same_person_at_another_desk_takes_it_along(street: Street) -> None:
    street.do("camera.hold", camera="C1")
    street.sign_in("li.wei", seat="desk-4")
    assert street.do("camera.hold", "desk-4", camera="C1").ok
    assert street.state.holds["s/M1"].seat == "desk-4"


@pytest.mark.parametrize("end", ["time", "session", "release"])
def test_a_hold_ends(street: Street, end: str) -> None:
    street.do("camera.hold", camera="C1", minutes=1)
    if end == "time":
        street.lasts(61.0)
    elif end == "session":
        street.do("session.sign_out")
        # Before the core has come to write it: nobody waits for who has left.
        assert street.do("camera.move", "desk-3", camera="C1", pan=0.1).ok
        return
    else:
        assert street.do("camera.release", camera="C1").ok
    assert street.state.holds == {}
    (ended,) = street.changes(HoldEnded)
    assert isinstance(ended, HoldEnded)
    assert ended.why == {"time": "expired", "release": "released"}[end]


def test_a_session_that_ends_takes_the_hold_with_it(street: Street) -> None:
    street.do("camera.move", camera="C1", pan=0.5)
    street.do("session.sign_out")
    street.core.tick()
    assert street.state.holds == {}
    assert [type(it).__name__ for it in street.changes(MovesEnded, HoldEnded)] == ["MovesEnded", "HoldEnded"]


def test_a_clock_that_is_set_makes_no_hold_longer_or_shorter(street: Street) -> None:
    street.do("camera.hold", camera="C1", minutes=10)
    for seconds in (3600.0, -7200.0):
        street.step_clock(seconds)
        street.core.record([Draft(change=ClockStepped(before=0.0, after=seconds))])
        street.lasts(200.0)
        assert "s/M1" in street.state.holds
    street.lasts(200.0)
    assert street.state.holds == {}


@pytest.mark.parametrize(
    ("name", "args", "says"),
    [
        ("camera.move", {"camera": "C2", "pan": 1.0}, "cannot be moved from here"),
        ("camera.move", {"camera": "C3", "pan": 1.0}, "No source has declared"),
        ("camera.iris", {"camera": "C1", "to": "open"}, "does not offer"),
        ("camera.move", {"camera": "C9", "pan": 1.0}, "There is no camera"),
        ("camera.move", {"camera": "C1", "pan": 1.1}, "The arguments are wrong"),
        ("camera.move", {"camera": "C1", "pan": float("nan")}, "The arguments are wrong"),
        ("camera.hold", {"camera": "C1", "minutes": 31}, "The arguments are wrong"),
        ("camera.move", {"camera": "C1"}, "You do not hold"),
        ("camera.preset", {"camera": "C1", "do": "store", "number": 1, "name": "a\u202eb"}, "cannot be shown"),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(street: Street, name: str, args: dict[str, Any], says: str) -> None:
    verdict = street.do(name, **args)
    assert not verdict.ok
    assert says in verdict.reason
    assert street.state.holds == {}


def test_presets_are_known_once_the_device_has_said_so(street: Street) -> None:
    assert street.do("camera.preset", camera="C1", do="store", number=3, name="main gate").ok
    (key,) = street.state.orders
    assert street.state.presets == {}
    street.answer(key)
    assert street.state.presets["s/M1"].names == {3: "main gate"}
    street.do("camera.preset", camera="C1", do="recall", number=3)
    given = street.changes(OrderGiven)[-1]
    assert isinstance(given, OrderGiven)
    assert given.order.args == {"number": "3", "name": "main gate"}
    street.do("camera.preset", camera="C1", do="remove", number=3)
    street.answer(list(street.state.orders)[-1], StepState.FAILED)
    assert street.state.presets["s/M1"].names == {3: "main gate"}


def test_an_order_without_an_answer_is_unknown(street: Street) -> None:
    street.do("camera.wiper", camera="C1")
    street.lasts(11.0)
    answered = street.changes(OrderAnswered)[-1]
    assert isinstance(answered, OrderAnswered)
    assert answered.order.state is StepState.UNKNOWN
    assert street.state.orders == {}


def late(street: Street, seconds: float, **args: object) -> bool:
    """A move that was given so long ago, by the steady clock of the seat that has kept it."""
    n = len(street.state.chains) + 1
    linked = Linked(chain=f"{n:032x}", n=1, prev=bytes(32), link=b"\1" * 32, age_s=seconds)
    order, raw = CommandId(id=uuid.uuid4().hex, name="camera.move"), msgspec.msgpack.encode({"camera": "C1", **args})
    person = person_at(street.state, KeyKind.CONSOLE, "desk-1", key_of("desk-1"))
    given = Given(key=key_of("desk-1"), linked=linked)
    return street.core.command(order, raw, person, "desk-1", street.now, given)[0].ok


def test_a_move_that_comes_late_is_not_made_and_a_stop_is(street: Street) -> None:
    street.do("camera.move", camera="C1", pan=0.5)
    assert not late(street, 6.0, pan=0.5)
    assert late(street, 4.0, pan=0.5)
    assert late(street, 20.0)


@pytest.mark.parametrize("behind_s", [31.0, 3600.0, -3600.0])
def test_a_seat_whose_clock_is_wrong_moves_cameras_all_the_same(street: Street, behind_s: float) -> None:
    done_at = street.now - timedelta(seconds=behind_s)
    for name, args in (("camera.move", {"camera": "C1", "pan": 1}), ("voice.talk", {"camera": "C1", "do": "begin"})):
        order, raw = CommandId(id=uuid.uuid4().hex, name=name), msgspec.msgpack.encode(args)
        person = person_at(street.state, KeyKind.CONSOLE, "desk-1", key_of("desk-1"))
        given = Given(key=key_of("desk-1"))
        assert street.core.command(order, raw, person, "desk-1", done_at, given)[0].ok


def test_a_restricted_camera_is_steered_with_a_purpose_and_stopped_without(street: Street) -> None:
    street.core.list_cameras([Camera(id="C1", name="Ward", url="", device="s/M1", restricted=True)])
    wants: list[tuple[str, dict[str, Any]]] = [
        ("camera.hold", {}),
        ("camera.move", {"pan": 1.0}),
        ("camera.preset", {"do": "recall", "number": 1}),
        ("camera.wiper", {}),
    ]
    for name, args in wants:
        verdict = street.do(name, camera="C1", **args)
        assert not verdict.ok
        assert "restricted" in verdict.reason
    street.do("camera.open", camera="C1", purpose="fire")
    for name, args in wants:
        assert street.do(name, camera="C1", **args).ok
    street.lasts(31 * 60.0)
    assert not street.do("camera.move", camera="C1", pan=1.0).ok
    street.do("camera.open", camera="C1", purpose="fire")
    street.do("camera.hold", camera="C1", minutes=30)
    street.lasts(5.0)
    viewing = msgspec.structs.replace(next(iter(street.state.viewings.values())), until=street.now)
    street.core.record([Draft(change=CameraOpened(viewing=viewing))])
    assert not street.do("camera.move", camera="C1", pan=1.0).ok
    assert street.do("camera.move", camera="C1").ok
    assert street.do("camera.release", camera="C1").ok
