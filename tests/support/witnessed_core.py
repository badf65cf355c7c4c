"""A core with a sealed journal on disk, its loop in a thread, and seats on real sockets that witness it."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import msgspec
import zmq

from bridge.core.building import Around, build_loop
from bridge.mailbox import Mailbox
from bridge.protocol import seat as wire
from bridge.sealing.keys import open_key
from bridge.sealing.memory import WitnessMemory
from bridge.sealing.witness import Witness
from bridge.seat.happenings import Happening, LinkChanged, SeatMailbox
from bridge.seat.link import SeatLink
from bridge.source.keys import Keys, new_keys
from commandcenter.adapters.data_folder import DataFolder
from commandcenter.adapters.store.reading import JournalReader
from commandcenter.adapters.store.sql_store import SqlStore
from commandcenter.app.sealing import open_sealing, run_facts
from commandcenter.domain.catalogue import Catalogue
from commandcenter.domain.journal import Entry
from commandcenter.domain.keys import Key, KeyKind
from commandcenter.domain.notes import COSIGNATURE
from commandcenter.services.core import Core
from commandcenter.services.operating import command_table
from commandcenter.settings import Settings
from tests.support.cores import START
from tests.support.ports import ANY_PORT
from tests.support.seat_core import Peer
from tests.support.sourced_core import ANYTHING
from tests.support.waiting import eventually

PATIENCE_S = 15.0
Result = TypeVar("Result")


class WitnessedCore:
    """`keys` are the core's own; who may come in is trusted before it runs."""

    def __init__(self, folder: Path, keys: Keys, seats: dict[str, Keys]) -> None:
        self.folder = DataFolder(folder)
        self.folder.prepare()
        self.keys = keys
        self.seats = seats
        self.store = SqlStore(self.folder.journal)
        self.core = Core(self.store, command_table(), Catalogue(), _now)
        self.sealing = open_sealing(self.folder, Settings(), self.core, self.store)
        self.core.trust(
            Key(public=it.public, kind=_kind(name), id=name, by="test", trusted_at=START) for name, it in seats.items()
        )
        self._context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
        around = Around(
            people=lambda state, here: ANYTHING,
            local_keys=list,
            now=_now,
            version="test",
            secrets={},
            sealing=self.sealing,
            run_facts=lambda: run_facts(self.folder),
        )
        self._loop, _, self.endpoint = build_loop(self._context, self.core, keys, ANY_PORT, [], around)
        self._thread = threading.Thread(target=self._loop.run, name="core-loop")
        self._thread.start()
        self._tool = Peer(self.endpoint, seats["tool"], keys.public)

    def act(self, name: str = "keys.trust", **args: object) -> None:
        """Something for the journal, by the tool."""
        made = new_keys("source")
        given = args or {"public": made.public, "kind": "source", "id": "pumps", "types": ["*"]}
        raw = msgspec.Raw(msgspec.msgpack.encode(given))
        self._tool.say(wire.Command(id=made.public, name=name, args=raw, done_at=_now()))
        answer = self._tool.expect(wire.Answer)
        assert answer.ok, answer

    def close(self) -> None:
        self._tool.close()
        self._loop.stop()
        self._thread.join()
        self._context.term()
        self.store.close()

    def entries(self, action: str) -> list[Entry]:
        return [entry for entry in self._read(lambda reader: list(reader.entries())) if entry.action == action]

    def cosigned(self) -> dict[int, list[str]]:
        """The witnesses' names by checkpoint."""

        def read(reader: JournalReader) -> dict[int, list[str]]:
            sizes = [it.size for it in reader.checkpoints()]
            return {size: [it.name for it in reader.cosignatures(size)] for size in sizes}

        return {size: names for size, names in self._read(read).items() if names}

    def newest(self) -> int:
        return self._read(lambda reader: reader.checkpoints()[-1].size)

    def until_cosigned(self, *names: str) -> int:
        """Waits until a checkpoint of the present journal has these witnesses; its size."""
        size = len(self._read(lambda reader: list(reader.stored())))
        found: list[int] = []

        def look() -> bool:
            found[:] = [it for it, by in self.cosigned().items() if it >= size and by == sorted(names)]
            return bool(found)

        eventually(look, PATIENCE_S, f"{names} have signed a checkpoint of {size} entries or more")
        return found[-1]

    def _read(self, read: Callable[[JournalReader], Result]) -> Result:
        reader = JournalReader(self.folder.journal)
        try:
            return read(reader)
        finally:
            reader.close()


class WitnessSeat:
    """A seat's link with its witness; `told` is what its screen was told of the link."""

    def __init__(self, core: WitnessedCore, folder: Path, name: str, now: Callable[[], datetime]) -> None:
        self.mailbox: SeatMailbox = Mailbox(lambda: None)
        self._context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
        self.memory = WitnessMemory(folder / f"console-{name}.witness")
        key_file = folder / f"{name}.witness.json"
        witness = Witness(open_key(key_file, f"console/{name}", COSIGNATURE), self.memory, f"console-{name}", now)
        kind, outbox = wire.SeatKind.CONSOLE, folder / f"{name}.sqlite"
        self._happened: list[Happening] = []
        public = core.keys.public
        self.link = SeatLink(
            self._context, core.endpoint, core.seats[name], lambda: public, kind, self.mailbox, outbox, witness
        )
        self.link.start()

    def close(self) -> None:
        self.link.stop()
        self._context.term()

    @property
    def told(self) -> LinkChanged | None:
        happenings, _ = self.mailbox.drain()
        self._happened += happenings
        return next((it for it in reversed(self._happened) if isinstance(it, LinkChanged)), None)

    def until_told(self, trouble: str) -> LinkChanged:
        """Waits until its screen says so ("" for nothing)."""
        eventually(lambda: self.told is not None and self.told.trouble == trouble, PATIENCE_S, trouble or "no trouble")
        assert self.told is not None
        return self.told


def copied(folder: Path, to: Path) -> None:
    """The data folder as a backup has it: nobody writes in it just now."""
    shutil.copytree(folder, to, dirs_exist_ok=True)


@contextmanager
def witnessed_core(folder: Path, keys: Keys, seats: dict[str, Keys]) -> Iterator[WitnessedCore]:
    core = WitnessedCore(folder, keys, seats)
    try:
        yield core
    finally:
        core.close()


@contextmanager
def witness_seat(
    core: WitnessedCore, folder: Path, name: str, now: Callable[[], datetime] | None = None
) -> Iterator[WitnessSeat]:
    seat = WitnessSeat(core, folder, name, now or _now)
    try:
        yield seat
    finally:
        seat.close()


def _kind(name: str) -> KeyKind:
    return KeyKind.TOOL if name == "tool" else KeyKind.CONSOLE


def _now() -> datetime:
    return datetime.now(UTC)
