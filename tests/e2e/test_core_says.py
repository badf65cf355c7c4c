"""`core` at a terminal: it says when it is ready, where it listens, which journal it writes, and how it is stopped."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

from tests.support.core_process import ROOT
from tests.support.ports import free_name


def test_a_core_says_that_it_is_ready_and_ctrl_c_stops_it(tmp_path: Path) -> None:
    endpoint = free_name()
    (tmp_path / "settings.toml").write_text(
        f'version = 1\nlanguage = "en"\n[core]\nendpoint = "{endpoint}"\n[metrics]\nendpoint = ""\n'
    )
    command = [sys.executable, str(ROOT / "main.py"), "--data", str(tmp_path), "core"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as core:
        try:
            assert core.stdout is not None
            said = [core.stdout.readline(), core.stdout.readline()]
            core.send_signal(signal.SIGINT)
            rest, _ = core.communicate(timeout=30)
        finally:
            core.kill()
    assert said == [
        f"The core is ready and listens at {endpoint}.\n",
        f"Its journal is {tmp_path / 'journal.sqlite'}. Ctrl+C stops it.\n",
    ]
    assert (rest, core.returncode) == ("", 0)
