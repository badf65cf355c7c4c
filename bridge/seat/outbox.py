"""What a seat's person did and the core has not answered yet: in memory, and in the seat's own journal on its disk.

What an officer did while the core was away is therefore not lost, even if the seat is killed.
"""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable
from pathlib import Path

import msgspec

from bridge.protocol.seat import Command, Record, Recorded
from bridge.seat.chain_file import SPOILT, ChainFile, Damaged, Found, Held, put_aside
from bridge.seat.steady import Ages
from commandcenter.domain.merging import BEGINNING, link_of
from commandcenter.domain.text import QT_TRANSLATE_NOOP

log = logging.getLogger(__name__)

NO_DISK = QT_TRANSLATE_NOOP(
    "trouble", "This seat's disk takes nothing: what you do is kept in memory only, and lost if the seat ends."
)
BEGUN_ANEW = QT_TRANSLATE_NOOP(
    "trouble", "This seat's own journal was damaged: it is put aside, and a new one has begun. Tell the administrator."
)


class Waiting:
    """All commands that wait for an answer, oldest first, each a record of the seat's journal.

    Opening and every call succeed whatever the disk does; what it does is logged, and `trouble` is a sentence on it.
    `changes` counts what has come and gone; `file` opens a journal, one in memory without a path.
    """

    def __init__(
        self, path: Path, ages: Ages | None = None, file: Callable[[Path | None], ChainFile] = ChainFile
    ) -> None:
        self._ages = ages or Ages()
        self._open = file
        self._encode = msgspec.msgpack.Encoder().encode
        self._trouble = ""
        self._complained = False
        self._unwritten: list[Held] = []
        self._unmarked: list[int] = []
        self._told: set[str] = set()
        self._pending: dict[str, Held] = {}
        self.changes = 0
        self._file, found, rescued = self._opened(path)
        self.chain, self._n, self._link = found.chain, found.n, found.link
        self._pending = {held.record.command.id: held for held in found.pending}
        for held in rescued:
            self._append(held.record)
        for command in found.older:
            self._append(self._record(command))
        self._left = set(self._pending)
        self.settle()

    def __len__(self) -> int:
        return len(self._pending)

    @property
    def trouble(self) -> str:
        return NO_DISK if self._unwritten else self._trouble

    @property
    def records(self) -> list[Record]:
        return [held.record for held in self._pending.values()]

    def first(self) -> Recorded | None:
        """What is to be sent now."""
        held = next(iter(self._pending.values()), None)
        if held is None:
            return None
        record = held.record
        age_s = self._ages.age_s(record.boot, record.steady, record.command.done_at)
        return Recorded(chain=self.chain, record=held.data, age_s=age_s, noted=record.n - 1)

    def first_id(self) -> str:
        return next(iter(self._pending), "")

    def left(self, command_id: str) -> Command | None:
        """The command that waits under that id, when an earlier run of the seat has given it."""
        held = self._pending.get(command_id)
        return held.record.command if held is not None and command_id in self._left else None

    def add(self, command: Command, session: str = "", blind_s: float = 0.0) -> None:
        """On disk when it returns, if the disk takes it. A command that waits already keeps its place."""
        if command.id not in self._pending:
            boot, now = self._ages.boot, self._ages.now()
            record = self._record(command)
            record = msgspec.structs.replace(record, session=session, boot=boot, steady=now, blind_s=blind_s)
            self._append(record)
            self.settle()

    def remove(self, command_id: str) -> None:
        """A mark that the disk does not take is lost with a restart; then the core recognises the record."""
        held = self._pending.pop(command_id, None)
        if held is not None:
            self.changes += 1
            self._told.discard(command_id)
            self._left.discard(command_id)
            self._unmarked.append(held.record.n)
            self.settle()

    def settle(self) -> None:
        """Brings to disk what is not there yet; to be called now and then."""
        if not (self._unwritten or self._unmarked):
            return
        try:
            if self._unwritten:
                self._file.write(self._unwritten)
                self._unwritten = []
            if self._unmarked:
                self._file.mark(self._unmarked)
                self._unmarked = []
        except sqlite3.Error as error:
            if not self._complained:
                log.error(
                    "this seat's disk fails: %s; actions are kept in memory too, further failures are not logged", error
                )
            self._complained = True

    def untold(self) -> list[str]:
        """Ids of those of which nobody has been told yet that they must wait; each is given once."""
        ids = [command_id for command_id in self._pending if command_id not in self._told]
        self._told.update(ids)
        return ids

    def close(self) -> None:
        self.settle()
        self._file.close()

    def _record(self, command: Command) -> Record:
        return Record(n=1, prev=BEGINNING, command=command)

    def _append(self, record: Record) -> None:
        """As the chain's next one, whatever it was before."""
        record = msgspec.structs.replace(record, n=self._n + 1, prev=self._link)
        data = self._encode(record)
        held = Held(record, data, link_of(record.prev, data))
        self._n, self._link = record.n, held.link
        self._pending[record.command.id] = held
        self._unwritten.append(held)
        self.changes += 1

    def _opened(self, path: Path) -> tuple[ChainFile, Found, list[Held]]:
        """The file and what it holds; a new one for one that is damaged, one in memory when none can be used."""
        try:
            try:
                return *self._read(path), []
            except (Damaged, sqlite3.Error) as error:
                if isinstance(error, sqlite3.Error) and _primary(error) not in SPOILT:
                    raise
                rescued = put_aside(path)
                log.error("the seat's journal %s is damaged and put aside: %s; a new one begins", path, error)
                self._trouble = BEGUN_ANEW
                return *self._read(path), rescued
        except (OSError, sqlite3.Error) as error:
            log.error("the outbox %s cannot be used: %s; actions are kept in memory only", path, error)
            self._trouble = NO_DISK
            return *self._read(None), []

    def _read(self, path: Path | None) -> tuple[ChainFile, Found]:
        file = self._open(path)
        try:
            return file, file.read()
        except BaseException:
            file.close()
            raise


def _primary(error: sqlite3.Error) -> int:
    """SQLite's own code, without what it adds to it."""
    return int(getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR)) & 0xFF
