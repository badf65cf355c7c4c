"""Nobody gets alone at the account of another one of the three administrators, once a second one could agree."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from commandcenter.domain.changes.people import AccountChange, ApprovalAsked, PasswordSet
from commandcenter.domain.keys import KeyKind
from commandcenter.domain.people import Approval, Role
from commandcenter.services.core import Verdict
from commandcenter.services.credentials import Claim
from commandcenter.services.second_person import LOST, NO_CORE
from tests.support.people import AUDITOR, CODES, LEADER, OFFICER, PASSWORD, SECURITY, SYSTEM, PeopleCentre

NEW = "A different one 7"
TOOL = KeyKind.TOOL
LINE: dict[str, Any] = {
    "account": "new.one",
    "name": "新",
    "person": "A20",
    "roles": ["auditor"],
    "areas": ["*"],
    "cameras": ["*"],
}
ON_AUDITOR: list[tuple[str, str | None, dict[str, Any]]] = [
    ("account.set_password", NEW, {"account": "zhou.ping"}),
    ("account.codes", CODES, {"account": "zhou.ping"}),
    ("account.codes_off", "", {"account": "zhou.ping"}),
    ("account.disable", None, {"account": "zhou.ping"}),
    ("account.set", None, {"account": "zhou.ping", "roles": ["duty-officer"]}),
    ("account.set", None, {"account": "zhou.ping", "name": "周平平"}),
    ("account.set", None, {"account": "li.wei", "roles": ["duty-officer", "auditor"]}),
    ("account.set", None, {"account": "li.wei", "roles": ["security-administrator"]}),
    ("account.add", NEW, LINE),
    ("account.add", None, LINE),
    ("account.add", NEW, {**LINE, "roles": ["security-administrator"]}),
    ("account.add_many", None, {"lines": [{**LINE, "account": "one.two", "roles": ["duty-officer"]}, LINE]}),
]


def centre() -> PeopleCentre:
    it = PeopleCentre()
    it.people(("zhou.ping", "A7", AUDITOR), ("wu.gang", "A8", SYSTEM), ("sun.yan", "A9", SECURITY))
    it.people(("qian.bo", "A6", SECURITY), ("li.wei", "A1", OFFICER), ("chen.jing", "A2", LEADER))
    it.wait(60)
    return it


def give(it: PeopleCentre, name: str, secret: str | None = None, /, by: str = "sun.yan", **args: Any) -> Verdict:
    it.wait(1)
    return it.prove(name, by, seat="tool", kind=TOOL, secret=secret, **args)


def waits(it: PeopleCentre) -> Approval:
    return next(reversed(it.state.approvals.values()))


def agree(it: PeopleCentre, by: str, password: str = PASSWORD, *, digest: str = "") -> Verdict:
    found = waits(it)
    args: dict[str, Any] = {"approval": found.id, "digest": digest or found.digest}
    it.wait(1)
    return it.prove("approval.approve", by, password, seat="tool", kind=TOOL, **args)


@pytest.mark.parametrize(("name", "secret", "args"), ON_AUDITOR)
def test_what_gives_power_over_an_administrators_account_waits_for_a_second_person(
    name: str, secret: str | None, args: dict[str, Any]
) -> None:
    it = centre()
    before, kept = dict(it.state.accounts), dict(it.store.credentials)
    assert give(it, name, secret, **args).ok
    assert (list(it.state.accounts), it.store.credentials) == (list(before), kept)
    assert [msgspec.structs.replace(known, step=0) for known in it.state.accounts.values()] == list(before.values())
    assert (waits(it).command, waits(it).account) == (name, "sun.yan")
    assert agree(it, "wu.gang").ok
    assert it.state.accounts != before
    assert it.state.approvals == {}


@pytest.mark.parametrize(("name", "secret", "args"), ON_AUDITOR)
@pytest.mark.parametrize("by", ["sun.yan", "qian.bo", "li.wei", "chen.jing"])
def test_neither_who_asks_nor_another_security_administrator_nor_an_officer_agrees(
    by: str, name: str, secret: str | None, args: dict[str, Any]
) -> None:
    it = centre()
    before = list(it.state.accounts.values())
    assert give(it, name, secret, **args).ok
    assert not agree(it, by).ok
    assert list(it.state.accounts.values()) == before


@pytest.mark.parametrize(
    ("name", "secret", "args"),
    [
        ("account.set_password", NEW, {"account": "li.wei"}),
        ("account.set", None, {"account": "chen.jing", "roles": ["duty-officer"]}),
        ("account.add", NEW, {**LINE, "roles": ["shift-leader"]}),
        ("account.set", None, {"account": "sun.yan", "name": "孙燕"}),
        ("account.codes", CODES, {"account": "sun.yan"}),
        ("account.lift", None, {"account": "zhou.ping"}),
    ],
)
def test_other_accounts_ones_own_and_a_lock_take_one_person(
    name: str, secret: str | None, args: dict[str, Any]
) -> None:
    it = centre()
    it.sign_in("zhou.ping", password="wrong", seat="desk-9")
    assert give(it, name, secret, **args).ok
    assert it.state.approvals == {}


def test_the_new_password_is_kept_out_of_the_journal_until_it_counts() -> None:
    it = centre()
    old = it.state.accounts["zhou.ping"].digest
    assert give(it, "account.set_password", NEW, account="zhou.ping").ok
    asked = next(it_.entry.change for it_ in it.store.entries if isinstance(it_.entry.change, ApprovalAsked))
    assert len(asked.approval.secret) == 64
    assert all(b"argon2" not in stamped.data for stamped in it.store.entries)
    assert agree(it, "wu.gang").ok
    account = it.state.accounts["zhou.ping"]
    assert (account.digest, account.must_change) == (asked.approval.secret, True)
    assert account.digest != old
    assert it.prove("account.password", "zhou.ping", NEW, secret=PASSWORD).ok


def test_the_record_names_both_and_nothing_of_it_was_done_alone() -> None:
    it = centre()
    assert give(it, "account.set_password", NEW, account="zhou.ping").ok
    assert agree(it, "wu.gang").ok
    lately = [(actor, action) for actor, action, _ in it.actions()[-5:]]
    assert lately == [
        ("sun.yan", "approval.asked"),
        ("sun.yan", "credential.checked"),
        ("wu.gang", "approval.given"),
        ("sun.yan", "password.set"),
        ("wu.gang", "credential.checked"),
    ]
    (done,) = [s.entry.change for s in it.store.entries if isinstance(s.entry.change, PasswordSet)]
    assert not done.alone


@pytest.mark.parametrize("second", ["nobody", "no password", "set by another", "disabled"])
def test_as_long_as_nobody_could_agree_one_does_it_alone_and_the_record_says_so(second: str) -> None:
    it = PeopleCentre()
    if second != "nobody":
        password = None if second == "no password" else PASSWORD
        assert it.add("wu.gang", "A8", SYSTEM, password=password, must_change=second == "set by another").ok
    if second == "disabled":
        assert it.administer("account.disable", account="wu.gang").ok
    it.people(("sun.yan", "A9", SECURITY), ("qian.bo", "A6", SECURITY))
    assert give(it, "account.add", NEW, **LINE).ok
    assert it.state.accounts["new.one"].digest
    assert it.state.approvals == {}
    changes = [s.entry.change for s in it.store.entries if isinstance(s.entry.change, AccountChange)]
    assert [change.account.id for change in changes if change.alone] == ["new.one"]


def test_from_the_first_password_of_the_own_choice_on_it_takes_two() -> None:
    it = PeopleCentre()
    it.people(("sun.yan", "A9", SECURITY))
    assert give(it, "account.add", NEW, **{**LINE, "account": "zhou.ping", "person": "A7"}).ok
    assert give(it, "account.set_password", NEW + "!", account="zhou.ping").ok
    assert it.state.approvals == {}
    assert it.prove("account.password", "zhou.ping", NEW + "!", secret=PASSWORD).ok
    assert give(it, "account.set_password", NEW, account="zhou.ping").ok
    assert it.state.approvals != {}
    assert it.sign_in("zhou.ping", Role.AUDITOR).ok


def test_two_accounts_of_one_person_are_one() -> None:
    it = PeopleCentre()
    it.people(("sun.yan", "A9", SECURITY), ("wu.gang", "A8", SYSTEM))
    assert it.add("sun.two", "a9", OFFICER).ok
    # By hand: the core makes no such account.
    two = it.state.accounts["sun.two"]
    it.core.state.accounts["sun.two"] = msgspec.structs.replace(two, roles=AUDITOR)
    assert give(it, "account.add", NEW, **LINE).ok
    assert not agree(it, "sun.two").ok
    assert agree(it, "wu.gang").ok


def test_a_second_person_with_a_password_that_somebody_else_has_set_does_not_agree() -> None:
    it = centre()
    it.add("he.tao", "A30", AUDITOR, must_change=True)
    assert give(it, "account.disable", account="wu.gang").ok
    assert agree(it, "he.tao").reason.startswith("Choose a new password first")
    assert agree(it, "zhou.ping").ok


def test_who_is_the_last_one_that_could_agree_is_asked_about_the_own_account_too() -> None:
    it = centre()
    assert give(it, "account.set_password", NEW, account="zhou.ping").ok
    assert agree(it, "wu.gang").ok
    assert give(it, "account.set_password", NEW, account="wu.gang").ok
    assert not agree(it, "zhou.ping", NEW).ok
    assert it.state.accounts["wu.gang"].must_change is False
    assert agree(it, "wu.gang").ok
    assert it.state.accounts["wu.gang"].must_change


def test_what_is_wrong_with_it_is_said_to_who_asks() -> None:
    it = centre()
    assert give(it, "account.set_password", "short", account="zhou.ping").reason.startswith("A password has 12")
    assert give(it, "account.enable", account="zhou.ping").reason == "The account {account} is not disabled."
    assert give(it, "account.set_password", account="zhou.ping").reason == "Nothing was given to be set."
    assert it.state.approvals == {}


def test_without_a_core_that_keeps_it_no_new_password_waits_and_everything_else_does() -> None:
    it = centre()
    it.core.handed = None
    assert give(it, "account.set_password", NEW, account="zhou.ping").reason == NO_CORE
    assert it.state.approvals == {}
    assert give(it, "account.disable", account="zhou.ping").ok
    assert agree(it, "wu.gang").ok
    assert not it.state.accounts["zhou.ping"].enabled


def test_after_a_restart_a_password_is_asked_for_again_and_none_is_set_without() -> None:
    it = centre()
    assert give(it, "account.add", NEW, **LINE).ok
    it.restart()
    assert agree(it, "wu.gang").reason == LOST
    assert "new.one" not in it.state.accounts


def test_a_password_that_was_changed_meanwhile_stays() -> None:
    it = centre()
    assert give(it, "account.set_password", NEW, account="zhou.ping").ok
    assert it.prove("account.password", "zhou.ping", secret=NEW + "!").ok
    before = it.state.accounts["zhou.ping"].digest
    assert not agree(it, "wu.gang").ok
    assert it.state.accounts["zhou.ping"].digest == before


def test_nothing_else_is_agreed_to_than_what_was_seen_and_no_later_than_two_minutes() -> None:
    it = centre()
    assert give(it, "account.set_password", NEW, account="zhou.ping").ok
    assert not agree(it, "wu.gang", digest="0" * 64).ok
    it.wait(120)
    assert not agree(it, "wu.gang").ok


def test_it_is_refused_by_who_might_have_agreed_and_by_nobody_else() -> None:
    it = centre()
    assert give(it, "account.disable", account="zhou.ping").ok
    args: dict[str, Any] = {"approval": waits(it).id, "digest": waits(it).digest}
    for by, ok in (("qian.bo", False), ("li.wei", False), ("wu.gang", True)):
        assert give(it, "approval.refuse", by=by, **args).ok is ok
    assert it.state.accounts["zhou.ping"].enabled


def test_it_is_not_asked_for_by_name_without_the_password_that_belongs_to_it() -> None:
    it = centre()
    raw = msgspec.msgpack.encode({"account": "zhou.ping"})
    refused = give(it, "approval.request", command="account.set_password", args=raw)
    assert refused.reason == "This asks for a second person by itself: just do it."


def test_at_a_desk_the_same_holds() -> None:
    it = centre()
    assert it.sign_in("sun.yan", Role.SECURITY_ADMINISTRATOR).ok
    assert it.sign_in("wu.gang", Role.SYSTEM_ADMINISTRATOR, seat="desk-2").ok
    assert it.do("account.disable", account="zhou.ping").ok
    assert it.state.accounts["zhou.ping"].enabled
    found = waits(it)
    args: dict[str, Any] = {"approval": found.id, "digest": found.digest}
    assert it.prove("approval.approve", "wu.gang", seat="desk-2", **args).ok
    assert not it.state.accounts["zhou.ping"].enabled


def test_the_machines_tool_does_it_alone_only_before_there_is_a_security_administrator() -> None:
    it = PeopleCentre()
    for account, person, role in (("zhou.ping", "A7", "auditor"), ("wu.gang", "A8", "system-administrator")):
        line = {**LINE, "account": account, "person": person, "roles": [role], "must_change": False}
        assert it.prove("account.add", "", "", seat="tool", kind=TOOL, secret=PASSWORD, **line).ok
    it.people(("sun.yan", "A9", SECURITY))
    verdict = it.prove("account.set_password", "", "", seat="tool", kind=TOOL, secret=NEW, account="zhou.ping")
    assert not verdict.ok
    assert it.administer("account.set_password", Claim(secret=NEW), account="zhou.ping").ok
