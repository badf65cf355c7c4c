"""Whoever does whatever in whatever order: one holder at most, nobody else is obeyed, and whatever begins ends."""

from __future__ import annotations

import msgspec
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from commandcenter.domain.applying import apply
from commandcenter.domain.changes.acting import CameraMoved, HoldEnded, HoldTaken, MovesEnded, OrderGiven
from commandcenter.domain.journal import Entry
from commandcenter.domain.people import Role
from commandcenter.domain.state import State
from tests.unit.test_steering import Street

SEATS = ("desk-1", "desk-2", "desk-3")
ACCOUNTS = {"desk-1": "li.wei", "desk-2": "chen.jing", "desk-3": "wang.min"}
RANK = {"desk-1": 1, "desk-2": 2, "desk-3": 1}
SLACK_S = 1.5

seats = st.sampled_from(SEATS)


class Steering(RuleBasedStateMachine):
    """The model knows who has the camera until when, by its own reckoning."""

    @initialize()
    def begin(self) -> None:
        self.it = Street()
        self.it.core.start("1")
        self.holder = ""
        self.until = 0.0
        self.signed = set(SEATS)
        self.true = 0.0

    def pass_time(self, seconds: float) -> None:
        self.it.lasts(seconds)
        self.true += seconds
        if self.true >= self.until:
            self.holder = ""

    def may(self, seat: str) -> bool:
        return seat in self.signed and (not self.holder or self.holder == seat or RANK[seat] > RANK[self.holder])

    def takes(self, seat: str, lasts: float, spare: float) -> None:
        left = self.until - self.true
        if self.holder != seat:
            self.holder, self.until = seat, self.true + lasts
        elif left < spare:
            self.until = max(self.until, self.true + lasts)

    @rule(seat=seats, pan=st.sampled_from([-1.0, 0.3]))
    def move(self, seat: str, pan: float) -> None:
        before = len(self.it.store.entries), len(self.it.sent)
        ok = self.it.do("camera.move", seat, camera="C1", pan=pan).ok
        assert ok is self.may(seat)
        if ok:
            self.takes(seat, 60.0, 30.0)
        else:
            # Nothing goes out for who may not.
            assert len(self.it.sent) == before[1]
            assert not any(isinstance(it.entry.change, CameraMoved) for it in self.it.store.entries[before[0] :])

    @rule(seat=seats)
    def stop(self, seat: str) -> None:
        assert self.it.do("camera.move", seat, camera="C1").ok is (seat in self.signed and self.holder == seat)

    @rule(seat=seats, minutes=st.sampled_from([1, 5]))
    def hold(self, seat: str, minutes: int) -> None:
        assert self.it.do("camera.hold", seat, camera="C1", minutes=minutes).ok is self.may(seat)
        if self.may(seat):
            self.takes(seat, minutes * 60.0, minutes * 60.0)

    @rule(seat=seats)
    def release(self, seat: str) -> None:
        ok = self.it.do("camera.release", seat, camera="C1").ok
        assert ok is (seat in self.signed and self.holder == seat)
        if ok:
            self.holder = ""

    @rule(seat=seats, number=st.integers(1, 3))
    def recall(self, seat: str, number: int) -> None:
        assert self.it.do("camera.preset", seat, camera="C1", do="recall", number=number).ok is self.may(seat)
        if self.may(seat):
            self.takes(seat, 60.0, 30.0)

    @rule(seat=seats)
    def sign_out_or_in(self, seat: str) -> None:
        if seat in self.signed:
            assert self.it.do("session.sign_out", seat).ok
            self.signed.discard(seat)
            self.holder = "" if self.holder == seat else self.holder
        else:
            role = Role.SHIFT_LEADER if seat == "desk-2" else Role.DUTY_OFFICER
            assert self.it.sign_in(ACCOUNTS[seat], role, seat=seat).ok
            self.signed.add(seat)

    @rule(seconds=st.sampled_from([1.0, 5.0, 20.0, 61.0]))
    def wait(self, seconds: float) -> None:
        self.pass_time(seconds)

    @rule()
    def restart(self) -> None:
        """The core is killed; a new one goes on with what is on disk."""
        self.it.core = self.it.fresh_core()
        self.it.core.errands.passing.send = self.it.sent.append
        self.it.core.start("1")

    @invariant()
    def the_journal_names_one_holder_at_a_time(self) -> None:
        now = ""
        moving = False
        for stamped in self.it.store.entries:
            match stamped.entry.change:
                case HoldTaken(hold=hold):
                    now = hold.account
                case HoldEnded(hold=hold):
                    assert (hold.account, moving) == (now, False)
                    now = ""
                case CameraMoved(hold=hold):
                    assert hold.account == now
                    moving = True
                case OrderGiven() if stamped.entry.actor != "core":
                    assert stamped.entry.actor == now
                case MovesEnded():
                    moving = False
        assert len(self.it.state.holds) <= 1

    @invariant()
    def nobody_holds_it_for_ever(self) -> None:
        held = self.it.state.holds.get("s/M1")
        if held is not None and held.seat not in self.signed:
            self.it.core.tick()
            assert "s/M1" not in self.it.state.holds

    def teardown(self) -> None:
        if not hasattr(self, "it"):
            return
        self.it.lasts(301.0)
        assert self.it.state.holds == {}
        assert self.it.state.orders == {}
        replayed = State()
        for stamped in self.it.store.entries:
            apply(replayed, msgspec.msgpack.decode(stamped.data, type=Entry))
        assert (replayed.holds, replayed.orders) == (self.it.state.holds, self.it.state.orders)
        assert len(self.it.changes(CameraMoved)) == len(self.it.changes(MovesEnded))


TestSteering = Steering.TestCase
TestSteering.settings = settings(
    max_examples=25, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
)
