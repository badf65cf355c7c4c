"""Whatever happens to an alarm in whatever order: none is lost, nothing is done unrecorded, nothing hidden calls."""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from commandcenter.domain.alarms import Alarm, AlarmState
from commandcenter.domain.alarms.life import Manner
from commandcenter.domain.applying import apply
from commandcenter.domain.catalogue import Catalogue, EventType, Wording
from commandcenter.domain.changes.alarms import AlarmAcknowledged, AlarmChange, AlarmReset
from commandcenter.domain.changes.system import ClockStepped
from commandcenter.domain.events import Raised, Returned
from commandcenter.domain.journal import Draft, Entry
from commandcenter.domain.priority import Priority
from commandcenter.domain.state import State
from tests.support.cores import START, TestCore
from tests.unit.test_handling import LEADER

WORDS = Wording(label="x")
MANNERS = {
    "plain": Manner(),
    "latching": Manner(latching=True),
    "silent": Manner(acknowledge=False),
    "timed": Manner(auto_acknowledge_s=600, alarm_again_s=900),
    "kept": Manner(stays_acknowledged=True, longest_shelf_min=60),
}
CATALOGUE = Catalogue(
    types={name: EventType(priority=Priority.MINOR, zh=WORDS, en=WORDS, life=it) for name, it in MANNERS.items()}
)
kinds = st.sampled_from(sorted(MANNERS))
subjects = st.sampled_from(["a", "b"])
moves = st.sampled_from(["acknowledge", "unacknowledge", "reset", "unshelve", "restore"])


class Alarms(RuleBasedStateMachine):
    """The model knows only what the sources said last: what is wrong at each thing."""

    @initialize()
    def begin(self) -> None:
        self.centre = TestCore(CATALOGUE)
        self.centre.trust("s")
        self.wrong: set[tuple[str, str]] = set()
        self.seen = 0
        self.last: dict[str, Alarm] = {}

    @rule(kind=kinds, subject=subjects)
    def occurs(self, kind: str, subject: str) -> None:
        self.centre.events(Raised(at=START, type=kind, subject=subject))
        self.wrong.add((kind, subject))

    @rule(kind=kinds, subject=subjects)
    def is_over(self, kind: str, subject: str) -> None:
        self.centre.events(Returned(at=START, type=kind, subject=subject))
        self.wrong.discard((kind, subject))

    @rule(name=moves, pick=st.integers(0, 9))
    def is_worked(self, name: str, pick: int) -> None:
        if alarm := self.one(pick):
            self.centre.command(f"alarm.{name}", LEADER, alarm=alarm.id, version=alarm.version)

    @rule(name=st.sampled_from(["acknowledge", "unshelve"]), pick=st.integers(0, 9))
    def is_worked_on_an_old_picture(self, name: str, pick: int) -> None:
        if alarm := self.one(pick):
            assert not self.centre.command(f"alarm.{name}", LEADER, alarm=alarm.id, version=alarm.version + 1).ok

    @rule(kind=kinds, subject=subjects, minutes=st.integers(0, 600), once=st.booleans())
    def is_shelved(self, kind: str, subject: str, minutes: int, once: bool) -> None:
        args = {"source": "s", "type": kind, "subject": subject, "minutes": minutes, "reason": "works", "once": once}
        self.centre.command_with("alarm.shelve", args, LEADER)

    @rule(kind=kinds, subject=subjects)
    def goes_out_of_service(self, kind: str, subject: str) -> None:
        self.centre.command("alarm.remove", LEADER, source="s", type=kind, subject=subject, permit="P1")

    @rule(seconds=st.integers(1, 4000))
    def time_passes(self, seconds: int) -> None:
        self.centre.wait(seconds)
        self.tick()

    @rule(hours=st.sampled_from([-1, 1]))
    def the_clock_is_set(self, hours: int) -> None:
        self.centre.now += timedelta(hours=hours)
        self.centre.core.record([Draft(change=ClockStepped(before=0.0, after=3600.0 * hours))])
        timers = dict(self.centre.core.state.timers)
        self.tick()
        assert self.centre.core.state.timers == timers, "no time has passed"

    @rule()
    def the_core_starts_anew(self) -> None:
        before = self.centre.core.state
        self.centre.core = self.centre.fresh_core()
        assert self.centre.core.state == before

    @invariant()
    def what_is_wrong_is_open(self) -> None:
        """No sequence loses an alarm."""
        if not hasattr(self, "centre"):
            return
        state = self.centre.core.state
        for kind, subject in self.wrong:
            alarm = state.open_alarm("s", kind, subject)
            assert alarm is not None
            assert alarm.active

    @invariant()
    def everything_stands_in_the_journal(self) -> None:
        """Nobody's notice is taken without an entry that says whose; nothing that is hidden calls for people."""
        if not hasattr(self, "centre"):
            return
        entries = [stamped.entry for stamped in self.centre.store.entries]
        for entry in entries[self.seen :]:
            if isinstance(entry.change, AlarmChange):
                self.compare(entry, self.last.get(entry.change.alarm.id), entry.change.alarm)
                self.last[entry.change.alarm.id] = entry.change.alarm
        self.seen = len(entries)

    def compare(self, entry: Entry, before: Alarm | None, now: Alarm) -> None:
        called = now.annunciated - (before.annunciated if before else 0)
        assert called in (0, 1)
        if now.hidden_by is not None:
            assert called == 0
        if now.acknowledged_by and (before is None or not before.acknowledged_by):
            assert isinstance(entry.change, AlarmAcknowledged)
            assert entry.actor == now.acknowledged_by
        gone = now.cleared_at is not None
        was_seen = before is not None and (before.acknowledged or before.hidden_by is not None)
        if gone and not was_seen:
            assert isinstance(entry.change, AlarmAcknowledged)
        if gone and before is not None and before.latched and before.hidden_by is None:
            assert isinstance(entry.change, AlarmReset)
        assert not (gone and now.active)

    def teardown(self) -> None:
        """The state is what the journal says."""
        if not hasattr(self, "centre"):
            return
        rebuilt = State()
        for stamped in self.centre.store.entries:
            apply(rebuilt, msgspec.msgpack.decode(stamped.data, type=Entry))
        assert rebuilt == self.centre.core.state
        states = {alarm.state for alarm in rebuilt.alarms.values()}
        assert AlarmState.CLEARED not in states

    def tick(self) -> None:
        """What is due has happened, and nothing else."""
        true = self.true()
        due = {name for name, when in self.centre.core.state.timers.items() if when <= true}
        done = {stamped.entry.subject for stamped in self.centre.core.tick()}
        assert done == due
        left = self.centre.core.state
        assert all(when > true for when in left.timers.values())
        assert set(left.timers) == {alarm.id for alarm in left.alarms.values() if alarm.due is not None}

    def one(self, pick: int) -> Alarm | None:
        found = list(self.centre.core.state.alarms.values())
        return found[pick % len(found)] if found else None

    def true(self) -> datetime:
        return self.centre.core.state.instant(self.centre.now).true


TestAlarms = Alarms.TestCase
TestAlarms.settings = settings(
    max_examples=100, stateful_step_count=50, deadline=None, suppress_health_check=list(HealthCheck)
)
