"""A directory that checks passwords: what it is asked, what stays the core's, and what becomes of no answer."""

from __future__ import annotations

from pathlib import Path

import pytest

from commandcenter.adapters.credentials import AWAY, NO_DIRECTORY
from commandcenter.adapters.people_list import read_people
from commandcenter.domain.changes.people import CredentialChecked, SignInFailed
from commandcenter.domain.journal import CommandId
from commandcenter.domain.people import Role
from commandcenter.services.commands import Asks
from commandcenter.services.core import Verdict
from commandcenter.services.credentials import Checked, Claim
from commandcenter.services.directory import DirectoryAway
from commandcenter.services.judging import WAIT, WRONG
from commandcenter.services.operating import command_table
from commandcenter.services.said.values import words
from commandcenter.services.saying import say
from tests.support.people import (
    AUDITOR,
    CODES,
    LEADER,
    OFFICER,
    PASSWORD,
    SECURITY,
    SYSTEM,
    PeopleCentre,
)

SECRET = "Kept-In-The-Directory-1"


class Listed:
    """A directory that knows one password of each name, and who was asked about."""

    def __init__(self, **passwords: str) -> None:
        self.passwords = passwords
        self.asked: list[tuple[str, str]] = []
        self.away = False

    def knows(self, name: str, password: str) -> bool:
        self.asked.append((name, password))
        if self.away:
            raise DirectoryAway("no answer within 5 s")
        return self.passwords.get(name) == password


def centre() -> tuple[PeopleCentre, Listed]:
    """Li Wei and Chen Jing are the directory's, Sun Yan and the others the core's."""
    it, listed = PeopleCentre(), Listed(liwei=SECRET, chenj=SECRET)
    it.directory = listed
    it.people(("sun.yan", "A9", SECURITY), ("wu.lei", "A8", SYSTEM), ("zhou.ping", "A7", AUDITOR))
    assert add(it, "li.wei", "A1", OFFICER, "liwei").ok
    assert add(it, "chen.jing", "A2", (*OFFICER, *LEADER), "chenj").ok
    return it, listed


def add(it: PeopleCentre, account: str, person: str, roles: tuple[Role, ...], directory: str) -> Verdict:
    return it.administer(
        "account.add",
        account=account,
        name=f"N. {person}",
        person=person,
        roles=[role.value for role in roles],
        areas=["*"],
        cameras=["*"],
        directory=directory,
    )


def test_who_is_the_directorys_signs_in_with_its_password_in_a_position_that_the_core_gives() -> None:
    it, listed = centre()
    assert it.sign_in("li.wei", password=SECRET).ok
    assert listed.asked == [("liwei", SECRET)]
    session = it.state.sessions["desk-1"]
    assert (session.account, session.person, session.role, session.factors) == (
        "li.wei",
        "A1",
        Role.DUTY_OFFICER,
        ("directory",),
    )
    assert it.store.entries[-1].entry.change == CredentialChecked(
        account="li.wei", seat="desk-1", factors=("directory",)
    )
    verdict = it.sign_in("li.wei", Role.SHIFT_LEADER, seat="desk-2", password=SECRET)
    assert (verdict.ok, verdict.values["role"]) == (False, "shift leader")


def test_an_account_of_the_core_is_never_asked_about() -> None:
    it, listed = centre()
    assert it.sign_in("sun.yan", Role.SECURITY_ADMINISTRATOR).ok
    assert it.sign_in("sun.yan", seat="desk-2", password="wrong").reason == WRONG
    assert it.sign_in("no.such", seat="desk-3", password=SECRET).reason == WRONG
    assert listed.asked == []


def test_a_password_that_the_directory_does_not_know_is_counted_and_locks_like_any_other() -> None:
    it, listed = centre()
    for seat in range(5):
        assert it.sign_in("li.wei", password="wrong", seat=f"desk-{seat}").reason == WRONG
        it.wait(60)
    assert it.sign_in("li.wei", password=SECRET, seat="desk-9").values == {"seconds": "840"}
    assert len(listed.asked) == 5
    it.sign_in("chen.jing", Role.SHIFT_LEADER, password=SECRET, seat="desk-8")
    assert it.do("account.lift", "desk-8", account="li.wei").ok
    assert it.sign_in("li.wei", password=SECRET, seat="desk-9").ok


