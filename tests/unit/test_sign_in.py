"""What counts when somebody signs in: wrong passwords and the wait they bring, one-time codes, stored credentials."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
from argon2 import PasswordHasher

from commandcenter.domain.changes.people import SignInsThrottled
from commandcenter.domain.journal import CommandId
from commandcenter.domain.people import Role
from commandcenter.services.commands import Rules
from commandcenter.services.credentials import Checked, Claim
from commandcenter.services.judging import ALTERED, WAIT, WAIT_HERE, WRONG
from tests.support.people import CODES, OFFICER, PASSWORD, PeopleCentre, centre_of_three


def test_unknown_names_wrong_passwords_and_disabled_accounts_get_one_and_the_same_answer() -> None:
    it = centre_of_three()
    it.administer("account.disable", account="chen.jing")
    told = []
    for seat, (account, password) in enumerate(
        [("nobody.here", PASSWORD), ("li.wei", "wrong"), ("chen.jing", PASSWORD)]
    ):
        told.append(it.sign_in(account, seat=f"desk-{seat}", password=password))
    assert {(verdict.ok, verdict.reason, tuple(verdict.values)) for verdict in told} == {(False, WRONG, ())}


def test_a_name_that_is_none_is_nowhere_in_the_journal() -> None:
    it = centre_of_three()
    it.sign_in("My-Secret-Password-1")
    assert b"secret-password" not in b"".join(stamped.data for stamped in it.store.entries).lower()
    assert [key.partition(":")[0] for key in it.state.failures] == ["unknown", "seat"]


def test_no_password_is_in_any_entry() -> None:
    it = centre_of_three()
    it.sign_in("li.wei")
    it.sign_in("li.wei", password="Wrong-Secret-77", seat="desk-2")
    it.wait(1)
    it.prove("account.password", "li.wei", secret="short")
    it.prove("account.password", "li.wei", secret="Another-Secret-88")
    data = b"".join(stamped.data for stamped in it.store.entries) + b"".join(it.store.credentials.values())
    for secret in (PASSWORD, "Wrong-Secret-77", "Another-Secret-88"):
        assert secret.encode() not in data
    assert b"argon2" not in data


def test_after_a_wrong_password_one_has_to_wait_before_even_the_right_one_counts() -> None:
    it = centre_of_three()
    assert it.sign_in("li.wei", password="wrong").reason == WRONG
    verdict = it.sign_in("li.wei")
    assert (verdict.reason, verdict.values) == (WAIT, {"seconds": "1"})
    it.wait(0.9)
    assert not it.sign_in("li.wei").ok
    it.wait(0.1)
    assert it.sign_in("li.wei").ok
    assert it.state.failures == {}


def test_who_does_not_wait_is_counted_together_not_each_time() -> None:
    it = centre_of_three()
    it.sign_in("li.wei", password="wrong")
    size = it.state.size
    for _ in range(500):
        it.sign_in("li.wei", password="wrong")
    assert it.state.size == size
    it.wait(10)
    it.core.tick()
    assert it.actions()[-1] == ("core", "signin.throttled", "desk-1")
    assert it.store.entries[-1].entry.change == SignInsThrottled(seat="desk-1", count=500)


def test_other_seats_and_other_people_need_not_wait() -> None:
    it = centre_of_three()
    it.sign_in("li.wei", password="wrong", seat="desk-1")
    assert it.sign_in("chen.jing", seat="desk-2").ok
    assert not it.sign_in("li.wei", seat="desk-3").ok
    here = it.sign_in("sun.yan", Role.SECURITY_ADMINISTRATOR, seat="desk-1")
    assert (here.ok, here.reason) == (False, WAIT_HERE), "she has not mistyped herself"


def test_the_own_password_between_does_not_make_trying_those_of_others_any_faster() -> None:
    it = centre_of_three()
    waits = []
    for account in ("chen.jing", "sun.yan", "no.such", "chen.jing", "sun.yan"):
        assert it.sign_in(account, password="wrong").reason == WRONG
        waits.append(it.sign_in("li.wei").values["seconds"])
        it.wait(float(waits[-1]))
        assert it.sign_in("li.wei").ok
    assert waits == ["1", "2", "4", "8", "16"]


def test_who_comes_in_at_last_takes_the_own_wrong_ones_from_the_seat_and_no_others() -> None:
    it = centre_of_three()
    for account, seconds in (("chen.jing", 1), ("li.wei", 2), ("li.wei", 4)):
        assert it.sign_in(account, password="wrong").reason == WRONG
        it.wait(seconds)
    assert it.sign_in("li.wei").ok
    assert [(key, failures.count) for key, failures in it.state.failures.items()] == [
        ("account:chen.jing", 1),
        ("seat:desk-1", 1),
    ]


def fail_five_times(it: PeopleCentre, account: str) -> None:
    for seat in range(5):
        assert it.sign_in(account, password="wrong", seat=f"desk-{seat}").reason == WRONG
        it.wait(60)


def test_the_fifth_failure_locks_the_account_and_a_shift_leader_lifts_it() -> None:
    it = centre_of_three()
    fail_five_times(it, "li.wei")
    assert it.sign_in("li.wei", seat="desk-9").values == {"seconds": "840"}
    it.sign_in("chen.jing", Role.SHIFT_LEADER, seat="desk-8")
    assert it.do("account.lift", "desk-8", account="li.wei").ok
    assert it.sign_in("li.wei", seat="desk-9").ok


def test_a_locked_name_that_is_none_looks_like_a_locked_account() -> None:
    it = centre_of_three()
    fail_five_times(it, "li.wei")
    known = it.sign_in("li.wei", seat="desk-9")
    it = centre_of_three()
    fail_five_times(it, "no.such")
    unknown = it.sign_in("no.such", seat="desk-9")
    assert (known.reason, known.values) == (unknown.reason, unknown.values) == (WAIT, {"seconds": "840"})


def test_a_restart_does_not_make_the_wait_shorter() -> None:
    it = centre_of_three()
    fail_five_times(it, "li.wei")
    it.restart(away_s=5000)
    assert it.sign_in("li.wei", seat="desk-9").values == {"seconds": "900"}
    it.wait(900)
    assert it.sign_in("li.wei", seat="desk-9").ok


def test_neither_clock_step_moves_the_wait() -> None:
    it = centre_of_three()
    fail_five_times(it, "li.wei")
    for step in (86_400.0, -1_000_000.0):
        it.step_clock(step)
        assert it.sign_in("li.wei", seat="desk-9").values == {"seconds": "840"}
    it.wait(840)
    assert it.sign_in("li.wei", seat="desk-9").ok


def test_who_must_change_the_password_does_that_first() -> None:
    it = centre_of_three()
    it.add("new.one", "A5", must_change=True)
    assert it.sign_in("new.one").reason.startswith("Choose a new password first")
    assert it.prove("account.password", "new.one", secret=PASSWORD).reason == "The new password is the old one."
    assert it.prove("account.password", "new.one", secret="A different one 7").ok
    assert not it.sign_in("new.one").ok
    it.wait(1)
    assert it.sign_in("new.one", password="A different one 7").ok


def test_an_old_password_has_to_be_changed() -> None:
    it = PeopleCentre(rules=Rules(password_days=90))
    it.people(("li.wei", "A1", OFFICER))
    it.wait(90 * 86_400)
    assert it.sign_in("li.wei").ok
    it.wait(1)
    assert it.sign_in("li.wei").reason.startswith("Choose a new password first")
    forever = PeopleCentre(rules=Rules(password_days=0))
    forever.people(("li.wei", "A1", OFFICER))
    forever.wait(9000 * 86_400)
    assert forever.sign_in("li.wei").ok


def test_a_one_time_code_is_needed_and_counts_once() -> None:
    it = centre_of_three()
    assert it.administer("account.codes", _secret(CODES), account="li.wei").ok
    assert it.state.accounts["li.wei"].second_factor
    assert it.sign_in("li.wei").reason == WRONG
    it.wait(60)
    code = it.code()
    assert it.sign_in("li.wei", code=code).ok
    assert it.state.sessions["desk-1"].factors == ("password", "code")
    assert it.sign_in("li.wei", code=code, seat="desk-2").reason == WRONG
    it.wait(30)
    assert it.sign_in("li.wei", code=code, seat="desk-3").reason == WRONG
    it.wait(30)
    assert it.sign_in("li.wei", code=it.code(), seat="desk-3").ok


def test_who_is_told_to_change_the_password_first_does_so_with_the_same_code() -> None:
    it = centre_of_three()
    assert it.add("new.one", "A5", must_change=True).ok
    assert it.administer("account.codes", _secret(CODES), account="new.one").ok
    it.wait(60)
    code = it.code()
    for _ in range(2):
        assert it.sign_in("new.one", code=code).reason.startswith("Choose a new password first")
    assert it.prove("account.password", "new.one", code=code, secret="A different one 7").ok
    assert it.state.failures == {}
    it.wait(1)
    assert it.sign_in("new.one", password="A different one 7", code=code).reason == WRONG
    it.wait(30)
    assert it.sign_in("new.one", password="A different one 7", code=it.code()).ok


def test_who_is_refused_for_another_reason_has_used_the_code_up() -> None:
    it = centre_of_three()
    assert it.administer("account.codes", _secret(CODES), account="li.wei").ok
    it.wait(60)
    code = it.code()
    assert it.sign_in("li.wei", Role.AUDITOR, code=code).reason.startswith("{person} does not hold")
    assert it.sign_in("li.wei", code=code).reason == WRONG


def test_a_code_may_be_one_step_off_either_way() -> None:
    it = centre_of_three()
    it.administer("account.codes", _secret(CODES), account="li.wei")
    it.wait(300)
    for seat, off in enumerate((-61, -30, 30, 61)):
        it.wait(off)
        code = it.code()
        it.wait(-off)
        assert it.sign_in("li.wei", code=code, seat=f"desk-{seat}").ok is (abs(off) == 30), off
        it.wait(120)


def test_two_who_check_one_code_at_once_are_one() -> None:
    it = centre_of_three()
    it.administer("account.codes", _secret(CODES), account="li.wei")
    it.wait(60)
    first, second = (_checked(it, it.code(), seat) for seat in ("desk-1", "desk-2"))
    assert [first(), second()] == [True, False]


def test_credentials_that_were_set_anew_while_old_ones_were_checked_do_not_count() -> None:
    it = centre_of_three()
    sign_in = _checked(it, "", "desk-1")
    it.administer("account.set_password", _secret("A different one 7"), account="li.wei")
    assert not sign_in()


def test_a_hash_of_yesterday_is_made_anew_at_the_next_sign_in() -> None:
    it = centre_of_three()
    before = it.state.accounts["li.wei"].digest
    it.hasher = PasswordHasher(time_cost=2, memory_cost=16, parallelism=1)
    assert it.sign_in("li.wei").ok
    after = it.state.accounts["li.wei"].digest
    assert after != before
    assert it.sign_in("li.wei", seat="desk-2").ok
    assert it.state.accounts["li.wei"].digest == after


def test_stored_credentials_that_were_changed_behind_the_cores_back_are_refused_and_raise_an_alarm() -> None:
    it = centre_of_three()
    it.store.credentials["li.wei"] = it.store.credentials["sun.yan"]
    verdict = it.sign_in("li.wei")
    assert (verdict.ok, verdict.reason) == (False, ALTERED)
    assert [entry[1:] for entry in it.actions()[-3:]] == [
        ("session.sign_in", ""),
        ("credential.altered", "li.wei"),
        ("alarm.raised", "A1"),
    ]
    assert it.state.alarms["A1"].type == "credential.altered"
    del it.store.credentials["li.wei"]
    assert it.sign_in("li.wei").reason == ALTERED


def test_the_credentials_of_one_do_not_open_for_another_even_with_their_digest() -> None:
    it = centre_of_three()
    sun = it.store.credentials["sun.yan"]
    assert it.vault.open("sun.yan", sun) is not None
    assert it.vault.open("li.wei", sun) is None


def _secret(text: str) -> Claim:
    return Claim(secret=text)


def _checked(it: PeopleCentre, code: str, seat: str) -> Callable[[], bool]:
    """Li Wei's credentials are checked now; the core decides when it is called."""
    order = CommandId(id=f"command-at-{seat}", name="session.sign_in")
    raw = msgspec.msgpack.encode({"role": "duty-officer"})
    checked = it.check(order, raw, Claim(account="li.wei", password=PASSWORD, code=code), seat)
    assert isinstance(checked, Checked)
    return lambda: it.decide(order, raw, checked, seat).ok
