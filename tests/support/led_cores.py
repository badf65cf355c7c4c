"""Two cores of one centre on one database server, as real processes: killed, frozen, cut off, one leading."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

from psycopg import sql

from bridge.protocol import seat as wire
from bridge.seat.asking import CoreAway, ask_status
from bridge.source.keys import Keys
from commandcenter.adapters.data_folder import DataFolder
from commandcenter.adapters.store.reading import JournalReader
from commandcenter.app.administering import obey
from commandcenter.app.keys import core_keys
from commandcenter.domain.changes.system import CoreLeading
from commandcenter.domain.journal import Entry
from commandcenter.domain.keys import EVERYTHING, KeyKind
from commandcenter.services.credentials import Claim
from commandcenter.settings import read_settings
from tests.support.core_process import ROOT, TIED
from tests.support.cut_line import CutLine
from tests.support.databases import ask
from tests.support.ports import free_name
from tests.support.postgres import Server
from tests.support.waiting import eventually

PATIENCE_S = 60.0
# One more per entry than a test of the program itself would need: which core's term it was written in.
WITNESS = (
    "CREATE TABLE written (seq BIGINT PRIMARY KEY, epoch BIGINT NOT NULL)",
    "CREATE FUNCTION witness() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
    "INSERT INTO written SELECT NEW.seq, epoch FROM leader; RETURN NULL; END $$",
    "CREATE TRIGGER witness AFTER INSERT ON journal FOR EACH ROW EXECUTE FUNCTION witness()",
)


class LedCore:
    """One of them, on a data folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = DataFolder(folder)
        self.log = folder.with_suffix(".log")
        self.frozen = False
        self._process: subprocess.Popen[bytes] | None = None

    def start(self, *more: str) -> None:
        command = [*TIED, sys.executable, str(ROOT / "main.py"), "--data", str(self.folder.path), "core", *more]
        with self.log.open("a") as log:
            self._process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT, cwd=ROOT)

    @property
    def alive(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait(PATIENCE_S)
        self.frozen = False

    def freeze(self, frozen: bool) -> None:
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP if frozen else signal.SIGCONT)
        self.frozen = frozen

    def end(self) -> int:
        """In order; its exit code."""
        assert self._process is not None
        if self.frozen:
            self.freeze(False)
        self._process.terminate()
        return self._process.wait(PATIENCE_S)

    def status(self) -> wire.Status | None:
        """Its own, None when it does not answer; another core's would be no answer here."""
        alone = self.folder.path / "alone.json"
        alone.write_text(json.dumps({"endpoint": read_settings(self.folder.settings).core.endpoint}))
        try:
            return ask_status(alone, self.folder.keys)
        except CoreAway:
            return None


