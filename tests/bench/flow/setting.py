"""A centre of the bench: data folder with trusted sources, and its core, sources and seat as programs."""

from __future__ import annotations

import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path

import msgspec
import psutil
from sqlalchemy import URL

from bridge.protocol.seat import Beat
from bridge.seat.asking import ask_status
from bridge.source.keys import new_keys, write_keys
from commandcenter.adapters.clock import utc_now
from commandcenter.adapters.data_folder import DataFolder
from commandcenter.adapters.resources import read_catalogue
from commandcenter.adapters.store.engine import Where
from commandcenter.adapters.store.sql_store import SqlStore
from commandcenter.app.guarding import guard_of
from commandcenter.app.keys import core_keys
from commandcenter.domain.keys import Key, KeyKind
from commandcenter.services.core import Core
from commandcenter.services.operating import command_table
from tests.bench.children import helper
from tests.bench.figures import BenchError
from tests.bench.flow.source import Line, Plan
from tests.support.ports import free_port, free_row

PATIENCE_S = 120.0
# Sources that share one program, so that fifty do not fill the memory.
TOGETHER = 10

Process = subprocess.Popen[bytes]


class Progress:
    """What the seat has said of itself: how far it is, how often it joined, when that was."""

    def __init__(self, seat: Process) -> None:
        self.size = self.events = self.moved = self.joins = 0
        self.at = 0.0
        self._thread = threading.Thread(target=self._read, args=(seat,), daemon=True)
        self._thread.start()

    def _read(self, seat: Process) -> None:
        for line in seat.stdout or ():
            *numbers, at = line.split()
            self.size, self.events, self.moved, self.joins = map(int, numbers)
            self.at = float(at)


class Setting:
    """`lines` are the sources that the core is told of; `notes` is where the programs leave what they saw.

    `rules`: the text of a file of rules, "" for the program's own; `database`: where the journal is, if not in a file.
    """

    def __init__(self, folder: Path, sources: int, *, rules: str = "", database: URL | None = None) -> None:
        self.data = DataFolder(folder / "data")
        self.notes = folder
        self.data.prepare()
        core = core_keys(self.data)
        ports = free_row(2 * sources)
        self.lines = [_line(folder, number, core.public, ports + 2 * number) for number in range(sources)]
        _write_settings(self.data, self.lines, rules, database)
        _trust(self.data, database or self.data.journal, self.lines)

    @contextmanager
    def sources(
        self, held: int = 0, rate: float = 0.0, crews: int = 0, mix: str = "sensors"
    ) -> Iterator[list[Process]]:
        """Their programs, each ready; `rate` begins with the first line on standard input."""
        with ExitStack() as stack:
            found = []
            for first in range(0, len(self.lines), TOGETHER):
                plan = Plan(lines=self.lines[first : first + TOGETHER], held=held, rate=rate, crews=crews, mix=mix)
                found.append(
                    stack.enter_context(_program("tests.bench.flow.source", msgspec.json.encode(plan).decode()))
                )
            for process in found:
                if not process.stdout or process.stdout.readline() != b"ready\n":
                    raise BenchError("a source did not become ready")
            yield found

    @contextmanager
    def core(self) -> Iterator[psutil.Process]:
        with _program("tests.bench.flow.core", str(self.data.path), str(self.notes / "commits")) as process:
            try:
                yield psutil.Process(process.pid)
            finally:
                process.terminate()
                process.wait(PATIENCE_S)

    @contextmanager
    def seat(self) -> Iterator[Progress]:
        """Joined, with the state as it is."""
        wait(self.data.core_public.exists, "the core is up")
        with _program("tests.bench.flow.seat", str(self.data.path), str(self.notes / "seen")) as process:
            progress = Progress(process)
            wait(lambda: progress.joins > 0, "the seat joins")
            yield progress

    def commits(self) -> list[tuple[int, float]]:
        return msgspec.msgpack.decode((self.notes / "commits").read_bytes(), type=list[tuple[int, float]])

    def seen(self) -> list[tuple[int, float, float]]:
        return msgspec.msgpack.decode((self.notes / "seen").read_bytes(), type=list[tuple[int, float, float]])

    def status(self) -> Beat:
        """What the core says of itself now."""
        return ask_status(self.data.running, self.data.keys).beat


def wait(condition: Callable[[], bool], what: str, seconds: float = PATIENCE_S) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise BenchError(f"not within {seconds:.0f} s: {what}")
        time.sleep(0.02)


def _program(module: str, *arguments: str) -> AbstractContextManager[Process]:
    return helper(module, *arguments, stdout=subprocess.PIPE, patience=PATIENCE_S)


def _line(folder: Path, number: int, core: str, port: int) -> Line:
    """On `port` and the one after it."""
    name = f"source-{number}"
    keys = folder / name / "keys.json"
    write_keys(keys, new_keys(name, [core]))
    endpoint, telemetry = (f"tcp://127.0.0.1:{port + more}" for more in range(2))
    return Line(id=name, endpoint=endpoint, folder=str(folder / name), keys=str(keys), telemetry=telemetry)


def _write_settings(data: DataFolder, lines: Sequence[Line], rules: str, database: URL | None) -> None:
    text = ["version = 1"]
    if rules:
        (data.path / "rules.toml").write_text(rules)
        text.append('rules = "rules.toml"')
    text += ["[core]", f'endpoint = "tcp://127.0.0.1:{free_port()}"']
    if database is not None:
        text += ["[database]", f'url = "{database.render_as_string(hide_password=False)}"']
    for line in lines:
        text += ["[[sources]]", f'id = "{line.id}"', f'endpoint = "{line.endpoint}"']
    data.settings.write_text("\n".join(text) + "\n")


def _trust(data: DataFolder, where: Where, lines: Sequence[Line]) -> None:
    store = SqlStore(where, guard=guard_of(data))
    try:
        core = Core(store, command_table(), read_catalogue(), utc_now)
        core.trust(
            Key(
                public=msgspec.json.decode(Path(line.keys).read_bytes())["public"],
                kind=KeyKind.SOURCE,
                id=line.id,
                by="bench",
                trusted_at=utc_now(),
            )
            for line in lines
        )
    finally:
        store.close()
