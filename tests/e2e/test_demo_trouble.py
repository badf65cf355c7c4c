"""What the demo says, and with which exit code, when it cannot run here."""

from __future__ import annotations

import os
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
