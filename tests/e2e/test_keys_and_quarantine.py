"""Keys and quarantine at the command line, beside a running core and without one."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.centre import ROOT, Centre, bare_centre
from tests.support.ports import free_port


@pytest.fixture
def centre(tmp_path: Path) -> Iterator[Centre]:
    found = bare_centre(tmp_path)
    try:
        yield found
    finally:
        found.stop()


def run(data: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / "main.py"), "--language", "en", "--data", str(data), *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


def keys_of(data: Path) -> dict[str, dict[str, object]]:
    """By holder, the newest one."""
    return {key["id"]: key for key in json.loads(run(data, "keys", "list", "--json").stdout)["keys"]}


def pumps(centre: Centre) -> dict[str, object]:
    (source,) = json.loads(centre.run("status", "--json").stdout)["sources"]
    return dict(source)


def actions(centre: Centre) -> list[tuple[str, str, str]]:
    return [(entry.actor, entry.action, entry.subject) for entry in centre.entries()]


@pytest.mark.timeout(120)
def test_a_revoked_source_is_cut_off_and_a_trusted_one_comes_back_beside_a_running_core(centre: Centre) -> None:
    centre.start_source()
    centre.start("core")
    centre.tell_source("raise P1 minor First")
    centre.wait(lambda: centre.count("alarm.raised") == 1, "the first event is taken in")
    public = str(keys_of(centre.data)["pumps"]["public"])

    assert run(centre.data, "keys", "revoke", "pumps").returncode == 0
    centre.tell_source("raise P2 minor Second")
    centre.wait(lambda: pumps(centre)["trouble"] == "not trusted", "the link is cut")
    assert centre.count("alarm.raised") == 1

    trusted = run(centre.data, "keys", "trust", "pumps", public, "--types", "pump.*,loudspeaker")
    assert (trusted.returncode, trusted.stdout) == (0, f"{public} is trusted as pumps.\n")
    centre.wait(lambda: centre.count("alarm.raised") == 2, "what came meanwhile is taken in")
    assert [action for action in actions(centre) if action[1].startswith("key.")][-2:] == [
        ("admin", "key.revoked", "pumps"),
        ("admin", "key.trusted", "pumps"),
    ]


@pytest.mark.timeout(120)
def test_what_was_not_granted_is_taken_in_from_quarantine_once_it_is(centre: Centre) -> None:
    public = str(keys_of(centre.data)["pumps"]["public"])
    assert run(centre.data, "keys", "trust", "pumps", public, "--types", "loudspeaker").returncode == 0
    centre.start_source()
    centre.start("core")
    centre.tell_source("raise P1 minor First")
    centre.tell_source("raise P2 minor Second")
    centre.wait(lambda: centre.count("event.quarantined") == 2, "both are put aside")
    first, second = json.loads(run(centre.data, "quarantine", "list", "--json").stdout)
    assert (first["reason"], first["event"]["seq"]) == (
        "grant: pump.flood is not among what this source may publish",
        2,
    )
    shown = json.loads(run(centre.data, "quarantine", "show", str(first["entry"])).stdout)
    assert shown["value"]["subject"] == "P1"

    refused = run(centre.data, "quarantine", "retry", str(first["entry"]))
    assert (refused.returncode, "cannot be taken in: grant:" in refused.stderr) == (1, True)
    assert run(centre.data, "keys", "trust", "pumps", public).returncode == 0
    retried = run(centre.data, "quarantine", "retry", "--all")
    assert (retried.returncode, retried.stdout) == (0, f"{first['entry']}: taken in\n{second['entry']}: taken in\n")
    assert run(centre.data, "quarantine", "list").stdout == "0 events in quarantine\n"
    raised = [alarm["subject"] for alarm in json.loads(centre.run("alarms", "--json").stdout)["alarms"]]
    assert {"P1", "P2"} <= set(raised)


def test_keys_are_made_and_revoked_where_no_core_runs(tmp_path: Path) -> None:
    data, file = tmp_path / "data", tmp_path / "gates.json"
    made = run(data, "keys", "new", "gates", "--types", "gate.*", "--out", str(file))
    assert (made.returncode, file.stat().st_mode & 0o777) == (0, 0o600)
    pair = json.loads(file.read_text())
    listed = json.loads(run(data, "keys", "list", "--json").stdout)
    assert pair["peers"] == [listed["core"]]
    assert keys_of(data)["gates"]["types"] == ["gate.*"]
    again = run(data, "keys", "new", "gates", "--out", str(file))
    assert (again.returncode, "exists already" in again.stderr, json.loads(file.read_text())) == (5, True, pair)
    assert run(data, "keys", "revoke", pair["public"]).returncode == 0
    assert keys_of(data)["gates"]["revoked_at"] is not None
    none = run(data, "keys", "revoke", "gates")
    assert (none.returncode, "stands for 0 trusted keys" in none.stderr) == (1, True)


@pytest.mark.parametrize(
    "arguments",
    [
        ("keys", "new", "../evil"),
        ("keys", "trust", "gates", "not-a-key"),
        ("keys", "trust", "gates", "k" * 40, "--types", "*.x"),
        ("quarantine", "retry"),
        ("quarantine", "retry", "1", "--all"),
    ],
)
def test_nonsense_is_refused_with_a_word_and_no_traceback(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    done = run(tmp_path / "data", *arguments)
    assert done.returncode in (1, 2)
    assert done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.timeout(60)
def test_a_file_at_the_cores_port_that_speaks_something_else_does_not_hang_the_administrator(tmp_path: Path) -> None:
    """A core that holds the folder and does not answer is named, and nothing is changed."""
    data = tmp_path / "data"
    assert run(data, "keys", "list").returncode == 0
    (data / "core.json").write_text(json.dumps({"pid": 1, "endpoint": f"tcp://127.0.0.1:{free_port()}"}))
    holder = "import fcntl, sys; f = open(sys.argv[1], 'a'); fcntl.flock(f, 2); print('held', flush=True); input()"
    with subprocess.Popen(
        [sys.executable, "-c", holder, str(data / "core.lock")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        done = run(data, "keys", "trust", "gates", "k" * 40)
        assert (done.returncode, "does not answer" in done.stderr) == (5, True)
        process.communicate("\n")
    assert keys_of(data) == {}
