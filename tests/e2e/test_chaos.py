"""Core and sources are killed at random moments and replies are lost: every event's effect once, in order.

The short form of `make chaos`; the seed of one that failed is in its output.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from commandcenter.adapters.store.engine import Where
from tests.chaos.child import ROOT
from tests.chaos.driving import Plan
from tests.chaos.run import chaos
from tests.support.processes import descendants_of, living
from tests.support.waiting import eventually

pytestmark = pytest.mark.lasts(75)

SEED = 20261122


def test_every_event_counts_once_however_often_core_and_sources_are_killed(tmp_path: Path, database: Where) -> None:
    plan = Plan(seed=SEED, core_kills=6, source_kills=6, events=10_000, sources=2)
    told: list[str] = []
    result = chaos(tmp_path / "chaos", plan, told.append, None if isinstance(database, Path) else database)
    assert result.good, f"seed {plan.seed}\n{result.table()}\n{told[-1]}"


def test_the_long_run_can_be_stopped_and_leaves_nothing_running(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.chaos", "--core-kills", "50", "--source-kills", "50"]
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    run = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)
    family: list[psutil.Process] = []

    def under_way() -> bool:
        family[:] = descendants_of(run.pid)
        return len(family) >= 4

    eventually(under_way, 60)
    run.send_signal(signal.SIGINT)
    output, _ = run.communicate(timeout=60)
    assert (run.returncode, output.splitlines()[-1]) == (130, "chaos: stopped, nothing is left running")
    assert living(family) == []
    assert list(tmp_path.iterdir()) == []
