"""What the video service leaves behind where something ends late or cannot begin: nothing."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bridge.video import served
from bridge.video.served import ServedStream

ROOT = Path(__file__).parents[2]
ORPHANS = """
import os, sys, time
from bridge.video.process import reap_orphans
orphan, worker = (os.posix_spawn("/bin/true", ["true"], {}) for _ in range(2))
for pid in (orphan, worker):
    os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
reap_orphans({worker})
print(os.waitpid(worker, 0)[0] == worker)
try:
    os.waitpid(orphan, 0)
except ChildProcessError:
    print("reaped")
reap_orphans(set())
"""


def test_what_outlived_its_worker_is_reaped_and_a_worker_is_left_to_its_link() -> None:
    done = subprocess.run([sys.executable, "-c", ORPHANS], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True", "reaped"]


def test_a_memory_that_cannot_be_mapped_leaves_no_descriptor(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(12, "Cannot allocate memory")

    monkeypatch.setattr(served, "FrameMemory", full)
    before = set(os.listdir("/proc/self/fd"))  # noqa: PTH208 - names
    with pytest.raises(OSError, match="allocate"):
        ServedStream(1, "rtsp://camera/a", (8, 4))
    assert set(os.listdir("/proc/self/fd")) <= before  # noqa: PTH208
