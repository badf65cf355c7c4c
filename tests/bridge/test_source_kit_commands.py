"""The source kit's commands: once for ever by key, honest when it does not know."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event, get_ident

import pytest

from bridge.source import Handler, Outcome, Source, refused
from bridge.source.claims import Claims
from bridge.source.database import Database, OutboxError
from tests.support.dealer_core import Core, introduce

LATER = datetime(2099, 1, 1, tzinfo=UTC)
PATIENCE_S = 5.0


class Column:
    """A loudspeaker that remembers what it was told."""

    def __init__(self) -> None:
        self.spoken: list[tuple[str, str, dict[str, str]]] = []
        self.threads: set[int] = set()

    def obey(self, device: str, action: str, args: Mapping[str, str]) -> tuple[bool, str]:
        self.spoken.append((device, action, dict(args)))
        self.threads.add(get_ident())
        return device != "broken", f"{len(self.spoken)}"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return introduce(tmp_path, "s").parent


@contextmanager
def obeying(folder: Path, handler: Handler | None, endpoint: str = "tcp://127.0.0.1:*") -> Iterator[Source]:
    """A source with a few devices that can speak."""
    source = Source("s", endpoint, folder)
    if handler is not None:
        source.on_command(handler)
    with source:
        for device in ("C-1", "broken", "slow", "quick"):
            source.emit({"kind": "device", "device": device, "type": "loudspeaker", "name": "", "actions": ["speak"]})
        yield source


def command(core: Core, key: str, device: str = "C-1", action: str = "speak", deadline: datetime | str = LATER) -> None:
    core.send(t="command", key=key, device=device, action=action, args={"text": "hello"}, deadline=deadline)


def refusal(key: str, detail: str) -> dict[str, str]:
    return {"t": "result", "key": key, "outcome": "refused", "detail": detail}


def test_a_command_is_carried_out_on_a_worker_and_answered(folder: Path) -> None:
    column = Column()
    with obeying(folder, column.obey) as source, Core(source.endpoint, folder) as core:
        core.hello()
        command(core, "k-1")
        assert core.receive() == {"t": "result", "key": "k-1", "outcome": "done", "detail": "1"}
        command(core, "k-2", device="broken", deadline="2099-01-01T00:00:00Z")
        assert core.receive() == {"t": "result", "key": "k-2", "outcome": "failed", "detail": "2"}
    assert column.spoken == [("C-1", "speak", {"text": "hello"}), ("broken", "speak", {"text": "hello"})]
    assert get_ident() not in column.threads


def test_a_repeated_key_is_answered_from_memory_even_after_a_restart(folder: Path) -> None:
    column = Column()
    for _ in range(2):
        with obeying(folder, column.obey) as source, Core(source.endpoint, folder) as core:
            core.hello()
            for _ in range(2):
                command(core, "k-1")
                assert core.receive() == {"t": "result", "key": "k-1", "outcome": "done", "detail": "1"}
    assert len(column.spoken) == 1


def test_a_command_past_its_deadline_is_answered_without_acting(folder: Path) -> None:
    column = Column()
    with obeying(folder, column.obey) as source, Core(source.endpoint, folder) as core:
        core.hello()
        command(core, "k-1", deadline=datetime.now(UTC) - timedelta(seconds=1))
        assert core.receive() == {"t": "result", "key": "k-1", "outcome": "expired", "detail": ""}
    assert column.spoken == []


def test_what_cannot_be_tried_is_refused(folder: Path) -> None:
    with obeying(folder, None) as source, Core(source.endpoint, folder) as core:
        core.hello()
        command(core, "k-1")
        assert core.receive() == refusal("k-1", "this source takes no commands")
    with (
        obeying(folder, lambda device, action, args: refused("offline")) as source,
        Core(source.endpoint, folder) as core,
    ):
        core.hello()
        command(core, "k-2", device="C-9")
        assert core.receive() == refusal("k-2", "no such device")
        command(core, "k-3", action="sing")
        assert core.receive() == refusal("k-3", "no such action")
        command(core, "k-4")
        assert core.receive() == refusal("k-4", "offline")


def test_what_was_refused_before_it_was_tried_is_looked_at_anew(folder: Path) -> None:
    column = Column()
    with obeying(folder, column.obey) as source, Core(source.endpoint, folder) as core:
        core.hello()
        command(core, "k-1", device="C-9")
        assert core.receive() == refusal("k-1", "no such device")
        source.emit({"kind": "device", "device": "C-9", "type": "loudspeaker", "name": "", "actions": ["speak"]})
        command(core, "k-1", device="C-9")
        assert core.receive() == {"t": "result", "key": "k-1", "outcome": "done", "detail": "1"}


class Running:
    """Seconds that a source has run."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_command_is_forgotten_a_day_after_its_deadline(folder: Path) -> None:
    """Hourly, and at the end: then it has expired, should it come again."""
    column, hour = Column(), timedelta(hours=1)
    with closing(Database(folder)) as database:
        running = Running()
        claims = Claims(database, running)
        for key, ago in (("old", 25 * hour), ("young", 23 * hour)):
            claims.begin(key, datetime.now(UTC) - ago)
            claims.finish(key, Outcome("done", key))
        running.now = 25 * 3600.0
        claims.purge()
    with obeying(folder, column.obey) as source, Core(source.endpoint, folder) as core:
        core.hello()
        command(core, "old", deadline=datetime.now(UTC) - 25 * hour)
        assert core.receive() == {"t": "result", "key": "old", "outcome": "expired", "detail": ""}
        command(core, "young", deadline=datetime.now(UTC) - 23 * hour)
        assert core.receive() == {"t": "result", "key": "young", "outcome": "done", "detail": "young"}
    assert column.spoken == []


