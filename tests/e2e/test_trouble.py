"""What the program says, and with which exit code, when it cannot go on; and that nothing is lost."""

from __future__ import annotations

import json
import os
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from commandcenter.domain.events import EventId
from commandcenter.domain.journal import Entry
from tests.support.centre import ROOT, Centre, bare_centre
from tests.support.ports import DEMO_PORTS, free_name, free_row

FULL_AT = 2_500_000


def run(*arguments: str, language: str = "en") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / "main.py"), "--language", language, *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("version = 1\nspeed = 3\n", "speed"),
        ('version = 1\n[[sources]]\nid = "a"\nendpoint = 7\n', "sources[0].endpoint"),
        ('version = 1\n[[sources]]\nid = "a"\nendpoint = "tcp://127.0.0.1"\n', "sources[0].endpoint"),
        ('version = 1\n[core]\nendpoint = "tcp://:7600"\n', "core.endpoint"),
        ('version = 1\n[[sources]]\nid = "core"\nendpoint = "tcp://h:1"\n', "sources[0].id"),
        ("version = 2\n", "version"),
        ("version = \n", "line 1"),
        ('version = 1\ntime_zone = "Mars/Olympus"\n', "time_zone"),
        (
            'version = 1\n[[sources]]\nid = "a"\nendpoint = "tcp://h:1"\n[[sources]]\nid = "a"\nendpoint = "tcp://h:2"\n',
            "sources[1].id",
        ),
    ],
)
def test_a_broken_settings_file_is_refused_with_its_exact_place(tmp_path: Path, text: str, place: str) -> None:
    (tmp_path / "settings.toml").write_text(text)
    done = run("--data", str(tmp_path), "core")
    assert (done.returncode, place in done.stderr, "Traceback" in done.stderr) == (3, True, False)
    assert not (tmp_path / "journal.sqlite").exists()


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("name,place\nA,B\n", "line 1"),
        ("name,place,address\nA,106.5 29.6,file:///etc/passwd\n", "line 2: address"),
        ("name,place,address\nA,999 29.6,rtsp://h/1\n", "line 2: place"),
        ("name,place,address\n", "-"),
        ('[{"name": "A", "place": [1, 2], "address": "rtsp://h/1", "id": "x"}, 3]', "[1]"),
    ],
)
def test_a_wrong_camera_list_is_refused_with_its_exact_place(tmp_path: Path, text: str, place: str) -> None:
    (tmp_path / "cameras.csv").write_text(text)
    (tmp_path / "settings.toml").write_text('version = 1\ncameras = "cameras.csv"\n' + ports())
    done = run("--data", str(tmp_path), "core")
    assert (done.returncode, place in done.stderr, "Traceback" in done.stderr) == (3, True, False)


