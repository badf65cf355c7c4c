"""Keys and quarantine at the command line, beside a running core and without one."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import msgspec
import pytest

from commandcenter.adapters.data_folder import DataFolder
from commandcenter.adapters.store.sql_store import SqlStore
from commandcenter.app.guarding import guard_of
from commandcenter.domain.catalogue import Catalogue
from commandcenter.domain.events import Raised
from commandcenter.services.core import Batch, Core
from commandcenter.services.doubts import Log
from commandcenter.services.operating import command_table
from tests.support.centre import ROOT, Centre, bare_centre
from tests.support.cores import START
from tests.support.ports import free_name

pytestmark = pytest.mark.lasts(45)


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


def trouble(centre: Centre) -> str | None:
    """Of the pumps' link, None while the core cannot be asked."""
    found: list[str] = [source["trouble"] for source in centre.said("status").get("sources", [])]
    return found[0] if found else None


def actions(centre: Centre) -> list[tuple[str, str, str]]:
    return [(entry.actor, entry.action, entry.subject) for entry in centre.entries()]


def test_a_revoked_source_is_cut_off_and_a_trusted_one_comes_back_beside_a_running_core(centre: Centre) -> None:
    centre.start_source()
    centre.start("core")
    centre.tell_source("raise P1 minor First")
    centre.wait(lambda: centre.count("alarm.raised", by="event") == 1, "the first event is taken in")
    public = str(keys_of(centre.data)["pumps"]["public"])

    assert run(centre.data, "keys", "revoke", "pumps").returncode == 0
    centre.tell_source("raise P2 minor Second")
    centre.wait(lambda: trouble(centre) == "not trusted", "the link is cut")
    assert centre.count("alarm.raised", by="event") == 1

    trusted = run(centre.data, "keys", "trust", "pumps", public, "--types", "pump.*,loudspeaker")
    assert (trusted.returncode, trusted.stdout) == (0, f"{public} is trusted as pumps.\n")
    centre.wait(lambda: centre.count("alarm.raised", by="event") == 2, "what came meanwhile is taken in")
    assert [action for action in actions(centre) if action[1].startswith("key.")][-2:] == [
        ("admin", "key.revoked", "pumps"),
        ("admin", "key.trusted", "pumps"),
    ]


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
    assert (retried.returncode, retried.stdout.splitlines()) == (
        0,
        [f"{first['entry']}: taken in", f"{second['entry']}: taken in", "2 done, 0 refused"],
    )
    assert run(centre.data, "quarantine", "list").stdout == "0 events in quarantine\n"
    raised = [alarm["subject"] for alarm in json.loads(centre.run("alarms", "--json").stdout)["alarms"]]
    assert {"P1", "P2"} <= set(raised)
    # They came late: the source is asked whether it is still so.
    centre.wait(lambda: centre.count("refresh.ended") > 0, "the source has said what is wrong now")
    alarms = json.loads(centre.run("alarms", "--json").stdout)["alarms"]
    assert [alarm["subject"] for alarm in alarms if alarm["active"] and not alarm["suspect"]].count("P1") == 1


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
    assert (none.returncode, "There is no trusted key of gates" in none.stderr) == (1, True)


def test_a_second_key_of_a_source_is_said_to_take_the_place_of_the_first(tmp_path: Path) -> None:
    data = tmp_path / "data"
    said = [run(data, "keys", "new", "gates", "--out", str(tmp_path / name)).stderr for name in ("a.json", "b.json")]
    first = json.loads((tmp_path / "a.json").read_text())["public"]
    assert ["this key alone, no more by" in text for text in said] == [False, True]
    assert first in said[1]
    lines = [line.split() for line in run(data, "keys", "list").stdout.splitlines()]
    assert [line[3] for line in lines if "gates" in line] == ["superseded", "trusted"]
    assert run(data, "keys", "revoke", json.loads((tmp_path / "b.json").read_text())["public"]).returncode == 0
    lines = [line.split() for line in run(data, "keys", "list").stdout.splitlines()]
    assert [line[3] for line in lines if "gates" in line] == ["trusted", "revoked"]


