"""A program that is killed at any moment and started again."""

from __future__ import annotations

import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# They end with this process, however that ends, and hear no Ctrl+C of its terminal.
TIED = ("setpriv", "--pdeathsig", "KILL", "--")
STOP_S = 15.0


class UnexpectedEnd(Exception):
    """A process has ended that nobody killed; the text is the end of its log."""


class Child:
    """A program with its log, started again by `start`. `deaths` counts those by SIGKILL."""

    def __init__(self, name: str, folder: Path, *command: str) -> None:
        self.name = name
        self.deaths = 0
        self._command = [*TIED, sys.executable, *command]
        self._log = folder / f"{name}.log"
        self._process: subprocess.Popen[str] | None = None
        self._began = 0

    def start(self) -> None:
        self._began = self._log.stat().st_size if self._log.exists() else 0
        with self._log.open("a") as log:
            self._process = subprocess.Popen(
                self._command,
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=subprocess.STDOUT,
                text=True,
                cwd=ROOT,
                start_new_session=True,
            )

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def is_dead(self) -> bool:
        """Whether it was killed. Raises UnexpectedEnd."""
        assert self._process is not None
        code = self._process.poll()
        if code is not None and code != -signal.SIGKILL:
            raise UnexpectedEnd(f"{self.name} has ended with {code}:\n{self.output()[-3000:]}")
        return code is not None

    def kill(self) -> None:
        """Returns when it is dead."""
        assert self._process is not None
        self._process.kill()
        self._process.wait()

    def again(self) -> None:
        """After a death."""
        self.deaths += 1
        self.close()
        self.start()

    def tell(self, line: str) -> None:
        """One that has just died misses it."""
        assert self._process is not None
        assert self._process.stdin is not None
        with suppress(BrokenPipeError):
            self._process.stdin.write(line + "\n")
            self._process.stdin.flush()

    def output(self) -> str:
        """What it has printed in this life."""
        with self._log.open() as log:
            log.seek(self._began)
            return log.read()

    def stop(self) -> None:
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(STOP_S)
        except subprocess.TimeoutExpired:
            self.kill()
        self.close()

    def close(self) -> None:
        if self._process is not None and self._process.stdin is not None:
            with suppress(BrokenPipeError):
                self._process.stdin.close()
