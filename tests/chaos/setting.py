"""A core, a few sources and the lossy links between them: real processes that can be killed at any moment."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import msgspec

from commandcenter.adapters.data_folder import DataFolder
from commandcenter.app.administering import make_keys
from commandcenter.domain.keys import EVERYTHING, KeyKind
from commandcenter.domain.state import Position
from commandcenter.settings import read_settings
from tests.support.lossy_proxy import LossyProxy
from tests.support.ports import free_row

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
        self._close()
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
        self._close()

    def _close(self) -> None:
        if self._process is not None and self._process.stdin is not None:
            with suppress(BrokenPipeError):
                self._process.stdin.close()


class ChaosSetting:
    """Everything of one run lies in `folder`. `each` is the number of events of one source."""

    def __init__(self, folder: Path, seed: int, sources: int, each: int, loss: float) -> None:
        self.data = folder / "data"
        self.each = each
        self.data.mkdir(parents=True)
        self.proxies: dict[str, LossyProxy] = {}
        self.sources: dict[str, Child] = {}
        seats = free_row(sources + 1)
        self._endpoint = f"tcp://127.0.0.1:{seats}"
        ports = {f"chaos-{number}": seats + number for number in range(1, sources + 1)}
        for number, (name, port) in enumerate(ports.items()):
            self.proxies[name] = LossyProxy(port, seed + number, lose_replies=loss)
            self._settings(name, self.proxies[name].endpoint)
        for name, port in ports.items():
            arguments = [f"tcp://127.0.0.1:{port}", str(folder / name), self._keys(folder, name), str(each)]
            self.sources[name] = Child(name, folder, "-m", "tests.support.chaos_source", name, *arguments)
        self.core = Child("core", folder, str(ROOT / "main.py"), "--data", str(self.data), "core")

    @property
    def children(self) -> list[Child]:
        return [self.core, *self.sources.values()]

    def start(self) -> None:
        for child in self.children:
            child.start()

    def stop(self) -> None:
        for child in reversed(self.children):
            child.stop()
        for proxy in self.proxies.values():
            proxy.stop()

    def size(self) -> int:
        """How many entries the journal has."""
        rows = self._ask("SELECT max(seq) FROM journal")
        return int(rows[0][0]) + 1 if rows and rows[0][0] is not None else 0

    def positions(self) -> dict[str, tuple[str, int]]:
        """(epoch, number) up to which each source was taken in."""
        found = (msgspec.msgpack.decode(value, type=Position) for (value,) in self._ask(POSITIONS))
        return {position.source: (position.epoch, position.seq) for position in found}

    def _ask(self, sql: str) -> list[tuple[Any, ...]]:
        file = self.data / "journal.sqlite"
        if not (self.data / "core.json").exists():
            return []
        with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as journal:
            return journal.execute(sql).fetchall()

    def _settings(self, name: str, endpoint: str) -> None:
        file = self.data / "settings.toml"
        text = file.read_text() if file.exists() else f'version = 1\n[core]\nendpoint = "{self._endpoint}"\n'
        file.write_text(f'{text}[[sources]]\nid = "{name}"\nendpoint = "{endpoint}"\n')

    def _keys(self, folder: Path, name: str) -> str:
        here, out = DataFolder(self.data), folder / f"{name}.json"
        make_keys(here, read_settings(here.settings), KeyKind.SOURCE, name, EVERYTHING, out)
        return str(out)


POSITIONS = "SELECT value FROM things WHERE kind = 'position'"
