"""The command line: words, JSON, exit codes, Ctrl+C; and the same with several processes."""

from __future__ import annotations

import ast
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import audit
from audit import chinese
from audit.cli import run
from audit.verdict import Code, Report, Said
from audit.words import Words, clean
from tests.support.audit_cases import FIRST, judged, small, told
from tests.support.audit_writer import Log, changed

ROOT = Path(__file__).parents[3]


def test_the_verdict_stands_in_the_first_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    log = small()
    log.save(tmp_path)
    assert run(["verify", str(tmp_path), "--language", "en", "--key", FIRST.vkey]) is Code.OK
    assert capsys.readouterr().out.split("\n") == [
        f"OK: as it was sealed [0] {tmp_path}",
        "  - the key of commandcenter/1a2b3c4d is the one that was given",
        f"  - 300 entries; root {log.root().hex()}",
        "  - 2 checkpoints in it fit; the newest that fits is over 300 entries",
        "  - second place/2026-11-22.jsonl: 2 checkpoints fit, up to 300 entries",
        "",
    ]


def test_what_was_found_stands_below_in_chinese(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    changed(small().save(tmp_path), "UPDATE journal SET entry = x'00' WHERE seq >= 7 AND seq < 37")
    assert run(["verify", str(tmp_path), "--language", "zh"]) is Code.ALTERED
    lines = capsys.readouterr().out.split("\n")
    assert lines[0] == f"被改动：与封存时不一致 [1] {tmp_path}"
    assert lines[1] == "  ! 第 7 条记录被改动：其内容与封存的哈希不符"
    assert lines[20:22] == ["  ! 第 26 条记录被改动：其内容与封存的哈希不符", "  ! 另有 10 处"]


def test_codes_and_verdicts_stay_as_they_are() -> None:
    """Scripts and people rely on both."""
    assert {code.name: int(code) for code in Code} == {
        "OK": 0,
        "ALTERED": 1,
        "TRUNCATED": 2,
        "FORKED": 3,
        "KEY": 4,
        "UNREADABLE": 5,
        "USAGE": 64,
        "STOPPED": 130,
    }
    assert [Words("en").verdict(code, "it") for code in list(Code)[:6]] == [
        "OK: as it was sealed [0] it",
        "ALTERED: not as it was sealed [1] it",
        "TRUNCATED OR ROLLED BACK: what was there is missing [2] it",
        "FORKED: the log has signed two histories [3] it",
        "KEY TROUBLE: a signature does not count [4] it",
        "UNREADABLE: it cannot be verified [5] it",
    ]
    assert [Words("zh").verdict(code, "它") for code in list(Code)[:6]] == [
        "完好：与封存时一致 [0] 它",
        "被改动：与封存时不一致 [1] 它",
        "被截断或回退：曾有的内容缺失 [2] 它",
        "分叉：日志签署过两个不同的历史 [3] 它",
        "密钥问题：有签名不能采信 [4] 它",
        "无法读取：不能核验 [5] 它",
    ]


def test_json_says_the_same_for_programs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    log = small()
    changed(log.save(tmp_path), "UPDATE journal SET entry = x'00' WHERE seq = 7")
    assert run(["verify", str(tmp_path), "--json"]) is Code.ALTERED
    said = json.loads(capsys.readouterr().out)
    assert {name: said[name] for name in ("path", "code", "verdict", "first_bad_entry", "size", "sealed")} == {
        "path": str(tmp_path),
        "code": 1,
        "verdict": "altered",
        "first_bad_entry": 7,
        "size": 300,
        "sealed": 300,
    }
    text = "entry 7 was altered: its bytes do not give the hash that was sealed"
    assert said["findings"] == [{"code": 1, "kind": "altered", "entry": 7, "text": text}]
    assert (said["keys"], said["checkpoints"], said["more_findings"]) == ([[FIRST.vkey]], 2, 0)


@pytest.mark.parametrize(
    "arguments", [[], ["verify"], ["look", "x"], ["verify", "x", "--key", "y"], ["verify", "x", "--restored", "y"]]
)
def test_wrong_usage_has_its_own_code(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        run(arguments)
    assert stopped.value.code == 64
    assert "usage: audit" in capsys.readouterr().err


def test_help_names_the_codes(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        run(["verify", "--help"])
    assert stopped.value.code == 0
    assert "3 forked               4 key trouble" in capsys.readouterr().out


def test_what_is_unreadable_has_its_code_and_reason(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["verify", str(tmp_path / "gone"), "--language", "en"]) is Code.UNREADABLE
    assert capsys.readouterr().out.split("\n")[1].endswith("gone cannot be read: No such file or directory")


def test_ctrl_c_stops_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> Report:
        raise KeyboardInterrupt

    monkeypatch.setattr("audit.cli.verify", interrupted)
    assert run(["verify", "x"]) is Code.STOPPED


def large(folder: Path) -> Path:
    """Enough for several processes: most entries are alike, so that making it does not take long."""
    log = Log(FIRST).begin().fill(46_000)
    log.seal()
    return log.save(folder)


def test_several_processes_say_what_one_says(tmp_path: Path) -> None:
    path = large(tmp_path)
    command = [sys.executable, "-m", "audit", "verify", str(tmp_path), "--language", "en", "--jobs"]
    one = subprocess.run([*command, "1"], capture_output=True, text=True, cwd=ROOT, timeout=60, check=True).stdout
    two = subprocess.run([*command, "2"], capture_output=True, text=True, cwd=ROOT, timeout=60, check=True).stdout
    assert one == two
    assert one.startswith("OK: as it was sealed [0]")
    changed(path, "UPDATE journal SET entry = x'00' WHERE seq IN (300, 20000, 45000)")
    report = judged(tmp_path, jobs=2)
    assert [finding.entry for finding in report.ordered()] == [300, 20_000, 45_000]
    assert "46002 entries; root" in "".join(told(report))
    changed(path, "DELETE FROM tiles WHERE level = 0 AND number = 150")
    assert judged(tmp_path, jobs=2).code is Code.ALTERED
    with subprocess.Popen([*command, "2"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT) as process:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=30)
        assert process.returncode in (130, -signal.SIGINT, 1)


def test_the_verifier_needs_nothing_of_the_program(tmp_path: Path) -> None:
    small().save(tmp_path / "var")
    code = (
        "import sys; from audit.cli import run; run(['verify', sys.argv[1]]);"
        "print(sorted(it for it in sys.modules if it.split('.')[0] in"
        " ('commandcenter', 'bridge', 'widgets', 'layouts', 'sqlalchemy', 'psycopg', 'click')))"
    )
    command = [sys.executable, "-c", code, str(tmp_path / "var")]
    environment = {**os.environ, "COMMANDCENTER_LANGUAGE": "en"}
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env=environment, timeout=60, check=True)
    assert done.stdout.startswith("OK: as it was sealed [0]")
    assert done.stdout.endswith("[]\n")


SAYING = {"find", "say", "_find", "_finding", "Unreadable", "Said"}


def templates() -> set[str]:
    """Every sentence in the verifier's source: what is handed to one of the above, or named `text` or in TEXTS."""
    found: set[str] = set()
    for path in Path(audit.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            values: list[ast.expr] = []
            if isinstance(node, ast.Call):
                name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                values = list(node.args) if name in SAYING else []
            elif isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) in ("text", "TEXTS"):
                values = list(node.value.values) if isinstance(node.value, ast.Dict) else [node.value]
            elif isinstance(node, ast.Return) and path.name == "wal.py" and isinstance(node.value, ast.List):
                values = [it.elts[0] for it in node.value.elts if isinstance(it, ast.Tuple)]
            found |= {it.value for it in values if isinstance(it, ast.Constant) and isinstance(it.value, str)}
    return {it for it in found if " " in it}


def test_every_sentence_is_there_in_chinese_with_the_same_values() -> None:
    from string import Formatter

    said = templates()
    assert len(said) > 80
    assert said - chinese.CHINESE.keys() == set()
    for english, translated in chinese.CHINESE.items():
        names = [{name for _, name, _, _ in Formatter().parse(text) if name} for text in (english, translated)]
        assert names[0] == names[1], english


def test_what_could_steer_a_terminal_or_a_reader_is_shown_as_its_number() -> None:
    assert (
        clean("desk\x1b[31m\n\u202egnp\u2028 值班\u200b") == "desk\\u{1b}[31m\\u{a}\\u{202e}gnp\\u{2028} 值班\\u{200b}"
    )
    assert clean("x" * 201) == "x" * 200 + "…"
    assert clean("x" * 200) == "x" * 200
    assert clean(12345) == "12345"
    said = Said("{where}: a checkpoint is of another origin: {origin}", {"where": "a\tb", "origin": "{x}"})
    assert Words("en").said(said) == "a\\u{9}b: a checkpoint is of another origin: {x}"
    assert Words("zh").said(said) == "a\\u{9}b: 检查点属于另一个日志：{x}"


def test_many_findings_are_counted_and_each_kind_is_kept() -> None:
    report = Report()
    for number in range(300):
        report.find(Code.KEY, "entry {entry} is missing", number, entry=number)
    report.find(Code.FORKED, "the journal names no key that it is sealed with")
    assert (len(report.findings), report.more, report.code) == (201, 100, Code.FORKED)
    assert report.ordered()[0].code is Code.FORKED


@pytest.mark.parametrize(
    ("codes", "verdict"),
    [
        ([], Code.OK),
        ([Code.UNREADABLE], Code.UNREADABLE),
        ([Code.UNREADABLE, Code.KEY], Code.KEY),
        ([Code.KEY, Code.TRUNCATED], Code.TRUNCATED),
        ([Code.TRUNCATED, Code.ALTERED], Code.ALTERED),
        ([Code.ALTERED, Code.FORKED], Code.FORKED),
    ],
)
def test_the_gravest_finding_is_the_verdict(codes: list[Code], verdict: Code) -> None:
    report = Report()
    for code in codes:
        report.find(code, "entry {entry} is missing", None, entry=1)
    assert report.code is verdict
