"""Commands that need two persons: bound to what was seen, to two human beings, to two minutes, and used once."""

from __future__ import annotations

import msgspec
import pytest

from commandcenter.domain.changes.operating import Acted
from commandcenter.domain.people import Role
from commandcenter.services.commands import CommandTable, Declaration
from commandcenter.services.core import Verdict
from commandcenter.services.operating import Filtered, command_table, recorded
from commandcenter.services.permissions import Permission
from commandcenter.services.second_person import digest_of
from tests.support.people import LEADER, OFFICER, PASSWORD, PeopleCentre

BLAST = Declaration(
    "demo.blast",
    Filtered,
    Permission.START_LINKAGE,
    (Acted,),
    recorded("demo.blast", lambda args: "gate-7"),
    two_persons=True,
)
ARGS = msgspec.msgpack.encode({"filter": "all gates"})


def table() -> CommandTable:
    return command_table([BLAST])


def centre() -> PeopleCentre:
    """Li and Chen are two persons, Li has a second account; all of them sit somewhere."""
    it = PeopleCentre(table())
    it.people(("li.wei", "A1", OFFICER), ("li.two", "a1", OFFICER), ("chen.jing", "A2", (*OFFICER, *LEADER)))
    it.people(("zhou.ping", "A7", (Role.AUDITOR,)), ("third.one", "A3", OFFICER))
    for seat, account in (("desk-1", "li.wei"), ("desk-2", "li.two"), ("desk-3", "chen.jing")):
        assert it.sign_in(account, seat=seat).ok
    return it


def asked(it: PeopleCentre, seat: str = "desk-1") -> str:
    assert it.do("approval.request", seat, command="demo.blast", args=ARGS).ok
    return next(reversed(it.state.approvals))


def approve(
    it: PeopleCentre, approval: str, account: str, seat: str, digest: str = "", password: str = PASSWORD
) -> Verdict:
    digest = digest or digest_of("demo.blast", ARGS)
    return it.prove("approval.approve", account, password, seat=seat, approval=approval, digest=digest)


def blasts(it: PeopleCentre) -> int:
    return sum(stamped.entry.action == "demo.blast" and stamped.entry.subject != "" for stamped in it.store.entries)


def test_one_asks_another_agrees_and_both_stand_in_the_record() -> None:
    it = centre()
    approval = asked(it)
    assert approve(it, approval, "chen.jing", "desk-3").ok
    given, done = (stamped.entry for stamped in it.store.entries[-3:-1])
    assert (given.actor, given.action, done.actor, done.action, done.subject) == (
        "chen.jing", "approval.given", "li.wei", "demo.blast", "gate-7",
    )  # fmt: skip
    assert (given.change.approval.person, given.change.by_person) == ("A1", "A2")  # type: ignore[union-attr]
    assert it.state.approvals == {}


def test_it_cannot_be_done_by_oneself() -> None:
    it = centre()
    assert it.do("demo.blast", filter="all gates").reason == "This needs a second person: ask for approval."
    approval = asked(it)
    for account, seat in (("li.wei", "desk-1"), ("li.two", "desk-2"), ("li.wei", "desk-2"), ("li.two", "desk-1")):
        assert not approve(it, approval, account, seat).ok
        it.wait(0)
    assert blasts(it) == 0


def test_agreeing_needs_an_own_session_and_the_password() -> None:
    it = centre()
    approval = asked(it)
    digest = digest_of("demo.blast", ARGS)
    assert not it.do("approval.approve", "desk-3", approval=approval, digest=digest).ok
    assert not approve(it, approval, "third.one", "desk-3").ok
    assert not approve(it, approval, "chen.jing", "desk-1").ok
    assert not approve(it, approval, "chen.jing", "desk-3", password="wrong").ok
    assert blasts(it) == 0


