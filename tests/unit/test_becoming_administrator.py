"""Who becomes one of the three administrators is nobody whose password somebody else knows; who agrees sees to what."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from commandcenter.adapters.resources import read_catalogue
from commandcenter.app import approving
from commandcenter.app.telling import Teller
from commandcenter.app.words import Words
from commandcenter.domain.people import Account, Approval, Role
from commandcenter.services import judging
from commandcenter.services.said.asked import arguments
from commandcenter.services.saying import say
from tests.support.people import AUDITOR, CODES, PASSWORD, SECURITY, SYSTEM, PeopleCentre
from tests.unit.test_saying import CHINESE, Known
from tests.unit.test_separation import LINE, NEW, agree, centre, give, waits

OWN = "My own password 333"
STAYS = "Who is {role} chooses a password at the first sign-in: what another one has set does not stay."


def account(it: PeopleCentre, id: str = "li.wei") -> Account:
    return it.state.accounts[id]


def promote(it: PeopleCentre) -> None:
    assert give(it, "account.set", account="li.wei", roles=["auditor"]).ok
    assert agree(it, "wu.gang").ok
    assert account(it).roles == AUDITOR


@pytest.mark.parametrize("chosen", [False, True])
def test_a_password_given_to_an_officer_opens_no_administrators_account(chosen: bool) -> None:
    it, password = centre(), NEW
    assert give(it, "account.set_password", NEW, account="li.wei", must_change=False).ok
    if chosen:
        # By whoever knows the given one: nobody can tell that from its holder.
        assert it.prove("account.password", "li.wei", NEW, secret=OWN).ok
        password = OWN
    promote(it)
    assert give(it, "account.set_password", NEW + "x", account="zhou.ping").ok
    assert not agree(it, "li.wei", password).ok
    assert not it.sign_in("li.wei", Role.AUDITOR, password=password).ok
    assert account(it, "zhou.ping").chosen


def test_who_sits_somewhere_with_the_old_password_does_so_no_more() -> None:
    it = centre()
    assert it.sign_in("li.wei").ok
    assert give(it, "account.set", account="li.wei", roles=["duty-officer", "auditor"]).ok
    assert agree(it, "wu.gang").ok
    assert it.state.sessions == {}


def test_the_first_password_of_an_administrator_takes_two_and_then_a_choice_of_the_own() -> None:
    it = centre()
    promote(it)
    assert give(it, "account.set_password", NEW, account="li.wei", must_change=False).reason == STAYS
    assert give(it, "account.set_password", NEW, account="li.wei").ok
    assert account(it).digest == ""
    assert agree(it, "wu.gang").ok
    assert give(it, "account.disable", account="zhou.ping").ok
    assert agree(it, "li.wei", NEW).reason == judging.STALE
    assert it.prove("account.password", "li.wei", NEW, secret=OWN).ok
    assert agree(it, "li.wei", OWN).ok


def test_codes_that_somebody_else_has_set_before_count_no_more() -> None:
    it = centre()
    assert give(it, "account.codes", CODES, account="li.wei").ok
    promote(it)
    assert not account(it).second_factor
    assert not give(it, "account.codes", CODES, account="li.wei").ok
    assert give(it, "account.set_password", NEW, account="li.wei").ok
    assert agree(it, "wu.gang").ok
    assert it.prove("account.password", "li.wei", NEW, secret=OWN).ok
    assert give(it, "account.codes", CODES, account="li.wei").ok
    assert not account(it).second_factor
    assert agree(it, "wu.gang").ok
    assert account(it).second_factor


def test_who_is_an_administrator_already_keeps_the_password_whatever_else_changes() -> None:
    it = centre()
    before = account(it, "zhou.ping")
    assert give(it, "account.set", account="zhou.ping", roles=["auditor", "duty-officer"], name="周平平").ok
    assert agree(it, "wu.gang").ok
    assert account(it, "zhou.ping").digest == before.digest
    assert it.sign_in("zhou.ping", Role.AUDITOR).ok


@pytest.mark.parametrize("alone", [True, False])
def test_no_password_of_an_administrator_is_kept_that_another_one_has_given(alone: bool) -> None:
    it = PeopleCentre()
    it.people(("sun.yan", "A9", SECURITY), *(() if alone else (("wu.gang", "A8", SYSTEM),)))
    refused = give(it, "account.add", NEW, **LINE, must_change=False)
    assert (refused.ok, refused.reason, refused.values) == (False, STAYS, {"role": "auditor"})
    assert give(it, "account.add", NEW, **{**LINE, "roles": ["duty-officer"]}, must_change=False).ok
    assert "new.one" in it.state.accounts


def test_who_kept_a_given_password_in_a_journal_of_old_agrees_after_choosing_one() -> None:
    it = centre()
    old = account(it, "zhou.ping")
    it.core.state.accounts["zhou.ping"] = msgspec.structs.replace(old, given_at=old.password_at)
    assert give(it, "account.disable", account="wu.gang").ok
    assert agree(it, "zhou.ping").reason == judging.STALE
    assert it.prove("account.password", "zhou.ping", secret=OWN).ok
    assert agree(it, "zhou.ping", OWN).ok
    # A choice of the own does not make it forgotten that somebody else had set one: a recovery goes by it.
    assert account(it, "zhou.ping").given_at == old.password_at


def test_it_still_takes_two_where_the_only_other_one_has_not_chosen_yet() -> None:
    it = PeopleCentre()
    it.people(("wu.gang", "A8", SYSTEM), ("sun.yan", "A9", SECURITY))
    old = account(it, "wu.gang")
    it.core.state.accounts["wu.gang"] = msgspec.structs.replace(old, given_at=old.password_at)
    assert give(it, "account.set_password", NEW, account="wu.gang").ok
    assert account(it, "wu.gang").digest == old.digest
    assert len(it.state.approvals) == 1


@pytest.mark.parametrize(("name", "secret"), [("account.codes", ""), ("account.codes_off", CODES)])
def test_codes_are_not_taken_away_by_the_command_that_sets_them_nor_set_by_the_other(name: str, secret: str) -> None:
    it = centre()
    before = account(it, "zhou.ping")
    refused = give(it, name, secret, account="zhou.ping")
    assert (refused.ok, refused.reason) == (False, "What was given is not what the command says: it was not done.")
    assert (it.state.approvals, account(it, "zhou.ping")) == ({}, before)


def asked(name: str, secret: str | None = None, /, **args: Any) -> Approval:
    it = centre()
    assert give(it, name, secret, **args).ok
    return waits(it)


def words(approval: Approval, language: str = "en") -> list[str]:
    return approving.in_words(Teller(Words(language), read_catalogue(), Known()), approval)


def test_what_sets_codes_and_what_takes_them_away_are_two_things() -> None:
    on, off = asked("account.codes", CODES, account="zhou.ping"), asked("account.codes_off", "", account="zhou.ping")
    assert on.digest != off.digest
    assert (words(on)[0], words(off)[0]) == ("set up one-time codes", "take one-time codes away")


@pytest.mark.parametrize(
    ("approval", "said"),
    [
        (
            asked("account.set", account="wu.gang", areas=[], cameras=[], name=None),
            ["change an account", "account: wu.gang (wu.gang)", "areas: –", "cameras: –"],
        ),
        (
            asked("account.set", account="li.wei", roles=["duty-officer", "auditor"], cameras=["C1", "K\u202e*"]),
            [
                "change an account",
                "account: li.wei (Li Wei)",
                "positions: duty officer, auditor",
                "cameras: C1, K\N{REPLACEMENT CHARACTER}*",
                "who was none of the three administrators until now gets a new first password, by two persons",
            ],
        ),
        (
            asked("account.set_password", NEW, account="zhou.ping"),
            [
                "set a person's password",
                "account: zhou.ping (zhou.ping)",
                "N. A9 knows this password until its holder has chosen another one",
            ],
        ),
        (
            asked("account.add", None, **LINE, must_change=True, directory=""),
            [
                "add an account",
                "account: new.one (new.one)",
                "name: 新",
                "staff number: A20",
                "positions: auditor",
                "areas: *",
                "cameras: *",
                "the first password: to be changed at the first sign-in",
                "name in the directory: –",
            ],
        ),
        (
            asked("account.add_many", lines=[LINE, {**LINE, "account": "ew.one", "roles": ["duty-officer"]}]),
            [
                "add several accounts",
                "no. 1: account: new.one (new.one), name: 新, staff number: A20, positions: auditor, areas: *, "
                "cameras: *",
                "no. 2: account: ew.one (ew.one), name: 新, staff number: A20, positions: duty officer, areas: *, "
                "cameras: *",
            ],
        ),
    ],
    ids=lambda value: value.command if isinstance(value, Approval) else "",
)
def test_all_that_a_request_does_is_said_before_one_agrees(approval: Approval, said: list[str]) -> None:
    assert words(approval) == said


def test_what_leaves_the_journal_is_said() -> None:
    args = msgspec.msgpack.encode({"before": 5000, "archive": "5a26b009" + "d" * 56})
    approval = msgspec.structs.replace(asked("account.disable", account="wu.gang"), command="journal.prune", args=args)
    assert words(approval) == [
        "let old entries leave the journal",
        "the entries before 5000 leave the journal",
        "archive 5a26b009… holds them",
    ]
    assert arguments(approval) == {"before": 5000, "archive": "5a26b009" + "d" * 56}


def test_the_record_says_who_has_asked_who_has_agreed_and_to_what() -> None:
    it = centre()
    assert give(it, "account.set", account="zhou.ping", cameras=[]).ok
    assert agree(it, "wu.gang").ok
    teller = Teller(Words("en"), read_catalogue(), Known())
    said = {s.entry.action: (s.entry.actor, teller.said(say(s.entry))) for s in it.store.entries}
    rest = "change an account, account: zhou.ping (zhou.ping), cameras: –"
    assert said["approval.asked"] == ("sun.yan", f"asks a second person to approve: {rest}")
    assert said["approval.given"] == ("wu.gang", f"approves what N. A9 asked for: {rest}")


def test_the_record_says_that_no_password_counts_any_more() -> None:
    it = centre()
    promote(it)
    teller = Teller(Words("en"), read_catalogue(), Known())
    (done,) = [teller.said(say(s.entry)) for s in it.store.entries if s.entry.action == "account.changed"]
    assert done == "the account of N. A1 is now: auditor, no password counts for it: a first one has to be set"
    assert PASSWORD not in done


def test_every_word_of_a_request_has_its_chinese() -> None:
    args = {**LINE, "must_change": False, "directory": "", "before": 7, "archive": "d" * 64, "lines": [LINE]}
    approval = msgspec.structs.replace(asked("account.set_password", NEW, account="zhou.ping"), account="x")
    fits = [(name, msgspec.msgpack.encode(args)) for name in ("account.add", "account.codes", "account.set")]
    for command, raw in (*fits, ("account.codes_off", b"\x80")):
        said = words(msgspec.structs.replace(approval, command=command, args=raw), "zh")
        assert [line for line in said if not CHINESE.search(line)] == []
