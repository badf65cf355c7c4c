"""All decoding together counts for less than the screens: the service's own session says so to the kernel."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from bridge.video.process import NICENESS
from bridge.video.service import AUTOGROUP

ROOT = Path(__file__).parents[2]
WEIGHED = """
import sys, time
from bridge.video.service import AUTOGROUP, _weigh, give_way
refusals = int(sys.argv[1])

def write(words):
    global refusals
    refusals -= 1
    if refusals >= 0:
        raise BlockingIOError(11, "Resource temporarily unavailable")
    while True:  # others may write at the same time, and then the kernel really refuses
        try:
            return _weigh(words)
        except BlockingIOError:
            time.sleep(0.05)

give_way(write)
print(AUTOGROUP.read_text(), end="")
"""
pytestmark = pytest.mark.skipif(not AUTOGROUP.exists(), reason="this kernel has no autogroups")


def said_after(refusals: int, *, own_session: bool = True) -> str:
    """What the kernel says of the session of a process that gives way, when it is first refused so many times.

    Of a process whose forebears never began a session of their own, the kernel says nothing at all.
    """
    command = [sys.executable, "-c", WEIGHED, str(refusals)]
    done = subprocess.run(
        command, cwd=ROOT, start_new_session=own_session, capture_output=True, text=True, check=True, timeout=60
    )
    return done.stdout


def weight_after(refusals: int) -> int:
    """How the kernel weighs a session of its own."""
    return int(said_after(refusals).split()[-1])


@pytest.mark.parametrize("refusals", [0, 1, 2])
def test_it_gives_way_also_when_the_kernel_has_no_time_for_it_at_first(refusals: int) -> None:
    assert weight_after(refusals) == NICENESS


def test_what_is_always_refused_goes_on_without() -> None:
    assert weight_after(9) == 0


def test_the_session_of_another_is_left_alone() -> None:
    before = AUTOGROUP.read_text()
    assert said_after(0, own_session=False) == before
