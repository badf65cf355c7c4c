"""`record` and `replay` at the command line: a pump station's day, kept in a file and played into a training core."""

from __future__ import annotations

import json
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bridge.recording.reader import Reader
from bridge.recording.records import FORMAT, Closed, EventCame, Header, Recorded
from bridge.recording.trouble import RecordingTrouble
from bridge.recording.writer import Writer
from commandcenter.adapters.data_folder import DataFolder
from commandcenter.cli.exit_codes import ExitCode
from tests.support.centre import ROOT, Centre, bare_centre, running
from tests.support.ports import free_row
from tests.support.waiting import eventually

pytestmark = pytest.mark.lasts(35)

PATIENCE_S = 60.0
SAME = (
    "source",
    "type",
    "subject",
    "priority",
    "title",
    "raised_at",
    "returned_at",
    "active",
    "count",
    "place",
    "text",
)


@pytest.fixture
def centre(tmp_path: Path) -> Iterator[Centre]:
    """A core with a pump station that has reported two floods already."""
    folder = tmp_path / "centre"
    folder.mkdir()
    with running(bare_centre(folder), "core") as centre:
        centre.tell_source("raise P1 major Pump room 1")
        centre.tell_source("raise P2 minor Pump room 2")
        centre.wait(lambda: centre.count("alarm.raised", by="event") == 2, "the first alarms are there")
        yield centre


def program(data: Path, *arguments: str) -> list[str]:
    return [sys.executable, str(ROOT / "main.py"), "--data", str(data), "--language", "en", *arguments]


@contextmanager
def started(command: Sequence[str], log: Path) -> Iterator[subprocess.Popen[str]]:
    """Ended by the test, or killed."""
    with log.open("w") as output:
        process = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT, text=True, cwd=ROOT)
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.wait(10)


def run(data: Path, *arguments: str) -> tuple[int, str]:
    done = subprocess.run(program(data, *arguments), capture_output=True, text=True, timeout=60, check=False)
    return done.returncode, done.stdout + done.stderr


def recorded(file: Path) -> int:
    """How many events are in the file, also while it grows."""
    with suppress(RecordingTrouble), Reader(file) as reader:
        return sum(isinstance(entry, EventCame) for entry in reader)
    return 0


def alarms(data: Path) -> list[dict[str, Any]]:
    """None while there is no journal."""
    command = program(data, "alarms", "--json", "--all")
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    found: list[dict[str, Any]] = json.loads(done.stdout)["alarms"] if done.returncode == 0 else []
    return sorted(found, key=lambda alarm: str(alarm["subject"]))


def about(alarm: dict[str, Any]) -> dict[str, Any]:
    """What does not depend on when, and by which core, it was taken in."""
    return {name: alarm.get(name) for name in SAME}


def record_the_rest(centre: Centre, file: Path) -> str:
    """Records from the start while more happens, until Ctrl+C; returns what was said."""
    log = file.with_suffix(".log")
    with started(program(centre.data, "record", str(file), "--from-start"), log) as recorder:
        centre.tell_source("raise P1 major Pump room 1 rises")
        centre.tell_source("return P2")
        centre.wait(lambda: recorded(file) == 5, "all is recorded")
        recorder.send_signal(signal.SIGINT)
        assert recorder.wait(PATIENCE_S) == 0, log.read_text()
    return log.read_text()


