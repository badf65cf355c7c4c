"""What seats are told of a core whose disk is full; disk and store are made up, the loop and the link are not."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import zmq

from bridge.core.building import Around, build_loop
from bridge.core.loop import CoreLoop
from bridge.core.working import DISK_FULL
from bridge.mailbox import Mailbox
from bridge.protocol.seat import Beat
from bridge.seat.happenings import SeatMailbox
from bridge.source.keys import new_keys
from commandcenter.adapters.disk_watch import DiskWatch, Reserve, Space
from commandcenter.adapters.resources import read_catalogue
from commandcenter.app.watching import LAST_ROOM, CoreWatch
from commandcenter.domain.keys import Key, KeyKind
from commandcenter.services import disk
from commandcenter.services.core import Core
from commandcenter.services.operating import command_table
from commandcenter.services.ports import StoreTrouble, Transaction
from tests.support.cores import START, WANG, MemoryStore
from tests.support.ports import ANY_PORT
from tests.support.seat_core import linked
from tests.support.waiting import eventually

MIB = 1 << 20
SOON_S = 5.0


class SmallDisk(MemoryStore):
    """A store on a disk of 1,000 MiB that somebody else may fill; what is in reserve is all that is left then."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.filled = self.sealed = False
        self._reserve = folder / "reserve"

    def commit(self, transaction: Transaction) -> None:
        if self.sealed or (self.filled and self._reserve.exists()):
            raise StoreTrouble("no room", full=True)
        super().commit(transaction)

    def space(self, folder: Path) -> Space:
        used = (999 if self.filled else 100) * MIB
        return Space(1000 * MIB - used, 1000 * MIB, used / (1000 * MIB))


class Centre:
    """A core's loop in a thread, and a seat at it."""

    def __init__(self, folder: Path) -> None:
        self.store = SmallDisk(folder)
        self.core = Core(self.store, command_table(), read_catalogue(), lambda: datetime.now(UTC))
        self.keys, self.desk = new_keys("core"), new_keys("desk")
        self.core.trust([Key(public=self.desk.public, kind=KeyKind.CONSOLE, id="desk", by="test", trusted_at=START)])
        self.disks = DiskWatch({disk.DATA: folder}, Reserve(folder, MIB, self.store.space), 0.92, self.store.space)
        self.watch = CoreWatch(self.core, None, self.disks, disk.levels(0.75, 0.85, 0.95))
        around = Around(lambda state, here: WANG, list, lambda: datetime.now(UTC), "test", secrets={}, watch=self.watch)
        self.context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
        built = build_loop(self.context, self.core, self.keys, ANY_PORT, [], around)
        self.loop: CoreLoop = built.loop
        self.endpoint = built.endpoint
        self.mailbox: SeatMailbox = Mailbox(lambda: None)
        self._told: str | None = None

    @property
    def trouble(self) -> str | None:
        """As the seat's header shows it; None before the first beat."""
        for value in self.mailbox.drain()[1].values():
            if isinstance(value, Beat):
                self._told = value.trouble
        return self._told

    def kinds(self) -> list[str]:
        return [entry.entry.action for entry in self.store.entries]

    def alarm_is(self, state: str) -> bool:
        return [it.state.value for it in list(self.core.state.alarms.values()) if it.type == "disk.full"] == [state]


@pytest.fixture
def centre(tmp_path: Path) -> Iterator[Centre]:
    data = tmp_path / "data"
    data.mkdir()
    centre = Centre(data)
    centre.disks.start()
    thread = threading.Thread(target=centre.loop.run, name="core-loop")
    thread.start()
    try:
        with linked(centre.endpoint, centre.desk, centre.keys.public, centre.mailbox, tmp_path / "outbox"):
            eventually(lambda: centre.trouble == "", 10, "the seat is at its link")
            yield centre
    finally:
        centre.loop.stop()
        thread.join()
        centre.disks.stop()
        centre.context.term()


@pytest.mark.expects_log(
    "ERROR bridge.core.working: the journal takes nothing",
    "ERROR commandcenter.adapters.disk_watch: .*reserve is used now",
    "WARNING bridge.core.working: the journal can be written again",
)
def test_on_a_full_disk_the_reserve_takes_the_alarm_and_the_seats_are_told_until_there_is_room(centre: Centre) -> None:
    centre.store.filled = True
    eventually(lambda: centre.trouble == LAST_ROOM, SOON_S, "the seat is told")
    eventually(lambda: centre.alarm_is("unacknowledged"), SOON_S, "the alarm is in the journal")
    assert centre.kinds().count("core.resumed") == 1
    centre.store.filled = False
    eventually(lambda: centre.trouble == "", SOON_S, "the seat is told that all is well")
    eventually(lambda: centre.alarm_is("returned"), SOON_S, "the alarm is over")
    eventually(lambda: centre.disks.held == MIB, SOON_S, "room is kept again")


@pytest.mark.expects_log(
    "ERROR bridge.core.working: the journal takes nothing",
    "ERROR commandcenter.adapters.disk_watch: .*reserve is used now",
    "WARNING bridge.core.working: the journal can be written again",
)
def test_when_the_reserve_is_used_up_too_the_seats_are_told_and_work_goes_on_with_room(centre: Centre) -> None:
    centre.store.filled = centre.store.sealed = True
    eventually(lambda: centre.trouble == DISK_FULL, SOON_S, "the seat is told")
    written = len(centre.store.entries)
    figures = centre.watch.newest
    assert figures is not None
    eventually(lambda: centre.watch.newest is not None and centre.watch.newest.commits_failed > 1, SOON_S)
    assert centre.watch.newest is not None
    assert centre.watch.newest.trouble is True
    assert len(centre.store.entries) == written
    centre.store.filled = centre.store.sealed = False
    eventually(lambda: centre.trouble == "", SOON_S, "the seat is told that all is well")
    assert centre.kinds()[written:][0] == "core.resumed"
