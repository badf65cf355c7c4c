"""Whatever people do and in which order: nothing unresolved is lost between two reports, and two people sign."""

from __future__ import annotations

from datetime import datetime

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from commandcenter.domain.applying import apply
from commandcenter.domain.changes.shifts import HandoverBegun, HandoverDone, HandoverSigned
from commandcenter.domain.state import State
from commandcenter.services.permissions import Person
from tests.support.duty import CHEN, LEADER, LI, PLAN, SECOND_LEADER, WANG, ZHAO, DutyCentre, officer

TWIN = officer("1001", "王敏", "wang-2", leads=True)
PEOPLE = st.sampled_from([WANG, LI, ZHAO, CHEN, LEADER, SECOND_LEADER, TWIN])
SUBJECTS = st.sampled_from([f"P{number}" for number in range(6)])
SIDES = st.sampled_from(["outgoing", "incoming"])


class Handing(RuleBasedStateMachine):
    """The commands may be refused: only what is in the journal counts."""

    def __init__(self) -> None:
        super().__init__()
        self.centre = DutyCentre(catalogue=None)
        self.centre.sign_on(WANG, LI)

    @property
    def handover_id(self) -> str:
        handover = self.centre.state.shifts.handover
        return handover.id if handover else "H0"

    @rule(subject=SUBJECTS)
    def something_is_wrong(self, subject: str) -> None:
        self.centre.raise_alarm("pump.fault", subject)

    @rule(subject=SUBJECTS, person=PEOPLE)
    def it_is_resolved(self, subject: str, person: Person) -> None:
        alarm = self.centre.state.open_alarm("s", "pump.fault", subject)
        if alarm and not alarm.acknowledged:
            self.centre.acknowledge(alarm.id, person)
        self.centre.end_alarm("pump.fault", subject)

    @rule(person=PEOPLE)
    def somebody_notes(self, person: Person) -> None:
        self.centre.command("shift.note", person, text="x")

    @rule(person=PEOPLE, chosen=st.integers(0, 5))
    def a_note_is_done(self, person: Person, chosen: int) -> None:
        notes = list(self.centre.state.shifts.notes)
        self.centre.command("shift.note_done", person, note=notes[chosen % len(notes)] if notes else "N0")

    @rule(person=PEOPLE)
    def somebody_comes(self, person: Person) -> None:
        self.centre.command("shift.sign_on", person)

    @rule(person=PEOPLE)
    def somebody_goes(self, person: Person) -> None:
        self.centre.command("shift.sign_off", person)

    @rule(minutes=st.integers(1, 240))
    def time_passes(self, minutes: int) -> None:
        self.centre.minutes(minutes)

    @rule()
    def a_shift_nears_its_end(self) -> None:
        slot = PLAN.at(self.centre.now)
        left = (slot.ends - self.centre.now).total_seconds() / 60
        self.centre.minutes(max(left - 20, 0))
        self.centre.rota(PLAN.after(slot).id, ZHAO, CHEN)

    @rule()
    def the_core_restarts(self) -> None:
        self.centre.restart()

    @rule()
    def the_next_are_planned(self) -> None:
        slot = PLAN.after(PLAN.at(self.centre.now))
        self.centre.rota(slot.id, ZHAO, CHEN)

    @rule(person=PEOPLE)
    def a_handover_begins(self, person: Person) -> None:
        self.centre.command("handover.begin", person)

    @rule(person=PEOPLE)
    def it_is_cancelled(self, person: Person) -> None:
        self.centre.command("handover.cancel", person, handover=self.handover_id, reason="x")

    @rule(person=PEOPLE)
    def somebody_remarks(self, person: Person) -> None:
        self.centre.command("handover.add", person, handover=self.handover_id, text="x")

    @rule(person=PEOPLE, side=SIDES)
    def somebody_signs(self, person: Person, side: str) -> None:
        handover = self.centre.state.shifts.handover
        digest = handover.digest if handover else "0" * 64
        self.centre.command("handover.sign", person, handover=self.handover_id, side=side, digest=digest)

    @rule()
    def two_shifts_meet(self) -> None:
        """What the rules above seldom find by themselves."""
        centre = self.centre
        self.a_shift_nears_its_end()
        centre.command("handover.begin", LEADER)
        handover = centre.state.shifts.handover
        if handover is None:
            return
        for side, people in (("outgoing", (WANG, LI, ZHAO, CHEN)), ("incoming", (ZHAO, CHEN, LEADER))):
            for person in people:
                centre.command("handover.sign", person, handover=handover.id, side=side, digest=handover.digest)

    @invariant()
    def two_different_people_sign_what_is_the_same(self) -> None:
        signed: dict[str, list[tuple[str, str, str]]] = {}
        for entry in self.centre.entries:
            if isinstance(entry.change, HandoverSigned):
                it = entry.change.signature
                signed.setdefault(entry.change.id, []).append((it.side.value, it.person, it.digest))
        for entry in self.centre.entries:
            if isinstance(entry.change, HandoverDone):
                (side, person, digest), (other_side, other, other_digest) = signed[entry.change.record.id]
                assert {side, other_side} == {"outgoing", "incoming"}
                assert person != other
                assert digest == other_digest == entry.change.record.digest

    @invariant()
    def nothing_unresolved_is_lost(self) -> None:
        """Replays the journal: each report holds what was open then, with the history that earlier ones gave it."""
        state = State()
        history: dict[str, tuple[datetime | None, int]] = {}
        pending: HandoverBegun | None = None
        for entry in self.centre.entries:
            if isinstance(entry.change, HandoverBegun):
                pending = entry.change
                report = pending.handover.report
                wanted = {f"alarm/{alarm}" for alarm in state.alarms} | {f"note/{note}" for note in state.shifts.notes}
                assert wanted <= {item.key for item in report.items}
                assert report.size == entry.seq
                for item in report.items:
                    since, times = history.get(item.key, (report.at, 0))
                    assert (item.since, item.times) == (since, times + 1), item.key
            elif isinstance(entry.change, HandoverDone) and pending is not None:
                history = {item.key: (item.since, item.times) for item in pending.handover.report.items}
            apply(state, entry)
        assert state == self.centre.state

    @invariant()
    def enough_stay_unless_a_leader_says_otherwise(self) -> None:
        gone = [entry for entry in self.centre.entries if entry.action == "duty.off"]
        assert all(not entry.change.duty.released_by for entry in gone)  # type: ignore[union-attr]  # by its action
        assert len(self.centre.state.shifts.on_duty) >= 2


TestHanding = Handing.TestCase
TestHanding.settings = settings(max_examples=40, stateful_step_count=40, deadline=None)
