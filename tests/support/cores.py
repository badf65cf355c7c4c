"""A core on a store in memory, with a clock that the test moves."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import msgspec

from commandcenter.domain.assets import Camera
from commandcenter.domain.catalogue import Catalogue
from commandcenter.domain.events import Event
from commandcenter.domain.journal import CommandId
from commandcenter.domain.merkle import Frontier
from commandcenter.domain.place import Place
from commandcenter.domain.state import State
from commandcenter.services.core import Core, Verdict
from commandcenter.services.operating import command_table
from commandcenter.services.permissions import KIOSK, OFFICER, Person
from commandcenter.services.ports import Stamped, StoreTrouble, Transaction

START = datetime(2026, 11, 21, 6, 0, 0, tzinfo=UTC)
WANG = Person(id="wang", name="王敏", permissions=OFFICER)
THE_WALL = Person(id="wall", name="大屏", permissions=KIOSK)
CESSPOOL_YARD = Place(lon=106.55, lat=29.59)


class MemoryStore:
    """Implements `Store`; `broken` makes the next commits fail."""

    def __init__(self) -> None:
        self.entries: list[Stamped] = []
        self.answers: dict[str, bytes] = {}
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
        if self.live is None:
            raise ValueError("commit before load")
        self.saved = copy.deepcopy((self.live, transaction.frontier))

    def answer(self, command_id: str) -> bytes | None:
        return self.answers.get(command_id)

    def close(self) -> None:
        """Nothing to close."""


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
        known = self.core.state.positions.get(source)
        if known is None:
            self.core.open_source(source, epoch, 1, 0)
            known = self.core.state.positions[source]
        return self.core.take(source, epoch, known.seq + 1, [msgspec.msgpack.encode(event) for event in events])

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
