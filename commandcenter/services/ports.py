"""What the services need of the outside world."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

import msgspec

from commandcenter.domain.journal import Entry
from commandcenter.domain.merkle import Frontier
from commandcenter.domain.state import Quarantined, State, Touch

Now = Callable[[], datetime]


class Stamped(msgspec.Struct, frozen=True):
    """An entry and the bytes that are stored, hashed and published for it."""

    entry: Entry
    data: bytes


class Transaction(msgspec.Struct, frozen=True, kw_only=True):
    """All that one commit writes: entries, the tree's edge after them, what they touched, answers to commands.

    Of what was touched more than once the last value counts.
    """

    entries: Sequence[Stamped]
    frontier: Frontier
    touched: Sequence[Touch]
    answers: Mapping[str, bytes]


class Kept(msgspec.Struct, frozen=True):
    """An event in quarantine, and its bytes as far as they were kept."""

    about: Quarantined
    raw: bytes


class Store(Protocol):
    """Keeps journal and projections. Every error is a `commandcenter.services.ports.StoreTrouble`."""

    def load(self) -> tuple[State, Frontier]: ...

    def commit(self, transaction: Transaction) -> None:
        """All or nothing, on disk when it returns."""

    def answer(self, command_id: str) -> bytes | None:
        """The stored answer to a command that was seen before."""

    def quarantined(self, entry: int) -> Kept | None:
        """The event that journal entry `entry` put into quarantine; None when none waits there."""

    def close(self) -> None: ...


class StoreTrouble(Exception):
    """Nothing was written.

    `full`: works again when there is room; `busy`: when another program lets go of the database; with
    neither the process must stop. `damaged`: what is on disk is no journal any more.
    """

    def __init__(self, text: str, *, full: bool = False, busy: bool = False, damaged: bool = False) -> None:
        super().__init__(text)
        self.full = full
        self.busy = busy
        self.damaged = damaged
