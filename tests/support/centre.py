"""A whole centre of real processes for end-to-end tests: core, wall, console, a source, cameras, keys and pixels."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import msgspec
import numpy
import numpy.typing
import psutil
from PySide6.QtGui import QImage
from sqlalchemy import URL

from commandcenter.adapters.data_folder import DataFolder
from commandcenter.adapters.processes import Part, Processes
from commandcenter.adapters.store.engine import Where
from commandcenter.adapters.store.reading import JournalReader
from commandcenter.adapters.virtual_display import HEIGHT, WIDTH
from commandcenter.app import desktop
from commandcenter.app.administering import make_keys
from commandcenter.app.demo.accounts import Made
from commandcenter.app.demo.officer import Officer
from commandcenter.domain.journal import Entry
from commandcenter.domain.keys import EVERYTHING, KeyKind
from commandcenter.settings import read_settings
from tests.support.cameras import Cameras
from tests.support.databases import ask
from tests.support.ports import free_name
from tests.support.processes import command_of, descendants_of
from tests.support.staffed import staff
from tests.support.video import service_name

ROOT = Path(__file__).resolve().parents[2]
SCREENS = ("wall-left", "wall-middle", "wall-right", "console")  # as the monitors stand, left to right
RED = (0xE5, 0x48, 0x4D)
PATIENCE_S = 120.0
VIDEO_WORKER = "bridge.video.worker"


def street_cameras(cameras: Cameras, names: Sequence[str]) -> list[dict[str, object]]:
    """A camera list: one camera for each stream, in a row along a street."""
    return [
        {"id": name, "name": f"Camera {name}", "place": [106.55 + at * 0.001, 29.585], "address": cameras.url(name)}
        for at, name in enumerate(names)
    ]


class Centre:
    """Processes are watched whenever the test waits, as a service manager would watch them."""

    def __init__(
        self,
        folder: Path,
        display: Mapping[str, str],
        world: Path,
        cameras: list[dict[str, object]],
        database: Where | None = None,
    ) -> None:
        self.data = folder / "data"
        server = database if isinstance(database, URL) else None
        self.journal: Where = server or self.data / "journal.sqlite"
        self.folder = folder
        self.environment = dict(display)
        self.pumps = free_name()
        self.processes = Processes(folder / "logs")
        self.people: dict[str, Made] = {}
        self._source: subprocess.Popen[str] | None = None
        self.data.mkdir(exist_ok=True)
        (self.data / "cameras.json").write_text(json.dumps(cameras))
        (self.data / "settings.toml").write_text(
            "version = 1\n"
            'language = "en"\n'
            'cameras = "cameras.json"\n'
            f'district = "{world}"\n'
            "[core]\n"
            f'endpoint = "{free_name()}"\n'
            "[sound]\n"
            "on = false\n"
            "[video]\n"
            f'service = "{service_name()}"\n'
            "[metrics]\n"
            'endpoint = ""\n'
            "[[sources]]\n"
            'id = "pumps"\n'
            f'endpoint = "{self.pumps}"\n'
            "[database]\n"
            f'url = "{server.render_as_string(hide_password=False) if server else ""}"\n'
        )
        self.pump_keys = folder / "pumps" / "keys.json"
        here = DataFolder(self.data)
        make_keys(here, read_settings(here.settings), KeyKind.SOURCE, "pumps", EVERYTHING, self.pump_keys)

    def start(self, *verbs: str) -> None:
        """`core`, `wall`, `console`."""
        for verb in verbs:
            shared = ["--shared"] if verb != "core" else []
            loose = ["--allow-unsandboxed"] if verb != "core" and os.geteuid() == 0 else []
            command = [sys.executable, str(ROOT / "main.py"), "--data", str(self.data), verb, *shared, *loose]
            environment = {"DISPLAY": self.environment["DISPLAY"], "QT_QPA_PLATFORM": "xcb"}
            self.processes.start(Part(name=verb, command=command, environment=environment))

    def start_console(self, seat: str, display: Mapping[str, str]) -> None:
        """One more desk, on a display of its own."""
        loose = ["--allow-unsandboxed"] if os.geteuid() == 0 else []
        command = [sys.executable, str(ROOT / "main.py"), "--data", str(self.data), "console", "--seat", seat, *loose]
        environment = {"DISPLAY": display["DISPLAY"], "QT_QPA_PLATFORM": "xcb"}
        self.processes.start(Part(name=seat, command=command, environment=environment))

    def start_source(self) -> None:
        keys = str(self.pump_keys)
        command = [sys.executable, "-m", "tests.support.pump_station", self.pumps, str(self.folder / "pumps"), keys]
        with (self.folder / "pumps.log").open("w") as output:
            self._source = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=output, text=True, cwd=ROOT)

    def stop(self) -> None:
        self.processes.stop()
        if self._source is not None:
            if self._source.stdin is not None:
                self._source.stdin.close()
            self._source.wait(10)

    def tell_source(self, line: str) -> None:
        assert self._source is not None
        assert self._source.stdin is not None
        self._source.stdin.write(line + "\n")
        self._source.stdin.flush()

    def spoken(self) -> list[str]:
        lines = (self.folder / "pumps.log").read_text().splitlines()
        return [line for line in lines if line.startswith("spoke")]

    def told(self, device: str) -> list[str]:
        """What that device of the source was told, but to speak, in order: action and arguments."""
        lines = (self.folder / "pumps.log").read_text().splitlines()
        mark = f"told {device} "
        return [line.removeprefix(mark) for line in lines if line.startswith(mark)]

    def wait(self, condition: Callable[[], object], what: str, seconds: float = PATIENCE_S) -> None:
        """Until the condition holds, starting again what has fallen meanwhile."""
        deadline = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < deadline, f"not within {seconds} s: {what}\n{self.logs()}"
            self.processes.watch()
            time.sleep(0.05)

    def entries(self) -> list[Entry]:
        if not (self.data / "core.json").exists():
            return []
        reader = JournalReader(self.journal)
        try:
            return list(reader.entries())
        finally:
            reader.close()

    def actions(self, action: str) -> list[Entry]:
        return [entry for entry in self.entries() if entry.action == action]

    def count(self, action: str, by: str = "") -> int:
        """How many changes of that kind there are, without reading the entries: cheap enough to ask all the time.

        By an `event` of a source only, or a `command`: the centre has alarms of its own, as when the disk fills.
        """
        if not (self.data / "core.json").exists():
            return 0
        kind = _packed("do", action)
        marks = (kind, _packed("by", by) if by else kind)
        if not isinstance(self.journal, Path):
            statement = "SELECT count(*) FROM journal WHERE position(? in entry) > 0 AND position(? in entry) > 0"
            ((found,),) = ask(self.journal, statement, marks)
            return int(found)
        statement = "select count(*) from journal where instr(entry, ?) and instr(entry, ?)"
        with closing(sqlite3.connect(f"file:{self.journal}?mode=ro", uri=True)) as journal:
            (found,) = journal.execute(statement, marks).fetchone()
        return int(found)

    def ready(self) -> set[str]:
        return {entry.seat for entry in self.actions("seat.ready")}

    def staff(self) -> dict[str, Made]:
        """Takes on the demo's people, before the core runs and before anything else is done; by account."""
        assert isinstance(self.journal, Path)
        self.people = staff(self.data, "pumps", self.pump_keys)
        return self.people

    def sign_in(self, account: str = "li.wei") -> None:
        """At the console, by its keys; returns when the core has let the person in."""
        Officer(self.environment).sign_in(self.people[account])
        self.wait(lambda: any(it.actor == account for it in self.actions("session.began")), f"{account} is signed in")

    def press(self, *keys: str) -> None:
        Officer(self.environment).press(*keys)

    def screens(self) -> dict[str, QImage]:
        """What wall-left, wall-middle, wall-right and console show now."""
        return {path.stem: QImage(str(path)) for path in desktop.shoot(self.environment, self.folder / "shots")}

    def look(self, *names: str) -> dict[str, QImage]:
        """The same of the named screens only, several times as fast."""
        return {name: grab(self.environment, SCREENS.index(name)) for name in names}

    def kill(self, verb: str) -> None:
        os.kill(self.processes.pid(verb), signal.SIGKILL)

    def children(self, verb: str, mark: str) -> list[int]:
        """Processes below a seat whose command line holds `mark`."""
        return [child.pid for child in descendants_of(self.processes.pid(verb)) if mark in command_of(child)]

    def video_workers(self) -> list[int]:
        """Below the one video service of wall and console, which whoever came first has started."""
        return sorted(self.children("wall", VIDEO_WORKER) + self.children("console", VIDEO_WORKER))

    def renderers(self, verb: str) -> list[int]:
        """The map pages' processes: the browser engine forks them from a helper of the same name."""
        found = []
        for pid in self.children(verb, "QtWebEngineProcess"):
            try:
                parent = psutil.Process(pid).parent()
            except psutil.NoSuchProcess:
                continue
            if parent is not None and "QtWebEngineProcess" in command_of(parent):
                found.append(pid)
        return found

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """One run of the program on this centre's data."""
        command = [sys.executable, str(ROOT / "main.py"), "--data", str(self.data), *arguments]
        return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)

    def said(self, *arguments: str) -> dict[str, Any]:
        """The same with --json, while a core may be down or coming: nothing if the program could not tell."""
        done = self.run(*arguments, "--json")
        found: dict[str, Any] = json.loads(done.stdout) if done.returncode == 0 else {}
        return found

    def logs(self) -> str:
        parts = sorted((self.folder / "logs").glob("*.log"))
        return "\n".join(f"--- {part.name}\n{part.read_text()[-3000:]}" for part in parts)


