"""The installed `commandcenter` is the same program as `python main.py`, from whatever folder it is called."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from commandcenter.cli.exit_codes import ExitCode
from tests.support.centre import ROOT

INSTALLED = Path(sys.executable).parent / "commandcenter"


def run(command: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=60, check=False)


def test_it_says_the_same_help(tmp_path: Path) -> None:
    installed = run([str(INSTALLED), "--help"], tmp_path)
    by_file = run([sys.executable, "main.py", "--help"], ROOT)
    assert installed.returncode == by_file.returncode == 0
    assert installed.stdout.partition("\n")[2] == by_file.stdout.partition("\n")[2]


def test_it_finds_its_own_files_and_the_callers_data_folder(tmp_path: Path) -> None:
    found = run([str(INSTALLED), "doctor", "--json"], tmp_path)
    assert json.loads(found.stdout)["findings"]
    missing = run([str(INSTALLED), "--language", "en", "--data", "here", "alarms"], tmp_path)
    assert missing.returncode == ExitCode.DATA
    assert f"There is no journal in the data folder {tmp_path / 'here'}." in missing.stderr
