"""What the command line says when something goes wrong: one sentence, the next step, in the reader's language."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import click
import pytest

from commandcenter.adapters.people_list import PeopleListError, read_people
from commandcenter.app.archiving import refusal
from commandcenter.app.next_steps import NEXT_STEPS, advised
from commandcenter.app.words import Words
from commandcenter.cli.exit_codes import ExitCode
from commandcenter.cli.program import run
from commandcenter.cli.usage_text import in_chinese
from commandcenter.domain.errors import Trouble
from commandcenter.services import accounts, commands, judging
from commandcenter.services.retention import YOUNG
from commandcenter.settings import Settings

ROOT = Path(__file__).parents[2]
SUN = "Sun-Yan's password 1"
ADD = ("people", "add", "sun.yan", "--name", "孙艳", "--person", "a9", "--role", "security-administrator")


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A data folder with one account, as options; new passwords come from a file."""
    file = tmp_path / "password"
    file.write_text(SUN, encoding="utf-8")
    monkeypatch.setenv("COMMANDCENTER_NEW_PASSWORD_FILE", str(file))
    options = ["--data", str(tmp_path / "data"), "--language", "en"]
    assert run([*options, *ADD, "--keep-password"]) is ExitCode.OK
    return options


def asked(monkeypatch: pytest.MonkeyPatch, answer: object) -> list[str]:
    """What is asked for at the keyboard from now on."""
    prompts: list[str] = []

    def prompt(text: str, **options: object) -> object:
        prompts.append(text)
        if isinstance(answer, BaseException):
            raise answer
        return answer

    monkeypatch.delenv("COMMANDCENTER_NEW_PASSWORD_FILE")
    monkeypatch.setattr(click, "prompt", prompt)
    return prompts


