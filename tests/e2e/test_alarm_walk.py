"""A random walk of events and moves over a real core that is killed: no alarm is lost, nothing is done unseen.

The stateful test of the core in one process, `tests/unit/test_alarm_machine.py`, walks further; this one is killed.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from commandcenter.adapters.data_folder import DataFolder
from commandcenter.adapters.store.reading import JournalReader
from commandcenter.app.administering import obeying
from commandcenter.domain.alarms import Alarm
from commandcenter.domain.changes.alarms import AlarmAcknowledged, AlarmChange
from commandcenter.domain.errors import Refused, Trouble
from commandcenter.domain.events import EventId
from commandcenter.domain.journal import CommandId, Entry
from commandcenter.services.credentials import Claim
from commandcenter.settings import read_settings
from tests.support.centre import Centre, bare_centre

pytestmark = pytest.mark.lasts(35)

SEED = 20261123
STEPS, KILLS, DONE = 45, 4, 3
SUBJECTS = tuple(f"P{number}" for number in range(1, 5))
PRIORITIES = ("notice", "minor", "major", "critical")
MOVES: tuple[tuple[str, dict[str, object]], ...] = (
    ("alarm.acknowledge", {}),
    ("alarm.acknowledge", {"note": "seen"}),
    ("alarm.unacknowledge", {}),
    ("alarm.shelve", {"minutes": 5, "reason": "works"}),
    ("alarm.unshelve", {}),
    ("alarm.remove", {"permit": "PTW-1"}),
    ("alarm.restore", {}),
    ("alarm.take", {}),
    ("alarm.release", {}),
)


class Walk:
    """What was done and what came of it, as whoever does it knows: `done` are the commands that were obeyed."""

    def __init__(self, centre: Centre, random: Random) -> None:
        self.centre, self.random = centre, random
        # Chosen beforehand: how much chance the moves use up depends on what is in the journal just then.
        self._kill_at = set(random.sample(range(STEPS), KILLS))
        self._steps = 0
        self.wrong: dict[str, bool] = dict.fromkeys(SUBJECTS, False)
        self.events = 0
        self.done: list[str] = []
        self.refused = self.unanswered = self.kills = 0
        self._folder = DataFolder(centre.data)
        self._settings = read_settings(self._folder.settings)
        self._claim = Claim(account="chen.jing", password=centre.people["chen.jing"].password)

    def step(self) -> None:
        self.centre.processes.watch()
        if self._steps in self._kill_at:
            self.centre.wait(lambda: self.centre.count("core.started") > self.kills, "the core is up again")
            self.centre.kill("core")
            self.kills += 1
        self._steps += 1
        if self.random.random() < 0.45:
            self._event()
        else:
            self._move()

    def _event(self) -> None:
        subject = self.random.choice(SUBJECTS)
        wrong = not self.wrong[subject] or self.random.random() < 0.4
        priority = self.random.choice(PRIORITIES)
        self.centre.tell_source(f"raise {subject} {priority} Pump {subject}" if wrong else f"return {subject}")
        self.wrong[subject] = wrong
        self.events += 1

    def _move(self) -> None:
        if any(self.wrong.values()):
            self.centre.wait(lambda: open_alarms(self.centre), "what is wrong has its alarm")
        alarms = open_alarms(self.centre)
        if not alarms:
            return
        alarm = self.random.choice(alarms)
        name, more = self.random.choice(MOVES)
        try:
            with obeying(self._folder, self._settings) as obey:
                self.done.append(obey(name, {"alarm": alarm.id, **more}, self._claim))
        except Refused:
            self.refused += 1
        except Trouble:
            # The core was just killed: it may have been done or not.
            self.unanswered += 1


@pytest.fixture
def centre(tmp_path: Path) -> Iterator[Centre]:
    found = bare_centre(tmp_path)
    found.staff()
    found.start_source()
    found.start("core")
    try:
        yield found
    finally:
        found.stop()


def open_alarms(centre: Centre) -> list[Alarm]:
    if not (centre.data / "core.json").exists():
        return []
    reader = JournalReader(centre.journal)
    try:
        return sorted(reader.alarms(), key=lambda alarm: alarm.id)
    finally:
        reader.close()


def test_no_walk_loses_an_alarm_or_does_what_nobody_can_read_later(centre: Centre) -> None:
    walk = Walk(centre, Random(SEED))
    centre.wait((centre.data / "core.json").exists, "the core is there")
    for _ in range(STEPS):
        walk.step()
    while len(walk.done) < DONE:
        walk.step()
    # The opening of the source's log, its device, and what it was told.
    everything = list(range(2 + walk.events))
    centre.wait(lambda: taken(centre) == everything, "all events are taken in, once and in order")
    assert walk.kills == KILLS
    entries = centre.entries()

    changes = [it.change for it in entries if isinstance(it.change, AlarmChange)]
    before: dict[str, Alarm] = {}
    for change in changes:
        alarm, old = change.alarm, before.get(change.alarm.id)
        before[alarm.id] = alarm
        calls = alarm.annunciated - (old.annunciated if old else 0)
        assert not (alarm.hidden_by and calls), f"a hidden alarm has called: {change}"
        fresh = alarm.acknowledged and not (old.acknowledged if old else False)
        assert not fresh or isinstance(change, AlarmAcknowledged), f"acknowledged by nobody: {change}"

    standing = {alarm.subject: alarm for alarm in open_alarms(centre)}
    for subject, wrong in walk.wrong.items():
        shown = standing.get(subject)
        assert not wrong or shown is not None, f"{subject} is wrong and has no alarm"
        if shown is not None:
            assert shown.active is wrong, f"{subject} is {wrong}, its alarm {shown.active}"
            assert wrong or shown.hidden_by or not shown.acknowledged, f"{subject} has nothing left to wait for"

    obeyed = Counter(id_of(it) for it in entries if isinstance(it.change, AlarmChange))
    assert {name: obeyed[name] for name in walk.done} == dict.fromkeys(walk.done, 1)
    assert json.loads(centre.run("journal", "--verify", "--json").stdout)["verified"] is True


def taken(centre: Centre) -> list[int]:
    """The numbers of the source's events that have an effect in the journal, each once."""
    events = [entry.cause for entry in centre.entries() if isinstance(entry.cause, EventId)]
    return list(dict.fromkeys(event.seq for event in events))


def id_of(entry: Entry) -> str:
    return entry.cause.id if isinstance(entry.cause, CommandId) else ""
