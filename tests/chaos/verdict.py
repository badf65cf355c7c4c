"""What must be true of the journal after the chaos, entry by entry, and of all that goes by it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from commandcenter.adapters.store.reading import JournalReader
from commandcenter.adapters.store.sql_store import SqlStore
from commandcenter.domain.alarms import Alarm
from commandcenter.domain.applying import apply
from commandcenter.domain.changes.alarms import AlarmRaised, AlarmRepeated
from commandcenter.domain.changes.keys import KeyRevoked, KeyTrusted, LinkRefused
from commandcenter.domain.changes.operating import LinkageStarted
from commandcenter.domain.changes.sources import EventIgnored, SourceGap, SourceWentBack
from commandcenter.domain.events import EventId
from commandcenter.domain.journal import CORE, Entry
from commandcenter.domain.keys import KeyKind
from commandcenter.domain.linkage import Step, StepState
from commandcenter.domain.state import State
from commandcenter.services.doubts import QUARANTINE
from tests.chaos.child import ROOT
from tests.chaos.follower import Follower
from tests.chaos.setting import ChaosSetting
from tests.support.chaos_plan import BAD, planned

FORBIDDEN = (EventIgnored, LinkRefused, SourceGap, SourceWentBack)
SHOWN = 5


class Line(NamedTuple):
    what: str
    expected: object
    found: object

    @property
    def good(self) -> bool:
        return self.expected == self.found


class Verdict(NamedTuple):
    """`wrong` says in words what was not as it must be; what was `met` is only counted."""

    lines: list[Line]
    wrong: list[str]
    met: dict[str, int]


class Journal(NamedTuple):
    """The state that its entries make, and the alarms that are beside them on disk."""

    state: State
    alarms: dict[str, Alarm]
    sorts: Counter[str]


def judge(setting: ChaosSetting, said: dict[str, tuple[str, int]]) -> Verdict:
    """The core must have ended."""
    followers = {name: Follower(name, setting.each) for name in setting.sources}
    journal = _read(setting, followers)
    every = followers.values()
    lines = [
        *_event_lines(setting, followers, journal, said),
        *state_lines(setting, journal),
        *_device_lines(setting, journal),
        *desk_lines(setting, journal),
        Line("journal --verify", True, _verified(setting)),
    ]
    met = {
        "refreshes": sum(it.refreshes for it in every),
        "logs ended": sum(it.ended for it in every),
        "linkages": journal.sorts["linkages"],
        "acts of devices": sum(len(setting.acted(name)) for name in setting.sources),
        "snapshots of the desk": setting.desk.joins,
    }
    return Verdict(lines, [text for it in every for text in it.wrong[:SHOWN]], met)


def _read(setting: ChaosSetting, followers: dict[str, Follower]) -> Journal:
    state, sorts = State(), Counter[str]()
    reader = JournalReader(setting.where)
    try:
        for entry in reader.entries():
            apply(state, entry)
            sorts[_sort(entry, followers)] += 1
        return Journal(state, {alarm.id: alarm for alarm in reader.alarms()}, sorts)
    finally:
        reader.close()


def _sort(entry: Entry, followers: dict[str, Follower]) -> str:
    match entry.change:
        case AlarmRaised(alarm=alarm) | AlarmRepeated(alarm=alarm) if alarm.source == CORE:
            return "quarantine" if alarm.type == QUARANTINE else "trouble"
        case KeyTrusted(key=key) | KeyRevoked(key=key) if key.id in followers:
            followers[key.id].hear(entry.change)
            return "keys"
        case LinkageStarted():
            return "linkages"
    if isinstance(entry.change, FORBIDDEN):
        return "trouble"
    if isinstance(entry.cause, EventId):
        followers[entry.cause.source].take(entry, entry.cause)
        return "events"
    return "others"


def _event_lines(
    setting: ChaosSetting, followers: dict[str, Follower], journal: Journal, said: dict[str, tuple[str, int]]
) -> Iterator[Line]:
    every = followers.values()
    yield Line("events of the plan with their one effect", setting.each * len(followers), sum(it.said for it in every))
    yield Line("out of order, twice, or with another effect", 0, sum(len(it.wrong) for it in every))
    yield Line("gap, back, ignored, refused", 0, journal.sorts["trouble"])
    bad = [planned(number, setting.each)[0] for number in range(1, setting.each + 1)].count(BAD)
    yield Line("put into quarantine", dict.fromkeys(followers, bad), {it.source: it.bad for it in every})
    yield Line("waiting in quarantine", dict.fromkeys(followers, bad), journal.state.quarantined)
    yield Line("position of each source is its head", said, {it.source: (it.epoch, it.seq) for it in every})
    yield Line("positions on disk", said, setting.positions())
    yield Line("still wrong at the end", [], sorted(name for it in every for name in it.active))
    active = sorted((alarm.type, alarm.subject) for alarm in journal.state.alarms.values() if alarm.active)
    yield Line("active alarms", sorted((QUARANTINE, name) for name in followers if bad), active)


def state_lines(setting: ChaosSetting, journal: Journal) -> Iterator[Line]:
    state = journal.state
    store = SqlStore(setting.where)
    try:
        kept, _ = store.load()
    finally:
        store.close()
    yield Line("suspect alarms and doubts", [], _doubts(state))
    yield Line("keys and the trust in them", setting.keys, _keys(setting, state))
    yield Line("alarms on disk as the journal makes them", True, journal.alarms == state.alarms)
    differ = _differ(kept, state, "size", "positions", "devices", "quarantined", "keys", "linkages", "wall")
    yield Line("state on disk that differs from the journal's", [], differ)


def _doubts(state: State) -> list[str]:
    suspect = [alarm.id for alarm in state.alarms.values() if alarm.suspect]
    return [*suspect, *(it.source for it in state.positions.values() if it.doubt or it.refreshing)]


def _keys(setting: ChaosSetting, state: State) -> dict[str, dict[str, bool]]:
    found: dict[str, dict[str, bool]] = {name: {} for name in setting.sources}
    for key in state.keys.values():
        if key.kind is KeyKind.SOURCE:
            found[key.id][key.public] = key.trusted
    return found


def _device_lines(setting: ChaosSetting, journal: Journal) -> Iterator[Line]:
    """A device has acted once for each command that it says is done, and at most once for one of unknown outcome."""
    steps = [step for run in journal.state.linkages.values() for step in run.steps]
    yield Line("steps that still wait", [], [step.key for step in steps if step.state is StepState.WAITING])
    for name in setting.sources:
        own = [step for step in steps if step.target.startswith(f"{name}/")]
        yield Line(f"{name}: what its device did is what it was told", [], _wrong_acts(own, setting.acted(name)))


def _wrong_acts(steps: list[Step], acted: list[str]) -> list[str]:
    said = Counter(step.detail for step in steps if step.state is StepState.DONE)
    wrong = [f"{words!r} answers {times} commands" for words, times in said.items() if times > 1]
    wrong += [f"{words!r} was never done" for words in said if words not in acted]
    if len(acted) > sum(step.state in (StepState.DONE, StepState.UNKNOWN) for step in steps):
        wrong.append(f"{len(acted)} acts for {len(steps)} commands, {sum(said.values())} of them done")
    return wrong


def desk_lines(setting: ChaosSetting, journal: Journal) -> Iterator[Line]:
    desk, state = setting.desk, journal.state
    yield Line("commands of the desk and their one effect", len(desk.asked), journal.sorts["linkages"])
    yield Line("answers to the desk", dict.fromkeys(desk.asked, ""), desk.answers)
    yield Line("holes in what the desk was told", [], desk.holes)
    acts = sum(len(setting.acted(name)) for name in setting.sources)
    yield Line("commands were given, and devices acted", (True, True), (journal.sorts["linkages"] > 0, acts > 0))
    # All but that the core has stopped.
    yield Line("how far the desk is", state.size - 1, desk.state.size)
    differ = _differ(desk.state, state, "alarms", "devices", "linkages")
    yield Line("what the desk shows that differs from the journal's", [], differ)


def _differ(found: State, expected: State, *parts: str) -> list[str]:
    """The parts that are not the same, among these and those that go by the alarms and devices."""
    every = (*parts, "raised", "open", "alarm_counts", "device_counts")
    return [part for part in every if getattr(found, part) != getattr(expected, part)]


def _verified(setting: ChaosSetting) -> object:
    command = [sys.executable, str(ROOT / "main.py"), "--data", str(setting.data), "journal", "--verify", "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return json.loads(done.stdout).get("verified") if done.returncode == 0 else done.stderr[-300:]
