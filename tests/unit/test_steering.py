"""Cameras that move: one holder at a time, by rank; moves between two entries; orders and their answers."""

from __future__ import annotations

import uuid
from typing import Any

import msgspec
import pytest

from commandcenter.domain.assets import Camera
from commandcenter.domain.changes.acting import CameraMoved, HoldEnded, HoldTaken, MovesEnded, OrderAnswered, OrderGiven
from commandcenter.domain.changes.system import ClockStepped
from commandcenter.domain.events import DeviceDeclared, Raised
from commandcenter.domain.journal import CommandId, Draft
from commandcenter.domain.keys import KeyKind
from commandcenter.domain.linkage import StepState
from commandcenter.domain.orders import Order
from commandcenter.domain.people import Role
from commandcenter.domain.place import Place
from commandcenter.domain.state import State
from commandcenter.services.chaining import Linked
from commandcenter.services.core import Given
from commandcenter.services.standing import person_at
from tests.support.people import LEADER, OFFICER, PeopleCentre, key_of

MOVER = ("ptz.move", "ptz.preset.recall", "ptz.preset.store", "ptz.preset.remove", "ptz.wiper", "ptz.focus")
COLUMN = ("speak", "talk.begin", "talk.end")
YARD = Place(lon=106.55, lat=29.59)


class Street(PeopleCentre):
    """Two officers and a leader at three desks, a camera that moves with a column beside it, and one that does not."""

    __test__ = False

    def __init__(self) -> None:
        super().__init__()
        self.sent: list[Order] = []
        self.people(("li.wei", "A1", OFFICER), ("chen.jing", "A2", LEADER), ("wang.min", "A3", OFFICER))
        self.sign_in("li.wei")
        self.sign_in("chen.jing", Role.SHIFT_LEADER, seat="desk-2")
        self.sign_in("wang.min", seat="desk-3")
        at = self.now
        self.events(
            DeviceDeclared(at=at, device="M1", type="ptz", name="Mover 1", actions=MOVER),
            DeviceDeclared(at=at, device="Y1", type="loudspeaker", name="Column 1", actions=COLUMN, place=YARD),
        )
        self.core.list_cameras(
            [
                Camera(id="C1", name="Gate", url="rtsp://127.0.0.1/1", device="s/M1", speaker="s/Y1", place=YARD),
                Camera(id="C2", name="Yard", url="rtsp://127.0.0.1/2"),
                Camera(id="C3", name="Bridge", url="rtsp://127.0.0.1/3", device="s/gone", speaker="s/M1"),
            ]
        )
        self.core.errands.passing.send = self.sent.append

    def changes(self, *kinds: type) -> list[object]:
        return [it.entry.change for it in self.store.entries if isinstance(it.entry.change, kinds)]

    def size(self) -> int:
        return len(self.store.entries)

    def lasts(self, seconds: float) -> None:
        """Time passes in steps, and nobody's seat is silent."""
        while seconds > 0:
            self.wait(min(seconds, 1.0))
            self.core.attending.hear(["desk-1", "desk-2", "desk-3"])
            self.core.tick()
            seconds -= 1.0

    def answer(self, key: str, answer: StepState = StepState.DONE) -> None:
        self.core.answer_step(key, answer, "")


@pytest.fixture
def street() -> Street:
    return Street()


def test_the_first_move_takes_the_camera_for_a_minute_and_is_written(street: Street) -> None:
    before = street.size()
    assert street.do("camera.move", camera="C1", pan=0.5).ok
    taken, moved = (it.entry.change for it in street.store.entries[before:])
    assert isinstance(taken, HoldTaken)
    assert isinstance(moved, CameraMoved)
    assert moved.order.action == "ptz.move"
    assert moved.order.args == {"pan": "0.5", "tilt": "0", "zoom": "0", "seconds": "1.5"}
    hold = street.state.holds["s/M1"]
    assert (hold.account, hold.seat, hold.subject) == ("li.wei", "desk-1", "C1")
    assert (hold.until - street.now).total_seconds() == 60.0
    assert street.sent == []


