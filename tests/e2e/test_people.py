"""`people` on the command line: beside a running core and without one, from the first account on."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.support.core_process import core_process
from tests.support.program import Program

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


@pytest.mark.timeout(300)
def test_who_is_locked_out_comes_back_at_the_core_s_machine_and_an_auditor_is_told(tmp_path: Path) -> None:
    with core_process(tmp_path) as core:
        desk = Desk(tmp_path, core.folder.path)
        for account, role, person in (("zhou.ping", "auditor", "a7"), ("sun.yan", "security-administrator", "a9")):
            add = ("people", "add", account, "--name", account, "--person", person, "--role", role, "--keep-password")
            code, said = desk.run(*add, new=SUN)
            assert code == 0, said
        core.know({})
        core.start()
        core.until_up()
        code, said = desk.run("people", "recover", "sun.yan", new=NEW)
        assert (code, "nobody is recovered beside it" in said) == (1, True), said
        core.stop()
        # The key of the passwords is lost as well: nobody's password is worth anything.
        core.folder.vault_key.unlink()
        core.start()
        core.until_up()
        assert "is not the key that the passwords of 2 accounts were sealed with" in core.log.read_text()
        core.stop()
        code, said = desk.run("people", "recover", "sun.yan", new=NEW)
        assert (code, "confirm-recovery sun.yan --as AUDITOR" in said) == (0, True), said
        assert alarms(desk) == {"accounts.recovered", "vault.lost"}
        for account, as_sun, new in (("sun.yan", NEW, SUN), ("zhou.ping", SUN, LI)):
            code, said = desk.run("people", "password", account, "--as", "sun.yan", password=as_sun, new=new)
            assert code == 0, said
        confirm = ("people", "confirm-recovery", "sun.yan", "--as")
        code, said = desk.run(*confirm, "zhou.ping", password=LI)
        assert (code, "Choose a new password first" in said) == (1, True), said
        code, said = desk.run("people", "password", "zhou.ping", "--as", "zhou.ping", password=LI, new=OWN)
        assert code == 0, said
        code, said = desk.run(*confirm, "sun.yan", password=SUN)
        assert (code, "these positions may: auditor." in said) == (1, True), said
        code, said = desk.run(*confirm, "zhou.ping", password=OWN)
        assert code == 0, said
        core.start()
        core.until_up()
        core.stop()
        assert alarms(desk) == {"vault.lost"}


def alarms(desk: Desk) -> set[str]:
    """The types of those that are still so or that nobody has acknowledged."""
    code, text = desk.run("alarms", "--json")
    assert code == 0, text
    return {alarm["type"] for alarm in json.loads(text)["alarms"]}
