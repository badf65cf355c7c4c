"""A long journal as a core would have written it: made once, kept in the cache, copied for whoever writes to it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from pathlib import Path

import msgspec

from commandcenter.adapters.data_folder import DataFolder
from commandcenter.adapters.store import projections
from commandcenter.adapters.store.sql_store import SqlStore
from commandcenter.app.guarding import guard_of
from commandcenter.app.sealing import open_sealing
from commandcenter.domain.catalogue import Catalogue
from commandcenter.domain.journal import CommandId, Draft, Entry
from commandcenter.services.core import Core, Verdict
from commandcenter.services.operating import command_table
from commandcenter.services.ports import Store
from commandcenter.services.sealing import EVERY_ENTRIES
from commandcenter.settings import Settings
from tests.bench.places import OUT
from tests.bench.search.made_up import BEGAN, made_up

SEED = 1
MADE = "made.json"
TELL_EVERY = 250_000
# One more whenever what `make` writes changes.
VERSION = 1

Tell = Callable[[str], None]


class Made(msgspec.Struct, frozen=True):
    """What a journal in the cache was made from; another one is made when any of it differs."""

    entries: int
    seed: int = SEED
    version: int = VERSION
    projections: int = projections.VERSION


class MakingCore(Core):
    """A core that is told what happened, instead of deciding it."""

    def __init__(self, store: Store) -> None:
        self.at = BEGAN
        super().__init__(store, command_table(), Catalogue(), self._dated)

    def write(self, entries: Iterable[Entry]) -> None:
        """One transaction, with the answers to the commands among them; numbers and times as they come."""
        answers: dict[str, bytes] = {}
        with self._ledger.work() as work:
            for entry in entries:
                self.at = work.now = entry.at
                draft = Draft(change=entry.change, subject=entry.subject, outcome=entry.outcome)
                work.add(draft, actor=entry.actor, cause=entry.cause, seat=entry.seat, done_at=entry.done_at)
                if isinstance(entry.cause, CommandId):
                    answers[entry.cause.id] = msgspec.msgpack.encode(Verdict(id=entry.cause.id, ok=True))
            work.commit(answers)

    def _dated(self) -> datetime:
        return self.at


def long_journal(count: int, tell: Tell, cache: Path = OUT / "cache") -> Path:
    """The data folder in the cache, with `count` made-up entries and those of its own seal; not to be written to."""
    folder = cache / f"record-{count}"
    wanted = Made(entries=count)
    if _made(folder) != wanted:
        shutil.rmtree(folder, ignore_errors=True)
        fresh = folder.with_name(f"{folder.name}.new")
        shutil.rmtree(fresh, ignore_errors=True)
        make(fresh, count, tell)
        (fresh / MADE).write_bytes(msgspec.json.encode(wanted))
        fresh.rename(folder)
    return folder


def make(folder: Path, count: int, tell: Tell) -> None:
    """By the real store, state, tree and seal: 4096 entries in a transaction, a checkpoint after each."""
    data = DataFolder(folder)
    data.prepare()
    store = SqlStore(data.journal, guard=guard_of(data))
    try:
        core = MakingCore(store)
        sealing = open_sealing(data, Settings(), core, store)
        # The key is named in an entry of its own.
        sealing.look()
        for number, part in enumerate(_parts(made_up(count, SEED), EVERY_ENTRIES)):
            core.write(part)
            sealing.look()
            before, done = number * EVERY_ENTRIES, number * EVERY_ENTRIES + len(part)
            if before // TELL_EVERY != done // TELL_EVERY:
                tell(f"made {done:,} of {count:,} entries")
        sealing.want()
        sealing.look()
    finally:
        store.close()


def copied(folder: Path, target: Path) -> Path:
    """A data folder to write to. SQLite writes into the file itself, so a link would not do."""
    shutil.copytree(folder, target)
    return target


def _parts(entries: Iterator[Entry], size: int) -> Iterator[Sequence[Entry]]:
    while part := list(islice(entries, size)):
        yield part


def _made(folder: Path) -> Made | None:
    try:
        return msgspec.json.decode((folder / MADE).read_bytes(), type=Made)
    except (OSError, msgspec.DecodeError):
        return None
