"""The source kit ends a log: only when everybody has all of it, in one step, and so that a core can follow."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest

from bridge.source import Source, SourceError
from tests.support.dealer_core import Core, introduce
from tests.support.waiting import eventually

ALARM = {"kind": "raise", "at": "2025-03-01T08:00:00+08:00", "type": "gate.open", "subject": "GATE-7"}
PATIENCE_S = 5.0


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return introduce(tmp_path, "gates").parent


@pytest.fixture
def source(folder: Path) -> Iterator[Source]:
    with Source("gates", "tcp://127.0.0.1:*", folder) as source:
        yield source


@pytest.fixture
def core(source: Source, folder: Path) -> Iterator[Core]:
    with Core(source.endpoint, folder) as core:
        yield core


def taken(core: Core, source: Source, count: int) -> str:
    """The epoch, after a core has pulled and confirmed everything."""
    epoch = str(core.hello()["epoch"])
    core.pull(epoch, after=0)
    core.events(count)
    core.durable(epoch, count)
    assert core.silent()
    return epoch


def test_the_end_is_told_and_the_next_log_names_the_one_before(source: Source, core: Core) -> None:
    source.emit_many([ALARM] * 3)
    old = taken(core, source, 3)
    source.end_log(PATIENCE_S)
    assert core.receive() == {"t": "end", "epoch": old, "last": 3}
    welcome = core.hello()
    assert (welcome["before"], welcome["first"], welcome["head"]) == ({"epoch": old, "last": 3}, 1, 0)
    assert welcome["epoch"] == source.epoch != old
    core.pull(old, after=3)
    assert core.receive()["code"] == "epoch"
    core.pull(source.epoch, after=0)
    assert source.emit(ALARM) == 1
    assert core.events(1) == [(1, ALARM)]


def test_nothing_of_the_next_log_comes_before_it_is_pulled(source: Source, core: Core) -> None:
    source.emit_many([ALARM] * 3)
    taken(core, source, 3)
    source.end_log(PATIENCE_S)
    source.emit_many([ALARM] * 10)
    assert core.receive()["t"] == "end"
    assert core.silent()


def test_a_core_that_lacks_something_prevents_the_end_and_nothing_has_changed(source: Source, core: Core) -> None:
    source.emit_many([ALARM] * 3)
    epoch = taken(core, source, 3)
    source.emit(ALARM)
    core.events(1)
    with pytest.raises(SourceError, match=r"core-1 \(3 of 4\) lack"):
        source.end_log(0.05)
    assert source.epoch == epoch
    assert source.emit(ALARM) == 5
    assert core.events(1) == [(5, ALARM)]


def test_a_log_that_is_empty_or_that_no_core_ever_pulled_is_not_ended(source: Source) -> None:
    with pytest.raises(SourceError, match="not ended"):
        source.end_log(PATIENCE_S)
    source.emit(ALARM)
    with pytest.raises(SourceError, match="not ended"):
        source.end_log(PATIENCE_S)
    assert source.head == 1


def test_what_is_emitted_meanwhile_waits_and_is_the_first_of_the_next_log(source: Source, core: Core) -> None:
    source.emit(ALARM)
    epoch = core.hello()["epoch"]
    core.pull(epoch, after=0)
    core.events(1)
    numbers: list[int] = []
    ending = Thread(target=source.end_log, args=(PATIENCE_S,))
    ending.start()
    emitting = Thread(target=lambda: numbers.append(source.emit(ALARM)))
    emitting.start()
    assert core.silent()
    core.durable(epoch, 1)
    for thread in (ending, emitting):
        thread.join(PATIENCE_S)
    # Whoever took the lock first: either the event belonged to the old log, which then waited for it, or to the next.
    assert numbers == [1]
    assert source.epoch != epoch


def test_every_known_core_counts_be_it_linked_or_not(source: Source, core: Core, folder: Path) -> None:
    source.emit_many([ALARM] * 2)
    taken(core, source, 2)
    with Core(source.endpoint, folder, "core-2") as gone:
        gone.hello()
        gone.pull(source.epoch, after=0, credit=1)
        gone.events(1)
    with pytest.raises(SourceError, match=r"core-2 \(0 of 2\) lack"):
        source.end_log(0.05)
    with Core(source.endpoint, folder, "core-2") as back:
        taken(back, source, 2)
    source.end_log(PATIENCE_S)
    source.emit(ALARM)
    with pytest.raises(SourceError, match="core-2"):
        source.end_log(0.05)


ENDS_FOR_EVER = """
import sys
from bridge.source import Source, SourceError
with Source("gates", sys.argv[1], sys.argv[2]) as source:
    print("ready", flush=True)
    while True:
        n = source.emit({"kind": "note", "type": "t", "subject": source.epoch})
        try:
            source.end_log(0.5)
        except SourceError:
            continue
"""


class Follower(Thread):
    """A core that takes what comes, goes over at each proper end, and notes every epoch with what it got of it."""

    def __init__(self, endpoint: str, folder: Path) -> None:
        super().__init__(daemon=True)
        self.logs: list[tuple[str, int]] = []
        self.surprises: list[object] = []
        self.stopping = False
        self._endpoint, self._folder = endpoint, folder

    def run(self) -> None:
        while not self.stopping:
            with Core(self._endpoint, self._folder) as core:
                core.send(t="hello", versions=[1], core="core-1")
                while not self.stopping and core.hears(300):
                    self.take(core, core.receive())

    def wait_for(self, logs: int) -> None:
        eventually(lambda: len(self.logs) >= logs, 30.0)

    def take(self, core: Core, message: dict[str, object]) -> None:
        match message:
            case {"t": "welcome", "epoch": str(epoch), "before": before}:
                at = self.logs[-1] if self.logs else None
                if at is None or at[0] != epoch:
                    if at is not None and before != {"epoch": at[0], "last": at[1]}:
                        self.surprises.append((at, message))
                    self.logs.append((epoch, 0))
                core.pull(epoch, self.logs[-1][1])
                core.durable(epoch, self.logs[-1][1])
            case {"t": "batch", "epoch": str(epoch), "first": int(first), "events": list(events)}:
                if (epoch, first) != (self.logs[-1][0], self.logs[-1][1] + 1):
                    self.surprises.append((self.logs[-1], message))
                self.logs[-1] = (epoch, first + len(events) - 1)
                if any(event["subject"] != epoch for event in events):
                    self.surprises.append(message)
                core.durable(epoch, self.logs[-1][1])
            case {"t": "end"} | {"t": "fault"}:
                core.send(t="hello", versions=[1], core="core-1")


def test_kill_9_at_any_moment_leaves_a_log_that_a_core_can_follow(folder: Path) -> None:
    endpoint = f"ipc://{folder}/e"
    follower = Follower(endpoint, folder)
    follower.start()
    for round_ in range(5):
        known = len(follower.logs)
        with subprocess.Popen(
            [sys.executable, "-c", ENDS_FOR_EVER, endpoint, str(folder)], stdout=subprocess.PIPE, text=True
        ) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
            follower.wait_for(known + 3 + 2 * round_)
            process.send_signal(signal.SIGKILL)
    follower.stopping = True
    follower.join(PATIENCE_S)
    assert follower.surprises == []
    assert len({epoch for epoch, _ in follower.logs}) == len(follower.logs)