def test_who_may_not_do_it_may_neither_ask_nor_agree() -> None:
    it = centre()
    it.sign_in("zhou.ping", Role.AUDITOR, seat="desk-4")
    refused = it.do("approval.request", "desk-4", command="demo.blast", args=ARGS)
    assert refused.values["permission"] == "linkage.start"
    assert approve(it, asked(it), "zhou.ping", "desk-4").values["permission"] == "linkage.start"


def test_it_is_used_once() -> None:
    it = centre()
    approval = asked(it)
    assert approve(it, approval, "chen.jing", "desk-3").ok
    assert not approve(it, approval, "chen.jing", "desk-3").ok
    assert blasts(it) == 1


def test_nothing_else_is_agreed_to_than_what_was_seen() -> None:
    it = centre()
    approval = asked(it)
    other = digest_of("demo.blast", msgspec.msgpack.encode({"filter": "one gate"}))
    assert not approve(it, approval, "chen.jing", "desk-3", other).ok
    assert digest_of("ab", b"c") != digest_of("a", b"bc")
    assert blasts(it) == 0


def test_it_is_void_after_two_minutes() -> None:
    it = centre()
    approval = asked(it)
    it.wait(119.9)
    assert approve(it, approval, "chen.jing", "desk-3").ok
    approval = asked(it)
    it.wait(120)
    assert not approve(it, approval, "chen.jing", "desk-3").ok
    it.core.tick()
    assert (it.state.approvals, it.actions()[-1]) == ({}, ("core", "approval.ended", approval))


@pytest.mark.parametrize("step", [-3600.0, 3600.0])
def test_no_clock_step_makes_it_last_longer(step: float) -> None:
    it = centre()
    approval = asked(it)
    it.wait(60)
    it.step_clock(step)
    it.wait(60)
    assert not approve(it, approval, "chen.jing", "desk-3").ok


def test_no_restart_makes_it_last_longer_than_the_clock_on_the_wall_says() -> None:
    it = centre()
    approval = asked(it)
    it.restart(away_s=120)
    assert not approve(it, approval, "chen.jing", "desk-3").ok


@pytest.mark.parametrize(
    ("command", "args"),
    [("account.disable", {}), ("account.set", {"roles": ["auditor"]})],
)
def test_it_is_void_when_who_asked_may_no_more(command: str, args: dict[str, object]) -> None:
    it = centre()
    approval = asked(it)
    assert it.administer(command, account="li.wei", **args).ok
    assert it.state.approvals == {}
    assert not approve(it, approval, "chen.jing", "desk-3").ok


def test_it_is_void_when_who_asked_signs_out_or_is_replaced() -> None:
    it = centre()
    for replaced in (False, True):
        approval = asked(it)
        left = it.sign_in("third.one", seat="desk-1") if replaced else it.do("session.sign_out", "desk-1")
        assert left.ok
        assert not approve(it, approval, "chen.jing", "desk-3").ok
        it.sign_in("li.wei", seat="desk-1")
    assert blasts(it) == 0


def test_it_is_refused_by_another_and_withdrawn_by_who_asked() -> None:
    it = centre()
    digest = digest_of("demo.blast", ARGS)
    for seat, why in (("desk-3", "refused"), ("desk-1", "withdrawn")):
        approval = asked(it)
        assert it.do("approval.refuse", seat, approval=approval, digest=digest).ok
        assert it.store.entries[-1].entry.change.why == why  # type: ignore[union-attr]
        assert not approve(it, approval, "chen.jing", "desk-3").ok


def test_what_needs_no_second_person_is_not_asked_for() -> None:
    it = centre()
    for command in ("queue.filter", "approval.approve", "no.such"):
        assert not it.do("approval.request", "desk-1", command=command, args=ARGS).ok


def test_wrong_arguments_are_refused_when_asked_not_when_agreed() -> None:
    it = centre()
    assert not it.do("approval.request", "desk-1", command="demo.blast", args=b"\xc1").ok
    assert not it.do("approval.request", "desk-1", command="demo.blast", args=b"x" * 4097).ok
