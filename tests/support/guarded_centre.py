"""A data folder with keys and a database of either kind, and somebody who writes to it without them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from commandcenter.adapters.data_folder import DataFolder
from commandcenter.adapters.resources import read_catalogue
from commandcenter.adapters.store.engine import Where
from commandcenter.adapters.store.sql_store import SqlStore
from commandcenter.app.guarding import tell_of_altered
from commandcenter.app.opening import open_store
from commandcenter.app.sealing import open_sealing
from commandcenter.domain.changes.people import AccountAdded, AccountChanged
from commandcenter.domain.journal import AnyChange, CommandId, Draft
from commandcenter.domain.people import Account, Role
from commandcenter.services.core import Core
from commandcenter.services.ledger import Ledger
from commandcenter.services.operating import command_table
from commandcenter.settings import Settings
from tests.support.cores import START
from tests.support.databases import ask

OFFICER = Account(id="off", name="李伟", person="A1", roles=(Role.DUTY_OFFICER,))
RISEN = msgspec.structs.replace(OFFICER, roles=(Role.SECURITY_ADMINISTRATOR,))


class GuardedCentre:
    """What `open` does first is what a core does."""

    def __init__(self, path: Path, where: Where) -> None:
        self.folder, self.where = DataFolder(path), where
        self.folder.prepare()
        self.folder.keys.mkdir(mode=0o700, exist_ok=True)

    @contextmanager
    def open(self, *, accept: bool = False, seals: bool = True) -> Iterator[tuple[SqlStore, Core]]:
        """Sealed at the end, as by an orderly stop, or not, as by kill -9."""
        with open_store(self.where, self.folder, compares=True) as store:
            core = core_on(store)
            sealing = open_sealing(self.folder, Settings(), core, store, accept_restored=accept)
            tell_of_altered(core, store, starts=True)
            for _ in range(2):
                sealing.look()
            yield store, core
            if seals:
                sealing.want()
                sealing.look()

    def begin(self, *, seals: bool = True) -> None:
        with self.open(seals=seals) as (_, core):
            core.record([Draft(change=AccountAdded(account=OFFICER), subject="off")])

    def go_on(self, *, seals: bool = True) -> None:
        """An entry more."""
        with self.open(seals=seals) as (_, core):
            core.start("1.0")

    def forge(self, change: AnyChange | None = None) -> None:
        """An entry with everything that belongs to one, by who has the database and the program, but no key."""
        store = SqlStore(self.where)
        with Ledger(store, lambda: START).work() as work:
            draft = Draft(change=change or AccountChanged(account=RISEN), subject="off")
            work.add(draft, actor="sec", cause=CommandId(id="f" * 32, name="account.roles"))
            work.commit()
        store.close()

    def size(self) -> int:
        ((size,),) = ask(self.where, "SELECT max(seq) + 1 FROM journal")
        return int(size)

    def put_thing(self, kind: str, name: str, value: object) -> None:
        """In the place of the row of that name, behind the core's back."""
        ask(self.where, "DELETE FROM state.things WHERE kind = ? AND id = ?", [kind, name.encode()])
        row = [kind, name.encode(), msgspec.msgpack.encode(value)]
        ask(self.where, "INSERT INTO state.things VALUES (?, ?, ?)", row)


def core_on(store: SqlStore) -> Core:
    return Core(store, command_table(), read_catalogue(), lambda: START)
