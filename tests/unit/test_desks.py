"""Who works on which alarm, at which desk it lies, and who is called when nobody takes notice."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest

from commandcenter.domain.alarms.work import Escalation
from commandcenter.domain.changes.alarms import AlarmEscalated
from commandcenter.domain.changes.people import AccountAdded, SessionBegan, SessionEnded
from commandcenter.domain.changes.system import ClockStepped
from commandcenter.domain.journal import Draft
from commandcenter.domain.people import Account, Role, Scope, Session
from commandcenter.domain.priority import Priority
from commandcenter.services.permissions import ROLES, Person
from tests.support.cores import START, WANG
from tests.support.ruled import RuledCore

LI = msgspec.structs.replace(WANG, id="li", name="李伟", number="A002")
LEADER = msgspec.structs.replace(
    WANG, id="chen", name="陈静", number="A003", permissions=ROLES[Role.SHIFT_LEADER], role="shift-leader"
)
DESKS = """
[[desk]]
name = "water"
zh = "排水席"
en = "Water"
when = { types = ["pump"], areas = ["500105"] }
roles = ["coordinator"]
[[desk]]
name = "north"
zh = "北片"
en = "North"
when = { types = ["*"], areas = ["500105001"] }
"""
CHAIN = """
[[escalate]]
name = "critical"
when = { types = ["*"] }
steps = [{ after_s = 60, to = "shift-leader" }, { after_s = 120, to = "wall" }]
"""


def signed_in(centre: RuledCore, person: Person, seat: str) -> Person:
    """With a session of their own."""
    session = Session(
        id=f"S-{person.id}",
        account=person.id,
        name=person.name,
        person=person.number,
        role=Role.DUTY_OFFICER,
        seat=seat,
        key=f"key-of-{seat}",
        since=centre.now,
        began=centre.core.attending.steady(),
        factors=("password",),
    )
    centre.core.record([Draft(change=SessionBegan(session=session))])
    return msgspec.structs.replace(person, session=session.id)


@pytest.fixture
def centre() -> RuledCore:
    made = RuledCore(DESKS)
    made.wrong("pump", area="500105002")
    return made


def does(centre: RuledCore, verb: str, who: Person = WANG, **more: object) -> str:
    """Why not; nothing when it is obeyed."""
    verdict = centre.command_with(f"alarm.{verb}", {"alarm": "A1", **more}, who, seat=f"desk-of-{who.id}")
    return "" if verdict.ok else verdict.reason


def holder(centre: RuledCore) -> str:
    kept = centre.core.state.alarms["A1"].holder
    return kept.account if kept else ""


def test_an_alarm_lies_at_the_first_desk_that_it_fits_or_at_everybodys() -> None:
    centre = RuledCore(DESKS)
    for number, (kind, area) in enumerate(
        (("pump", "500105001"), ("gas", "500105001"), ("gas", "500105002"), ("pump", ""))
    ):
        centre.wrong(kind, f"T{number}", area=area)
    assert [it.desk for it in centre.core.state.alarms.values()] == ["water", "north", "", ""]
    desks = centre.core.state.desks
    assert set(desks.of_role("coordinator")) == {"", "water"}
    assert set(desks.of_role("duty-officer")) == {"", "north"}


def test_who_takes_an_alarm_has_it_until_they_give_it_back(centre: RuledCore) -> None:
    assert does(centre, "take") == ""
    assert does(centre, "take") == "You have alarm {alarm} already."
    for verb in ("take", "release", "forward", "acknowledge"):
        assert does(centre, verb, LI) == "Alarm {alarm} is with {person}.", verb
    assert does(centre, "shelve", LI, minutes=5, reason="works") == "Alarm {alarm} is with {person}."
    assert does(centre, "acknowledge") == ""
    assert does(centre, "release") == ""
    assert does(centre, "release") == "Nobody has alarm {alarm}."
    assert does(centre, "unacknowledge", LI) == ""


def test_who_leads_the_shift_may_take_what_somebody_has(centre: RuledCore) -> None:
    assert does(centre, "take") == ""
    assert does(centre, "acknowledge", LEADER) == ""
    assert does(centre, "take", LEADER) == ""
    assert holder(centre) == "chen"


def test_asked_for_it_is_given_away_kept_or_gone_after_fifteen_seconds(centre: RuledCore) -> None:
    assert does(centre, "ask", LI) == "Nobody has alarm {alarm}."
    does(centre, "take")
    assert does(centre, "ask") == "You have alarm {alarm} already."
    assert does(centre, "answer", yes=True) == "Nobody asks for alarm {alarm}."
    assert does(centre, "ask", LI) == ""
    assert does(centre, "ask", LEADER) == "{person} asks for alarm {alarm} already."
    assert does(centre, "answer", LI, yes=True) == "Only who has alarm {alarm} can answer."
    assert does(centre, "answer", yes=False) == ""
    assert holder(centre) == "wang"
    does(centre, "ask", LI)
    assert does(centre, "answer", yes=True) == ""
    assert holder(centre) == "li"
    does(centre, "ask")
    centre.passes(14.9)
    centre.restart()
    centre.now += timedelta(hours=1)
    centre.core.record([Draft(change=ClockStepped(before=0.0, after=3600.0))])
    centre.core.tick()
    assert holder(centre) == "li"
    centre.passes(0.1)
    assert holder(centre) == "wang"
    assert centre.core.state.timers == {}


def test_what_is_forwarded_lies_elsewhere_and_nobody_has_it(centre: RuledCore) -> None:
    does(centre, "take")
    assert does(centre, "forward", desk="none") == "There is no desk {desk}."
    assert does(centre, "forward", desk="north", note="yours") == ""
    assert (centre.core.state.alarms["A1"].desk, holder(centre)) == ("north", "")
    assert does(centre, "forward", desk="north") == "Alarm {alarm} lies there already."
    assert does(centre, "forward") == ""
    assert centre.core.state.alarms["A1"].desk == ""


def test_it_is_handed_to_somebody_who_is_there(centre: RuledCore) -> None:
    assert does(centre, "forward", person="li") == "{person} is not signed in at a desk that handles alarms."
    signed_in(centre, LI, "desk-2")
    assert does(centre, "forward", person="li") == ""
    assert holder(centre) == "li"
    assert does(centre, "forward", LEADER, person="li") == "Alarm {alarm} is with {person} already."


def test_who_signs_off_has_nothing_any_more_and_who_asked_for_it_has_it(centre: RuledCore) -> None:
    wang = signed_in(centre, WANG, "desk-1")
    does(centre, "take", wang)
    centre.core.tick()
    assert holder(centre) == "wang"
    session = centre.core.state.sessions["desk-1"]
    centre.core.record([Draft(change=SessionEnded(session=session, why="signed-out"), subject="wang")])
    centre.core.tick()
    assert (holder(centre), centre.core.state.holders) == ("", {})
    wang = signed_in(centre, WANG, "desk-1")
    does(centre, "take", wang)
    does(centre, "ask", LI)
    session = centre.core.state.sessions["desk-1"]
    centre.core.record([Draft(change=SessionEnded(session=session, why="silent"), subject="wang")])
    centre.core.tick()
    assert holder(centre) == "li"


def test_the_version_that_was_seen_counts_here_too(centre: RuledCore) -> None:
    seen = centre.core.state.alarms["A1"].version
    assert does(centre, "take", version=seen) == ""
    assert does(centre, "take", LEADER, version=seen).startswith("Alarm {alarm} has changed since you saw it")


def test_a_desk_that_is_no_more_gives_its_alarms_to_others(centre: RuledCore) -> None:
    assert centre.core.state.alarms["A1"].desk == "water"
    centre.under(DESKS.replace('"water"', '"drains"'))
    assert centre.core.state.alarms["A1"].desk == "drains"
    centre.under("")
    assert centre.core.state.alarms["A1"].desk == ""


# ---- escalation


def told(centre: RuledCore) -> list[str]:
    """Who was called, in order."""
    changes = (it.entry.change for it in centre.store.entries)
    return [it.to for it in changes if isinstance(it, AlarmEscalated) and it.to]


def test_a_critical_alarm_that_nobody_attends_goes_to_the_leader_and_then_to_the_wall() -> None:
    centre = RuledCore(CHAIN)
    centre.wrong("gas")
    centre.wrong("pump")
    centre.passes(59.9)
    assert told(centre) == []
    centre.passes(0.1)
    assert told(centre) == ["shift-leader"]
    centre.passes(119)
    centre.passes(1)
    assert told(centre) == ["shift-leader", "wall"]
    centre.passes(10_000)
    assert told(centre) == ["shift-leader", "wall"]
    assert centre.the("gas").escalation == Escalation(rule="critical", taken=2, told=("shift-leader", "wall"))
    assert centre.command("alarm.acknowledge", alarm="A1").ok
    assert centre.the("gas").escalation is None


@pytest.mark.parametrize("what", ["acknowledge", "return", "shelve", "ease"])
def test_a_chain_ends_with_what_it_is_about(what: str) -> None:
    centre = RuledCore(CHAIN)
    centre.wrong("other", priority=Priority.CRITICAL)
    centre.passes(59)
    if what == "return":
        centre.over("other")
    elif what == "ease":
        centre.wrong("other", priority=Priority.MINOR)
    else:
        args = {"minutes": 30, "reason": "works"} if what == "shelve" else {}
        assert centre.command_with(f"alarm.{what}", {"alarm": "A1", **args}).ok
    centre.passes(1000)
    assert told(centre) == []


def test_it_begins_anew_with_each_call_and_repeats_as_often_as_the_rule_says() -> None:
    centre = RuledCore(CHAIN.replace("steps", "again = 1\nsteps"))
    centre.wrong("gas")
    for _ in range(4):
        centre.passes(120)
    assert told(centre) == ["shift-leader", "wall"] * 2
    centre.command("alarm.acknowledge", alarm="A1")
    centre.command("alarm.unacknowledge", alarm="A1")
    centre.passes(60)
    assert told(centre)[4:] == ["shift-leader"]
    centre.over("gas")
    centre.wrong("gas")
    centre.passes(59)
    assert told(centre)[5:] == []
    centre.passes(1)
    assert told(centre)[5:] == ["shift-leader"]


def test_a_chain_goes_on_through_a_restart_an_hour_on_the_clock_and_other_rules() -> None:
    for step in (3600.0, -3600.0):
        centre = RuledCore(CHAIN)
        centre.wrong("gas")
        centre.passes(50)
        centre.restart()
        centre.now += timedelta(seconds=step)
        centre.core.record([Draft(change=ClockStepped(before=0.0, after=step))])
        centre.passes(9)
        assert told(centre) == []
        centre.passes(1)
        assert told(centre) == ["shift-leader"]
        centre.under("")
        centre.passes(1000)
        assert told(centre) == ["shift-leader"], "no rule says to whom"
        centre.under(CHAIN.replace('"critical"', '"other"'))
        centre.passes(60)
        assert told(centre)[1:] == ["shift-leader"], "another chain begins anew"
    centre = RuledCore()
    centre.wrong("gas")
    centre.passes(1000)
    centre.under(CHAIN)
    centre.passes(60)
    assert told(centre) == ["shift-leader"], "what stands unattended is called for by a new rule"
    assert centre.core.state.alarms["A1"].raised_at == START


def test_an_alarm_that_is_another_chains_by_now_goes_over_to_it() -> None:
    major = CHAIN.replace('"critical"', '"major"').replace("steps", 'priorities = ["major"]\nsteps')
    centre = RuledCore(CHAIN + major.replace('"wall"', '"department"'))
    centre.wrong("other", priority=Priority.CRITICAL)
    centre.passes(10)
    centre.wrong("other", priority=Priority.MAJOR)
    centre.passes(60)
    centre.passes(120)
    assert told(centre) == ["shift-leader", "department"]
    centre.wrong("other", priority=Priority.MINOR)
    assert centre.the("other").escalation is None, "nobody is called for it any more"


def test_it_is_handed_only_to_who_may_act_there(centre: RuledCore) -> None:
    signed_in(centre, LI, "desk-2")
    account = Account(id="li", name="李伟", person="A002", roles=(Role.DUTY_OFFICER,), scope=Scope(areas=("500106",)))
    centre.core.record([Draft(change=AccountAdded(account=account), subject="li")])
    assert does(centre, "forward", person="li") == "{person} may not act where this alarm is."
