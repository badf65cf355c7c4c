"""The program's command line as somebody at the core's machine uses it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.support.centre import ROOT


class Program:
    """Runs on one data folder; passwords are given by files in `folder`."""

    def __init__(self, folder: Path, data: Path) -> None:
        self._folder = folder
        self._data = data

    def run(self, *arguments: str, password: str = "", new: str = "") -> tuple[int, str]:
        """Exit code, and what it said."""
        environment = {**os.environ, "COMMANDCENTER_LANGUAGE": "en"}
        for name, text in (("PASSWORD", password), ("NEW_PASSWORD", new)):
            if text:
                path = self._folder / name
                path.write_text(text + "\n")
                environment[f"COMMANDCENTER_{name}_FILE"] = str(path)
        command = [sys.executable, str(ROOT / "main.py"), "--data", str(self._data), *arguments]
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=60, check=False, env=environment, stdin=subprocess.DEVNULL
        )
        return done.returncode, done.stdout + done.stderr
