"""The source kit says what is wrong now: when asked, unasked, in one piece, and never what is over."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from bridge.source import Report, Source, SourceError
from tests.support.dealer_core import Core, introduce

PATIENCE_S = 5.0


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return introduce(tmp_path, "gates").parent


@contextmanager
def running(folder: Path, report: Report | None = None) -> Iterator[Source]:
    source = Source("gates", "tcp://127.0.0.1:*", folder)
    if report is not None:
        source.on_refresh(report)
    with source:
        yield source


def raised(subject: str, **more: object) -> dict[str, object]:
    return {"kind": "raise", "at": "2025-03-01T08:00:00Z", "type": "gate.open", "subject": subject, **more}


def returned(subject: str) -> dict[str, object]:
    return {"kind": "return", "at": "2025-03-01T08:00:00Z", "type": "gate.open", "subject": subject}


def told(events: list[tuple[int, dict[str, Any]]]) -> list[str]:
    """Each event in a word: its phase, or its subject with a sign."""
    return [
        event["phase"]
        if event["kind"] == "refresh"
        else {"raise": "+", "return": "-"}[event["kind"]] + event["subject"]
        for _, event in events
    ]


def test_after_a_gap_the_kit_says_by_itself_what_is_raised_and_not_returned(folder: Path) -> None:
    with running(folder) as source, Core(source.endpoint, folder) as core:
        source.emit_many([raised("A"), raised("B", title="old"), raised("C"), returned("C")])
        source.emit_many([returned("A"), raised("B", title="new")])
        core.hello()
        core.pull(source.epoch, after=6)
        core.send(t="refresh", epoch=source.epoch, reason="gap")
        events = core.events(3)
        assert told(events) == ["begin", "+B", "end"]
        assert [seq for seq, _ in events] == [7, 8, 9]
        assert events[1][1] == raised("B", title="new")
        assert core.silent()


def test_what_is_raised_is_known_after_a_restart(folder: Path) -> None:
    with running(folder) as source:
        source.emit_many([raised("A"), raised("B")])
        source.emit(returned("A"))
    with running(folder) as source, Core(source.endpoint, folder) as core:
        core.hello()
        core.pull(source.epoch, after=3)
        assert source.refresh() == 6
        assert told(core.events(3)) == ["begin", "+B", "end"]


@pytest.mark.parametrize("reason", ["epoch", "back", "something new"])
@pytest.mark.expects_log("WARNING bridge.source: gates: a core asks what is wrong now")
def test_what_the_kit_cannot_know_it_does_not_say(folder: Path, reason: str) -> None:
    with running(folder) as source, Core(source.endpoint, folder) as core:
        source.emit(raised("A"))
        core.hello()
        core.pull(source.epoch, after=1)
        for _ in range(2):
            core.send(t="refresh", epoch=source.epoch, reason=reason)
        assert core.silent()
        assert source.head == 1


@pytest.mark.parametrize("reason", ["gap", "epoch", "back", "something new"])
def test_a_source_that_knows_is_asked_for_every_reason(folder: Path, reason: str) -> None:
    with running(folder, lambda: [raised("A"), raised("B")]) as source, Core(source.endpoint, folder) as core:
        core.hello()
        core.pull(source.epoch, after=0)
        core.send(t="refresh", epoch=source.epoch, reason=reason)
        assert told(core.events(4)) == ["begin", "+A", "+B", "end"]


def test_a_request_in_the_name_of_another_log_is_refused(folder: Path) -> None:
    with running(folder, lambda: []) as source, Core(source.endpoint, folder) as core:
        core.hello()
        core.send(t="refresh", epoch="another", reason="gap")
        assert core.receive()["code"] == "epoch"


def test_requests_while_one_is_under_way_or_not_yet_taken_are_one(folder: Path) -> None:
    calls, go_on = [], Event()

    def report() -> list[dict[str, object]]:
        calls.append(1)
        go_on.wait(PATIENCE_S)
        return [raised("A")]

    with running(folder, report) as source, Core(source.endpoint, folder) as core:
        core.hello()
        core.pull(source.epoch, after=0)
        for _ in range(5):
            core.send(t="refresh", epoch=source.epoch, reason="back")
        assert core.silent()
        go_on.set()
        assert told(core.events(3)) == ["begin", "+A", "end"]
        core.send(t="refresh", epoch=source.epoch, reason="back")  # its position is before the one that is logged
        assert core.silent()
        core.pull(source.epoch, after=3)
        core.send(t="refresh", epoch=source.epoch, reason="back")
        assert told(core.events(3)) == ["begin", "+A", "end"]
    assert len(calls) == 2


def test_what_happens_while_the_source_looks_around_is_newer_and_wins(folder: Path) -> None:
    looking, go_on = Event(), Event()

    def report() -> list[dict[str, object]]:
        looking.set()
        go_on.wait(PATIENCE_S)
        return [raised("A"), raised("B", title="old")]

    with running(folder, report) as source, Core(source.endpoint, folder) as core:
        core.hello()
        core.pull(source.epoch, after=0)
        core.send(t="refresh", epoch=source.epoch, reason="epoch")
        assert looking.wait(PATIENCE_S)
        source.emit_many([returned("A"), raised("B", title="new"), raised("C")])
        go_on.set()
        events = core.events(7)
        assert told(events) == ["-A", "+B", "+C", "begin", "+B", "+C", "end"]
        assert events[4][1]["title"] == "new"


@pytest.mark.expects_log("ERROR bridge.source: gates: what on_refresh calls has raised")
@pytest.mark.expects_log("ERROR bridge.source: gates: what is wrong now could not be logged")
def test_a_report_that_fails_or_gives_nonsense_logs_nothing(folder: Path) -> None:
    answers = iter([[returned("A")], [raised("")], [raised("A")]])
    tries: list[int] = []

    def report() -> list[dict[str, object]]:
        tries.append(len(tries))
        return next(answers) if tries[-1] else [raised("A") for _ in range(1 // tries[-1])]

    with running(folder, report) as source, Core(source.endpoint, folder) as core:
        core.hello()
        core.pull(source.epoch, after=0)
        while source.head == 0:
            core.send(t="refresh", epoch=source.epoch, reason="gap")
            assert not core.hears(100) or core.receive()["t"] == "batch"
        assert source.head == 3


def test_nobody_logs_half_a_refresh_by_hand(folder: Path) -> None:
    with running(folder) as source:
        with pytest.raises(ValueError, match="refresh"):
            source.emit({"kind": "refresh", "phase": "begin"})
        assert source.head == 0


REFRESHES_FOR_EVER = """
import sys
from bridge.source import Source
source = Source("gates", "tcp://127.0.0.1:*", sys.argv[1])
source.on_refresh(lambda: [{"kind": "raise", "type": "t", "subject": str(n)} for n in range(300)])
with source:
    while True:
        print(source.refresh(), flush=True)
