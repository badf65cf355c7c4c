"""Tests that take long begin first: whoever shares a suite among processes waits for the last of them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SUITE = {
    "test_a_few": ("", 1),
    "test_b_long": ("pytestmark = pytest.mark.lasts(60)", 1),
    "test_c_many": ("", 3),
    "test_d_longest": ("pytestmark = pytest.mark.lasts(80)", 2),
}


def test_files_begin_by_how_long_they_last_and_stay_whole(tmp_path: Path) -> None:
    for name, (mark, count) in SUITE.items():
        tests = "".join(f"def test_{number}(): pass\n" for number in range(count))
        (tmp_path / f"{name}.py").write_text(f"import pytest\n{mark}\n{tests}")
    # The rules of this repository, and its conftest, for files elsewhere.
    ours = ["-c", str(ROOT / "pyproject.toml"), "--rootdir", str(ROOT), "-p", "tests.conftest"]
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", *ours, "-p", "no:cacheprovider", str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    begun = [Path(line.partition("::")[0]).stem for line in done.stdout.splitlines() if "::" in line]
    assert begun == ["test_d_longest"] * 2 + ["test_b_long"] + ["test_c_many"] * 3 + ["test_a_few"]


def test_processes_take_files_in_that_order(pytestconfig: pytest.Config) -> None:
    """Left to itself xdist begins with the files of the most tests: those of one long test are the last."""
    assert pytestconfig.getoption("loadscopereorder") is False
