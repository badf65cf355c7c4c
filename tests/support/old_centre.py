"""A data folder whose journal goes back further than a year: alarms of then, all sealed, and a few entries of now."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from hashlib import sha256

import msgspec

from commandcenter.adapters.clock import utc_now
from commandcenter.adapters.data_folder import DataFolder
from commandcenter.adapters.store.engine import Where
from commandcenter.adapters.store.sql_store import SqlStore
from commandcenter.app.sealing import open_sealing
from commandcenter.domain.catalogue import Catalogue
from commandcenter.domain.changes.people import AccountAdded
from commandcenter.domain.events import DeviceDeclared, Event, Raised, Returned
from commandcenter.domain.journal import CommandId, Draft
from commandcenter.domain.people import Account, Role
from commandcenter.services.core import Batch, Core
from commandcenter.services.doubts import Log
from commandcenter.services.operating import command_table
from commandcenter.settings import Settings
from tests.support.cores import CESSPOOL_YARD, WANG, source_key

SECRET = b"sealed long ago"


class OldCentre:
    """`days` ago the journal begins. A1 and A2 are raised then and A1 is over at once; A2 is over today, if at all."""

    def __init__(self, folder: DataFolder, where: Where, days: int = 400) -> None:
        self.folder, self.where = folder, where
        self.settings = Settings()
        folder.prepare()
        folder.keys.mkdir(mode=0o700, exist_ok=True)
        self.now = utc_now() - timedelta(days=days)

    @contextmanager
    def open(self) -> Iterator[Core]:
        """What is done is sealed at the end."""
        with closing(SqlStore(self.where)) as store:
            core = Core(store, command_table(), Catalogue(), lambda: self.now)
            sealing = open_sealing(self.folder, self.settings, core, store)
            sealing.look()
            yield core
            sealing.want()
            sealing.look()

    def begin(self) -> None:
        with self.open() as core:
            core.start("0.1")
            core.trust([source_key("src")])
            core.open_source("src", Log(epoch="epoch", first=1, head=0))
        with self.open() as core:
            self.events(
                core,
                DeviceDeclared(
                    at=self.now, device="YZ-1", type="loudspeaker", name="音柱", actions=("speak",), place=CESSPOOL_YARD
                ),
                self.raised("s1"),
                self.raised("s2"),
            )
            self.order(core, "alarm.acknowledge", alarm="A1")
            self.events(core, Returned(at=self.now, type="t", subject="s1"))
            digest = sha256(SECRET).hexdigest()
            account = Account(id="li.wei", name="李伟", person="A1", roles=(Role.DUTY_OFFICER,), digest=digest)
            core.record([Draft(change=AccountAdded(account=account), subject="li.wei", credential=SECRET)])

    def go_on(self, days: float, subjects: int = 3) -> None:
        """Later, alarms that are over at once."""
        self.now += timedelta(days=days)
        with self.open() as core:
            for number in range(subjects):
                subject = f"later-{core.state.size}-{number}"
                self.events(core, self.raised(subject))
                self.order(core, "alarm.acknowledge", alarm=f"A{core.state.raised}")
                self.events(core, Returned(at=self.now, type="t", subject=subject))

    def settle(self) -> None:
        """Today the alarm that is open since then is over."""
        self.now = utc_now()
        with self.open() as core:
            self.order(core, "alarm.acknowledge", alarm="A2")
            self.events(core, Returned(at=self.now, type="t", subject="s2"))

    def raised(self, subject: str) -> Raised:
        return Raised(at=self.now, type="t", subject=subject, place=CESSPOOL_YARD)

    def events(self, core: Core, *events: Event | bytes) -> None:
        known = core.state.positions["src"]
        raws = [it if isinstance(it, bytes) else msgspec.msgpack.encode(it) for it in events]
        core.take([Batch(source="src", epoch=known.epoch, first=known.seq + 1, events=raws)])

    def order(self, core: Core, name: str, **args: object) -> None:
        order = CommandId(id=f"old-{core.state.size}-{name}", name=name)
        verdict, _ = core.command(order, msgspec.msgpack.encode(args), WANG, "desk-1", self.now)
        assert verdict.ok, verdict