def test_who_stops_at_a_question_reads_one_line(
    data: list[str], monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    asked(monkeypatch, click.exceptions.Abort())
    capfd.readouterr()
    for verb in (("recover", "sun.yan"), ("disable", "sun.yan", "--as", "sun.yan")):
        assert run([*data, "people", *verb]) is ExitCode.STOPPED
        assert capfd.readouterr().err == "Stopped.\n"


def test_an_account_that_is_not_there_is_named_before_anything_is_asked_for(
    data: list[str], monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    prompts = asked(monkeypatch, "x")
    capfd.readouterr()
    for verb in (("recover", "sun.yann"), ("password", "sun.yann", "--as", "sun.yan")):
        assert run([*data, "people", *verb]) is ExitCode.FAILED
        assert capfd.readouterr().err == "There is no account sun.yann.\n→ `people list` shows all of them.\n"
    assert prompts == []


def test_who_acts_is_asked_for_his_own_password_first(data: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    prompts = asked(monkeypatch, "x")
    assert run([*data, *ADD, "--as", "sun.yan"]) is ExitCode.FAILED
    assert prompts == ["sun.yan 的口令 · Password of sun.yan", "sun.yan 的新口令 · New password of sun.yan"]


def test_a_password_file_that_is_missing_is_named_once(
    data: list[str], monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COMMANDCENTER_NEW_PASSWORD_FILE", "/none/password")
    capfd.readouterr()
    assert run([*data, "people", "recover", "sun.yan"]) is ExitCode.FAILED
    assert capfd.readouterr().err == (
        "The password file /none/password cannot be read: No such file or directory\n"
        "→ Correct COMMANDCENTER_NEW_PASSWORD_FILE, which names it, or unset it and type the password.\n"
    )


def test_what_is_no_archive_is_said_to_be_none(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "README.md"
    file.write_text("# Read me\n" * 100, encoding="utf-8")
    assert run(["--language", "en", "db", "restore", str(file), "--into", str(tmp_path / "to")]) is ExitCode.FAILED
    assert capfd.readouterr().err.splitlines()[0] == f"{file} is no archive of this program."


def test_nothing_is_written_over_and_an_entry_that_is_not_there_has_no_proof(
    data: list[str], tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    taken = tmp_path / "taken"
    taken.write_text("mine", encoding="utf-8")
    capfd.readouterr()
    for verb in (("report", "daily"), ("report", "handover", "H1")):
        assert run([*data, *verb, "--out", str(taken)]) is ExitCode.FAILED
        assert capfd.readouterr().err == f"The file {taken} exists already.\n→ Name another file.\n"
    assert taken.read_text(encoding="utf-8") == "mine"
    assert run([*data, "audit", "proof", "99999"]) is ExitCode.FAILED
    assert capfd.readouterr().err.splitlines()[0] == "No checkpoint of the journal holds an entry 99999."


def test_a_list_of_people_that_is_not_there_is_said_to_be_missing(
    data: list[str], tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    capfd.readouterr()
    assert run([*data, "people", "import", str(tmp_path / "none.csv")]) is ExitCode.FAILED
    assert capfd.readouterr().err == f"There is no file {tmp_path / 'none.csv'}.\n→ Name another file.\n"
    assert run([*data, "people", "import", str(tmp_path / "password" / "none.csv")]) is ExitCode.FAILED
    assert capfd.readouterr().err.splitlines()[0].endswith("none.csv cannot be read: Not a directory")


def test_a_place_in_a_list_is_said_in_the_readers_language(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "people.csv"
    file.write_text("account,name\n", encoding="utf-8")
    data = ["--data", str(tmp_path / "data"), "--language", "zh"]
    assert run([*data, "people", "import", str(file)]) is ExitCode.FAILED
    assert capfd.readouterr().err.splitlines()[0].startswith(f"人员清单 {file} 有误，位置 第 1 行：")
    file.write_text("account,name,person,roles\nli.wei,李伟,1001,cook\n", encoding="utf-8")
    with pytest.raises(PeopleListError) as wrong:
        read_people(file)
    where = wrong.value.values["where"]
    assert isinstance(where, Trouble)
    assert (where.template, where.values) == ("line {line}: {column}", {"line": 2, "column": "roles"})
    assert "is wrong at line 2: roles: 'cook' is no position" in str(wrong.value)


def test_a_report_of_a_day_that_the_journal_knows_nothing_of_says_so(
    data: list[str], capfd: pytest.CaptureFixture[str]
) -> None:
    capfd.readouterr()
    assert run([*data, "report", "daily", "--date", "2020-01-01", "--json"]) is ExitCode.OK
    assert capfd.readouterr().err == "The journal has no entry of 2020-01-01: the report is empty.\n"
    assert run([*data, "report", "daily", "--json"]) is ExitCode.OK
    assert capfd.readouterr().err == ""


def test_refusals_of_the_core_say_what_to_do_and_name_positions() -> None:
    values = {"person": "李伟", "command": "rota.set", "permission": "shift.lead"}
    assert Words("en").trouble(advised(commands.NOT_GRANTED, values)) == (
        "李伟 may not do this; these positions may: shift leader.\n"
        "→ Repeat it with --as of such an account: `people list` shows them."
    )
    assert advised("{person} may not do {command}: x", values).todo == ""
    for reason in (judging.WRONG, commands.NOBODY_HERE, accounts.NO_ACCOUNT):
        assert advised(reason, {"account": "x"}).todo == NEXT_STEPS[reason] != ""


def test_a_young_journal_says_how_long_it_keeps_everything() -> None:
    assert Words("en").trouble(refusal(YOUNG, 0, Settings())) == (
        "No entry can leave the journal yet: it keeps the last 365 days, and entry 0 is of these.\n"
        "→ Try again later; keep_days under [audit] in the settings says how long."
    )


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("Missing argument 'ACCOUNT'.", "缺少 ACCOUNT。"),
        ("No such option '--nme'. Did you mean '--name'?", "没有选项 --nme。是否要用：'--name'"),
        ("Invalid value for '--limit': 0 is not in the range x>=1.", "'--limit' 的值不对：0 不在范围 x>=1 内。"),
        ("Invalid value for '--date': 没有 {这} 一天 · none", "'--date' 的值不对：没有 {这} 一天 · none"),
        ("Something new.", "Something new."),
    ],
)
def test_errors_of_usage_are_said_in_chinese(english: str, chinese: str) -> None:
    assert in_chinese(english) == chinese


def test_the_language_of_the_settings_counts_for_errors_of_usage(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("COMMANDCENTER_LANGUAGE", raising=False)
    (tmp_path / "settings.toml").write_text('version = 1\nlanguage = "en"\n')
    assert run(["--data", str(tmp_path), "rota", "list", "x"]) is ExitCode.USAGE
    assert capfd.readouterr().err.splitlines()[-1] == "Error: Got unexpected extra argument (x)"
    assert run(["--data", str(tmp_path), "--language", "zh", "rota", "list", "x"]) is ExitCode.USAGE
    assert capfd.readouterr().err.splitlines()[-1] == "错误：多余的参数：x"


def test_a_verifier_without_its_packages_says_which_and_is_not_altered() -> None:
    command = "import sys; sys.modules['msgpack'] = None; import runpy; runpy.run_module('audit', run_name='__main__')"
    environment = {**os.environ, "COMMANDCENTER_LANGUAGE": "en"}
    done = subprocess.run(
        [sys.executable, "-c", command], capture_output=True, text=True, check=False, cwd=ROOT, env=environment
    )
    assert done.returncode == 5
    assert done.stderr == "The verifier needs the Python package msgpack: pip install msgpack msgspec cryptography\n"
