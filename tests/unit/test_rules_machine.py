"""Whatever sources say, officers do, districts change: the rules lose nothing and hide nothing without its cause."""

from __future__ import annotations

import msgspec
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from commandcenter.domain.alarms import Alarm
from commandcenter.domain.applying import apply
from commandcenter.domain.changes.alarms import AlarmChange
from commandcenter.domain.events import Refreshed
from commandcenter.domain.journal import Entry
from commandcenter.domain.state import State
from tests.support.ruled import RuledCore

DELAYS = """
[[event]]
name = "gas"
when = { types = ["gas", "gas_high"] }
alarm = { type = "gas" }
off_delay_s = 5
[[event]]
name = "pump"
when = { types = ["pump"] }
on_delay_s = 20
chatter = { times = 3, within_s = 60, quiet_s = 40 }
[[event]]
name = "camera"
when = { types = ["camera"] }
alarm = { subject = "row" }
rate = { times = 3, within_s = 30, by = "type", priority = "critical" }
"""
HIDES = """
[[inhibit]]
name = "power-cut"
cause = { types = ["power"] }
hides = { types = ["camera", "pump", "power"] }
[[inhibit]]
name = "pump-stands"
cause = { types = ["pump"] }
hides = { types = ["gas", "gas_high", "power"] }
same = ["subject"]
[[window]]
name = "lunch"
hides = { types = ["gas", "gas_high"], subjects = ["B"] }
opens = 14:01:00
closes = 14:02:00
"""
# Of what goes into one alarm only a part has a rule, and it waits.
HALF = """
[[event]]
name = "half"
when = { types = ["gas_high"] }
alarm = { type = "gas" }
on_delay_s = 20
[[event]]
name = "near"
when = { types = ["pump"], subjects = ["A"] }
alarm = { type = "gas", subject = "B" }
off_delay_s = 15
"""
BOOKS = ("", DELAYS, HIDES, DELAYS + HIDES, HALF, HALF + HIDES)
TYPES = ("gas", "gas_high", "pump", "camera", "power")
types, subjects = st.sampled_from(TYPES), st.sampled_from(("A", "B", "C"))


class Rules(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.centre = RuledCore(DELAYS + HIDES)
        self.wrong: set[tuple[str, str]] = set()
        self.looked_at = 0
        self.known: dict[str, Alarm] = {}
        self.read = State()

    @rule(type=types, subject=subjects)
    def says_wrong(self, type: str, subject: str) -> None:
        self.centre.wrong(type, subject)
        self.wrong.add((type, subject))

    @rule(type=types, subject=subjects)
    def says_over(self, type: str, subject: str) -> None:
        self.centre.over(type, subject)
        self.wrong.discard((type, subject))

    @rule(seconds=st.sampled_from((1, 4, 15, 21, 45, 70)))
    def time_passes(self, seconds: int) -> None:
        self.centre.passes(seconds)

    @rule()
    def is_killed(self) -> None:
        self.centre.restart()

    @rule(text=st.sampled_from(BOOKS))
    def has_other_rules(self, text: str) -> None:
        self.centre.under(text)

    @rule(said=st.sets(st.tuples(types, subjects)))
    def is_refreshed(self, said: set[tuple[str, str]]) -> None:
        if "s" not in self.centre.core.state.positions:
            return
        self.centre.events(Refreshed(at=self.centre.now, phase="begin"))
        for type, subject in sorted(said):
            self.centre.wrong(type, subject)
        self.centre.events(Refreshed(at=self.centre.now, phase="end"))
        self.wrong = set(said)

    @rule(data=st.data(), verb=st.sampled_from(("acknowledge", "shelve", "unshelve")))
    def an_officer_acts(self, data: st.DataObject, verb: str) -> None:
        open_ones = sorted(self.centre.core.state.alarms)
        if open_ones:
            more = {"minutes": 1, "reason": "faulty"} if verb == "shelve" else {}
            self.centre.command_with(f"alarm.{verb}", {"alarm": data.draw(st.sampled_from(open_ones)), **more})

    @rule()
    def everything_calms_down(self) -> None:
        """When all delays are over, what is wrong is an alarm and what is not is none."""
        for _ in range(8):
            self.centre.passes(50)
        assert self.covered() == self.wrong

    def covered(self) -> set[tuple[str, str]]:
        found: set[tuple[str, str]] = set()
        for alarm in self.centre.core.state.alarms.values():
            if alarm.active:
                names = [tuple(part.split("\x1f")) for part in alarm.parts] or [(alarm.type, alarm.subject)]
                found.update((type, subject) for type, subject in names)
        return found

    @invariant()
    def a_hidden_alarm_calls_nobody(self) -> None:
        for stamped in self.centre.store.entries[self.looked_at :]:
            change = stamped.entry.change
            if isinstance(change, AlarmChange):
                alarm, before = change.alarm, self.known.get(change.alarm.id)
                if alarm.hidden_by is not None:
                    assert alarm.annunciated == (before.annunciated if before else 0)
                self.known[alarm.id] = alarm
        self.looked_at = len(self.centre.store.entries)

    @invariant()
    def at_the_root_of_what_is_hidden_stands_a_cause_that_is_shown(self) -> None:
        alarms = self.centre.core.state.alarms
        for alarm in alarms.values():
            seen = set()
            while (record := alarm.hiding.suppressed) is not None and record.cause:
                assert alarm.id not in seen
                seen.add(alarm.id)
                alarm = alarms[record.cause]
            if seen:
                assert alarm.active
                assert alarm.hidden_by is None

    @invariant()
    def whoever_reads_the_journal_comes_to_the_same(self) -> None:
        state = self.read
        for stamped in self.centre.store.entries[state.size :]:
            apply(state, msgspec.msgpack.decode(stamped.data, type=Entry))
        live = self.centre.core.state
        assert state.alarms == live.alarms
        assert state.watches == live.watches
        assert (state.part_of, state.watch_timers) == (live.part_of, live.watch_timers)
        assert (state.watch_keys, state.alarm_counts) == (live.watch_keys, live.alarm_counts)


TestRules = Rules.TestCase
TestRules.settings = settings(max_examples=100, stateful_step_count=40, deadline=None)
