"""A core on a store in memory, with a clock that the test moves."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import msgspec

from commandcenter.domain.assets import Camera
from commandcenter.domain.catalogue import Catalogue
from commandcenter.domain.changes.sources import EventQuarantined
from commandcenter.domain.events import Event
from commandcenter.domain.journal import CommandId
from commandcenter.domain.keys import EVERYTHING, Key, KeyKind
from commandcenter.domain.merkle import Frontier
from commandcenter.domain.place import Place
from commandcenter.domain.state import Quarantined, State, Touched
from commandcenter.services.core import Batch, Core, Verdict
from commandcenter.services.doubts import Log
from commandcenter.services.operating import command_table
from commandcenter.services.permissions import ADMINISTRATOR, KIOSK, OFFICER, Person
from commandcenter.services.ports import Kept, Stamped, StoreTrouble, Transaction

START = datetime(2026, 11, 21, 6, 0, 0, tzinfo=UTC)
WANG = Person(id="wang", name="王敏", permissions=OFFICER)
ADMIN = Person(id="admin", name="管理员", permissions=ADMINISTRATOR)
THE_WALL = Person(id="wall", name="大屏", permissions=KIOSK)
CESSPOOL_YARD = Place(lon=106.55, lat=29.59)


class MemoryStore:
    """Implements `Store`; `broken` makes the next commits fail."""

    def __init__(self) -> None:
        self.entries: list[Stamped] = []
        self.answers: dict[str, bytes] = {}
        self.waiting: dict[str, Quarantined] = {}
        self.saved: tuple[State, Frontier] = (State(), Frontier())
        self.live: State | None = None
        self.broken: StoreTrouble | None = None

    def load(self) -> tuple[State, Frontier]:
        state, frontier = copy.deepcopy(self.saved)
        self.live = state
        return state, frontier

    def commit(self, transaction: Transaction) -> None:
        if self.broken:
            raise self.broken
        self.entries.extend(transaction.entries)
        self.answers.update(transaction.answers)
        for touch in transaction.touched:
            if isinstance(touch.value, Quarantined):
                self.waiting[touch.id] = touch.value
            elif touch.kind is Touched.QUARANTINE:
                del self.waiting[touch.id]
        if self.live is None:
            raise ValueError("commit before load")
        self.saved = copy.deepcopy((self.live, transaction.frontier))

    def answer(self, command_id: str) -> bytes | None:
        return self.answers.get(command_id)

    def quarantined(self, entry: int) -> Kept | None:
        about = self.waiting.get(str(entry))
        change = self.entries[entry].entry.change if about else None
        return Kept(about, change.raw) if about and isinstance(change, EventQuarantined) else None

    def close(self) -> None:
        """Nothing to close."""


def source_key(source: str, types: tuple[str, ...] = EVERYTHING) -> Key:
    """A trusted key of a source, made up from its id."""
    public = (source.encode().hex() + "0" * 40)[:40]
    return Key(public=public, kind=KeyKind.SOURCE, id=source, types=types, by="test", trusted_at=START)


class TestCore:
    """Drives a Core the way the loop does."""

    __test__ = False

    def __init__(self, catalogue: Catalogue | None = None) -> None:
        self.now = START
        self.store = MemoryStore()
        self.catalogue = catalogue or Catalogue()
        self.core = self.fresh_core()
        self._commands = 0

    def fresh_core(self) -> Core:
        """The core as it is after a restart."""
        return Core(self.store, command_table(), self.catalogue, lambda: self.now)

    def wait(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)

    def events(self, *events: Event, source: str = "s", epoch: str = "e") -> list[Stamped]:
        """Takes the events as the source's next ones."""
        return self.raws(*(msgspec.msgpack.encode(event) for event in events), source=source, epoch=epoch)

    def raws(self, *raws: bytes, source: str = "s", epoch: str = "e") -> list[Stamped]:
        """Takes whatever bytes as the source's next events."""
        if source not in self.core.state.positions:
            self.trust(source)
            self.open(source, epoch)
        first = self.core.state.positions[source].seq + 1
        return self.core.take([Batch(source=source, epoch=epoch, first=first, events=raws)])

    def trust(self, source: str, *types: str) -> None:
        self.core.trust([source_key(source, types or EVERYTHING)])

    def open(
        self, source: str, epoch: str = "e", first: int = 1, head: int = 0, before: tuple[str, int] | None = None
    ) -> list[Stamped]:
        """The source says what it holds."""
        return self.core.open_source(source, Log(epoch=epoch, first=first, head=head, before=before))

    def command(self, name: str, person: Person = WANG, seat: str = "desk-1", **args: object) -> Verdict:
        return self.command_with(name, args, person, seat)

    def command_with(
        self, name: str, args: Mapping[str, object], person: Person = WANG, seat: str = "desk-1"
    ) -> Verdict:
        """A new command with whatever arguments."""
        self._commands += 1
        cause = CommandId(id=f"command-{self._commands}", name=name)
        verdict, _ = self.core.command(cause, msgspec.msgpack.encode(args), person, seat, self.now)
        return verdict

    def repeat_command(
        self, command_id: str, name: str, person: Person = WANG, seat: str = "desk-1", **args: object
    ) -> Verdict:
        cause = CommandId(id=command_id, name=name)
        verdict, _ = self.core.command(cause, msgspec.msgpack.encode(args), person, seat, self.now)
        return verdict

    def cameras(self, count: int) -> None:
        """Cameras in a row to the east of the yard, 100 m apart."""
        self.core.list_cameras(
            Camera(
                id=f"C{number}",
                name=f"摄像机 {number}",
                url=f"rtsp://127.0.0.1/{number}",
                place=Place(lon=CESSPOOL_YARD.lon + number * 0.001, lat=CESSPOOL_YARD.lat),
            )
            for number in range(1, count + 1)
        )
