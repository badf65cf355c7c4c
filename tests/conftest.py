"""Fixtures for every test: nothing may warn, nothing may stay behind."""

from __future__ import annotations

import logging
import os
from collections import Counter
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from commandcenter.adapters.store.engine import Where
from commandcenter.adapters.virtual_display import WALL_AND_DESK, VirtualDisplay
from tests.support.expected_logs import WarningCollector, surprises
from tests.support.lasting import lasts
from tests.support.leftovers import leftovers, present
from tests.support.postgres import NoPostgres, Server, programs, running_server

# Before anything loads Qt: tests draw offscreen, and Chromium's sandbox does not run as root.
os.environ["QT_QPA_PLATFORM"] = os.environ.get("COMMANDCENTER_TEST_PLATFORM", "offscreen")
if os.geteuid() == 0:
    os.environ["QTWEBENGINE_DISABLE_SANDBOX"] = "1"


# A machine that is busy elsewhere is no failure, and what was delivered yesterday passes today: the same examples each
# time. `make fuzz` is what looks for new ones.
settings.register_profile("here", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("here")

SKIPPED = pytest.StashKey[bool]()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files that take long begin first, then those of many tests: the processes that share a suite end together."""
    tests = Counter(item.path for item in items)
    items.sort(key=lambda item: (lasts(item), tests[item.path]), reverse=True)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    item.stash[SKIPPED] = item.stash.get(SKIPPED, False) or report.skipped
    return report


@pytest.fixture(autouse=True)
def no_surprises(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fails on a warning in the log, a thread or a process still running, or a window still there.

    A test says `@pytest.mark.expects_log("WARNING bridge.source.*lost")` when a warning is part of what it shows, and
    `may_log` when chance decides whether it comes.
    """
    patterns = [pattern for mark in request.node.iter_markers("expects_log") for pattern in mark.args]
    possible = [pattern for mark in request.node.iter_markers("may_log") for pattern in mark.args]
    before = present()
    collector = WarningCollector()
    logging.getLogger().addHandler(collector)
    try:
        yield
    finally:
        left = leftovers(before)
        logging.getLogger().removeHandler(collector)
    # What was skipped has had no chance to log anything.
    expected = [] if request.node.stash.get(SKIPPED, False) else patterns
    found = surprises(collector.lines, expected, possible) + left
    if found:
        pytest.fail("\n".join(found), pytrace=False)


@pytest.fixture(scope="session")
def wall_display() -> Iterator[VirtualDisplay]:
    """A virtual display with three wall monitors and a desk, for programs that get its `environment()`."""
    with VirtualDisplay(WALL_AND_DESK) as display:
        yield display


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """One PostgreSQL server for the whole run; each test takes a fresh database of it."""
    try:
        programs()
    except NoPostgres:
        pytest.skip("there is no PostgreSQL server on this machine")
    with running_server() as server:
        yield server


@pytest.fixture(params=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Where:
    """An empty database of each kind: the file of a journal, or the address of a database."""
    if request.param == "sqlite":
        return tmp_path / "journal.sqlite"
    server: Server = request.getfixturevalue("postgres")
    return server.database()
