"""A core, a few sources and the lossy links between them: real processes that can be killed at any moment."""

from __future__ import annotations

import sqlite3
import uuid
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path
from types import MappingProxyType
from typing import Any, LiteralString

import msgspec
import psycopg
from sqlalchemy import URL

from bridge.seat.asking import CoreAway, command
from bridge.source.keys import new_keys, read_keys, write_keys
from commandcenter.adapters.data_folder import DataFolder
from commandcenter.adapters.store.engine import Where
from commandcenter.app.administering import make_keys, obey
from commandcenter.domain.keys import EVERYTHING, KeyKind
from commandcenter.domain.state import Position
from commandcenter.services.credentials import Claim
from commandcenter.settings import Settings, read_settings
from tests.chaos.child import ROOT, Child
from tests.chaos.desk import ACCOUNT, PASSWORD, Desk
from tests.support.chaos_source import ACTED
from tests.support.lossy_proxy import LossyProxy
from tests.support.ports import free_name

DESK_S = 5.0


PERSON: Mapping[str, object] = MappingProxyType(
    {
        "account": ACCOUNT,
        "name": "李伟",
        "person": "1001",
        "roles": ("duty-officer",),
        "areas": ("*",),
        "cameras": ("*",),
        "must_change": False,
    }
)


class ChaosSetting:
    """Everything of one run lies in `folder`, but for a `database`. `each` is the number of events of one source.

    `keys` says of each key of a source, by source, whether it is trusted at the end.
    """

    def __init__(
        self, folder: Path, seed: int, sources: int, each: int, loss: float, database: URL | None = None
    ) -> None:
        self.data = folder / "data"
        self.where: Where = database or self.data / "journal.sqlite"
        self.each = each
        self.data.mkdir(parents=True)
        self.keys: dict[str, dict[str, bool]] = {}
        self.proxies: dict[str, LossyProxy] = {}
        self.sources: dict[str, Child] = {}
        self._folder = folder
        self._line: psycopg.Connection | None = None
        self._endpoint = free_name()
        places = {f"chaos-{number}": free_name() for number in range(1, sources + 1)}
        for number, (name, place) in enumerate(places.items()):
            self.proxies[name] = LossyProxy(place, seed + number, lose_replies=loss)
            self._settings(name, self.proxies[name].endpoint)
        for name, place in places.items():
            keys = make_keys(*self._here(), KeyKind.SOURCE, name, EVERYTHING, self._file(name))
            self.keys[name] = {keys.public: True}
            arguments = [place, str(folder / name), str(self._file(name)), str(each)]
            self.sources[name] = Child(name, folder, "-m", "tests.support.chaos_source", name, *arguments)
        desk = make_keys(*self._here(), KeyKind.CONSOLE, "desk", EVERYTHING, self._file("desk"))
        # Without a security administrator the machine's own tools may still do everything.
        obey(*self._here(), "account.add", dict(PERSON), Claim(secret=PASSWORD))
        self.core = Child("core", folder, str(ROOT / "main.py"), "--data", str(self.data), "core")
        self.desk = Desk(self._endpoint, desk, folder / "desk.sqlite")

    @property
    def children(self) -> list[Child]:
        return [self.core, *self.sources.values()]

    def start(self) -> None:
        for child in self.children:
            child.start()

    def stop(self) -> None:
        """The core last. Its last entry, that it stops, is not the desk's any more: with its connection a socket that
        takes nothing while it has none also drops what was not read from it yet."""
        for source in self.sources.values():
            source.stop()
        self.desk.catch_up(self.size(), DESK_S)
        self.desk.stop()
        self.core.stop()
        for proxy in self.proxies.values():
            proxy.stop()

    def close(self) -> None:
        """After the last question about its journal."""
        if self._line is not None:
            self._line.close()

    def acted(self, name: str) -> list[str]:
        """What the device of a source has done."""
        file = self._folder / name / ACTED
        return file.read_text().splitlines() if file.exists() else []

    def revoke(self, name: str, patience: Callable[[], None]) -> None:
        """`patience` is called as long as the core is away."""
        for public in self.keys[name]:
            self._order("keys.revoke", {"public": public}, patience)
            self.keys[name][public] = False

    def change_key(self, name: str) -> None:
        """A new pair in the source's key file, for its next life."""
        fresh = new_keys(name, read_keys(self._file(name)).peers)
        self._file(name).unlink()
        write_keys(self._file(name), fresh)

    def trust(self, name: str, patience: Callable[[], None]) -> None:
        """The key that is in the source's file now."""
        public = read_keys(self._file(name)).public
        wanted = {"public": public, "kind": KeyKind.SOURCE.value, "id": name, "types": EVERYTHING}
        self._order("keys.trust", wanted, patience)
        self.keys[name][public] = True

    def _order(self, name: str, args: Mapping[str, object], patience: Callable[[], None]) -> None:
        here, command_id = DataFolder(self.data), uuid.uuid4().hex
        while True:
            try:
                answer = command(here.running, here.keys, command_id, name, args)
            except CoreAway:
                patience()
                continue
            assert answer.ok, answer
            return

    def size(self) -> int:
        """How many entries the journal has."""
        rows = self._ask("SELECT max(seq) FROM journal")
        return int(rows[0][0]) + 1 if rows and rows[0][0] is not None else 0

    def positions(self) -> dict[str, tuple[str, int]]:
        """(epoch, number) up to which each source was taken in."""
        found = (msgspec.msgpack.decode(value, type=Position) for (value,) in self._ask(POSITIONS))
        return {position.source: (position.epoch, position.seq) for position in found}

    def _ask(self, sql: LiteralString) -> list[tuple[Any, ...]]:
        if not (self.data / "core.json").exists():
            return []
        if isinstance(self.where, Path):
            name = "state.sqlite" if "state." in sql else "journal.sqlite"
            with closing(sqlite3.connect(f"file:{self.data / name}?mode=ro", uri=True)) as database:
                return database.execute(sql.replace("state.", "")).fetchall()
        if self._line is None:
            address = self.where.set(drivername="postgresql").render_as_string(hide_password=False)
            self._line = psycopg.connect(address, autocommit=True)
        return self._line.execute(sql).fetchall()

    def _settings(self, name: str, endpoint: str) -> None:
        file = self.data / "settings.toml"
        address = "" if isinstance(self.where, Path) else self.where.render_as_string(hide_password=False)
        core = f'[core]\nendpoint = "{self._endpoint}"\n[metrics]\nendpoint = ""\n[database]\nurl = "{address}"\n'
        text = file.read_text() if file.exists() else f"version = 1\n{core}"
        file.write_text(f'{text}[[sources]]\nid = "{name}"\nendpoint = "{endpoint}"\n')

    def _file(self, name: str) -> Path:
        return self._folder / f"{name}.json"

    def _here(self) -> tuple[DataFolder, Settings]:
        here = DataFolder(self.data)
        return here, read_settings(here.settings)


POSITIONS = "SELECT value FROM state.things WHERE kind = 'position'"