def test_a_taken_port_is_named_with_what_to_do(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        (tmp_path / "settings.toml").write_text(f'version = 1\n[core]\nendpoint = "tcp://127.0.0.1:{port}"\n')
        done = run("--data", str(tmp_path), "core")
    assert (done.returncode, f"127.0.0.1:{port}" in done.stderr, "→" in done.stderr) == (4, True, True)


def test_a_data_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = run("--data", str(tmp_path / "file" / "data"), "core")
    assert (done.returncode, str(tmp_path / "file" / "data") in done.stderr) == (5, True)


def test_a_second_core_on_the_same_folder_is_refused(tmp_path: Path) -> None:
    centre = bare_centre(tmp_path)
    try:
        centre.start("core")
        centre.wait(lambda: centre.actions("core.started"), "the core runs")
        done = centre.run("--language", "en", "core")
        assert (done.returncode, "Another core" in done.stderr) == (5, True)
    finally:
        centre.stop()


def test_looking_at_a_folder_without_a_journal_says_so(tmp_path: Path) -> None:
    for verb in ("status", "alarms", "journal"):
        done = run("--data", str(tmp_path), verb)
        assert (done.returncode, "no journal" in done.stderr) == (5, True)


def test_the_demo_never_touches_a_real_centre(tmp_path: Path) -> None:
    centre = bare_centre(tmp_path)
    try:
        centre.start("core")
        centre.wait(lambda: centre.actions("core.started"), "the core runs")
    finally:
        centre.stop()
    before = (centre.data / "journal.sqlite").read_bytes()
    done = centre.run("--language", "en", "demo", "--port-base", str(free_row(DEMO_PORTS)))
    assert (done.returncode, "real centre" in done.stderr) == (5, True)
    assert (centre.data / "journal.sqlite").read_bytes() == before


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """The folder of a centre whose data folder is a disk of 6 MB."""
    if os.geteuid() != 0:
        pytest.skip("only root may mount a small disk; the same is shown without a disk in tests/unit/test_core.py")
    place = tmp_path / "data"
    place.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", str(place)]
    done = subprocess.run(command, capture_output=True, check=False)
    if done.returncode:
        pytest.skip(f"no mounting here: {done.stderr.decode().strip()}")
    yield tmp_path
    subprocess.run(["umount", "-l", str(place)], check=True)


def test_a_full_disk_is_said_loses_nothing_and_is_left_behind_when_there_is_room(small_disk: Path) -> None:
    centre = bare_centre(small_disk)
    ballast = centre.data / "ballast"
    try:
        centre.start_source()
        centre.start("core")
        centre.wait(lambda: "ready" in (centre.folder / "pumps.log").read_text(), "the source runs")
        centre.wait(lambda: centre.actions("device.known"), "the source is connected")
        ballast.write_bytes(b"x" * FULL_AT)
        with pytest.raises(OSError, match="No space left"):
            fill(centre.data / "rest")
        for number in range(20):
            centre.tell_source(f"raise P{number} minor {'flood ' * 60}")
        centre.wait(lambda: trouble(centre), "the core says that the disk is full")
        ballast.unlink()
        centre.wait(lambda: len(theirs(centre, "alarm.raised")) == 20, "all events arrive when there is room")
        events = [entry.cause.seq for entry in centre.entries() if isinstance(entry.cause, EventId)]
        assert events == list(range(22))
        centre.wait(lambda: trouble(centre) == "", "the core says that there is room again")
        assert json.loads(centre.run("journal", "--verify", "--json").stdout)["verified"] is True
    finally:
        centre.stop()


def theirs(centre: Centre, action: str) -> list[Entry]:
    """Those that the source has caused: the centre has alarms of its own about its disk."""
    return [entry for entry in centre.actions(action) if isinstance(entry.cause, EventId)]


def fill(path: Path) -> None:
    with path.open("wb", buffering=0) as rest:
        while True:
            rest.write(b"x" * 4096)


def trouble(centre: Centre) -> str | None:
    """What the core says is wrong, None while it says nothing at all."""
    found: str | None = centre.said("status").get("core", {}).get("trouble")
    return found


def ports() -> str:
    return f'[core]\nendpoint = "{free_name()}"\n'


def test_a_broken_journal_ends_the_core_at_once_with_its_code(tmp_path: Path) -> None:
    centre = bare_centre(tmp_path)
    command = [sys.executable, str(ROOT / "main.py"), "--language", "en", "--data", str(centre.data), "core"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as core:
        try:
            centre.wait(lambda: centre.actions("core.started"), "the core runs")
            database = sqlite3.connect(centre.data / "journal.sqlite")
            database.execute("DROP TABLE tiles")
            database.close()
            centre.start_source()
            _, errors = core.communicate(timeout=30)
        finally:
            core.kill()
            centre.stop()
    assert (core.returncode, "cannot be used: SQLITE_ERROR" in errors) == (5, True)


def test_a_journal_held_by_another_program_is_waited_for(tmp_path: Path) -> None:
    centre = bare_centre(tmp_path)
    try:
        centre.start_source()
        centre.start("core")
        centre.wait(lambda: centre.actions("device.known"), "the source is connected")
        other = sqlite3.connect(centre.data / "journal.sqlite", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        centre.tell_source("raise P1 minor Pump room 1")
        centre.wait(lambda: "Another program" in (trouble(centre) or ""), "the core says what is wrong")
        other.execute("ROLLBACK")
        other.close()
        centre.wait(lambda: theirs(centre, "alarm.raised"), "the event arrives")
        assert [entry.action for entry in centre.entries()].count("core.started") == 1
    finally:
        centre.stop()
