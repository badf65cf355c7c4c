"""The guard over every test sees what a test leaves behind, and what it did not expect in the log."""

from __future__ import annotations

import os
import subprocess
import threading

import psutil

from tests.support.expected_logs import surprises
from tests.support.leftovers import SESSION_MARK, leftovers, present


def test_a_thread_that_goes_on_is_named() -> None:
    before, stop = present(), threading.Event()
    thread = threading.Thread(target=stop.wait, name="forgotten")
    thread.start()
    left = leftovers(before, grace=0.05)
    stop.set()
    thread.join()
    assert left == ["thread still running: forgotten"]


def test_a_thread_that_ends_within_the_grace_is_not() -> None:
    before = present()
    threading.Timer(0.1, print, args=("",)).start()
    assert leftovers(before, grace=5) == []


def test_a_process_that_goes_on_is_named_and_ended() -> None:
    before = present()
    with subprocess.Popen(["tail", "-f", "/dev/null"]) as process:
        left = leftovers(before, grace=0.05)
    assert left == [f"process still running: {process.pid} tail -f /dev/null"]
    assert not psutil.pid_exists(process.pid)


def test_a_process_of_the_whole_session_may_stay() -> None:
    before = present()
    with subprocess.Popen(["tail", "-f", "/dev/null"], env=os.environ | {SESSION_MARK: "1"}) as process:
        left = leftovers(before, grace=0.05)
        process.terminate()
    assert left == []


def test_a_warning_that_no_pattern_matches_is_a_surprise() -> None:
    lines = ["WARNING bridge.source: north lost", "ERROR commandcenter.core: disk full"]
    assert surprises(lines, ["north lost"]) == ["unexpected log: ERROR commandcenter.core: disk full"]


def test_a_warning_that_may_come_is_no_surprise_either_way() -> None:
    for lines in ([], ["WARNING bridge.core: silent"]):
        assert surprises(lines, [], ["silent"]) == []


def test_an_expected_warning_that_never_comes_is_a_surprise() -> None:
    assert surprises([], ["north lost"]) == ["expected log never came: north lost"]
