"""`cameras` on a journal that a core has written."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from commandcenter.cli.exit_codes import ExitCode
from commandcenter.cli.program import run
from tests.support.camera_day import CameraDay
from tests.support.cores import START


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    data = tmp_path / "data"
    data.mkdir()
    CameraDay(data)
    return data


def asked(folder: Path, capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert run(["--data", str(folder), "--language", "en", *words]) is ExitCode.OK
    return capsys.readouterr().out


def test_the_list_says_how_each_is_seen_and_no_address(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = asked(folder, capsys, "cameras")
    assert text.splitlines() == [
        "C1  北门  50010500001320000001  not shown any more since 2026-11-21 14:30:00, wall",
        "C2  南门  restricted  lost since 2026-11-21 14:30:00, wall",
        "C3  仓库  –",
        "3 cameras",
    ]
    found = json.loads(asked(folder, capsys, "cameras", "--json"))
    assert "rtsp" not in json.dumps(found)
    assert [(it["id"], it["state"]) for it in found["cameras"]] == [("C1", "unwatched"), ("C2", "lost"), ("C3", None)]
    assert datetime.fromisoformat(found["cameras"][1]["since"]) == START + timedelta(minutes=30)
    assert asked(folder, capsys, "cameras", "--state", "lost").splitlines()[-1] == "1 cameras"


def test_find_by_words_and_from_a_place(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = json.loads(asked(folder, capsys, "cameras", "find", "门", "--near", "106.6,29.6", "--json"))
    assert ([it["id"] for it in found["cameras"]], found["total"]) == (["C2", "C1"], 2)
    assert asked(folder, capsys, "cameras", "find", "门", "--most", "1").splitlines()[-1] == "1 of 2 cameras"
    assert asked(folder, capsys, "cameras", "find", "nowhere") == "0 cameras\n"
    assert run(["--data", str(folder), "cameras", "find", "x", "--near", "north"]) is ExitCode.USAGE


def test_health_of_a_day_worst_first(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = json.loads(asked(folder, capsys, "cameras", "health", "--day", "2026-11-21", "--json"))
    assert (found["listed"], found["watched"]) == (3, 2)
    worst, best = found["cameras"]
    # C2 is lost for the hour that a word stands, for nothing more was said of it.
    assert (worst["id"], worst["in_state_s"]) == ("C2", {"live": 1500.0, "frozen": 300.0, "lost": 3600.0})
    assert (worst["faults"], worst["restarts"], worst["bitrate"]) == (2, 4, 2e6)
    assert (best["id"], best["availability"], best["watched_s"]) == ("C1", 1.0, 1800.0)
    lines = asked(folder, capsys, "cameras", "health", "--day", "2026-11-21").splitlines()
    assert lines[0] == "Cameras from 2026-11-21 00:00:00 to 2026-11-22 00:00:00, the worst first"
    assert lines[2].split() == ["C2", "南门", "27.8%", "1:30:00", "2", "4", "2.00", "2026-11-21", "14:30:00"]
    assert lines[-1] == "2 cameras were watched, of 3 on the list"
    none = json.loads(asked(folder, capsys, "cameras", "health", "--day", "2026-11-20", "--json"))
    assert none["cameras"] == []
    assert run(["--data", str(folder), "cameras", "health", "--day", "2026-11-20", "--days", "1"]) is ExitCode.USAGE
