"""Sessions at desks: who acts in which position, what a locked desk takes, who unlocks it, and what ends a session."""

from __future__ import annotations

from commandcenter.domain.changes.people import CredentialChecked, SessionBegan, SessionEnded, SessionUnlocked
from commandcenter.domain.journal import CommandId
from commandcenter.domain.people import Role
from commandcenter.services.core import Verdict
from commandcenter.services.credentials import Claim
from tests.support.people import OFFICER, centre_of_three, key_of


def test_who_signs_in_acts_in_that_position() -> None:
    it = centre_of_three()
    assert it.sign_in("li.wei").ok
    session = it.state.sessions["desk-1"]
    assert (session.account, session.name, session.person, session.role) == ("li.wei", "N. A1", "A1", Role.DUTY_OFFICER)
    assert (session.since, session.began, session.factors) == (it.now, 0.0, ("password",))
    assert it.do("map.move", lon=106.5, lat=29.5, zoom=12.0).ok
    assert it.actions()[-1] == ("li.wei", "map.move", "")


def test_nobody_acts_before_somebody_has_signed_in() -> None:
    it = centre_of_three()
    verdict = it.do("map.move", lon=106.5, lat=29.5, zoom=12.0)
    assert (verdict.ok, verdict.reason.startswith("Nobody is signed in here")) == (False, True)
    assert it.actions()[-1] == ("nobody", "map.move", "")


def test_a_position_that_is_not_held_is_refused() -> None:
    it = centre_of_three()
    verdict = it.sign_in("li.wei", Role.SHIFT_LEADER)
    assert (verdict.ok, verdict.values) == (False, {"person": "N. A1", "role": "shift leader"})
    assert not it.sign_in("li.wei", Role.WALL).ok


def test_a_command_that_needs_a_password_is_refused_without_one() -> None:
    it = centre_of_three()
    it.sign_in("li.wei")
    for name, args in (("session.sign_in", {"role": "duty-officer"}), ("session.unlock", {}), ("account.password", {})):
        verdict = it.do(name, **args)
        assert (verdict.ok, verdict.reason) == (False, "This needs your password.")


def test_a_locked_desk_takes_nothing_and_keeps_its_session() -> None:
    it = centre_of_three()
    it.sign_in("li.wei")
    assert it.do("session.lock").ok
    assert it.do("queue.filter", filter="all").reason == "The desk is locked: unlock it first."
    assert it.do("session.sign_out").reason == "The desk is locked: unlock it first."
    assert it.state.sessions["desk-1"].locked
    assert it.prove("session.unlock", "chen.jing").values == {"person": "N. A1"}
    assert it.prove("session.unlock", "li.wei").ok
    assert it.do("queue.filter", filter="all").ok


def test_a_supervisor_unlocks_with_a_reason_and_stands_in_the_record() -> None:
    it = centre_of_three()
    it.sign_in("li.wei")
    it.do("session.lock")
    assert it.prove("session.release", "sun.yan", reason="away").values["permission"] == "session.unlock-others"
    assert not it.prove("session.release", "chen.jing", reason="  ").ok
    assert it.prove("session.release", "chen.jing", reason="值班员去抢修").ok
    change = it.store.entries[-2].entry
    assert change.actor == "chen.jing"
    assert isinstance(change.change, SessionUnlocked)
    assert change.change.reason == "值班员去抢修"
    session = it.state.sessions["desk-1"]
    assert (session.account, session.unlocked_by, session.locked) == ("li.wei", "chen.jing", False)


def test_nobody_unlocks_the_own_desk_as_a_supervisor() -> None:
    it = centre_of_three()
    it.people(("chen.two", "a2", OFFICER))
    it.sign_in("chen.two")
    it.do("session.lock")
    assert not it.prove("session.release", "chen.jing", reason="mine").ok


def test_another_sign_in_at_the_seat_ends_the_session_before_it() -> None:
    it = centre_of_three()
    it.sign_in("li.wei")
    it.do("session.lock")
    assert it.sign_in("chen.jing", Role.SHIFT_LEADER).ok
    kinds = [type(stamped.entry.change) for stamped in it.store.entries[-3:]]
    assert kinds == [SessionEnded, SessionBegan, CredentialChecked]
    assert it.state.sessions["desk-1"].account == "chen.jing"


def test_a_seat_of_the_same_name_with_another_key_has_no_session() -> None:
    it = centre_of_three()
    it.sign_in("li.wei")
    assert it.do("queue.filter", key=key_of("desk-1"), filter="all").ok
    assert not it.do("queue.filter", key="key-of-a-forged-one", filter="all").ok


def test_a_session_ends_after_twelve_hours_and_when_its_seat_is_silent_for_ten_minutes() -> None:
    it = centre_of_three()
    it.sign_in("li.wei")
    it.sign_in("chen.jing", Role.SHIFT_LEADER, seat="desk-2")
    for _ in range(719):
        it.wait(60)
        it.core.attending.hear(["desk-1", "desk-2"])
        it.core.tick()
    assert sorted(it.state.sessions) == ["desk-1", "desk-2"]
    it.wait(60)
    it.core.tick()
    assert it.state.sessions == {}
    it.sign_in("li.wei")
    it.core.attending.hear(["desk-1"])
    it.wait(599)
    it.core.tick()
    assert list(it.state.sessions) == ["desk-1"]
    it.wait(1)
    it.core.tick()
    ended = it.store.entries[-1].entry
    assert isinstance(ended.change, SessionEnded)
    assert (ended.actor, ended.change.why, it.state.sessions) == ("core", "silent", {})


def test_no_clock_step_ends_a_session() -> None:
    it = centre_of_three()
    it.sign_in("li.wei")
    for step in (86_400.0 * 400, -86_400.0 * 800):
        it.step_clock(step)
        it.core.tick()
    assert list(it.state.sessions) == ["desk-1"]


def test_a_session_goes_on_after_a_restart_and_is_as_old_as_it_was() -> None:
    it = centre_of_three()
    it.sign_in("li.wei")
    it.wait(8 * 3600)
    it.restart(away_s=60)
    it.core.tick()
    assert it.do("queue.filter", filter="all").ok
    for _ in range(26):
        it.wait(540)
        it.core.attending.hear(["desk-1"])
        it.core.tick()
    assert list(it.state.sessions) == ["desk-1"]
    it.wait(4 * 3600 - 60 - 26 * 540)
    it.core.tick()
    assert it.state.sessions == {}


def test_a_retry_of_an_answered_sign_in_has_no_second_effect() -> None:
    it = centre_of_three()
    it.sign_in("li.wei")
    size, answered = it.state.size, dict(it.store.answers)
    first = next(iter(answered))
    verdict = it.check(CommandId(id=first, name="session.sign_in"), b"", Claim(account="li.wei"), "desk-1")
    assert isinstance(verdict, Verdict)
    assert (verdict.ok, it.state.size) == (True, size)