"""


def test_kill_9_never_leaves_half_a_refresh(folder: Path) -> None:
    for round_ in range(5):
        with subprocess.Popen(
            [sys.executable, "-c", REFRESHES_FOR_EVER, str(folder)], stdout=subprocess.PIPE, text=True
        ) as process:
            assert process.stdout is not None
            for _ in range(round_ + 1):
                process.stdout.readline()
            process.send_signal(signal.SIGKILL)
    with running(folder) as source, Core(source.endpoint, folder) as core:
        assert source.head % 302 == 0
        assert source.head >= 5 * 302
        core.hello()
        core.pull(source.epoch, after=source.head - 302, credit=1000)
        words = told(core.events(302))
        assert (words[0], words[-1], len(set(words))) == ("begin", "end", 302)


def test_the_end_of_the_log_keeps_what_is_raised(folder: Path) -> None:
    with running(folder) as source, Core(source.endpoint, folder) as core:
        source.emit(raised("A"))
        core.hello()
        core.pull(source.epoch, after=0)
        core.events(1)
        core.durable(source.epoch, 1)
        source.end_log(PATIENCE_S)
        core.receive()
        core.hello()
        core.pull(source.epoch, after=0)
        source.refresh()
        assert told(core.events(3)) == ["begin", "+A", "end"]


def test_a_source_that_is_not_running_cannot_refresh(folder: Path) -> None:
    with pytest.raises(SourceError, match="not running"):
        Source("gates", "tcp://127.0.0.1:*", folder).refresh()