@pytest.mark.parametrize("password", [PASSWORD, "", SECRET + "\x00", SECRET.lower()])
def test_neither_the_cores_password_nor_an_empty_one_nor_a_longer_one_is_right(password: str) -> None:
    it, listed = centre()
    assert it.sign_in("li.wei", password=password).reason == WRONG
    assert ("liwei", "") not in listed.asked
    change = it.store.entries[-1].entry.change
    assert isinstance(change, SignInFailed)
    assert (change.account, change.failures[0].count) == ("li.wei", 1)


def test_no_answer_is_no_wrong_password_and_stands_in_the_record() -> None:
    it, listed = centre()
    listed.away = True
    for _ in range(20):
        verdict = it.sign_in("li.wei", password=SECRET)
        assert (verdict.ok, verdict.reason, verdict.values) == (False, AWAY, {"account": "li.wei"})
    assert it.state.failures == {}
    assert it.actions()[-1] == ("nobody", "session.sign_in", "")
    listed.away = False
    assert it.sign_in("li.wei", password=SECRET).ok


def test_a_dead_directory_locks_no_administrator_out_and_no_account_of_the_core() -> None:
    it, listed = centre()
    listed.away = True
    it.people(("local.one", "A3", OFFICER))
    for seat, (account, role) in enumerate(
        [
            ("sun.yan", Role.SECURITY_ADMINISTRATOR),
            ("wu.lei", Role.SYSTEM_ADMINISTRATOR),
            ("zhou.ping", Role.AUDITOR),
            ("local.one", Role.DUTY_OFFICER),
        ]
    ):
        assert it.sign_in(account, role, seat=f"desk-{seat}").ok
    # And who cannot wait gets a password of the core's.
    assert it.prove("account.set_password", "sun.yan", seat="desk-0", secret=PASSWORD, account="li.wei").ok
    assert it.sign_in("li.wei", seat="desk-9").reason.startswith("Choose a new password first")


def test_without_a_directory_in_the_settings_its_accounts_are_told_so() -> None:
    it, _ = centre()
    it.directory = None
    verdict = it.sign_in("li.wei", password=SECRET)
    assert (verdict.reason, verdict.values) == (NO_DIRECTORY, {"account": "li.wei"})
    assert it.state.failures == {}


def test_a_disabled_account_is_not_asked_about_whether_the_directory_is_there_or_not() -> None:
    it, listed = centre()
    it.administer("account.disable", account="li.wei")
    assert it.sign_in("li.wei", password=SECRET).reason == WRONG
    listed.away = True
    assert it.sign_in("li.wei", password=SECRET, seat="desk-2").reason == WAIT
    assert listed.asked == []


@pytest.mark.parametrize("role", [*AUDITOR, *SECURITY, *SYSTEM])
def test_the_three_administrators_are_checked_by_the_core_alone(role: Role) -> None:
    it, _ = centre()
    verdict = add(it, "one.more", "A5", (Role.DUTY_OFFICER, role), "onemore")
    assert (verdict.ok, verdict.values) == (False, {"role": role.spoken})
    assert not it.administer("account.set", account="li.wei", roles=[role.value]).ok
    name = {"auditor": "zhou.ping", "security-administrator": "sun.yan", "system-administrator": "wu.lei"}[role.value]
    assert not it.administer("account.set", account=name, directory="someone").ok
    assert it.state.accounts[name].directory == ""


@pytest.mark.parametrize("name", ["liwei", "LiWei", " liwei ", "ｌｉｗｅｉ"])
def test_two_persons_are_not_one_in_the_directory(name: str) -> None:
    it, _ = centre()
    verdict = add(it, "li.two", "A5", OFFICER, name)
    assert (verdict.ok, verdict.values["account"]) == (False, "li.wei")
    assert not it.administer("account.set", account="chen.jing", directory=name).ok
    # Two accounts of one person are one in either place.
    assert add(it, "li.two", "A1", OFFICER, name).ok


