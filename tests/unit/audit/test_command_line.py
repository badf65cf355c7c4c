"""What the command line hands on and prints: to a terminal, into a pipe, to a reader who has gone."""

from __future__ import annotations

import io
import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from audit import cli
from audit.checking import Wish
from audit.cli import as_json, as_text, main, run
from audit.notes import parse_key
from audit.verdict import Code, Report
from audit.words import Words
from tests.support.audit_cases import DESK, FIRST


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def wishes(monkeypatch: pytest.MonkeyPatch) -> list[Wish]:
    """What is to be verified; nothing is, and something is told on the way."""
    seen: list[Wish] = []

    def verified(wish: Wish, progress: Callable[[str, int, int], None]) -> Report:
        seen.append(wish)
        progress("entries", 1000, 2000)
        return Report()

    monkeypatch.setattr(cli, "verify", verified)
    return seen


def test_every_option_is_handed_on(wishes: list[Wish], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("audit.parallel.os.sched_getaffinity", lambda _: {1, 5, 7})
    keys = ["--key", FIRST.vkey, "--key", DESK.vkey]
    also = ["--also", "a", "--also", "b", "--restored", "5", "--restored", "7", "--jobs", "4"]
    assert run(["verify", "it", *keys, *also]) is Code.OK
    assert run(["verify", "it"]) is Code.OK
    assert wishes == [
        Wish("it", (parse_key(FIRST.vkey), parse_key(DESK.vkey)), (Path("a"), Path("b")), frozenset((5, 7)), 4),
        Wish("it", (), (), frozenset(), 3),
    ]


def test_progress_is_shown_on_a_terminal_and_wiped_away(wishes: list[Wish], monkeypatch: pytest.MonkeyPatch) -> None:
    for errors, shown in ((Terminal(), "\r\x1b[Kentries 1,000 / 2,000\r\x1b[K"), (io.StringIO(), "")):
        monkeypatch.setattr("sys.stderr", errors)
        assert run(["verify", "it"]) is Code.OK
        assert errors.getvalue() == shown
    assert len(wishes) == 2


def test_ctrl_c_ends_the_line(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def interrupted(*_: object) -> Report:
        raise KeyboardInterrupt

    monkeypatch.setattr(cli, "verify", interrupted)
    assert run(["verify", "it"]) is Code.STOPPED
    assert capsys.readouterr() == ("", "\n")


@pytest.mark.parametrize(
    ("environment", "options", "shown"),
    [
        ("en", [], "OK: as it was sealed [0] it\n"),
        ("zh", [], "完好：与封存时一致 [0] it\n"),
        ("fr", [], "完好：与封存时一致 [0] it\n"),
        ("", [], "完好：与封存时一致 [0] it\n"),
        ("en", ["--language", "zh"], "完好：与封存时一致 [0] it\n"),
        ("zh", ["--language", "en"], "OK: as it was sealed [0] it\n"),
    ],
)
def test_the_language_is_asked_for_or_the_environment_s_or_chinese(
    wishes: list[Wish],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    environment: str,
    options: list[str],
    shown: str,
) -> None:
    monkeypatch.delenv("COMMANDCENTER_LANGUAGE", raising=False)
    if environment:
        monkeypatch.setenv("COMMANDCENTER_LANGUAGE", environment)
    run(["verify", "it", *options])
    assert capsys.readouterr().out == shown
    assert len(wishes) == 1


def test_a_password_is_never_shown(wishes: list[Wish], capsys: pytest.CaptureFixture[str]) -> None:
    address = "postgresql://someone:secret@host/it"
    for options in (["--language", "en"], ["--json"]):
        run(["verify", address, *options])
        shown = capsys.readouterr().out
        assert "secret" not in shown
        assert "host/it" in shown
    assert [it.path for it in wishes] == [address] * 2


def test_a_terminal_that_knows_no_chinese_gets_escapes(wishes: list[Wish], monkeypatch: pytest.MonkeyPatch) -> None:
    data = io.BytesIO()
    monkeypatch.setattr("sys.stdout", io.TextIOWrapper(data, encoding="ascii"))
    assert run(["verify", "it", "--language", "zh"]) is Code.OK
    assert data.getvalue().startswith(b"\\u5b8c\\u597d\\uff1a")
    assert len(wishes) == 1


def test_a_reader_who_has_gone_changes_no_verdict(wishes: list[Wish], monkeypatch: pytest.MonkeyPatch) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w") as out:
        monkeypatch.setattr("sys.stdout", out)
        assert run(["verify", "it"]) is Code.OK
        out.write("more")
        out.flush()
    assert len(wishes) == 1


def test_a_fault_of_the_verifier_is_no_verdict_on_the_evidence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def faulty(arguments: list[str]) -> Code:
        raise RuntimeError(str(arguments))

    monkeypatch.setattr("sys.argv", ["audit", "verify", "it"])
    for it, code, shown in ((lambda _: Code.FORKED, 3, ""), (faulty, 5, "RuntimeError: ['verify', 'it']\n")):
        monkeypatch.setattr(cli, "run", it)
        with pytest.raises(SystemExit) as stopped:
            main()
        assert (stopped.value.code, type(stopped.value.code)) == (code, int)
        assert capsys.readouterr().err.endswith(shown)


def test_a_key_that_is_none_is_explained(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        run(["verify", "it", "--key", "x"], "other")
    assert stopped.value.code == 64
    errors = capsys.readouterr().err
    assert errors.startswith("usage: other verify")
    assert errors.endswith("argument --key: no verifier key (NAME+ID+BASE64): no verifier key of a known kind\n")


@pytest.mark.parametrize(
    ("count", "more", "last"),
    [
        (20, 0, "  ! entry 19 is missing"),
        (21, 0, "  ! and 1 more"),
        (20, 3, "  ! and 3 more"),
        (25, 1200, "  ! and 1,205 more"),
    ],
)
def test_twenty_findings_are_shown_and_the_rest_counted(count: int, more: int, last: str) -> None:
    report = Report()
    for entry in reversed(range(count)):
        report.find(Code.ALTERED, "entry {entry} is missing", entry, entry=entry)
    report.more = more
    report.say("{place} holds no checkpoints", place="x")
    lines = as_text(report, "it", Words("en")).split("\n")
    assert lines[:2] == ["ALTERED: not as it was sealed [1] it", "  ! entry 0 is missing"]
    assert lines[-3:] == [last, "  - x holds no checkpoints", ""]
    assert len(lines) == 1 + 20 + bool(more or count > 20) + 2


def test_json_is_laid_out_for_people_too() -> None:
    report = Report()
    assert json.loads(as_json(report, "它")) == {
        "path": "它",
        "code": 0,
        "verdict": "ok",
        "first_bad_entry": None,
        "findings": [],
        "more_findings": 0,
        "compared": [],
    }
    assert as_json(report, "它").startswith('{\n  "path": "它",\n  "code": 0,\n')
    report.find(Code.KEY, "{name} has not cosigned", name="d")
    report.find(Code.ALTERED, "entry {entry} is missing", 7, entry=7)
    report.find(Code.ALTERED, "entry {entry} is missing", 5, entry=5)
    report.more = 2
    report.say("{place} holds no checkpoints", place="x")
    report.facts["size"] = 9
    assert json.loads(as_json(report, "it")) == {
        "path": "it",
        "code": 1,
        "verdict": "altered",
        "first_bad_entry": 5,
        "findings": [
            {"code": 1, "kind": "altered", "entry": 5, "text": "entry 5 is missing"},
            {"code": 1, "kind": "altered", "entry": 7, "text": "entry 7 is missing"},
            {"code": 4, "kind": "key", "entry": None, "text": "d has not cosigned"},
        ],
        "more_findings": 2,
        "compared": ["x holds no checkpoints"],
        "size": 9,
    }
    assert as_json(report, "it").endswith("\n}\n")
