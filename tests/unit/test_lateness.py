"""What a seat tells late: done, recorded, or refused with a reason, in the name of who sat there then."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest

from commandcenter.domain.alarms import AlarmState
from commandcenter.domain.changes.operating import CommandRefused
from commandcenter.domain.events import Raised, Returned
from commandcenter.domain.journal import CommandId
from commandcenter.domain.merging import FormerSession
from commandcenter.domain.people import EVERYWHERE, Account, Role, Session
from commandcenter.domain.state import State
from commandcenter.services.chaining import Linked
from commandcenter.services.permissions import ABSENT, NOBODY, ROLES, Standing
from commandcenter.services.sessions import EXPIRED, SILENT
from commandcenter.services.whose import NO_SESSION, OVER, person_then
from tests.support.cores import START, WANG, TestCore
from tests.support.kept import KeptSeat

LI = msgspec.structs.replace(WANG, id="li", name="李伟", number="A002")
PRESSED = "The key was pressed {seconds} s ago: press it again if it is still wanted."
KEY = "k" * 40


def burning() -> tuple[TestCore, KeptSeat]:
    """Alarms A1 and A2 are open, a minute old, and a seat is about to be cut off."""
    centre = TestCore()
    for number in (1, 2):
        centre.events(Raised(at=centre.now, type="t", subject=f"s{number}"))
    centre.wait(60)
    return centre, KeptSeat(centre)


def late(centre: TestCore, seat: KeptSeat, name: str, seconds: float, **args: str) -> str:
    """What is said to something that was done now and is told so much later; "" for a yes."""
    data = seat.record(name, "", 0.0, **args)
    centre.wait(seconds)
    return seat.tell(data, seconds).reason


def test_a_linkage_that_nobody_has_touched_is_started_up_to_ten_minutes_late() -> None:
    centre, seat = burning()
    assert late(centre, seat, "linkage.start", 599, alarm="A1") == ""
    assert [run.started_by for run in centre.core.state.linkages.values()] == ["wang"]


def test_after_ten_minutes_it_is_not() -> None:
    centre, seat = burning()
    assert late(centre, seat, "linkage.start", 601, alarm="A1") == PRESSED
    assert late(centre, seat, "wall.reset", 601) == PRESSED
    assert centre.core.state.linkages == {}


def test_a_command_that_no_journal_has_kept_is_not_done_after_half_a_minute() -> None:
    centre, _ = burning()
    order, pressed = CommandId(id="command-x", name="wall.reset"), centre.now
    centre.wait(31)
    verdict, _ = centre.core.command(order, b"\x80", WANG, "desk-1", pressed)
    assert verdict.reason == PRESSED


@pytest.mark.parametrize("before_the_key", [False, True])
def test_a_linkage_is_not_started_late_when_somebody_else_has_taken_the_alarm(before_the_key: bool) -> None:
    """Also when that was before the key, but after the last that the seat had heard."""
    centre, seat = burning()
    if before_the_key:
        centre.command("alarm.acknowledge", LI, "desk-2", alarm="A1")
        centre.wait(5)
    data = seat.record("linkage.start", blind_s=10.0, alarm="A1")
    centre.wait(10)
    if not before_the_key:
        centre.command("alarm.acknowledge", LI, "desk-2", alarm="A1")
    centre.wait(50)
    assert seat.tell(data, 60.0).reason == "{person} has taken alarm {alarm} meanwhile: this was not done."
    assert centre.core.state.linkages == {}


def test_a_linkage_is_started_late_when_the_same_officer_took_the_alarm_or_another_long_before() -> None:
    centre, seat = burning()
    centre.command("alarm.acknowledge", LI, "desk-2", alarm="A2")
    centre.wait(20)
    mine, key, other = (
        seat.record("alarm.acknowledge", alarm="A1"),
        seat.record("linkage.start", alarm="A1"),
        seat.record("linkage.start", alarm="A2"),
    )
    centre.wait(60)
    assert [seat.tell(data, 60.0).reason for data in (mine, key, other)] == ["", "", ""]


def test_a_linkage_is_not_started_late_when_somebody_has_started_one() -> None:
    centre, seat = burning()
    data = seat.record("linkage.start", alarm="A1")
    centre.wait(1)
    centre.command("linkage.start", LI, "desk-2", alarm="A1")
    centre.wait(60)
    centre.core.tick()
    assert seat.tell(data, 61.0).reason == "{person} has started the linkage of alarm {alarm} meanwhile."


@pytest.mark.parametrize("name", ["linkage.start", "wall.reset"])
def test_nothing_is_done_late_to_a_wall_that_somebody_else_has_turned(name: str) -> None:
    centre, seat = burning()
    data = seat.record(name, alarm="A1") if name == "linkage.start" else seat.record(name)
    centre.wait(1)
    centre.command("linkage.start", LI, "desk-2", alarm="A2")
    centre.wait(60)
    assert seat.tell(data, 61.0).reason == "{person} has changed the wall meanwhile: this was not done."


def test_an_alarm_that_is_over_meanwhile_is_not_linked_late() -> None:
    centre, seat = burning()
    data = seat.record("linkage.start", alarm="A1")
    centre.wait(1)
    centre.events(Returned(at=centre.now, type="t", subject="s1"))
    centre.wait(60)
    assert seat.tell(data, 61.0).reason == "Alarm {alarm} was over meanwhile: this was not done."


def test_an_alarm_is_acknowledged_however_late_unless_it_came_again_meanwhile() -> None:
    centre, seat = burning()
    assert late(centre, seat, "alarm.acknowledge", 3600, alarm="A1") == ""
    data = seat.record("alarm.acknowledge", alarm="A2")
    centre.wait(1)
    centre.events(Raised(at=centre.now, type="t", subject="s2"))
    centre.wait(60)
    reason = "Alarm {alarm} came again meanwhile: look, and acknowledge it again."
    assert seat.tell(data, 61.0).reason == reason
    assert centre.core.state.alarms["A2"].state is AlarmState.UNACKNOWLEDGED


def test_what_needs_the_core_is_not_done_late() -> None:
    centre, seat = burning()
    assert late(centre, seat, "session.lock", 31) == PRESSED


def test_the_seats_wall_clock_may_be_wrong() -> None:
    centre, seat = burning()
    now = centre.now
    centre.now = now + timedelta(days=2)
    ahead = seat.record("linkage.start", alarm="A1")
    centre.now = now - timedelta(days=2)
    behind = seat.record("linkage.start", alarm="A2")
    centre.now = now
    assert seat.tell(ahead, 40.0).ok
    assert seat.tell(behind, 40.0).ok


def test_what_does_not_count_is_recorded_as_refused_in_its_place() -> None:
    centre, seat = burning()
    assert seat.tell(seat.record(), void=OVER).reason == OVER
    entry = centre.store.entries[-1].entry
    assert isinstance(entry.change, CommandRefused)
    assert (entry.change.name, entry.actor) == ("queue.filter", "wang")
    assert seat.tell(seat.record()).ok


# ---- whose


def session(number: int, since: float, account: str = "li.wei") -> Session:
    return Session(
        id=f"S{number}",
        account=account,
        name="李伟",
        person="A1",
        role=Role.DUTY_OFFICER,
        seat="desk-1",
        key=KEY,
        since=START + timedelta(seconds=since),
        began=since,
    )


def sat(present: Session | None, former: tuple[Session, float, str] | None = None) -> State:
    account = Account(id="li.wei", name="李伟", person="A1", roles=(Role.DUTY_OFFICER,), scope=EVERYWHERE, digest="x")
    state = State(accounts={"li.wei": account}, sessions={"desk-1": present} if present else {})
    if former:
        it, ended, why = former
        state.former[it.id] = FormerSession(session=it, ended_at=START + timedelta(seconds=ended), why=why)
    return state


def whose(state: State, named: str, done: float, now: float, key: str = KEY) -> tuple[str, str]:
    """Who did what was done in that session `done` s after the start, and why it does not count."""
    linked = Linked(chain="c", n=1, prev=b"", link=b"", session=named, age_s=now - done)
    present = msgspec.structs.replace(WANG, id="present", session="S9")
    person, void = person_then(state, "desk-1", key, linked, present, START + timedelta(seconds=now))
    return person.id, void


def test_what_was_done_in_the_session_that_is_there_is_its_persons() -> None:
    state = sat(session(9, 100))
    assert whose(state, "S9", 200, 300) == ("present", "")
    assert whose(state, "S9", 96, 300) == ("present", "")
    assert whose(state, "S9", 94, 300) == ("present", NO_SESSION)


def test_what_nobody_did_is_not_that_persons_who_came_later() -> None:
    assert whose(sat(session(9, 100)), "", 50, 300) == ("nobody", "")
    assert whose(sat(session(9, 100)), "", 150, 300) == ("nobody", "")
    assert whose(sat(session(9, 100)), "", 299, 300) == ("present", "")


@pytest.mark.parametrize(
    ("done", "expected"),
    [(94, NO_SESSION), (96, ""), (150, ""), (200, ""), (201.5, OVER), (290, OVER)],
)
def test_what_was_done_in_a_session_that_has_ended_counts_if_that_was_before(done: float, expected: str) -> None:
    state = sat(session(9, 250, "chen.jing"), (session(1, 100), 200, EXPIRED))
    assert whose(state, "S1", done, 300) == ("li.wei", expected)


def test_who_was_given_up_for_silence_was_there_all_the_same() -> None:
    state = sat(None, (session(1, 0), 600, SILENT))
    assert whose(state, "S1", 1800, 2000) == ("li.wei", "")
    assert whose(state, "S1", 12 * 3600 + 2, 13 * 3600) == ("li.wei", OVER)


def test_a_session_of_another_seat_or_key_or_of_none_counts_for_nobody() -> None:
    state = sat(None, (session(1, 0), 600, EXPIRED))
    assert whose(state, "S1", 100, 700, key="x" * 40) == ("nobody", NO_SESSION)
    assert whose(state, "S2", 100, 700) == ("nobody", NO_SESSION)


def test_permissions_are_those_of_today_and_the_name_stays() -> None:
    state = sat(None, (session(1, 0), 600, EXPIRED))
    linked = Linked(chain="c", n=1, prev=b"", link=b"", session="S1", age_s=600)
    now = START + timedelta(seconds=700)
    person, _ = person_then(state, "desk-1", KEY, linked, ABSENT, now)
    assert (person.permissions, person.standing) == (ROLES[Role.DUTY_OFFICER], Standing.PRESENT)
    state.accounts["li.wei"] = msgspec.structs.replace(state.accounts["li.wei"], enabled=False)
    person, void = person_then(state, "desk-1", KEY, linked, ABSENT, now)
    assert (person.id, person.name, person.permissions, person.standing, void) == (
        "li.wei",
        "李伟",
        NOBODY,
        Standing.ABSENT,
        "",
    )
