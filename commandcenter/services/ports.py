"""What the services need of the outside world."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

import msgspec

from commandcenter.domain.journal import Entry
from commandcenter.domain.merkle import Tile, Tree
from commandcenter.domain.state import Quarantined, State, Touch

Now = Callable[[], datetime]


class Stamped(msgspec.Struct, frozen=True):
    """An entry and the bytes that are stored, hashed and published for it."""

    entry: Entry
    data: bytes


class Transaction(msgspec.Struct, frozen=True, kw_only=True):
    """All that one commit writes: entries, the tiles of the tree that they change, what they touched, answers.

    Of what was touched more than once the last value counts. `credentials` are accounts' sealed secrets from
    now on, None for one that has none any more. `noted`: of that seat's journal the answers up to that record are not
    needed any more.
    """

    entries: Sequence[Stamped]
    tiles: Sequence[Tile]
    touched: Sequence[Touch]
    answers: Mapping[str, bytes]
    credentials: Mapping[str, bytes | None] = {}
    noted: Mapping[str, int] = {}


class Checkpoint(msgspec.Struct, frozen=True, kw_only=True):
    """A checkpoint as it is kept: `note` is the signed note, with the log's own signatures only."""

    size: int
    at: datetime
    note: str


class Cosignature(msgspec.Struct, frozen=True, kw_only=True):
    """A witness's signature line to a checkpoint, without the line feed."""

    name: str
    line: str


class Flaw(msgspec.Struct, frozen=True, kw_only=True):
    """Why entries `first` to `last` are not to be believed; `reason` is a template for both."""

    reason: str
    first: int
    last: int


class Accepted(msgspec.Struct, frozen=True, kw_only=True):
    """What is taken as it is although it is not what was written: as `JournalRestored` names it, "" for nothing."""

    altered: str = ""
    base: str = ""


class Kept(msgspec.Struct, frozen=True):
    """An event in quarantine, and its bytes as far as they were kept."""

    about: Quarantined
    raw: bytes


class CheckpointStore(Protocol):
    """The seals on the journal, and what they are made from. Every error is a StoreTrouble."""

    @property
    def flaw(self) -> Flaw | None:
        """What was found when it was opened: nothing is committed until somebody accepts it."""

    def accept(self) -> Accepted:
        """The journal is taken as it is; the next commit has to say so, and what of it was altered."""

    def tile(self, level: int, number: int) -> bytes:
        """A tile of the journal's tree as it lies on disk, b"" when there is none: a `domain.merkle.TileOf`."""

    def put_checkpoint(self, size: int, at: datetime, note: str) -> None:
        """On disk when it returns; takes the place of one of the same size."""

    def checkpoint(self, size: int) -> Checkpoint | None: ...

    def newest_checkpoint(self) -> Checkpoint | None: ...

    def checkpoints(self, after: int = -1, count: int | None = None) -> list[Checkpoint]:
        """Those of more than `after` entries, the smallest first, at most `count`."""

    def add_cosignature(self, size: int, name: str, line: str) -> None:
        """On disk when it returns; takes the place of the same witness's line to the same checkpoint."""

    def cosignatures(self, size: int) -> list[Cosignature]:
        """By the witnesses' names."""


class Store(CheckpointStore, Protocol):
    """Keeps journal and projections. Every error is a `commandcenter.services.ports.StoreTrouble`."""

    def load(self) -> tuple[State, Tree]: ...

    def commit(self, transaction: Transaction) -> None:
        """All or nothing, on disk when it returns. After an `away` trouble only `load` tells which."""

    def entry_bytes(self, first: int, count: int) -> list[bytes]:
        """The stored bytes of at most `count` entries from `first` on."""

    def answer(self, command_id: str) -> bytes | None:
        """The stored answer to a command that was seen before."""

    def quarantined(self, entry: int) -> Kept | None:
        """The event that journal entry `entry` put into quarantine; None when none waits there."""

    def credential(self, account: str) -> bytes | None:
        """The account's sealed secrets as they are stored."""

    def close(self) -> None: ...


class StoreTrouble(Exception):
    """Nothing was written; of a commit that met with an `away` this is not known.

    `full`: works again when there is room; `busy`: when another program lets go of the database; `away`: when the
    database server is back; with none of them the process must stop. `damaged`: what is on disk is no journal any more.
    """

    def __init__(
        self, text: str, *, full: bool = False, busy: bool = False, away: bool = False, damaged: bool = False
    ) -> None:
        super().__init__(text)
        self.full = full
        self.busy = busy
        self.away = away
        self.damaged = damaged

    @property
    def passing(self) -> bool:
        """Works again by itself."""
        return self.full or self.busy or self.away


class Deposed(StoreTrouble):
    """This core leads no more, or cannot know that it does: it writes nothing, and is to begin anew."""
