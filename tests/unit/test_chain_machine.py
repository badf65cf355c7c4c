"""Whatever is killed, lost, doubled or sent again out of order: each action of a seat once, in its order."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from bridge.protocol.seat import Command, Recorded
from commandcenter.domain.changes.operating import Acted
from tests.support.cores import TestCore
from tests.support.kept import Disk, breaks, tell


class Merging(RuleBasedStateMachine):
    """One seat with its journal on disk, one core, and between them a network that does what it likes."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.centre = TestCore()
        self.disk = Disk(self.folder / "seat.sqlite")
        self.seat = self.disk.open()
        self.done: list[str] = []
        self.on_the_way: list[Recorded] = []

    @rule()
    def act(self) -> None:
        number = str(len(self.done))
        args = msgspec.Raw(msgspec.msgpack.encode({"filter": number}))
        self.seat.add(Command(id=f"command-{number}", name="queue.filter", args=args, done_at=self.centre.now))
        self.done.append(number)

    @rule(answered=st.booleans())
    def send(self, answered: bool) -> None:
        """It arrives; its answer may be lost."""
        message = self.seat.first()
        if message is not None:
            self.on_the_way.append(message)
            verdict = tell(self.centre, "desk-1", message)
            if answered and verdict.ok:
                self.seat.remove(verdict.id)

    @rule()
    def lose(self) -> None:
        """It is sent, and arrives much later or never."""
        message = self.seat.first()
        if message is not None:
            self.on_the_way.append(message)

    @rule(which=st.integers(min_value=0))
    def arrive_again(self, which: int) -> None:
        """Something that was sent at any time comes now, once more or for the first time; nobody hears the answer."""
        if self.on_the_way:
            tell(self.centre, "desk-1", self.on_the_way[which % len(self.on_the_way)])

    @precondition(lambda self: not self.seat.trouble)
    @rule()
    def kill_seat(self) -> None:
        """What its disk did not take would be gone with it: of that its screen has warned."""
        self.disk.tear_away()
        self.seat = self.disk.open()

    @rule(fails=st.booleans())
    def break_disk(self, fails: bool) -> None:
        """The seat's disk takes nothing for a while; what it holds then is in memory."""
        self.disk.fails = fails
        self.seat.settle()

    @rule()
    def kill_core(self) -> None:
        self.centre.core = self.centre.fresh_core()

    @invariant()
    def each_once_and_in_order(self) -> None:
        assert self.filters() == self.done[: len(self.filters())]

    @invariant()
    def nothing_is_told_of_a_chain_that_follows(self) -> None:
        assert breaks(self.centre) == []

    def filters(self) -> list[object]:
        changes = (stamped.entry.change for stamped in self.centre.store.entries)
        return [change.detail["filter"] for change in changes if isinstance(change, Acted)]

    def teardown(self) -> None:
        self.disk.fails = False
        while len(self.seat):
            self.send(answered=True)
        assert self.filters() == self.done
        assert breaks(self.centre) == []
        self.seat.close()
        shutil.rmtree(self.folder)


# Whether a walk comes to a failing disk is chance.
TestMerging = pytest.mark.may_log("ERROR bridge.seat.outbox: this seat's disk fails")(Merging.TestCase)
TestMerging.settings = settings(
    max_examples=60, stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck)
)
