"""Fixtures for every test: nothing may warn, nothing may stay behind."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack

import pytest

from tests.support.display import WALL_AND_DESK, Display, Monitor, virtual_display
from tests.support.expected_logs import WarningCollector, surprises
from tests.support.leftovers import leftovers, present

# Before anything loads Qt: tests draw offscreen, and Chromium's sandbox does not run as root.
os.environ["QT_QPA_PLATFORM"] = os.environ.get("COMMANDCENTER_TEST_PLATFORM", "offscreen")
if os.geteuid() == 0:
    os.environ["QTWEBENGINE_DISABLE_SANDBOX"] = "1"


@pytest.fixture(autouse=True)
def no_surprises(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fails on a warning in the log, a thread or a process still running, or a window still there.

    A test says `@pytest.mark.expects_log("WARNING bridge.source.*lost")` when a warning is part of what it shows.
    """
    patterns = [pattern for mark in request.node.iter_markers("expects_log") for pattern in mark.args]
    before = present()
    collector = WarningCollector()
    logging.getLogger().addHandler(collector)
    try:
        yield
    finally:
        left = leftovers(before)
        logging.getLogger().removeHandler(collector)
    found = surprises(collector.lines, patterns) + left
    if found:
        pytest.fail("\n".join(found), pytrace=False)


WallDisplay = Callable[..., Display]


@pytest.fixture(scope="session")
def wall_display() -> Iterator[WallDisplay]:
    """A factory of virtual displays: `wall_display()` has three wall monitors and a desk; pass others as a sequence.

    Displays live until the session ends, one for each distinct arrangement. Hand `display.environment()` to the
    program that shall draw there.
    """
    with ExitStack() as stack:
        running: dict[tuple[Monitor, ...], Display] = {}

        def display(monitors: Sequence[Monitor] = WALL_AND_DESK) -> Display:
            wanted = tuple(monitors)
            if wanted not in running:
                running[wanted] = stack.enter_context(virtual_display(wanted))
            return running[wanted]

        yield display
