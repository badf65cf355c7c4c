"""A seat's own journal in the hands of a test: records that follow each other, or do not."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

import msgspec

from bridge.protocol.seat import Command, Record, Recorded
from bridge.seat.chain_file import ChainFile, Held
from bridge.seat.outbox import Waiting
from bridge.seat.steady import Ages
from commandcenter.domain.changes.seats import ChainBroken
from commandcenter.domain.journal import CommandId
from commandcenter.domain.merging import BEGINNING, link_of
from commandcenter.services.chaining import Linked
from commandcenter.services.core import Given, Verdict
from commandcenter.services.permissions import Person
from tests.support.cores import WANG, MemoryStore, TestCore

CHAIN = "c" * 32


class Disk:
    """What a `Waiting` of a test writes to: takes nothing while it `fails`, and can be torn away as by a kill."""

    def __init__(self, path: Path) -> None:
        self.fails = False
        self.path = path
        self._files: list[ChainFile] = []

    def open(self, ages: Ages | None = None) -> Waiting:
        return Waiting(self.path, ages, self._file)

    def tear_away(self) -> None:
        while self._files:
            self._files.pop().close()

    def _file(self, path: Path | None) -> ChainFile:
        file = _File(path, self)
        self._files.append(file)
        return file


class _File(ChainFile):
    def __init__(self, path: Path | None, disk: Disk) -> None:
        super().__init__(path)
        self._disk = disk

    def write(self, records: Iterable[Held]) -> None:
        self._work()
        super().write(records)

    def mark(self, numbers: Iterable[int]) -> None:
        self._work()
        super().mark(numbers)

    def _work(self) -> None:
        if self._disk.fails:
            raise sqlite3.OperationalError("database or disk is full")


class KeptSeat:
    """Makes records of `chain` and tells them to a core; `n` and `link` are where the chain stands."""

    def __init__(self, centre: TestCore, seat: str = "desk-1", chain: str = CHAIN) -> None:
        self.centre, self.seat, self.chain = centre, seat, chain
        self.n, self.link = 0, BEGINNING

    def record(self, name: str = "queue.filter", session: str = "", blind_s: float = 0.0, **args: object) -> bytes:
        """The bytes of the chain's next record."""
        if name == "queue.filter":
            args = {"filter": f"{self.n + 1}", **args}
        command = Command(
            id=f"{self.chain[-4:]}-{self.seat}-{self.n + 1}-{self.link.hex()[:8]}",
            name=name,
            args=msgspec.Raw(msgspec.msgpack.encode(args)),
            done_at=self.centre.now,
        )
        record = Record(n=self.n + 1, prev=self.link, session=session, blind_s=blind_s, command=command)
        data = msgspec.msgpack.encode(record)
        self.n, self.link = record.n, link_of(self.link, data)
        return data

    def tell(
        self, data: bytes, age_s: float = 0.0, noted: int = 0, person: Person = WANG, void: str = "", key: str = ""
    ) -> Verdict:
        message = Recorded(chain=self.chain, record=data, age_s=age_s, noted=noted)
        return tell(self.centre, self.seat, message, person, void, key)


def tell(
    centre: TestCore, seat: str, message: Recorded, person: Person = WANG, void: str = "", key: str = ""
) -> Verdict:
    """As the core's desk takes it."""
    record = msgspec.msgpack.decode(message.record, type=Record)
    linked = linked_of(message)
    cause = CommandId(id=record.command.id, name=record.command.name)
    given = Given(linked=linked, void=void, key=key)
    args, done_at = bytes(record.command.args), record.command.done_at
    verdict, _ = centre.core.command(cause, args, person, seat, done_at, given)
    return verdict


def linked_of(message: Recorded) -> Linked:
    record = msgspec.msgpack.decode(message.record, type=Record)
    return Linked(
        chain=message.chain,
        n=record.n,
        prev=record.prev,
        link=link_of(record.prev, message.record),
        session=record.session,
        age_s=message.age_s,
        blind_s=record.blind_s,
        noted=message.noted,
    )


def told(centre: TestCore, action: str = "queue.filter") -> list[tuple[int, datetime | None]]:
    """(number in its chain, when by the seat) of what was done, in the journal's order."""
    entries = [stamped.entry for stamped in centre.store.entries]
    return [(it.cause.n, it.done_at) for it in entries if it.action == action and isinstance(it.cause, CommandId)]


def numbers(centre: TestCore, action: str = "queue.filter") -> list[int]:
    return [n for n, _ in told(centre, action)]


def breaks(centre: TestCore) -> list[tuple[str, int, int]]:
    """(why, number that came, number that was known) of what did not follow."""
    changes = (stamped.entry.change for stamped in centre.store.entries)
    return [(it.why, it.n, it.known_n) for it in changes if isinstance(it, ChainBroken)]


def of_commands(store: MemoryStore) -> list[tuple[int, str, str]]:
    """(number in the chain, command, outcome) of what has come out of the seat's journal; a command once."""
    found: list[tuple[int, str, str]] = []
    for entry in (stamped.entry for stamped in store.entries):
        if isinstance(entry.cause, CommandId) and entry.cause.chain:
            line = (entry.cause.n, entry.cause.name, entry.outcome.value)
            if not found or found[-1] != line:
                found.append(line)
    return found


def whys(store: MemoryStore) -> list[str]:
    """Why what did not follow did not."""
    changes = (stamped.entry.change for stamped in store.entries)
    return [change.why for change in changes if isinstance(change, ChainBroken)]
