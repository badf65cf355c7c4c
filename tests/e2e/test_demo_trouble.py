"""What the demo says, and with which exit code, when it cannot run here or is stopped."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

from tests.support.centre import ROOT
from tests.support.ports import free_row

PORTS = 26


def demo(folder: Path, port_base: int, path: str) -> subprocess.CompletedProcess[str]:
    """A demo with empty caches, which has to draw its cameras."""
    command = [sys.executable, str(ROOT / "main.py"), "--language", "en", "--data", str(folder / "data")]
    command += ["demo", "--build", str(folder / "build"), "--port-base", str(port_base)]
    environment = {**os.environ, "PATH": path}
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)


def test_a_missing_ffmpeg_is_named_with_its_package(tmp_path: Path) -> None:
    done = demo(tmp_path, free_row(PORTS), path=str(tmp_path))
    assert (done.returncode, done.stderr.splitlines()) == (
        6,
        [
            "ffmpeg is not installed; the made-up cameras are encoded by it.",
            "→ Install the package ffmpeg (make setup does it).",
        ],
    )


def test_a_taken_port_is_named_before_anything_is_changed(tmp_path: Path) -> None:
    base = free_row(PORTS)
    with socket.socket() as other:
        other.bind(("127.0.0.1", base + 2))
        other.listen()
        done = demo(tmp_path, base, path=os.environ["PATH"])
    assert (done.returncode, done.stderr.splitlines()) == (
        4,
        [
            f"Port {base + 2} is taken by another program: Address already in use",
            "→ Stop that program, or choose others: make demo PORTS=N.",
        ],
    )
    assert list(tmp_path.iterdir()) == []


def test_ctrl_c_while_the_display_is_looked_at_is_a_stop_and_no_fault_of_qt(tmp_path: Path) -> None:
    cameras = tmp_path / "cameras.json"
    cameras.write_text(json.dumps([{"name": "Gate", "place": [106.55, 29.585], "address": "rtsp://127.0.0.1:9/gate"}]))
    command = [sys.executable, str(ROOT / "main.py"), "--language", "en", "--data", str(tmp_path / "data"), "demo"]
    command += ["--build", str(tmp_path / "build"), "--port-base", str(free_row(PORTS)), "--cameras", str(cameras)]
    environment = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY")}
    with subprocess.Popen(
        command,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    ) as run:
        try:
            assert run.stdout is not None
            assert any("a virtual one with four monitors is" in line for line in run.stdout)
            # As a terminal does it: to everything that was started from there.
            os.killpg(run.pid, signal.SIGINT)
            rest, _ = run.communicate(timeout=60)
        finally:
            run.kill()
    # A test that is held up may find one more line before it.
    assert (rest.endswith("Stopped.\n"), run.returncode) == (True, 130), rest