def _packed(name: str, value: str) -> bytes:
    """That field of an entry as it lies in the journal."""
    return msgspec.msgpack.encode(name) + msgspec.msgpack.encode(value)


def grab(display: Mapping[str, str], monitor: int = 0) -> QImage:
    """What is on one monitor of a virtual display now; they stand side by side."""
    place = ["-i", f"{display['DISPLAY']}+{monitor * WIDTH},0"]
    source = ["-f", "x11grab", "-draw_mouse", "0", "-video_size", f"{WIDTH}x{HEIGHT}", *place]
    target = ["-frames:v", "1", "-f", "rawvideo", "-pix_fmt", "bgr0", "-"]
    command = ["ffmpeg", "-v", "error", "-nostdin", *source, *target]
    done = subprocess.run(command, capture_output=True, timeout=PATIENCE_S, check=True)
    return QImage(done.stdout, WIDTH, HEIGHT, 4 * WIDTH, QImage.Format.Format_RGB32).copy()


def share_of(image: QImage, colour: tuple[int, int, int], box: tuple[int, int, int, int]) -> int:
    """How many pixels of `box` (x, y, width, height) have that colour, give or take a little."""
    red, green, blue = colour
    distance = numpy.abs(pixels(image, box).astype(numpy.int16) - (blue, green, red))
    return int((distance < 12).all(axis=2).sum())


def pixels(image: QImage, box: tuple[int, int, int, int]) -> numpy.typing.NDArray[numpy.uint8]:
    """Rows x columns x (blue, green, red) of `box` (x, y, width, height)."""
    part = image.copy(*box).convertToFormat(QImage.Format.Format_RGB32)
    rows = numpy.frombuffer(part.constBits(), dtype=numpy.uint8).reshape(part.height(), part.width(), 4)
    return rows[:, :, :3].copy()


@contextmanager
def running(centre: Centre, *verbs: str) -> Iterator[Centre]:
    centre.start_source()
    centre.start(*verbs)
    try:
        yield centre
    finally:
        centre.stop()


def bare_centre(folder: Path, database: Where | None = None) -> Centre:
    """A core and a source, without cameras or screens; its journal in another database than its folder's, if named."""
    centre = Centre(folder, {"DISPLAY": ""}, folder, [], database)
    settings = centre.data / "settings.toml"
    settings.write_text(settings.read_text().replace('cameras = "cameras.json"\n', ""))
    return centre