class LedCentre:
    """`one` and `two` share keys and database; `sources` are their ids with endpoint and keys."""

    def __init__(self, folder: Path, server: Server, sources: Mapping[str, tuple[str, Keys]]) -> None:
        self.server = server
        self.url = server.database()
        # The first core's own way to the server.
        self.line = CutLine(server.port)
        self.endpoints = (free_name(), free_name())
        self.one, self.two = LedCore(folder / "one"), LedCore(folder / "two")
        for core, at in ((self.one, 0), (self.two, 1)):
            core.folder.prepare()
            core.folder.settings.write_text(self._settings(at, sources))
        self.keys = core_keys(self.one.folder)
        settings = read_settings(self.one.folder.settings)
        for name, (_, keys) in sources.items():
            wanted = {"public": keys.public, "kind": "source", "id": name, "types": EVERYTHING}
            obey(self.one.folder, settings, "keys.trust", wanted)

    @property
    def cores(self) -> tuple[LedCore, LedCore]:
        return self.one, self.two

    def person(self, account: str, password: str) -> None:
        """A duty officer who can sign in at once."""
        args = {
            "account": account,
            "name": "李伟",
            "person": "1001",
            "roles": ["duty-officer"],
            "areas": ["*"],
            "cameras": ["*"],
            "must_change": False,
        }
        obey(self.one.folder, read_settings(self.one.folder.settings), "account.add", args, Claim(secret=password))

    def trust(self, kind: KeyKind, keys: Keys) -> None:
        wanted = {"public": keys.public, "kind": kind.value, "id": keys.id, "types": EVERYTHING}
        obey(self.one.folder, read_settings(self.one.folder.settings), "keys.trust", wanted)

    def start_first(self) -> None:
        """And give the second the same keys."""
        self.one.start()
        eventually(lambda: self.leading() is self.one, PATIENCE_S, "the first core leads")
        self.copy_keys()

    def copy_keys(self) -> None:
        shutil.copytree(self.one.folder.keys, self.two.folder.keys, dirs_exist_ok=True)

    def start_both(self) -> None:
        self.start_first()
        self.two.start()
        eventually(lambda: self.stands_by(self.two), PATIENCE_S, "the second core stands by")

    def stands_by(self, core: LedCore) -> bool:
        status = core.status()
        return status is not None and not status.leading

    def leading(self) -> LedCore | None:
        """The one that says that it leads."""
        for core in self.cores:
            if core.alive and not core.frozen:
                status = core.status()
                if status is not None and status.leading:
                    return core
        return None

    def leader_row(self) -> tuple[int, str]:
        ((epoch, holder),) = ask(self.url, "SELECT epoch, holder FROM leader")
        return int(epoch), str(holder)

    def witness(self) -> None:
        """The database itself notes in whose term each entry comes; from now on."""
        for statement in WITNESS:
            ask(self.url, statement)

    def cut(self) -> None:
        """Every connection to the database ends."""
        name = sql.Literal(self.url.database)
        self.server.say(
            sql.SQL("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = {}").format(name)
        )

    def entries(self) -> list[Entry]:
        reader = JournalReader(self.url)
        try:
            return list(reader.entries())
        finally:
            reader.close()

    def terms(self) -> list[str]:
        """What is wrong with the history: [] when every entry was written by who led then."""
        entries = self.entries()
        written = {int(seq): int(epoch) for seq, epoch in ask(self.url, "SELECT seq, epoch FROM written")}
        found, epoch, wrong = [], 0, []
        for number, entry in enumerate(entries):
            if entry.seq != number:
                wrong.append(f"entry {entry.seq} stands at {number}")
            if isinstance(entry.change, CoreLeading):
                if entry.change.epoch <= epoch:
                    wrong.append(f"entry {entry.seq}: epoch {entry.change.epoch} after {epoch}")
                epoch = entry.change.epoch
                found.append(epoch)
            if written.get(entry.seq, epoch) != epoch:
                wrong.append(f"entry {entry.seq} was written in {written[entry.seq]}, the journal says {epoch}")
        return wrong if found else ["nobody ever led"]

    def stop(self) -> None:
        self.line.cut(False)
        for core in self.cores:
            if core.alive:
                code = core.end()
                assert code == 0, core.log.read_text()[-3000:]

    def close(self) -> None:
        for core in self.cores:
            core.kill()
        self.line.stop()

    def _settings(self, at: int, sources: Mapping[str, tuple[str, Keys]]) -> str:
        url = self.url if at else self.url.set(port=self.line.port)
        address = url.render_as_string(hide_password=False)
        lines = [
            "version = 1",
            "[core]",
            f'endpoint = "{self.endpoints[at]}"',
            f'others = ["{self.endpoints[1 - at]}"]',
            '[metrics]\nendpoint = ""',
            f'[database]\nurl = "{address}"',
            "[disk]\nreserve_mib = 0",
        ]
        lines += [f'[[sources]]\nid = "{name}"\nendpoint = "{place}"' for name, (place, _) in sources.items()]
        return "\n".join(lines) + "\n"


@contextmanager
def led_centre(
    folder: Path, server: Server, sources: Mapping[str, tuple[str, Keys]] | None = None
) -> Iterator[LedCentre]:
    centre = LedCentre(folder, server, sources or {})
    with ExitStack() as opened:
        opened.callback(centre.close)
        yield centre
        centre.stop()