def test_two_of_one_list_are_not_one_in_the_directory() -> None:
    it, _ = centre()
    line = {"name": "李伟", "areas": ["*"], "roles": ["duty-officer"], "directory": "Same.One"}
    lines = [{**line, "account": "one", "person": "B1"}, {**line, "account": "two", "person": "B2"}]
    verdict = it.administer("account.add_many", lines=lines)
    assert (verdict.ok, verdict.values["account"]) == (False, "two")
    assert it.administer("account.add_many", lines=lines[:1]).ok
    assert it.state.accounts["one"].directory == "Same.One"


@pytest.mark.parametrize("name", ["", " ", "\x00", "a\x00b", "a\nb", "\u202egnp", "a\u200bb", "x" * 129, "x" * 257])
def test_a_name_that_cannot_be_seen_as_it_is_is_none(name: str) -> None:
    it, _ = centre()
    assert not it.administer("account.set", account="li.wei", directory=name).ok
    assert it.state.accounts["li.wei"].directory == "liwei"


@pytest.mark.parametrize("name", ["*)(uid=*", "li,wei+x", "cn=李伟", "a\\b", "li@jiangbei.example"])
def test_a_name_with_signs_that_mean_something_elsewhere_is_a_name(name: str) -> None:
    it, listed = centre()
    assert it.administer("account.set", account="li.wei", directory=name).ok
    listed.passwords[name] = SECRET
    assert it.sign_in("li.wei", password=SECRET).ok


def test_an_account_that_is_given_to_the_directory_leaves_its_old_password_and_its_sessions_behind() -> None:
    it, listed = centre()
    it.people(("he.min", "A4", OFFICER))
    listed.passwords["hemin"] = SECRET
    assert it.sign_in("he.min").ok
    assert it.administer("account.set", account="he.min", directory="hemin").ok
    assert it.state.sessions == {}
    assert it.sign_in("he.min").reason == WRONG
    it.wait(1)
    assert it.sign_in("he.min", password=SECRET).ok


def test_a_password_by_an_administrator_brings_an_account_back_to_the_core() -> None:
    it, listed = centre()
    it.sign_in("li.wei", password=SECRET)
    assert it.administer("account.set_password", Claim(secret=PASSWORD), account="li.wei", must_change=False).ok
    assert (it.state.accounts["li.wei"].directory, it.state.sessions) == ("", {})
    listed.asked.clear()
    assert it.sign_in("li.wei", password=SECRET).reason == WRONG
    it.wait(1)
    assert it.sign_in("li.wei").ok
    assert listed.asked == []


def test_a_password_that_is_the_directorys_is_not_changed_here_and_grows_not_old_here() -> None:
    it, _ = centre()
    verdict = it.prove("account.password", "li.wei", SECRET, secret="A different one 7")
    assert verdict.reason == "Your password is the directory's: change it where it is kept."
    it.wait(9000 * 86_400)
    assert it.sign_in("li.wei", password=SECRET).ok


def test_no_password_is_set_together_with_a_directory() -> None:
    it, _ = centre()
    args = {"account": "x.y", "name": "X", "person": "A5", "roles": ["duty-officer"], "directory": "xy"}
    assert it.administer("account.add", Claim(secret=PASSWORD), **args).reason == (
        "The directory checks this password: give none."
    )


def test_codes_are_the_cores_and_are_asked_for_with_the_directorys_password() -> None:
    it, listed = centre()
    assert it.administer("account.codes", Claim(secret=CODES), account="li.wei").ok
    it.wait(60)
    assert it.sign_in("li.wei", password=SECRET).reason == WRONG
    it.wait(60)
    code = it.code()
    assert it.sign_in("li.wei", password=SECRET, code=code).ok
    assert it.state.sessions["desk-1"].factors == ("directory", "code")
    assert it.sign_in("li.wei", password=SECRET, code=code, seat="desk-2").reason == WRONG
    it.wait(60)
    assert it.administer("account.codes_off", Claim(secret=""), account="li.wei").ok
    assert it.sign_in("li.wei", password=SECRET, seat="desk-3").ok
    assert {password for _, password in listed.asked} == {SECRET}


