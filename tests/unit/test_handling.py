"""What officers do to alarms, and what the passing of time does: through the core, with a journal."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest

from commandcenter.domain.alarms import Alarm, AlarmState
from commandcenter.domain.alarms.life import Manner
from commandcenter.domain.catalogue import Catalogue, EventType, Wording
from commandcenter.domain.changes.alarms import AlarmAcknowledged, AlarmUnshelved
from commandcenter.domain.changes.system import ClockStepped
from commandcenter.domain.events import Raised, Returned
from commandcenter.domain.journal import Draft
from commandcenter.domain.people import Scope
from commandcenter.domain.priority import Priority
from commandcenter.services.core import Run
from commandcenter.services.permissions import ROLES, Person
from tests.support.cores import START, WANG, TestCore

LEADER = msgspec.structs.replace(
    WANG, id="chen", name="陈静", number="A002", permissions=frozenset().union(*(ROLES[it] for it in ROLES))
)
METHANE = ("s", "cesspool.methane", "HFC-1")
WORDS = Wording(label="甲烷")


def catalogue(**life: object) -> Catalogue:
    kind = EventType(priority=Priority.MAJOR, zh=WORDS, en=WORDS, life=Manner(**life))  # type: ignore[arg-type]
    return Catalogue(types={"cesspool.methane": kind})


def raised() -> Raised:
    return Raised(at=START, type="cesspool.methane", subject="HFC-1")


def returned() -> Returned:
    return Returned(at=START, type="cesspool.methane", subject="HFC-1")


def centre_with(**life: object) -> TestCore:
    centre = TestCore(catalogue(**life))
    centre.events(raised())
    return centre


def alarm(centre: TestCore) -> Alarm:
    return centre.core.state.alarms["A1"]


def refused(centre: TestCore, name: str, person: Person = WANG, **args: object) -> str:
    verdict = centre.command_with(name, args, person)
    assert not verdict.ok
    return verdict.reason


def shelve(centre: TestCore, minutes: int = 30, **more: object) -> None:
    args = {"alarm": "A1", "minutes": minutes, "reason": "works", **more}
    assert centre.command_with("alarm.shelve", args).ok


def test_a_note_and_that_it_was_a_false_alarm_stand_with_the_acknowledgement() -> None:
    centre = centre_with()
    assert centre.command("alarm.acknowledge", alarm="A1", note="  wet sensor ", false_alarm=True).ok
    taken = alarm(centre)
    assert (taken.note, taken.false_alarm, taken.acknowledged_by) == ("wet sensor", True, "wang")
    centre.command("alarm.unacknowledge", alarm="A1")
    assert (alarm(centre).note, alarm(centre).acknowledged_by, alarm(centre).state) == (
        "",
        "",
        AlarmState.UNACKNOWLEDGED,
    )


def test_two_desks_cannot_both_act_on_the_same_thing_unawares() -> None:
    centre = centre_with()
    seen = alarm(centre).version
    assert centre.command("alarm.shelve", alarm="A1", version=seen, minutes=5, reason="stale").ok
    assert "has changed" in refused(centre, "alarm.unshelve", alarm="A1", version=seen)
    assert centre.command("alarm.unshelve", alarm="A1", version=seen + 1).ok


def test_the_second_of_two_acknowledgements_is_told_who_was_first() -> None:
    centre = centre_with()
    version = alarm(centre).version
    assert centre.command("alarm.acknowledge", alarm="A1", version=version).ok
    assert "already acknowledged" in refused(centre, "alarm.acknowledge", LEADER, alarm="A1", version=version)


def test_a_mere_repeat_makes_no_new_version_and_a_worse_one_does() -> None:
    centre = TestCore()
    centre.events(Raised(at=START, type="t", subject="x", priority=Priority.MINOR))
    before = centre.core.state.alarms["A1"]
    centre.events(Raised(at=START, type="t", subject="x", priority=Priority.MINOR))
    assert (alarm(centre).version, alarm(centre).count) == (before.version, 2)
    centre.events(Raised(at=START, type="t", subject="x", priority=Priority.CRITICAL))
    assert alarm(centre).version == before.version + 1


def test_an_alarm_keeps_its_present_and_its_worst_priority() -> None:
    centre = TestCore()
    for priority in (Priority.MINOR, Priority.CRITICAL, Priority.NOTICE):
        centre.events(Raised(at=START, type="t", subject="x", priority=priority))
    assert (alarm(centre).priority, alarm(centre).worst) == (Priority.NOTICE, Priority.CRITICAL)
    centre.command("alarm.acknowledge", alarm="A1")
    assert (alarm(centre).priority, alarm(centre).worst) == (Priority.NOTICE, Priority.NOTICE)


@pytest.mark.parametrize(
    ("args", "why"),
    [
        ({"minutes": 0, "reason": "works"}, "lasts from 1 to"),
        ({"minutes": 481, "reason": "works"}, "lasts from 1 to"),
        ({"minutes": 5, "reason": ""}, "only with a reason"),
        ({"minutes": 5, "reason": "because"}, "only with a reason"),
        ({"minutes": 5, "reason": "other", "comment": "  "}, "has to be said in words"),
        ({"reason": "works"}, "arguments are wrong"),
    ],
)
def test_nothing_is_shelved_without_a_time_and_a_reason(args: dict[str, object], why: str) -> None:
    centre = centre_with()
    assert why in centre.command_with("alarm.shelve", {"alarm": "A1", **args}).reason
    assert alarm(centre).hidden_by is None


def test_some_types_are_never_shelved() -> None:
    centre = centre_with(longest_shelf_min=0)
    assert "never hidden" in refused(centre, "alarm.shelve", alarm="A1", minutes=5, reason="works")


def test_one_shot_needs_something_that_is_wrong_and_ends_with_it() -> None:
    centre = centre_with()
    centre.events(returned())
    assert "no end to shelve it until" in refused(
        centre, "alarm.shelve", alarm="A1", minutes=5, reason="works", once=True
    )
    centre.events(raised())
    shelve(centre, once=True)
    centre.events(returned())
    assert "A1" not in centre.core.state.alarms


def test_a_shelf_ends_by_its_time_and_the_alarm_calls_again() -> None:
    centre = centre_with()
    shelve(centre, 30)
    calls = alarm(centre).annunciated
    centre.wait(30 * 60 - 1)
    centre.core.tick()
    assert alarm(centre).state is AlarmState.SHELVED
    centre.wait(1)
    (stamped,) = centre.core.tick()
    assert isinstance(stamped.entry.change, AlarmUnshelved)
    assert stamped.entry.change.expired
    assert (alarm(centre).state, alarm(centre).annunciated) == (AlarmState.UNACKNOWLEDGED, calls + 1)
    assert centre.core.tick() == []


def test_what_happens_on_the_shelf_is_counted_and_calls_nobody() -> None:
    centre = centre_with()
    shelve(centre)
    calls = alarm(centre).annunciated
    centre.events(returned(), raised(), returned(), raised())
    assert (alarm(centre).state, alarm(centre).count, alarm(centre).annunciated) == (AlarmState.SHELVED, 3, calls)
    assert "is shelved" in refused(centre, "alarm.acknowledge", alarm="A1")


@pytest.mark.parametrize("by", [3600, -3600, 86_400, -86_400])
def test_a_shelf_lasts_as_long_as_it_should_whatever_is_done_to_the_clock(by: int) -> None:
    centre = centre_with()
    shelve(centre, 60)
    centre.now += timedelta(seconds=by)
    centre.core.record([Draft(change=ClockStepped(before=0.0, after=float(by)))])
    centre.wait(59 * 60)
    centre.core = centre.fresh_core()
    assert centre.core.tick() == []
    centre.wait(60)
    assert len(centre.core.tick()) == 1
    assert alarm(centre).hidden_by is None


def test_a_step_while_no_core_ran_is_told_at_the_start_in_the_same_run_of_the_machine() -> None:
    centre = TestCore(catalogue())
    centre.core.start("1", Run(boot="b", monotonic=centre.seconds))
    centre.events(raised())
    shelve(centre, 60)
    centre.wait(600)
    centre.now += timedelta(hours=1)
    centre.core = centre.fresh_core()
    changes = [it.entry.change for it in centre.core.start("1", Run(boot="b", monotonic=centre.seconds))]
    assert [it.after - it.before for it in changes if isinstance(it, ClockStepped)] == [3600.0]
    centre.wait(49 * 60)
    assert centre.core.tick() == []
    centre.wait(60)
    assert len(centre.core.tick()) == 1


def test_in_another_run_of_the_machine_the_wall_clock_is_believed() -> None:
    centre = TestCore(catalogue())
    centre.core.start("1", Run(boot="b", monotonic=centre.seconds))
    centre.core = centre.fresh_core()
    changes = [it.entry.change for it in centre.core.start("1", Run(boot="c", monotonic=5.0))]
    assert not any(isinstance(it, ClockStepped) for it in changes)


def test_an_offset_counts_only_in_the_run_of_the_machine_that_it_was_seen_in() -> None:
    """A start that could not be written, or a machine that cannot tell its runs apart, makes no step of a reboot."""
    centre = TestCore(catalogue())
    assert centre.core.known_offset(Run(boot="b", monotonic=5.0)) is None
    centre.core.start("1", Run(boot="b", monotonic=centre.seconds))
    offset = centre.now.timestamp() - centre.seconds
    assert centre.core.known_offset(Run(boot="b", monotonic=9.0)) == offset
    assert centre.core.known_offset(Run(boot="c", monotonic=9.0)) is None
    assert centre.core.known_offset(Run(boot="", monotonic=9.0)) is None


def test_what_is_over_for_long_lets_itself_go_where_its_type_says_so() -> None:
    centre = centre_with(auto_acknowledge_s=600)
    centre.events(returned())
    centre.wait(599)
    assert centre.core.tick() == []
    centre.wait(1)
    (stamped,) = centre.core.tick()
    assert isinstance(stamped.entry.change, AlarmAcknowledged)
    assert (stamped.entry.actor, stamped.entry.change.by_itself) == ("core", True)
    assert centre.core.state.alarms == {}


def test_the_timer_is_held_against_the_alarm_at_the_moment_it_fires() -> None:
    centre = centre_with(auto_acknowledge_s=600)
    centre.events(returned())
    centre.wait(300)
    centre.events(raised())
    centre.wait(600)
    assert centre.core.tick() == []
    assert alarm(centre).state is AlarmState.UNACKNOWLEDGED


def test_what_was_acknowledged_and_goes_on_calls_again_where_its_type_says_so() -> None:
    centre = centre_with(alarm_again_s=900)
    centre.command("alarm.acknowledge", alarm="A1")
    centre.wait(900)
    assert len(centre.core.tick()) == 1
    assert (alarm(centre).state, alarm(centre).annunciated) == (AlarmState.UNACKNOWLEDGED, 2)


def test_a_latched_alarm_stays_until_somebody_resets_it() -> None:
    centre = centre_with(latching=True)
    assert "latched can be reset" in refused(centre, "alarm.reset", alarm="A1")
    centre.events(returned())
    assert alarm(centre).state is AlarmState.LATCHED_UNACKNOWLEDGED
    centre.command("alarm.acknowledge", alarm="A1")
    assert alarm(centre).state is AlarmState.LATCHED_ACKNOWLEDGED
    assert centre.command("alarm.reset", alarm="A1").ok
    assert centre.core.state.alarms == {}


def test_an_alarm_lives_on_in_the_manner_that_it_was_raised_in() -> None:
    centre = centre_with(latching=True)
    centre.core.catalogue = catalogue()
    centre.events(returned())
    assert alarm(centre).state is AlarmState.LATCHED_UNACKNOWLEDGED


def test_out_of_service_needs_a_permit_and_who_leads_and_ends_a_shelf() -> None:
    centre = centre_with()
    shelve(centre)
    assert "may not do" in refused(centre, "alarm.remove", alarm="A1", permit="PTW-7")
    assert "only under a permit" in refused(centre, "alarm.remove", LEADER, alarm="A1", permit=" ")
    assert centre.command("alarm.remove", LEADER, alarm="A1", permit="PTW-7").ok
    assert (alarm(centre).state, alarm(centre).hiding.shelved) == (AlarmState.OUT_OF_SERVICE, None)
    assert "out of service" in refused(centre, "alarm.shelve", alarm="A1", minutes=5, reason="works")
    assert centre.command("alarm.restore", LEADER, alarm="A1").ok
    assert alarm(centre).state is AlarmState.UNACKNOWLEDGED


def test_a_key_may_be_hidden_before_its_alarm_occurs() -> None:
    centre = TestCore(catalogue())
    centre.trust("s")
    source, kind, subject = METHANE
    named = {"source": source, "type": kind, "subject": subject}
    assert centre.command("alarm.remove", LEADER, permit="PTW-7", **named).ok
    assert (alarm(centre).state, alarm(centre).count) == (AlarmState.OUT_OF_SERVICE, 0)
    (stamped,) = centre.events(raised())
    assert stamped.entry.action == "alarm.raised"
    assert (alarm(centre).count, alarm(centre).annunciated, alarm(centre).active) == (1, 0, True)
    assert centre.command("alarm.restore", LEADER, alarm="A1").ok
    assert (alarm(centre).state, alarm(centre).annunciated) == (AlarmState.UNACKNOWLEDGED, 1)
    centre.events(Returned(at=START, type=kind, subject=subject))
    centre.command("alarm.acknowledge", alarm="A1")
    assert centre.core.state.alarms == {}


def test_what_was_hidden_and_never_occurred_leaves_with_its_hiding() -> None:
    centre = TestCore(catalogue())
    centre.trust("s")
    assert centre.command("alarm.shelve", minutes=5, reason="works", source="s", type="t", subject="x").ok
    centre.wait(300)
    centre.core.tick()
    assert (centre.core.state.alarms, centre.core.state.timers) == ({}, {})


HERE = msgspec.structs.replace(LEADER, id="local", scope=Scope(areas=("500105001",)))
BY_KEY = {"source": "s", "type": "cesspool.methane", "subject": "HFC-1"}


@pytest.mark.parametrize(("name", "more"), [("shelve", {"minutes": 5, "reason": "works"}), ("remove", {"permit": "P"})])
@pytest.mark.parametrize("named", [{"alarm": "A1"}, BY_KEY])
def test_nobody_hides_what_lies_outside_the_own_areas_however_it_is_named(
    name: str, more: dict[str, object], named: dict[str, object]
) -> None:
    centre = TestCore(catalogue())
    centre.events(msgspec.structs.replace(raised(), area="500105009"))
    verdict = centre.command_with(f"alarm.{name}", {**named, **more}, HERE)
    assert "outside the areas" in verdict.reason
    centre.events(Raised(at=START, type="cesspool.methane", subject="HFC-2", area="500105001"))
    other = {"alarm": "A2"} if "alarm" in named else {**BY_KEY, "subject": "HFC-2"}
    assert centre.command_with(f"alarm.{name}", {**other, **more}, HERE).ok
    # Where a thing lies that has no alarm nobody knows.
    unknown = centre.command_with(f"alarm.{name}", {**BY_KEY, "subject": "HFC-3", **more}, HERE)
    assert "outside the areas" in unknown.reason


def test_what_is_never_shelved_does_not_go_out_of_service_either() -> None:
    centre = TestCore(catalogue(longest_shelf_min=0))
    centre.trust("s")
    assert "never hidden" in centre.command_with("alarm.remove", {**BY_KEY, "permit": "P"}, LEADER).reason
    centre.events(raised())
    assert "never hidden" in refused(centre, "alarm.remove", LEADER, alarm="A1", permit="P")


def test_a_key_of_no_known_source_is_not_hidden_beforehand() -> None:
    centre = TestCore(catalogue())
    for source in ("nobody", "core"):
        verdict = centre.command_with("alarm.remove", {**BY_KEY, "source": source, "permit": "P"}, LEADER)
        assert "knows no source" in verdict.reason


def test_a_version_counts_also_where_the_alarm_is_named_by_its_key() -> None:
    centre = centre_with()
    args = {**BY_KEY, "version": 77, "minutes": 5, "reason": "works"}
    assert "has changed" in centre.command_with("alarm.shelve", args).reason


def test_one_that_nobody_has_to_acknowledge_calls_again_once_each_time() -> None:
    centre = centre_with(acknowledge=False, alarm_again_s=60)
    for times in (2, 3):
        centre.wait(60)
        assert len(centre.core.tick()) == 1
        assert centre.core.tick() == []
        assert alarm(centre).annunciated == times


def test_a_latched_alarm_that_nobody_has_seen_calls_out_of_hiding() -> None:
    centre = TestCore(catalogue(latching=True))
    centre.trust("s")
    assert centre.command_with("alarm.shelve", {**BY_KEY, "minutes": 5, "reason": "works"}).ok
    centre.events(raised(), returned())
    centre.wait(300)
    centre.core.tick()
    assert (alarm(centre).state, alarm(centre).annunciated) == (AlarmState.LATCHED_UNACKNOWLEDGED, 1)


@pytest.mark.parametrize("life", [{"alarm_again_s": -1}, {"auto_acknowledge_s": 1e99}, {"longest_shelf_min": -1}])
def test_a_catalogue_with_an_impossible_life_is_refused(life: dict[str, object]) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(life, Manner)


def test_an_alarm_has_to_be_named() -> None:
    centre = TestCore(catalogue())
    assert "No alarm was named" in refused(centre, "alarm.shelve", minutes=5, reason="works", source="s")


def test_a_restart_knows_all_of_it() -> None:
    centre = centre_with(auto_acknowledge_s=600)
    shelve(centre, comment="digging")
    before = centre.core.state
    centre.core = centre.fresh_core()
    assert centre.core.state == before
    assert centre.core.state.timers == {"A1": START + timedelta(minutes=30)}
