"""Moves between two entries: the first is written, the others are passed on and summed up at the end."""

from __future__ import annotations

import uuid

import msgspec
import pytest

from bridge.core.working import Working
from commandcenter.domain.changes.acting import CameraMoved, HoldTaken, MovesEnded
from commandcenter.domain.journal import CommandId, Draft
from commandcenter.domain.keys import KeyKind
from commandcenter.domain.state import State
from commandcenter.services.chaining import Linked
from commandcenter.services.core import Given
from commandcenter.services.leading import Alone
from commandcenter.services.ports import Deposed, StoreTrouble
from commandcenter.services.standing import person_at
from tests.support.people import key_of
from tests.support.street import Street


class Deaf:
    def publish_entries(self, entries: object) -> None: ...


class Follower(Alone):
    def check(self) -> None:
        raise Deposed("another core leads")


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


def test_a_full_disk_at_the_end_of_a_run_loses_no_count(street: Street) -> None:
    for _ in range(5):
        street.do("camera.move", camera="C1", pan=0.5)
    street.store.broken = StoreTrouble("SQLITE_FULL", full=True)
    with pytest.raises(StoreTrouble):
        street.do("camera.move", camera="C1")
    street.wait(8.0)
    with pytest.raises(StoreTrouble):
        street.core.tick()
    street.store.broken = None
    street.core.tick()
    (ended,) = street.changes(MovesEnded)
    assert isinstance(ended, MovesEnded)
    assert (ended.why, ended.moves) == ("still", 5)
    # The next run is counted anew.
    street.do("camera.move", camera="C1", pan=0.5)
    street.do("camera.move", camera="C1")
    last = street.changes(MovesEnded)[-1]
    assert isinstance(last, MovesEnded)
    assert last.moves == 1


def test_a_core_that_leads_no_more_passes_nothing_on(street: Street) -> None:
    working = Working(street.core, Deaf(), Follower())  # type: ignore[arg-type]  # no seat listens here
    street.do("camera.move", camera="C1", pan=0.5)
    order, raw = CommandId(id="c1", name="camera.move"), msgspec.msgpack.encode({"camera": "C1", "pan": 0.6})
    person = person_at(street.state, KeyKind.CONSOLE, "desk-1", key_of("desk-1"))
    _, entries = street.core.command(order, raw, person, "desk-1", street.now, Given(key=key_of("desk-1")))
    with pytest.raises(Deposed):
        working.publish(entries)
    assert street.sent == []
    working.lead = Alone()
    working.publish(entries)
    assert [it.args["pan"] for it in street.sent] == ["0.6"]


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


def test_a_move_that_came_through_a_seats_journal_has_its_entry(street: Street) -> None:
    street.do("camera.move", camera="C1", pan=0.5)
    linked = Linked(chain="c" * 32, n=1, prev=bytes(32), link=b"\1" * 32)
    order, raw = CommandId(id=uuid.uuid4().hex, name="camera.move"), msgspec.msgpack.encode({"camera": "C1", "pan": 1})
    person = person_at(street.state, KeyKind.CONSOLE, "desk-1", key_of("desk-1"))
    given = Given(key=key_of("desk-1"), linked=linked)
    verdict, entries = street.core.command(order, raw, person, "desk-1", street.now, given)
    assert verdict.ok
    assert [it.entry.action for it in entries] == ["camera.moved"]


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
