"""A journal with something of everything in it, whichever database it lies in."""

from __future__ import annotations

import msgspec

from commandcenter.adapters.store.engine import Where
from commandcenter.adapters.store.sql_store import SqlStore
from commandcenter.domain.catalogue import Catalogue
from commandcenter.domain.events import DeviceDeclared, Raised, Returned
from commandcenter.domain.journal import CommandId
from commandcenter.services.core import Batch, Core
from commandcenter.services.doubts import Log
from commandcenter.services.operating import command_table
from tests.support.cores import CESSPOOL_YARD, START, WANG, source_key


def open_core(where: Where) -> tuple[SqlStore, Core]:
    store = SqlStore(where)
    return store, Core(store, command_table(), Catalogue(), lambda: START)


def a_busy_minute(core: Core) -> None:
    """18 entries: a device, alarms, two events in quarantine, commands that are obeyed and one that is refused."""
    speaker = DeviceDeclared(
        at=START, device="YZ-1", type="loudspeaker", name="音柱", actions=("speak",), place=CESSPOOL_YARD
    )
    events = [
        speaker,
        *(Raised(at=START, type="t", subject=f"s{number}", place=CESSPOOL_YARD) for number in range(5)),
        Returned(at=START, type="t", subject="s0"),
    ]
    core.trust([source_key("src")])
    core.open_source("src", Log(epoch="epoch", first=1, head=0))
    raws = [*(msgspec.msgpack.encode(event) for event in events), b"\xc1garbage", b"\xc1more of it"]
    core.take([Batch(source="src", epoch="epoch", first=1, events=raws)])
    for number, (name, args) in enumerate(
        [
            ("alarm.acknowledge", {"alarm": "A1"}),
            ("alarm.acknowledge", {"alarm": "A2"}),
            ("linkage.start", {"alarm": "A3"}),
            ("alarm.acknowledge", {"alarm": "A99"}),
        ]
    ):
        core.command(CommandId(id=f"command-{number}", name=name), msgspec.msgpack.encode(args), WANG, "desk-1", START)


def write_more(core: Core, subject: str = "more") -> None:
    """One alarm, in an entry of its own."""
    known = core.state.positions["src"]
    raw = msgspec.msgpack.encode(Raised(at=START, type="t", subject=subject, place=CESSPOOL_YARD))
    core.take([Batch(source="src", epoch=known.epoch, first=known.seq + 1, events=[raw])])