def test_codes_outlive_the_way_to_the_directory_and_back() -> None:
    it, listed = centre()
    it.people(("he.min", "A4", OFFICER))
    listed.passwords["hemin"] = SECRET
    it.administer("account.codes", Claim(secret=CODES), account="he.min")
    it.administer("account.set", account="he.min", directory="hemin")
    it.wait(60)
    assert it.sign_in("he.min", password=SECRET).reason == WRONG
    it.wait(60)
    assert it.sign_in("he.min", password=SECRET, code=it.code()).ok
    it.administer("account.set_password", Claim(secret=PASSWORD), account="he.min", must_change=False)
    it.wait(60)
    assert it.sign_in("he.min", code=it.code()).ok


def test_who_went_to_the_directory_while_the_old_password_was_checked_is_not_in() -> None:
    it, _ = centre()
    it.people(("he.min", "A4", OFFICER))
    order = CommandId(id="in-between", name="session.sign_in")
    checked = it.check(order, b"\x80", Claim(account="he.min", password=PASSWORD), "desk-1")
    assert isinstance(checked, Checked)
    it.administer("account.set", account="he.min", directory="hemin")
    assert it.decide(order, b"\x80", checked, "desk-1").reason == WRONG


def test_unlocking_a_supervisors_unlocking_and_agreeing_go_the_same_way() -> None:
    it, listed = centre()
    it.sign_in("li.wei", password=SECRET)
    it.do("session.lock")
    assert it.prove("session.unlock", "li.wei", "wrong").reason == WRONG
    it.wait(1)
    assert it.prove("session.unlock", "li.wei", SECRET).ok
    it.do("session.lock")
    listed.away = True
    assert it.prove("session.release", "chen.jing", SECRET, reason="away").reason == AWAY
    listed.away = False
    assert it.prove("session.release", "chen.jing", SECRET, reason="away").ok
    assert it.state.sessions["desk-1"].unlocked_by == "chen.jing"
    assert [name for name, _ in listed.asked] == ["liwei", "liwei", "liwei", "chenj", "chenj"]


ASKING = [line.name for line in command_table().lines if line.asks in (Asks.PERSON, Asks.SIGNED)]


@pytest.mark.parametrize("name", ASKING)
def test_whatever_asks_for_a_password_asks_the_directory(name: str) -> None:
    it, listed = centre()
    assert it.prove(name, "li.wei", PASSWORD).reason == WRONG
    it.wait(1)
    listed.away = True
    assert it.prove(name, "li.wei", SECRET).reason == AWAY
    listed.away = False
    assert it.prove(name, "li.wei", SECRET).reason not in (WRONG, AWAY, WAIT)
    assert listed.asked == [("liwei", PASSWORD), ("liwei", SECRET), ("liwei", SECRET)]


def test_those_are_all_that_ask_for_a_password() -> None:
    assert sorted(ASKING) == [
        "account.password",
        "approval.approve",
        "handover.sign",
        "session.release",
        "session.sign_in",
        "session.unlock",
        "shift.sign_on",
    ]


def test_no_password_of_the_directory_is_in_any_entry_or_beside_the_journal() -> None:
    it, listed = centre()
    it.sign_in("li.wei", password=SECRET)
    it.sign_in("li.wei", password="Wrong-Secret-77", seat="desk-2")
    listed.away = True
    it.sign_in("chen.jing", password="Lost-Secret-88", seat="desk-3")
    data = b"".join(stamped.data for stamped in it.store.entries) + b"".join(it.store.credentials.values())
    for secret in (SECRET, "Wrong-Secret-77", "Lost-Secret-88"):
        assert secret.encode() not in data
    assert "li.wei" not in it.store.credentials


def test_the_record_says_in_words_who_checks_the_password_and_as_whose() -> None:
    it, _ = centre()
    said = say(it.store.entries[-1].entry)
    assert [clause.template for clause in said.more] == ["the directory checks the password, as that of {login}"]
    assert said.more[0].values == {"login": "chenj"}
    it.sign_in("li.wei", password=SECRET)
    assert say(it.store.entries[-1].entry).values == {"factors": words("factor", ("directory",))}


def test_a_list_of_people_names_those_whom_the_directory_checks(tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_text(
        "账号,姓名,工号,岗位,目录账号\nli.wei,李伟,A1,值班员,Li Wei\nhe.min,何敏,A2,值班员,\n", encoding="utf-8"
    )
    assert [(line.account, line.directory) for line in read_people(file)] == [("li.wei", "Li Wei"), ("he.min", "")]
