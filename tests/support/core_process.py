"""The core as a program of its own, with sources that the test makes: to measure it, and to see it from outside."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import psutil

from bridge.protocol import seat as wire
from bridge.seat.asking import CoreAway, ask_status
from bridge.source.keys import Keys
from commandcenter.adapters.data_folder import DataFolder
from commandcenter.app.administering import obey
from commandcenter.app.keys import core_keys
from commandcenter.domain.keys import EVERYTHING
from commandcenter.settings import read_settings
from tests.support.ports import free_name
from tests.support.waiting import eventually

ROOT = Path(__file__).resolve().parents[2]
TIED = ("setpriv", "--pdeathsig", "KILL", "--")
PATIENCE_S = 60.0


class CoreProcess:
    """Made and trusting before it runs; `keys` are its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = DataFolder(folder / "data")
        self.folder.prepare()
        self.keys = core_keys(self.folder)
        self.log = folder / "core.log"
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def process(self) -> psutil.Process:
        assert self._process is not None
        return psutil.Process(self._process.pid)

    def know(self, sources: Mapping[str, tuple[str, Keys]]) -> None:
        """Sources by id: endpoint and keys."""
        lines = [f'version = 1\n[core]\nendpoint = "{free_name()}"\n']
        lines += [f'[[sources]]\nid = "{name}"\nendpoint = "{place}"\n' for name, (place, _) in sources.items()]
        self.folder.settings.write_text("".join(lines))
        settings = read_settings(self.folder.settings)
        for name, (_, keys) in sources.items():
            wanted = {"public": keys.public, "kind": "source", "id": name, "types": EVERYTHING}
            obey(self.folder, settings, "keys.trust", wanted)

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def start(self, *more: str) -> None:
        command = [*TIED, sys.executable, str(ROOT / "main.py"), "--data", str(self.folder.path), "core", *more]
        with self.log.open("a") as log:
            self._process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT)

    def kill(self) -> None:
        """With SIGKILL: it has no last word."""
        assert self._process is not None
        self._process.kill()
        self._process.wait(PATIENCE_S)

    def stop(self) -> None:
        if self._process is not None:
            self._process.terminate()
            assert self._process.wait(PATIENCE_S) == 0, self.log.read_text()[-3000:]

    def health(self, source: str) -> wire.SourceHealth:
        """Raises CoreAway."""
        status = ask_status(self.folder.running, self.folder.keys)
        return next(health for health in status.beat.sources if health.source == source)

    def until(self, source: str, good: Callable[[wire.SourceHealth], bool], seconds: float = PATIENCE_S) -> float:
        def look() -> bool:
            try:
                return good(self.health(source))
            except CoreAway:
                return False

        return eventually(look, seconds, source)

    def until_up(self) -> None:
        """Until it answers."""

        def look() -> bool:
            try:
                return bool(ask_status(self.folder.running, self.folder.keys).version)
            except CoreAway:
                return False

        eventually(look, PATIENCE_S, "the core answers")

    def until_taken(self, source: str, seq: int) -> float:
        return self.until(source, lambda health: health.taken >= seq)

    def lines(self, mark: str) -> list[str]:
        """The lines of its log that have `mark`."""
        return [line for line in self.log.read_text().splitlines() if mark in line]


@contextmanager
def core_process(folder: Path) -> Iterator[CoreProcess]:
    core = CoreProcess(folder)
    try:
        yield core
    finally:
        core.stop()