def test_the_moves_after_it_are_passed_on_and_summed_up_at_the_end(street: Street) -> None:
    street.do("camera.move", camera="C1", pan=0.5)
    before = street.size()
    for _ in range(20):
        street.wait(0.5)
        assert street.do("camera.move", camera="C1", pan=0.5).ok
    assert (street.size(), len(street.sent)) == (before, 20)
    assert len({order.key for order in street.sent}) == 20
    assert street.do("camera.move", camera="C1").ok
    (ended,) = street.changes(MovesEnded)
    assert isinstance(ended, MovesEnded)
    assert (ended.why, ended.moves, ended.seconds) == ("stopped", 21, 10.0)
    assert (ended.order.action, ended.order.args) == ("ptz.move", {"pan": "0", "tilt": "0", "zoom": "0"})
    assert ended.order.key in street.state.orders


def test_what_a_device_refuses_is_in_the_sum(street: Street) -> None:
    street.do("camera.move", camera="C1", pan=0.5)
    for _ in range(3):
        street.do("camera.move", camera="C1", pan=0.5)
    passing = street.core.errands.passing
    passing.answered(street.sent[0].key, "s", done=False)
    passing.answered(street.sent[1].key, "other", done=False)
    street.do("camera.move", camera="C1")
    (ended,) = street.changes(MovesEnded)
    assert isinstance(ended, MovesEnded)
    assert (ended.moves, ended.failed) == (4, 1)


def test_who_goes_on_for_long_keeps_the_camera_with_few_entries(street: Street) -> None:
    street.do("camera.move", camera="C1", tilt=1.0)
    before = street.size()
    for _ in range(300):
        street.lasts(1.0)
        assert street.do("camera.move", camera="C1", tilt=1.0).ok
    # The first move's answer that never came, and a renewal each half minute.
    assert street.size() - before <= 12
    assert street.state.holds["s/M1"].stands(street.now)


def test_moves_that_stop_coming_end_the_run_and_stop_the_camera(street: Street) -> None:
    street.do("camera.move", camera="C1", pan=0.5)
    street.lasts(8.0)
    (ended,) = street.changes(MovesEnded)
    assert isinstance(ended, MovesEnded)
    assert (ended.why, ended.moves) == ("still", 1)
    assert street.state.holds["s/M1"].course is None


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


def test_after_a_restart_the_hold_stands_and_the_run_is_over_without_a_sum(street: Street) -> None:
    street.do("camera.move", camera="C1", pan=0.5)
    for _ in range(5):
        street.do("camera.move", camera="C1", pan=0.5)
    street.restart(away_s=5.0)
    street.core.tick()
    assert street.state.holds["s/M1"].account == "li.wei"
    (ended,) = street.changes(MovesEnded)
    assert isinstance(ended, MovesEnded)
    assert (ended.why, ended.moves, ended.seconds) == ("core", 0, 0.0)
    assert ended.order.key in street.state.orders


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


def test_a_move_that_came_through_a_seats_journal_has_its_entry(street: Street) -> None:
    street.do("camera.move", camera="C1", pan=0.5)
    linked = Linked(chain="c" * 32, n=1, prev=bytes(32), link=b"\1" * 32)
    order, raw = CommandId(id=uuid.uuid4().hex, name="camera.move"), msgspec.msgpack.encode({"camera": "C1", "pan": 1})
    person = person_at(street.state, KeyKind.CONSOLE, "desk-1", key_of("desk-1"))
    given = Given(key=key_of("desk-1"), linked=linked)
    verdict, entries = street.core.command(order, raw, person, "desk-1", street.now, given)
    assert verdict.ok
    assert [it.entry.action for it in entries] == ["camera.moved"]


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
    assert [(it.action, it.args["session"]) for it in given] == [("talk.begin", course.id), ("talk.end", course.id)]


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


def test_nothing_is_passed_on_while_its_run_is_not_open_in_the_state(street: Street) -> None:
    street.do("camera.move", camera="C1", pan=0.5)
    (moved,) = street.changes(CameraMoved)
    assert isinstance(moved, CameraMoved)
    passing = street.core.errands.passing
    draft = Draft(change=moved, subject="C1")
    assert passing.sift(street.state, [draft], passes=True) == ([], [moved.order])
    assert passing.sift(State(), [draft], passes=True) == ([draft], [])
    quiet = msgspec.structs.replace(street.state, holds={"s/M1": msgspec.structs.replace(moved.hold, course=None)})
    assert passing.sift(quiet, [draft], passes=True) == ([draft], [])