def test_a_command_is_not_forgotten_by_a_clock_that_jumped(tmp_path: Path) -> None:
    """Two days ahead and back again: it is still valid then, and would act a second time."""
    long_ago = datetime.now(UTC) - timedelta(days=2)
    with closing(Database(tmp_path)) as database:
        running = Running()
        claims = Claims(database, running)
        running.now = 3000.0
        claims.begin("k", long_ago)
        claims.finish("k", Outcome("done"))
        running.now = 3600.0
        claims.purge()
        assert claims.outcome("k") == Outcome("done")
    with closing(Database(tmp_path)) as database:
        running = Running()
        claims = Claims(database, running)
        running.now = 85_700.0
        claims.purge()
        # With the 600 s of the life before, that is not a day yet.
        assert claims.outcome("k") == Outcome("done")
        running.now = 85_900.0
        claims.purge()
        assert claims.outcome("k") is None


@pytest.mark.expects_log("WARNING bridge.source: s: disk: command k-1 was not taken: the disk is full")
def test_a_command_that_cannot_be_written_down_is_not_taken(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OutboxError("the disk is full")

    column = Column()
    with obeying(folder, column.obey) as source, Core(source.endpoint, folder) as core:
        core.hello()
        with monkeypatch.context() as patch:
            patch.setattr(Claims, "begin", full)
            command(core, "k-1")
            fault = core.receive()
        assert (fault["t"], fault["code"]) == ("fault", "disk")
        assert column.spoken == []
        command(core, "k-1")
        assert core.receive() == {"t": "result", "key": "k-1", "outcome": "done", "detail": "1"}


@pytest.mark.expects_log("ERROR bridge.source: command .k-1.: the handler raised")
def test_a_handler_that_raises_is_a_failure_and_the_next_command_works(folder: Path) -> None:
    def fragile(device: str, action: str, args: Mapping[str, str]) -> tuple[bool, str]:
        return True, args["text" if device == "quick" else device]

    with obeying(folder, fragile) as source, Core(source.endpoint, folder) as core:
        core.hello()
        command(core, "k-1")
        assert core.receive() == {"t": "result", "key": "k-1", "outcome": "failed", "detail": "KeyError"}
        command(core, "k-2", device="quick")
        assert core.receive() == {"t": "result", "key": "k-2", "outcome": "done", "detail": "hello"}


def test_a_slow_device_delays_only_itself_and_keeps_its_order(folder: Path) -> None:
    release, order = Event(), []

    def obey(device: str, action: str, args: Mapping[str, str]) -> tuple[bool, str]:
        if device == "slow":
            release.wait(PATIENCE_S)
        order.append(device)
        return True, device

    with obeying(folder, obey) as source, Core(source.endpoint, folder) as core:
        core.hello()
        for n in range(6):
            command(core, f"slow-{n}", device="slow")
        command(core, "quick", device="quick")
        assert core.receive()["key"] == "quick"
        release.set()
        assert [core.receive()["key"] for _ in range(6)] == [f"slow-{n}" for n in range(6)]


def test_a_repeat_from_a_new_link_while_it_runs_gets_the_one_answer(folder: Path) -> None:
    release, runs = Event(), []

    def obey(device: str, action: str, args: Mapping[str, str]) -> tuple[bool, str]:
        runs.append(device)
        release.wait(PATIENCE_S)
        return True, "done"

    with obeying(folder, obey) as source:
        with Core(source.endpoint, folder) as gone:
            gone.hello()
            command(gone, "k-1")
            assert gone.silent()
        with Core(source.endpoint, folder) as back:
            back.hello()
            command(back, "k-1")
            assert back.silent()
            release.set()
            assert back.receive() == {"t": "result", "key": "k-1", "outcome": "done", "detail": "done"}
    assert runs == ["C-1"]


DIES_WHILE_ACTING = """
import os, sys
from bridge.source import Source
source = Source("s", sys.argv[1], sys.argv[2])
source.on_command(lambda device, action, args: os._exit(9))
source.start()
source.emit({"kind": "device", "device": "C-1", "type": "loudspeaker", "name": "", "actions": ["speak"]})
print("ready", flush=True)
sys.stdin.read()
"""

EMITS_FOR_EVER = """
import sys
from bridge.source import Source
with Source("s", "tcp://127.0.0.1:*", sys.argv[1]) as source:
    while True:
        print(source.emit({"kind": "note", "type": "t", "subject": str(source.head + 1)}), flush=True)
"""


def run(script: str, *args: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", script, *map(str, args)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )


def test_a_crash_while_acting_is_answered_as_unknown_and_never_acted_twice(folder: Path) -> None:
    endpoint, column = f"ipc://{folder}/s", Column()
    with Core(endpoint, folder) as core:
        with run(DIES_WHILE_ACTING, endpoint, folder) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
            core.hello()
            command(core, "k-1")
            assert process.wait(PATIENCE_S) == 9
        with obeying(folder, column.obey, endpoint), Core(endpoint, folder) as back:
            back.hello()
            command(back, "k-1")
            assert back.receive() == {
                "t": "result",
                "key": "k-1",
                "outcome": "unknown",
                "detail": "the source stopped while acting",
            }
    assert column.spoken == []


def test_kill_9_loses_nothing_that_emit_returned_and_leaves_no_gap(folder: Path) -> None:
    acknowledged = 0
    for _ in range(3):
        with run(EMITS_FOR_EVER, folder) as process:
            assert process.stdout is not None
            for _ in range(50):
                acknowledged = int(process.stdout.readline())
            process.send_signal(signal.SIGKILL)
            acknowledged = max([acknowledged, *(int(line) for line in process.stdout if line.endswith("\n"))])
    with Source("s", "tcp://127.0.0.1:*", folder) as source, Core(source.endpoint, folder) as core:
        core.hello()
        core.pull(source.epoch, after=0, credit=1000)
        events = core.events(source.head)
        assert source.head >= acknowledged >= 150
        assert [(seq, int(event["subject"])) for seq, event in events] == [(n, n) for n in range(1, source.head + 1)]