def test_a_recording_makes_the_same_alarms_in_a_training_core(centre: Centre, tmp_path: Path) -> None:
    file, training = tmp_path / "day.rec", tmp_path / "training"
    said = record_the_rest(centre, file)
    assert f"{file}: 5 events and 0 samples" in said
    assert "Nothing stays at the sources." in said
    before = centre.count("alarm.raised", by="event")
    log = tmp_path / "replay.log"
    options = ("--speed", "0", "--port-base", str(free_row(20)))
    with started(program(training, "replay", str(file), *options), log) as replay:
        eventually(lambda: "has linked 0 of 1" in log.read_text(), PATIENCE_S, "the replay waits for a core")
        assert f".venv/bin/python main.py --data {training} core" in log.read_text()
        with started(program(training, "core"), tmp_path / "core.log"):
            assert replay.wait(PATIENCE_S) == 0, log.read_text()
    assert "5 of 5 events" in log.read_text()
    assert "The replay is at its end." in log.read_text()
    original, played = alarms(centre.data), alarms(training)
    assert [about(alarm) for alarm in played] == [about(alarm) for alarm in original]
    assert [(it["subject"], it["active"], it["count"]) for it in played] == [("P1", True, 2), ("P2", False, 1)]
    assert centre.count("alarm.raised", by="event") == before


def test_ctrl_c_ends_a_slow_replay_whose_times_are_now(centre: Centre, tmp_path: Path) -> None:
    file, training, log = tmp_path / "day.rec", tmp_path / "training", tmp_path / "replay.log"
    record_the_rest(centre, file)
    options = ("--speed", "0.1", "--now", "--loop", "--port-base", str(free_row(20)))
    began = datetime.now(UTC)
    with started(program(training, "replay", str(file), *options), log) as replay:
        eventually((training / "settings.toml").exists, PATIENCE_S, "the folder is set up")
        eventually(lambda: "has linked 0 of 1" in log.read_text(), PATIENCE_S, "the replay waits for a core")
        with started(program(training, "core"), tmp_path / "core.log"):
            eventually(lambda: "Playing" in log.read_text(), PATIENCE_S, "it plays")
            eventually(lambda: alarms(training), PATIENCE_S, "the first alarm is there")
            replay.send_signal(signal.SIGINT)
            # Left alone it would play for ever.
            assert replay.wait(PATIENCE_S) == 0
    assert "The replay was stopped." in log.read_text()
    raised = datetime.fromisoformat(alarms(training)[0]["raised_at"])
    # An alarm keeps the age that it had when it was recorded.
    assert began - timedelta(minutes=1) < raised < datetime.now(UTC)


def test_a_recorder_that_is_killed_leaves_a_file_that_can_be_read(centre: Centre, tmp_path: Path) -> None:
    file = tmp_path / "day.rec"
    with started(program(centre.data, "record", str(file)), tmp_path / "log") as recorder:
        eventually(lambda: file.exists() and file.stat().st_size > 200, PATIENCE_S, "the source is linked")
        centre.tell_source("raise P3 major Pump room 3")
        centre.wait(lambda: recorded(file) == 1, "it is recorded")
        recorder.kill()
        recorder.wait(10)
    with Reader(file) as reader:
        assert [entry.seq for entry in reader if isinstance(entry, EventCame)] == [4]
        assert (reader.torn, reader.ended) == (0, False)


