"""kill -9 of the core at any moment: every event's effect exactly once, in order, and an intact journal."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path
from random import Random

import pytest

from commandcenter.adapters import processes
from commandcenter.adapters.store.engine import Where
from commandcenter.adapters.store.reading import JournalReader
from commandcenter.domain.applying import apply
from commandcenter.domain.changes.alarms import AlarmRaised
from commandcenter.domain.events import EventId
from commandcenter.domain.state import State
from tests.support.centre import Centre, bare_centre

pytestmark = pytest.mark.lasts(30)

KILLS = 8
EVENTS = 40  # between two kills


@pytest.fixture(autouse=True)
def started_again_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """What falls often has to wait longer and longer elsewhere; here that would be most of the test's time."""
    monkeypatch.setattr(processes, "LONGEST_WAIT_S", 0.1)


def test_the_core_loses_nothing_and_doubles_nothing_when_it_is_killed_again_and_again(
    tmp_path: Path, database: Where
) -> None:
    random = Random(20261121)
    centre = bare_centre(tmp_path, database)
    try:
        centre.start_source()
        centre.start("core")
        for kill in range(KILLS):
            send(centre, first=kill * EVENTS)
            seen = kill * EVENTS + random.randrange(EVENTS)
            centre.wait(partial(more_taken, centre, seen), f"more than {seen} events are taken in")
            centre.kill("core")
        centre.wait(lambda: centre.count("alarm.raised", by="event") == KILLS * EVENTS, "every event is taken in")
        entries = centre.entries()
        events = [entry.cause.seq for entry in entries if isinstance(entry.cause, EventId)]
        assert events == list(range(KILLS * EVENTS + 2))
        theirs = [entry.change for entry in entries if isinstance(entry.cause, EventId)]
        raised = [change.alarm for change in theirs if isinstance(change, AlarmRaised)]
        assert [alarm.subject for alarm in raised] == [f"P{number}" for number in range(KILLS * EVENTS)]
        assert {alarm.count for alarm in raised} == {1}
        assert json.loads(centre.run("journal", "--verify", "--json").stdout)["verified"] is True
        assert state_by_journal(centre).alarms.keys() == {alarm["id"] for alarm in listed(centre)}
    finally:
        centre.stop()


def send(centre: Centre, first: int) -> None:
    for number in range(first, first + EVENTS):
        centre.tell_source(f"raise P{number} minor Pump room {number}")


def more_taken(centre: Centre, seen: int) -> bool:
    return centre.count("alarm.raised", by="event") > seen


def state_by_journal(centre: Centre) -> State:
    """What the entries alone make of an empty state."""
    state = State()
    reader = JournalReader(centre.journal)
    try:
        for entry in reader.entries():
            apply(state, entry)
    finally:
        reader.close()
    return state


def listed(centre: Centre) -> list[dict[str, str]]:
    found: list[dict[str, str]] = json.loads(centre.run("alarms", "--json").stdout)["alarms"]
    return found
