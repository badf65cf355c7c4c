"""A core on a store in memory, with a clock that the test moves."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec

from commandcenter.domain.assets import Camera
from commandcenter.domain.catalogue import Catalogue
from commandcenter.domain.changes.sources import EventQuarantined
from commandcenter.domain.events import Event
from commandcenter.domain.journal import CommandId
from commandcenter.domain.keys import EVERYTHING, Key, KeyKind
from commandcenter.domain.merkle import Tree
from commandcenter.domain.people import EVERYWHERE, Role
from commandcenter.domain.place import Place
from commandcenter.domain.rules.book import RuleBook
from commandcenter.domain.state import Quarantined, State, Touched
from commandcenter.services.core import Batch, Core, Verdict
from commandcenter.services.doubts import Log
from commandcenter.services.operating import command_table
from commandcenter.services.permissions import FIRST_ADMINISTRATOR, KIOSK, ROLES, Person, Standing
from commandcenter.services.ports import (
    Accepted,
    Checkpoint,
    Cosignature,
    Flaw,
    Kept,
    Stamped,
    StoreTrouble,
    Transaction,
)
from commandcenter.services.ruling.ruling import Ruling
from tests.support.tiles import Tiles

SHANGHAI = ZoneInfo("Asia/Shanghai")
START = datetime(2026, 11, 21, 6, 0, 0, tzinfo=UTC)
WANG = Person(
    id="wang",
    name="王敏",
    permissions=ROLES[Role.DUTY_OFFICER],
    number="A001",
    scope=EVERYWHERE,
    role="duty-officer",
    standing=Standing.PRESENT,
)
ADMIN = FIRST_ADMINISTRATOR
THE_WALL = KIOSK
CESSPOOL_YARD = Place(lon=106.55, lat=29.59)


class MemoryStore:
    """Implements `Store`; `broken` makes the next commits fail."""

    def __init__(self) -> None:
        self.entries: list[Stamped] = []
        self.tiles = Tiles()
        self.answers: dict[str, bytes] = {}
        self.records: dict[str, tuple[str, int]] = {}
        self.waiting: dict[str, Quarantined] = {}
        self.credentials: dict[str, bytes] = {}
        self.seals: dict[int, Checkpoint] = {}
        self.witnessed: dict[int, dict[str, str]] = {}
        self.saved = State()
        self.live: State | None = None
        self.broken: StoreTrouble | None = None
        self.flaw: Flaw | None = None

    def accept(self) -> Accepted:
        self.flaw = None
        return Accepted()

    def load(self) -> tuple[State, Tree]:
        self.live = copy.deepcopy(self.saved)
        return self.live, Tree(self.live.size, self.tiles)

    def commit(self, transaction: Transaction) -> None:
        if self.broken:
            raise self.broken
        self.entries.extend(transaction.entries)
        self.tiles.put(transaction.tiles)
        self._answer(transaction)
        for account, value in transaction.credentials.items():
            self.credentials.pop(account, None)
            if value is not None:
                self.credentials[account] = value
        for touch in transaction.touched:
            if isinstance(touch.value, Quarantined):
                self.waiting[touch.id] = touch.value
            elif touch.kind is Touched.QUARANTINE:
                del self.waiting[touch.id]
        if self.live is None:
            raise ValueError("commit before load")
        self.saved = copy.deepcopy(self.live)

    def _answer(self, transaction: Transaction) -> None:
        cause = transaction.entries[0].entry.cause
        for command, verdict in transaction.answers.items():
            self.answers.setdefault(command, verdict)
            if isinstance(cause, CommandId):
                self.records[command] = cause.chain, cause.n
        for chain, up_to in transaction.noted.items():
            for command in [it for it, (own, n) in self.records.items() if own == chain and n <= up_to]:
                del self.records[command], self.answers[command]

    def entry_bytes(self, first: int, count: int) -> list[bytes]:
        return [stamped.data for stamped in self.entries[first : first + count]]

    def tile(self, level: int, number: int) -> bytes:
        return self.tiles(level, number)

    def answer(self, command_id: str) -> bytes | None:
        return self.answers.get(command_id)

    def quarantined(self, entry: int) -> Kept | None:
        about = self.waiting.get(str(entry))
        change = self.entries[entry].entry.change if about else None
        return Kept(about, change.raw) if about and isinstance(change, EventQuarantined) else None

    def credential(self, account: str) -> bytes | None:
        return self.credentials.get(account)

    def put_checkpoint(self, size: int, at: datetime, note: str) -> None:
        if self.broken:
            raise self.broken
        self.seals[size] = Checkpoint(size=size, at=at, note=note)

    def checkpoint(self, size: int) -> Checkpoint | None:
        return self.seals.get(size)

    def newest_checkpoint(self) -> Checkpoint | None:
        return self.seals[max(self.seals)] if self.seals else None

    def checkpoints(self, after: int = -1, count: int | None = None) -> list[Checkpoint]:
        return [self.seals[size] for size in sorted(self.seals) if size > after][:count]

    def add_cosignature(self, size: int, name: str, line: str) -> None:
        self.witnessed.setdefault(size, {})[name] = line

    def cosignatures(self, size: int) -> list[Cosignature]:
        return [Cosignature(name=name, line=line) for name, line in sorted(self.witnessed.get(size, {}).items())]

    def close(self) -> None:
        """Nothing to close."""


def source_key(source: str, types: tuple[str, ...] = EVERYTHING) -> Key:
    """A trusted key of a source, made up from its id."""
    public = (source.encode().hex() + "0" * 40)[:40]
    return Key(public=public, kind=KeyKind.SOURCE, id=source, types=types, by="test", trusted_at=START)


class TestCore:
    """Drives a Core the way the loop does."""

    __test__ = False

    def __init__(self, catalogue: Catalogue | None = None, book: RuleBook | None = None) -> None:
        self.book = book or RuleBook()
        self.now = START
        self.seconds = 1000.0
        self.store = MemoryStore()
        self.catalogue = catalogue or Catalogue()
        self.core = self.fresh_core()
        self._commands = 0

    def fresh_core(self) -> Core:
        """The core as it is after a restart."""
        return Core(
            self.store,
            command_table(),
            self.catalogue,
            lambda: self.now,
            clock=lambda: self.seconds,
            ruling=Ruling(self.book, self.catalogue, SHANGHAI),
        )

    def restart(self) -> None:
        """Killed, and started again."""
        self.core = self.fresh_core()
        self.core.start("1")

    def passes(self, seconds: float) -> list[Stamped]:
        """Time passes, and the core sees to what is due."""
        self.wait(seconds)
        return self.core.tick()

    def wait(self, seconds: float) -> None:
        """Time passes, by all clocks."""
        self.now += timedelta(seconds=seconds)
        self.seconds += seconds

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
