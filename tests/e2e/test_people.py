"""`people` on the command line: beside a running core and without one, from the first account on."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.support.core_process import core_process
from tests.support.program import Program

pytestmark = pytest.mark.lasts(50)

SUN, LI, NEW = "Sun-Yan's password 1", "Li-Wei's password 1", "Another password 22"
OWN = "My own password 333"


class Desk(Program):
    """Asks for the list as a program would."""

    def list(self) -> dict[str, dict[str, object]]:
        code, text = self.run("people", "list", "--json")
        assert code == 0, text
        return {account["account"]: account for account in json.loads(text)}


def test_the_first_administrator_is_made_without_a_password_and_everything_after_that_needs_one(tmp_path: Path) -> None:
    with core_process(tmp_path) as core:
        desk = Desk(tmp_path, core.folder.path)
        first = ("--role", "security-administrator", "--keep-password")
        code, said = desk.run("people", "add", "sun.yan", "--name", "孙艳", "--person", "a9", *first, new=SUN)
        assert code == 0, said
        core.know({})
        core.start()
        core.until_up()
        add = ("people", "add", "li.wei", "--name", "李伟", "--person", "A1", "--role", "duty-officer")
        code, said = desk.run(*add, new=LI)
        assert (code, "Nobody is signed in here" in said) == (1, True), said
        code, said = desk.run(*add, "--as", "sun.yan", password="wrong", new=LI)
        assert (code, "The name, the password or the code is wrong." in said) == (1, True), said
        code, said = desk.run("people", "disable", "sun.yan", "--as", "sun.yan", password=SUN)
        assert code == 1, said
        code, said = desk.run(*add, "--as", "sun.yan", password=SUN, new=LI)
        assert code == 0, said
        assert desk.list()["li.wei"] == {
            "account": "li.wei",
            "name": "李伟",
            "person": "A1",
            "roles": ["duty-officer"],
            "areas": ["*"],
            "cameras": ["*"],
            "enabled": True,
            "password": True,
            "password_at": desk.list()["li.wei"]["password_at"],
            "must_change": True,
            "second_factor": False,
            "directory": "",
        }
        code, said = desk.run("people", "password", "li.wei", "--as", "li.wei", password=LI, new=NEW)
        assert code == 0, said
        assert desk.list()["li.wei"]["must_change"] is False
        everything = b"".join(path.read_bytes() for path in core.folder.path.rglob("*") if path.is_file())
        for secret in (SUN, LI, NEW):
            assert secret.encode() not in everything


def test_nobody_is_asked_for_a_password_that_could_not_be_set_as_nobody_is_named(tmp_path: Path) -> None:
    desk = Desk(tmp_path, tmp_path / "data")
    add = ("people", "add", "li.wei", "--name", "李伟", "--person", "A1", "--role", "duty-officer")
    code, said = desk.run(*add)
    assert (code, "New password of li.wei" in said) == (130, True), "the first accounts are made in nobody's name"
    first = ("--role", "security-administrator", "--keep-password")
    code, said = desk.run("people", "add", "sun.yan", "--name", "孙艳", "--person", "a9", *first, new=SUN)
    assert code == 0, said
    for verb in (add, ("people", "password", "sun.yan"), ("people", "totp", "sun.yan")):
        code, said = desk.run(*verb)
        assert code == 1, said
        assert said.splitlines() == [
            "Nobody is signed in here: sign in first; on the command line, --as ACCOUNT.",
            "→ Repeat it with --as ACCOUNT: it asks for that account's password.",
        ]
    code, text = desk.run("journal", "--json")
    assert [(it["action"], it["outcome"]) for it in json.loads(text)["entries"]][-3:] == [
        ("account.add", "refused"),
        ("account.set_password", "refused"),
        ("account.codes", "refused"),
    ]


def test_a_list_of_people_is_taken_whole_or_the_exact_place_is_named(tmp_path: Path) -> None:
    desk = Desk(tmp_path, tmp_path / "data")
    people = tmp_path / "people.csv"
    people.write_text(
        "账号,姓名,工号,岗位,区域\nli.wei,李伟,A1,值班员 值班长,\nstreet,街镇,A2,街镇中心,500105001\nx.y,X,A3,厨师,\n"
    )
    code, said = desk.run("people", "import", str(people))
    assert (code, "line 4: roles" in said, "'厨师' is no position" in said) == (1, True, True), said
    people.write_text(people.read_text().replace("x.y,X,A3,厨师,\n", ""))
    code, said = desk.run("people", "import", str(people))
    assert code == 0, said
    found = desk.list()
    assert [found["li.wei"]["roles"], found["street"]["areas"], found["street"]["password"]] == [
        ["duty-officer", "shift-leader"],
        ["500105001"],
        False,
    ]
    code, said = desk.run("people", "import", str(people))
    assert (code, "There is an account li.wei already." in said) == (1, True), said


def test_settings_with_the_officer_of_old_say_what_to_do(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    (data / "settings.toml").write_text('version = 1\n[officer]\nname = "x"\n')
    code, said = Desk(tmp_path, data).run("core")
    assert (code, "`people add` makes accounts" in said) == (3, True), said


def begin(desk: Desk) -> None:
    """Zhou audits, Wu looks after the system, and Sun after the people: each with the own password."""
    for account, role, person in (
        ("zhou.ping", "auditor", "a7"),
        ("wu.gang", "system-administrator", "a8"),
        ("sun.yan", "security-administrator", "a9"),
    ):
        add = ("people", "add", account, "--name", account, "--person", person, "--role", role, "--keep-password")
        code, said = desk.run(*add, new=SUN)
        assert code == 0, said


def test_who_is_locked_out_comes_back_at_the_core_s_machine_and_an_auditor_is_told(tmp_path: Path) -> None:
    with core_process(tmp_path) as core:
        desk = Desk(tmp_path, core.folder.path)
        begin(desk)
        core.know({})
        core.start()
        core.until_up()
        code, said = desk.run("people", "recover", "sun.yan", new=NEW)
        assert (code, "nobody is recovered beside it" in said) == (1, True), said
        core.stop()
        code, said = desk.run("people", "recover", "sun.yan", new=NEW)
        assert (code, "confirm-recovery sun.yan --as AUDITOR" in said) == (0, True), said
        assert alarms(desk) == {"accounts.recovered"}
        code, said = desk.run("people", "password", "sun.yan", "--as", "Sun.Yan", password=NEW, new=OWN)
        assert code == 0, said
        confirm = ("people", "confirm-recovery", "sun.yan", "--as")
        code, said = desk.run(*confirm, "sun.yan", password=OWN)
        assert (code, "these positions may: auditor." in said) == (1, True), said
        code, said = desk.run(*confirm, "zhou.ping", password=SUN)
        assert code == 0, said
        assert alarms(desk) == set()


def test_after_the_key_of_the_passwords_is_lost_nobody_confirms_what_let_everybody_in(tmp_path: Path) -> None:
    with core_process(tmp_path) as core:
        desk = Desk(tmp_path, core.folder.path)
        begin(desk)
        core.know({})
        core.start()
        core.until_up()
        core.stop()
        core.folder.vault_key.unlink()
        core.start()
        core.until_up()
        assert "is not the key that the passwords of 3 accounts were sealed with" in core.log.read_text()
        core.stop()
        for account in ("sun.yan", "wu.gang"):
            code, said = desk.run("people", "recover", account, new=NEW)
            assert code == 0, said
            code, said = desk.run("people", "password", account, "--as", account, password=NEW, new=SUN)
            assert code == 0, said
        core.start()
        core.until_up()
        code, said = desk.run("people", "password", "zhou.ping", "--as", "sun.yan", password=SUN, new=LI)
        assert (code, "Nothing has changed yet" in said) == (0, True), said
        agree(desk, "wu.gang")
        confirm = ("people", "confirm-recovery", "sun.yan", "--as", "zhou.ping")
        code, said = desk.run(*confirm, password=LI)
        assert (code, "Choose a new password first" in said) == (1, True), said
        code, said = desk.run("people", "password", "zhou.ping", "--as", "zhou.ping", password=LI, new=OWN)
        assert code == 0, said
        code, said = desk.run(*confirm, password=OWN)
        assert (code, "you do after 30 days" in said) == (1, True), said
        core.stop()
        assert alarms(desk) == {"accounts.recovered", "vault.lost"}


def test_nobody_resets_another_administrators_password_alone(tmp_path: Path) -> None:
    with core_process(tmp_path) as core:
        desk = Desk(tmp_path, core.folder.path)
        begin(desk)
        reset = ("people", "password", "zhou.ping", "--as", "sun.yan")
        code, said = desk.run(*reset, password=SUN, new=LI)
        assert (code, "no core runs that could keep" in said, "Start the core" in said) == (1, True, True), said
        core.know({})
        core.start()
        core.until_up()
        code, said = desk.run(*reset, password=SUN, new=LI)
        number = said.split("people agree ")[1].split()[0]
        assert (code, len(number)) == (0, 8), said
        code, said = desk.run("people", "agree", number, "--as", "sun.yan", password=SUN)
        assert (code, "Another person has to agree" in said) == (1, True), said
        assert desk.list()["zhou.ping"]["must_change"] is False
        agree(desk, "wu.gang")
        assert desk.list()["zhou.ping"]["must_change"] is True
        code, said = desk.run("people", "agree", number, "--as", "wu.gang", password=SUN)
        assert (code, f"No request {number} waits" in said) == (1, True), said
        code, said = desk.run("people", "disable", "wu.gang", "--as", "sun.yan", password=SUN)
        assert (code, "people agree" in said) == (0, True), said
        code, said = desk.run("people", "waiting")
        assert (code, "disable an account: account: wu.gang (wu.gang)" in said) == (0, True), said
        assert said.splitlines()[-1] == "Waiting requests: 1"
        number = said.split()[0]
        code, said = desk.run("people", "refuse", number, "--as", "wu.gang", password=SUN)
        assert code == 0, said
        assert desk.run("people", "waiting", "--json")[1].strip() == "[]"
        assert desk.list()["wu.gang"]["enabled"] is True


def agree(desk: Desk, account: str) -> None:
    code, text = desk.run("people", "waiting", "--json")
    (asked,) = json.loads(text)
    assert (code, asked["command"], asked["args"]) == (0, "account.set_password", {"account": "zhou.ping"})
    assert asked["words"] == [
        "set a person's password",
        "account: zhou.ping (zhou.ping)",
        "sun.yan knows this password until its holder has chosen another one",
    ]
    code, said = desk.run("people", "agree", asked["id"][:6], "--as", account, password=SUN)
    shown = [f"sun.yan (sun.yan, A9): {asked['words'][0]}", *(f"  {line}" for line in asked["words"][1:])]
    assert (code, said.splitlines()[1:]) == (0, shown), said


def alarms(desk: Desk) -> set[str]:
    """The types of those that are still so or that nobody has acknowledged."""
    code, text = desk.run("alarms", "--json")
    assert code == 0, text
    return {alarm["type"] for alarm in json.loads(text)["alarms"]}