def test_a_full_disk_ends_the_recording_with_a_word_and_a_whole_file(centre: Centre, tmp_path: Path) -> None:
    for number in range(800):
        centre.tell_source(f"raise Q{number} minor Pump room {number} of the eastern line")
    centre.wait(lambda: centre.count("alarm.raised", by="event") == 802, "all alarms are there")
    file = tmp_path / "day.rec"
    command = program(centre.data, "record", str(file), "--from-start", "--seconds", "30")
    limited = ["bash", "-c", 'ulimit -f 64 && exec "$@"', "bash", *command]
    done = subprocess.run(limited, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == ExitCode.DATA
    assert f"The recording had to end: {file} cannot be written further: File too large" in done.stderr
    assert 100 < recorded(file) < 802
    with Reader(file) as reader:
        list(reader)
        assert reader.torn == 0


def made_up(file: Path, *, ended: bool = True) -> Path:
    """A recording of the pump station with nothing in it."""
    made_at = datetime(2026, 11, 21, 4, 0, 0, tzinfo=UTC)
    header = Header(format=FORMAT, version=1, made_at=made_at, centre="c", sources=(Recorded(id="pumps"),))
    with Writer(file, header) as writer:
        writer.write(EventCame(us=1, source=0, seq=1, event=b"\x80"))
        if ended:
            writer.write(Closed(us=1))
    return file


def settings(data: Path, endpoint: str, source: str = "pumps") -> DataFolder:
    data.mkdir(exist_ok=True)
    (data / "settings.toml").write_text(f'version = 1\n[[sources]]\nid = "{source}"\nendpoint = "{endpoint}"\n')
    return DataFolder(data)


def test_a_real_centres_folder_is_refused_and_left_as_it_was(centre: Centre, tmp_path: Path) -> None:
    before = [entry.action for entry in centre.entries()]
    code, said = run(centre.data, "replay", str(made_up(tmp_path / "a")))
    assert code == ExitCode.DATA
    assert f"The source pumps of {centre.data} is a real one: it has a key of its own." in said
    assert not (centre.data / "replay").exists()
    assert [entry.action for entry in centre.entries()] == before
    (centre.data / "settings.toml").rename(tmp_path / "away.toml")
    code, said = run(centre.data, "replay", str(tmp_path / "a"))
    assert code == ExitCode.DATA
    assert "holds a centre's journal and no settings file" in said
    assert not (centre.data / "settings.toml").exists()


@pytest.mark.parametrize(
    ("endpoint", "source", "code", "what"),
    [
        ("tcp://10.20.1.11:5701", "pumps", ExitCode.DATA, "is a real one: tcp://10.20.1.11:5701 is elsewhere"),
        ("tcp://127.0.0.1.example.com:5701", "pumps", ExitCode.DATA, "is elsewhere"),
        ("tcp://127.0.0.1:{taken}", "pumps", ExitCode.PORT, "is there already: tcp://127.0.0.1:{taken} is in use"),
        ("tcp://127.0.0.1:{free}", "lifts", ExitCode.DATA, "name no source pumps"),
    ],
)
def test_a_folder_with_real_sources_is_refused(
    endpoint: str, source: str, code: ExitCode, what: str, tmp_path: Path
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        values = {"taken": listener.getsockname()[1], "free": free_row(1)}
        settings(tmp_path / "data", endpoint.format(**values), source)
        found, said = run(tmp_path / "data", "replay", str(made_up(tmp_path / "a")))
    assert (found, what.format(**values) in said) == (code, True), said
    assert [path.name for path in (tmp_path / "data").iterdir()] == ["settings.toml"]


def test_bad_files_and_names_are_refused_with_the_place(tmp_path: Path) -> None:
    file = made_up(tmp_path / "a")
    data = file.read_bytes()
    (tmp_path / "bad").write_bytes(data[:-30] + b"?" + data[-29:])
    for name, what in (
        ("bad", r"The recording \S+bad is damaged at byte \d+: "),
        ("none", r"The recording \S+none cannot be read: No such file"),
        ("log", r"log is no recording: no record begins there \(byte 0\)"),
    ):
        (tmp_path / "log").write_text("2026-11-21 started\n")
        code, said = run(tmp_path / "training", "replay", str(tmp_path / name))
        assert code == ExitCode.DATA
        assert re.search(what, said), said
    code, said = run(tmp_path / "training", "record", str(tmp_path / "new"))
    assert (code, "There is no journal in the data folder" in said) == (ExitCode.DATA, True), said
    assert not (tmp_path / "training").exists()
    assert not (tmp_path / "new").exists()


def test_what_cannot_be_recorded_is_refused_before_anything_is_written(centre: Centre, tmp_path: Path) -> None:
    code, said = run(centre.data, "record", str(tmp_path / "new"), "--source", "lifts")
    assert (code, "names no source lifts" in said) == (ExitCode.SETTINGS, True), said
    assert not (tmp_path / "new").exists()
    (tmp_path / "there").write_text("precious")
    code, said = run(centre.data, "record", str(tmp_path / "there"))
    assert (code, "exists already" in said) == (ExitCode.DATA, True), said
    assert (tmp_path / "there").read_text() == "precious"
