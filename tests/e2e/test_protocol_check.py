"""`protocol check` as a person types it: with keys of the centre, at an example of the kit and at a wrong source."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bridge.source.keys import new_keys, read_keys, write_keys
from commandcenter.cli.exit_codes import ExitCode
from tests.support.centre import ROOT
from tests.support.ports import free_name
from tests.support.right_source import NOTE, RightDriver, packed
from tests.support.wrong_sources import TakesTheLastKey

pytestmark = pytest.mark.lasts(35)

PATIENCE_S = 90


def command(data: Path, *words: str) -> list[str]:
    return [sys.executable, str(ROOT / "main.py"), "--language", "en", "--data", str(data), *words]


def run(data: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command(data, *words), capture_output=True, text=True, timeout=PATIENCE_S, check=False, cwd=data.parent
    )


def check(data: Path, endpoint: str, *words: str) -> subprocess.CompletedProcess[str]:
    """Answers may take longer here: the other half of the tests runs beside it."""
    return run(data, "protocol", "check", endpoint, "--slow", "4", *words)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def gate(data: Path) -> Iterator[str]:
    """The example of an event source with keys of the centre, at an endpoint that the settings name."""
    endpoint, folder = free_name(), data.parent / "gate"
    data.mkdir()
    source = f'[[sources]]\nid = "my-gate"\nendpoint = "{endpoint}"\n'
    (data / "settings.toml").write_text(f'version = 1\nlanguage = "en"\n{source}')
    made = run(data, "keys", "new", "my-gate", "--out", str(folder / "keys.json"))
    assert made.returncode == ExitCode.OK, made.stderr
    with example("event_source", endpoint, str(folder)):
        yield endpoint


@contextmanager
def example(name: str, *words: str) -> Iterator[None]:
    with subprocess.Popen(
        [sys.executable, "-m", f"examples.{name}", *words],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.read(len("Press Enter")) == "Press Enter"
            yield
        finally:
            process.kill()


def test_the_example_passes_with_the_key_that_the_centre_trusts(data: Path, gate: str) -> None:
    done = check(data, gate)
    assert done.returncode == ExitCode.OK, done.stdout + done.stderr
    lines = done.stdout.splitlines()
    assert "✓ H1  Hello is answered with welcome, at once.  pass" in lines
    assert "· L2  A restart, however hard, changes neither epoch nor events.  not tried" in lines
    assert "      needs a source that can be driven: --drive" in lines
    assert "take that key out of its peers" not in done.stdout
    assert " passed, 0 failed, " in lines[-1]
    assert "[59/59]" in done.stderr


def test_json_names_each_rule_with_its_verdict_and_reason(data: Path, gate: str) -> None:
    done = check(data, gate, "--source", "my-gate", "--only", "h1,p7", "--json")
    assert done.returncode == ExitCode.OK, done.stderr
    found = json.loads(done.stdout)
    assert (found["endpoint"], found["passed"], found["failed"], found["not_tried"]) == (gate, 1, 0, 1)
    assert [(it["rule"], it["verdict"], it["reason"]) for it in found["rules"]] == [
        ("H1", "pass", ""),
        ("P7", "not tried", "needs a source that can be driven: --drive"),
    ]


def test_a_wrong_source_is_told_what_was_sent_expected_and_came(data: Path, tmp_path: Path) -> None:
    server, core = new_keys("right"), new_keys("core")
    write_keys(tmp_path / "checker.json", core)
    endpoint, telemetry = free_name(), free_name()
    keys = server._replace(peers=(core.public,))
    driver = RightDriver(lambda disk: TakesTheLastKey(endpoint, telemetry, keys, disk))
    driver.disk.events = [packed(NOTE) for _ in range(5)]
    driver.start()
    try:
        words = ["--keys", str(tmp_path / "checker.json"), "--server-key", server.public, "--only", "F2,H1"]
        done = check(data, endpoint, *words)
    finally:
        driver.stop()
    assert done.returncode == ExitCode.FAILED, done.stderr
    assert "✗ F2  A key stands once in a map, at any depth; else fault malformed.  fail" in done.stdout
    assert "      sent: ping with t twice: 82 a1 74 a4 70 69 6e 67 a1 74 a4 70 69 6e 67" in done.stdout
    assert '      expected: fault "malformed"' in done.stdout
    assert "      came: pong {head: 6}" in done.stdout
    assert "1 passed, 1 failed, 0 not tried" in done.stdout


def test_a_refused_key_is_shown_with_what_to_do(data: Path, gate: str, tmp_path: Path) -> None:
    write_keys(tmp_path / "stranger.json", new_keys("stranger"))
    done = check(data, gate, "--keys", str(tmp_path / "stranger.json"))
    assert done.returncode == ExitCode.FAILED
    public = read_keys(tmp_path / "stranger.json").public
    assert f"The source at {gate} refuses the checker's key {public}." in done.stderr
    assert "Put that key into `peers` of the source's key file; then check again." in done.stderr
    assert done.stdout == ""


def test_what_is_missing_is_said_before_anything_is_tried(data: Path, gate: str) -> None:
    elsewhere = free_name()
    unknown = check(data, elsewhere)
    assert unknown.returncode == ExitCode.FAILED
    assert "Name it with --server-key PUBLIC, or the source with --source ID." in unknown.stderr
    assert "The centre trusts no key of the source doors." in check(data, gate, "--source", "doors").stderr
    assert f"Nobody listens at {elsewhere}." in check(data, elsewhere, "--source", "my-gate").stderr
    assert check(data, "127.0.0.1:5790").returncode == ExitCode.USAGE
    assert check(data, gate, "--only", "Z9").returncode == ExitCode.USAGE
    none = check(data.parent / "empty", gate)
    assert "has no keys yet." in none.stderr


def test_ctrl_c_prints_the_verdicts_so_far(data: Path, gate: str) -> None:
    with subprocess.Popen(
        command(data, "protocol", "check", gate, "--slow", "4"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert any(line.startswith("[20/59]") for line in process.stderr)
        process.send_signal(signal.SIGINT)
        said, _ = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == ExitCode.STOPPED
    assert "✓ H1  Hello is answered with welcome, at once.  pass" in said
    assert "T4" not in said
