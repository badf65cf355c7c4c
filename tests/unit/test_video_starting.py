"""Starting the video service: once at a time, and ever later when it does not come up."""

from __future__ import annotations

import os

import pytest

from bridge.video.starting import START_S, Starter
from tests.support.waiting import eventually


class Starts:
    """Counts what it starts: processes of our own that end at once, with that code, or stay."""

    def __init__(self, command: str) -> None:
        self._command = command
        self.pids: list[int] = []

    def __call__(self) -> int:
        self.pids.append(os.posix_spawn("/bin/sh", ["sh", "-c", self._command], {}))
        return self.pids[-1]


def ended(pid: int) -> bool:
    """Without reaping it."""
    return os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None


@pytest.mark.expects_log("ERROR bridge.video.starting: the video service ended with code 3")
def test_one_that_fails_is_started_again_ever_later() -> None:
    starts = Starts("exit 3")
    starter = Starter(starts)
    now = 1000.0
    waits = []
    for count in range(1, 6):
        begun = now
        while len(starts.pids) < count:
            starter.nobody_answers(now)
            now += 0.125
        waits.append(now - 0.125 - begun)
        eventually(lambda: ended(starts.pids[-1]), 5)
        starter.look(now)
    assert waits == [0.0, 0.0, 0.5, 1.0, 2.0]


@pytest.mark.expects_log("ERROR bridge.video.starting: the video service ended with code -9")
def test_one_that_never_listens_is_killed_and_started_again() -> None:
    starts = Starts("exec sleep 60")
    starter = Starter(starts)
    starter.nobody_answers(0.0)
    starter.nobody_answers(START_S - 1)
    assert len(starts.pids) == 1
    starter.nobody_answers(START_S)
    eventually(lambda: ended(starts.pids[0]), 5)
    starter.look(START_S + 1)
    starter.nobody_answers(START_S + 1)
    assert len(starts.pids) == 2
    os.kill(starts.pids[1], 9)
    eventually(lambda: ended(starts.pids[1]), 5)
    starter.look(START_S + 2)


def test_being_second_is_no_fault() -> None:
    starts = Starts("exit 0")
    starter = Starter(starts)
    starter.nobody_answers(0.0)
    eventually(lambda: ended(starts.pids[0]), 5)
    starter.look(0.1)
    assert len(starts.pids) == 1


@pytest.mark.expects_log("ERROR bridge.video.starting: the video service does not start: No such file or directory")
def test_one_that_cannot_be_started_is_tried_again() -> None:
    def start() -> int:
        raise FileNotFoundError(2, "No such file or directory")

    starter = Starter(start)
    starter.nobody_answers(0.0)
    starter.nobody_answers(1.0)
    starter.nobody_answers(START_S)