@pytest.mark.parametrize(
    "arguments",
    [
        ("keys", "new", "../evil"),
        ("keys", "trust", "gates", "not-a-key"),
        ("keys", "trust", "gates", "#" * 40),
        ("keys", "trust", "gates", "k" * 40, "--types", "*.x"),
        ("keys", "trust", "core", "k" * 40),
        ("keys", "new", "desk-2", "--kind", "console", "--types", "pump.*"),
        ("keys", "revoke", "gates"),
        ("quarantine", "retry"),
        ("quarantine", "retry", "1", "--all"),
        ("quarantine", "dismiss", "1", "--reason", "grant"),
    ],
)
def test_nonsense_is_refused_with_a_word_and_no_traceback(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    done = run(tmp_path / "data", *arguments)
    assert done.returncode in (1, 2)
    assert done.stderr
    assert "Traceback" not in done.stderr


def test_a_key_file_that_cannot_be_made_is_named_and_nothing_is_trusted(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = run(tmp_path / "data", "keys", "new", "gates", "--out", str(tmp_path / "file" / "gates.json"))
    assert (done.returncode, "The key file cannot be made" in done.stderr, "--out" in done.stderr) == (5, True, True)
    assert keys_of(tmp_path / "data") == {}


def test_a_list_of_thousands_shows_the_newest_and_what_kinds_there_are(tmp_path: Path) -> None:
    """And nothing that a source has said steers the terminal."""
    data = tmp_path / "data"
    run(data, "keys", "new", "pumps", "--types", "pump.fault", "--out", str(tmp_path / "pumps.json"))
    flood(DataFolder(data), "pumps", 3000)
    listed = run(data, "quarantine", "list", "--last", "2").stdout.splitlines()
    assert [line.split()[3:5] for line in listed[:2]] == [["pumps", "2999"], ["pumps", "3000"]]
    assert listed[1].endswith("grant: pump.\N{REPLACEMENT CHARACTER}[31m is not among what this source may publish")
    assert listed[2:] == [
        "3000 events in quarantine",
        "of which the newest 2 are shown; --last N shows more. All of them:",
        "   1500  pumps  MessagePack data is malformed",
        "   1500  pumps  grant",
    ]
    assert len(run(data, "quarantine", "list").stdout.splitlines()) == 104
    everything = json.loads(run(data, "quarantine", "list", "--json").stdout)
    assert [it["event"]["seq"] for it in everything] == list(range(1, 3001))
    last = json.loads(run(data, "quarantine", "list", "--json", "--last", "1", "--reason", "malformed").stdout)
    assert [it["event"]["seq"] for it in last] == [2999]


def flood(folder: DataFolder, source: str, count: int) -> None:
    """Half of it cannot be read, half is of a type that is not granted."""
    raws = [msgspec.msgpack.encode(Raised(at=START, type="pump.\x1b[31m", subject="P")), b"\xc1"]
    with closing(SqlStore(folder.journal, guard=guard_of(folder))) as store:
        core = Core(store, command_table(), Catalogue(), lambda: START)
        core.open_source(source, Log(epoch="e", first=1, head=count))
        core.take([Batch(source=source, epoch="e", first=1, events=[raws[at % 2] for at in range(1, count + 1)])])


def test_a_part_of_the_quarantine_is_dismissed_at_once(tmp_path: Path) -> None:
    data = tmp_path / "data"
    run(data, "keys", "new", "pumps", "--types", "pump.fault", "--out", str(tmp_path / "pumps.json"))
    flood(DataFolder(data), "pumps", 6)
    done = run(data, "quarantine", "dismiss", "--all", "--source", "pumps", "--reason", "malformed")
    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, "3 done, 0 refused")
    waiting = json.loads(run(data, "quarantine", "list", "--json").stdout)
    assert [it["event"]["seq"] for it in waiting] == [2, 4, 6]


def test_a_file_at_the_cores_port_that_speaks_something_else_does_not_hang_the_administrator(tmp_path: Path) -> None:
    """A core that holds the folder and does not answer is named, and nothing is changed."""
    data = tmp_path / "data"
    assert run(data, "keys", "list").returncode == 0
    (data / "core.json").write_text(json.dumps({"pid": 1, "endpoint": free_name()}))
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
        assert (done.returncode, "does not answer" in done.stderr) == (7, True)
        made = run(data, "keys", "new", "gates", "--out", str(tmp_path / "gates.json"))
        assert (made.returncode, "has not said that it trusts it" in made.stderr) == (7, True)
        # The core may have trusted it all the same: who has lost the file could only make another key.
        assert json.loads((tmp_path / "gates.json").read_text())["public"] in made.stderr
        process.communicate("\n")
    assert keys_of(data) == {}


def test_two_administrators_at_once_get_on_without_a_core(tmp_path: Path) -> None:
    """The one who comes second does not take the other for a core."""
    data = tmp_path / "data"
    assert run(data, "keys", "list").returncode == 0
    command = [sys.executable, str(ROOT / "main.py"), "--data", str(data), "keys", "trust"]
    both = [subprocess.Popen([*command, name, name[0] * 40], stderr=subprocess.PIPE) for name in ("gates", "pumps")]
    assert [process.communicate(timeout=60)[1].count(b"Traceback") for process in both] == [0, 0]
    assert [process.returncode for process in both] == [0, 0]
    assert set(keys_of(data)) == {"gates", "pumps"}
