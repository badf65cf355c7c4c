"""Accounts: who makes them, what nobody may hold together, what a change of one does to sessions at once."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from commandcenter.domain.assets import Camera
from commandcenter.domain.keys import KeyKind
from commandcenter.domain.people import Role, Scope
from commandcenter.services.credentials import Claim
from tests.support.people import AUDITOR, CODES, LEADER, OFFICER, SECURITY, SYSTEM, PeopleCentre

STREET = (Role.STREET_CENTRE,)


def test_an_account_has_a_name_a_staff_number_roles_and_a_scope() -> None:
    it = PeopleCentre()
    assert it.add("li.wei", "a1", OFFICER, name=" 李伟 ").ok
    account = it.state.accounts["li.wei"]
    assert (account.name, account.person, account.roles) == ("李伟", "A1", OFFICER)
    assert account.scope == Scope(areas=("*",), cameras=("*",))
    assert it.actions()[-1] == ("admin", "account.added", "li.wei")
    assert len(it.store.credentials["li.wei"]) > 100


@pytest.mark.parametrize(
    "account", ["core", "wall", "admin", "tool", "nobody", "Li.Wei", "l", "-x", "li wei", "li\n", "x" * 33]
)
def test_ids_that_stand_for_something_else_or_are_none_are_refused(account: str) -> None:
    assert not PeopleCentre().add(account, "A1").ok


@pytest.mark.parametrize(
    "name",
    ["\u202eevil", "a\u200bb", "a\nb", "a\x07b", " ", "x" * 65, "\u2066x\u2069", "a\x1b[31mb", "\ue000"],
)
def test_a_name_that_turns_writing_round_or_steers_a_screen_is_refused(name: str) -> None:
    it = PeopleCentre()
    assert not it.administer("account.add", account="li.wei", name=name, person="A1", roles=["duty-officer"]).ok
    assert it.state.accounts == {}


@pytest.mark.parametrize("name", ["<b>李伟</b>", "{0}", "%s", "O'Neil; DROP TABLE", "e\u0301"])
def test_a_name_with_markup_is_a_name(name: str) -> None:
    it = PeopleCentre()
    assert it.add("li.wei", "A1", name=name).ok
    assert it.state.accounts["li.wei"].name == name.replace("e\u0301", "é")


@pytest.mark.parametrize("one", [*AUDITOR, *SECURITY, *SYSTEM])
@pytest.mark.parametrize("other", [*AUDITOR, *SECURITY, *SYSTEM])
def test_nobody_holds_two_of_the_three_over_all_accounts(one: Role, other: Role) -> None:
    it = PeopleCentre()
    assert it.add("both", "A1", (one, other)).ok is (one is other)
    it = PeopleCentre()
    it.people(("first", "A1", (one,)), ("else", "A2", (other,)))
    assert it.add("second", "a1", (Role.DUTY_OFFICER, other)).ok is (one is other)
    it.people(("third", "A1", OFFICER))
    assert it.administer("account.set", account="third", roles=[other.value]).ok is (one is other)


def test_a_disabled_account_still_counts() -> None:
    it = PeopleCentre()
    it.people(("first", "A1", AUDITOR))
    it.administer("account.disable", account="first")
    assert not it.add("second", "A1", SYSTEM).ok


def test_who_is_added_with_many_is_held_against_the_others_of_the_list() -> None:
    it = PeopleCentre()
    line = {"name": "李伟", "person": "A1", "areas": ["*"]}
    lines = [
        {**line, "account": "one", "roles": ["auditor"]},
        {**line, "account": "two", "roles": ["system-administrator"]},
    ]
    verdict = it.administer("account.add_many", lines=lines)
    assert (verdict.ok, verdict.values["account"], it.state.accounts) == (False, "two", {})
    assert it.administer("account.add_many", lines=lines[:1]).ok
    assert not it.sign_in("one", Role.AUDITOR).ok


def test_street_centres_and_departments_have_areas() -> None:
    it = PeopleCentre()
    assert not it.add("street", "A1", STREET, areas=("*",)).ok
    assert not it.add("street", "A1", STREET, areas=()).ok
    assert it.add("street", "A1", STREET, areas=("500105001",)).ok
    assert not it.administer("account.set", account="street", areas=["*"], cameras=[]).ok
    assert it.add("li.wei", "A2", OFFICER).ok
    assert not it.administer("account.set", account="li.wei", roles=["department"]).ok


def test_several_things_of_an_account_change_at_once_or_none_of_them() -> None:
    it = PeopleCentre()
    it.people(("sun.yan", "A9", SECURITY), ("li.wei", "A1", OFFICER))
    it.administer("account.codes", Claim(secret=CODES), account="sun.yan")
    it.wait(60)
    wanted: dict[str, Any] = {"name": "李伟伟", "roles": ["department"], "areas": ["500105001"], "cameras": []}
    before, size = it.state.accounts["li.wei"], it.state.size
    refused = it.administer("account.set", account="li.wei", **{**wanted, "areas": ["*"]})
    assert (refused.ok, it.state.accounts["li.wei"]) == (False, before)
    code = it.code()
    assert it.prove("account.set", "sun.yan", seat="tool", kind=KeyKind.TOOL, code=code, account="li.wei", **wanted).ok
    after = it.state.accounts["li.wei"]
    assert (after.name, after.roles, after.scope) == ("李伟伟", (Role.DEPARTMENT,), Scope(areas=("500105001",)))
    assert [action for _, action, _ in it.actions()[size:]] == [
        "account.set", "account.changed", "credential.checked",
    ]  # fmt: skip
    nothing = it.administer("account.set", account="li.wei")
    assert (nothing.ok, nothing.reason) == (False, "Nothing was given that is to change.")


def test_what_is_not_given_of_a_scope_stays() -> None:
    it = PeopleCentre()
    it.people(("li.wei", "A1", OFFICER))
    assert it.administer("account.set", account="li.wei", cameras=["C1"]).ok
    assert it.state.accounts["li.wei"].scope == Scope(areas=("*",), cameras=("C1",))
    assert it.administer("account.set", account="li.wei", areas=["500105"]).ok
    assert it.state.accounts["li.wei"].scope == Scope(areas=("500105",), cameras=("C1",))


def test_the_walls_position_is_nobodys() -> None:
    assert not PeopleCentre().add("li.wei", "A1", (Role.WALL,)).ok


def test_the_last_security_administrator_stays_one() -> None:
    it = PeopleCentre()
    it.people(("sun.yan", "A9", SECURITY))
    assert not it.administer("account.disable", account="sun.yan").ok
    assert not it.administer("account.set", account="sun.yan", roles=["duty-officer"]).ok
    assert it.add("li.na", "A8", SECURITY, password=None).ok
    assert not it.administer("account.disable", account="sun.yan").ok
    it.administer("account.set_password", Claim(secret="A different one 7"), account="li.na")
    assert it.administer("account.disable", account="sun.yan").ok


def test_a_tool_may_everything_until_there_is_a_security_administrator_and_then_nothing_without_a_password() -> None:
    it = PeopleCentre()
    tool = KeyKind.TOOL
    made = it.prove(
        "account.add", "", seat="tool", kind=tool, account="x.y", name="X", person="A5", roles=["duty-officer"]
    )
    assert made.ok
    it.people(("sun.yan", "A9", SECURITY), ("li.wei", "A1", OFFICER))
    assert not it.prove("account.disable", "", seat="tool", kind=tool, account="x.y").ok
    verdict = it.prove("account.disable", "li.wei", seat="tool", kind=tool, account="x.y")
    assert verdict.values["permission"] == "people.manage"
    assert it.prove("account.disable", "sun.yan", seat="tool", kind=tool, account="x.y").ok


def test_a_tool_cannot_hold_a_session() -> None:
    it = PeopleCentre()
    it.people(("li.wei", "A1", OFFICER))
    verdict = it.prove("session.sign_in", "li.wei", seat="desk-1", kind=KeyKind.TOOL, role="duty-officer")
    assert (verdict.ok, verdict.reason, it.state.sessions) == (False, "One signs in at a desk.", {})


@pytest.mark.parametrize(
    ("command", "args"),
    [
        ("account.disable", {}),
        ("account.set", {"roles": ["coordinator"]}),
    ],
)
def test_who_is_disabled_or_loses_the_position_is_signed_out_at_once(command: str, args: dict[str, object]) -> None:
    it = PeopleCentre()
    it.people(("li.wei", "A1", (*OFFICER, Role.COORDINATOR)))
    it.sign_in("li.wei", seat="desk-1")
    it.sign_in("li.wei", Role.COORDINATOR, seat="desk-2")
    assert it.administer(command, account="li.wei", **args).ok
    assert list(it.state.sessions) == ([] if command == "account.disable" else ["desk-2"])
    assert not it.do("queue.filter", "desk-1", filter="x").ok


def test_who_gets_a_new_password_from_an_administrator_is_signed_out_and_must_change_it() -> None:
    it = PeopleCentre()
    it.people(("li.wei", "A1", OFFICER))
    it.sign_in("li.wei")
    assert it.administer("account.set_password", Claim(secret="A different one 7"), account="li.wei").ok
    assert it.state.sessions == {}
    assert it.state.accounts["li.wei"].must_change


def test_a_seat_whose_key_is_revoked_has_no_session_any_more() -> None:
    it = PeopleCentre()
    it.people(("li.wei", "A1", OFFICER))
    it.sign_in("li.wei")
    session = it.state.sessions["desk-1"]
    public = "p" * 40
    it.administer("keys.trust", public=public, kind="console", id="desk-1")
    it.core.state.sessions["desk-1"] = msgspec.structs.replace(session, key=public)
    assert it.administer("keys.revoke", public=public).ok
    assert it.state.sessions == {}


def test_one_time_codes_are_set_and_taken_away() -> None:
    it = PeopleCentre()
    it.people(("li.wei", "A1", OFFICER))
    assert not it.administer("account.codes", Claim(secret="TOO-SHORT"), account="li.wei").ok
    assert it.administer("account.codes", Claim(secret=CODES), account="li.wei").ok
    assert it.state.accounts["li.wei"].second_factor
    assert it.administer("account.codes_off", Claim(secret=""), account="li.wei").ok
    assert not it.state.accounts["li.wei"].second_factor
    assert it.sign_in("li.wei").ok


def test_codes_outlive_a_change_of_the_password() -> None:
    it = PeopleCentre()
    it.people(("li.wei", "A1", OFFICER))
    it.administer("account.codes", Claim(secret=CODES), account="li.wei")
    it.wait(60)
    assert it.prove("account.password", "li.wei", code=it.code(), secret="A different one 7").ok
    it.wait(60)
    assert not it.sign_in("li.wei", password="A different one 7").ok
    it.wait(60)
    assert it.sign_in("li.wei", password="A different one 7", code=it.code()).ok


def test_an_account_whose_credentials_were_altered_is_put_right_by_the_administrator() -> None:
    it = PeopleCentre()
    it.people(("li.wei", "A1", OFFICER))
    it.administer("account.codes", Claim(secret=CODES), account="li.wei")
    it.store.credentials["li.wei"] = b"altered"
    assert not it.sign_in("li.wei").ok
    secret = Claim(secret="A different one 7")
    assert it.administer("account.set_password", secret, account="li.wei", must_change=False).ok
    assert not it.sign_in("li.wei", password="A different one 7").ok
    assert it.administer("account.codes_off", Claim(secret=""), account="li.wei").ok
    assert it.sign_in("li.wei", password="A different one 7").ok


def test_nobody_can_change_what_is_another_ones_by_the_own_password() -> None:
    it = PeopleCentre()
    it.people(("li.wei", "A1", OFFICER), ("chen.jing", "A2", LEADER))
    before = it.state.accounts["chen.jing"].digest
    verdict = it.prove("account.password", "li.wei", secret="A different one 7", account="chen.jing")
    assert (verdict.ok, it.state.accounts["chen.jing"].digest) == (False, before)


def test_where_somebody_may_act() -> None:
    scope = Scope(areas=("500105001", "500106", "north"), cameras=("C1", "K-*", "*"))
    areas = ("500105001", "500105002", "500106007", "500106", "north", "northern", "")
    assert [scope.covers_area(area) for area in areas] == [
        True, False, True, True, True, False, False,
    ]  # fmt: skip
    seen = [("C1", ""), ("C10", ""), ("K-7", ""), ("X", "500106001"), ("X", "500105002")]
    cameras = [Camera(id=name, name=name, url="rtsp://x/1", area=area) for name, area in seen]
    assert [scope.covers_camera(camera) for camera in cameras] == [True, False, True, True, False]
    assert not Scope().covers_area("500105001")
