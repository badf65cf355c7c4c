"""Whatever sources say, what the rules keep in mind is bounded, and an entry of the journal has room for it."""

from __future__ import annotations

import msgspec
import pytest

from commandcenter.adapters.store.bases import state_of
from commandcenter.domain.applying import apply
from commandcenter.domain.changes.alarms import AlarmRaised
from commandcenter.domain.changes.sources import NoteTaken, WatchesForgotten
from commandcenter.domain.checkpoints import MAX_ENTRY
from commandcenter.domain.events import Event, Noted, Raised, Value
from commandcenter.domain.journal import Entry
from commandcenter.domain.priority import Priority
from commandcenter.domain.rules.watch import Watch
from commandcenter.domain.state import State
from commandcenter.services.ruling import parts
from tests.support.cores import START
from tests.support.ruled import RuledCore
from tests.unit.test_handling import LEADER

BY_AREA = """
[[event]]
name = "many"
when = { types = ["pump"] }
rate = { times = 5, within_s = 60, by = "area", priority = "critical" }
"""
WIDE = "𠀀"  # four bytes


def counted(centre: RuledCore) -> list[str]:
    """The areas that are counted, and how often each was."""
    return sorted(f"{it.subject}: {len(it.times)}" for it in centre.core.state.watches.values())


def read_again(centre: RuledCore) -> State:
    """What somebody comes to who has only the journal."""
    state = State()
    for stamped in centre.store.entries:
        apply(state, msgspec.msgpack.decode(stamped.data, type=Entry))
    return state


# ---- groups that are counted


@pytest.fixture
def room_for_three(monkeypatch: pytest.MonkeyPatch) -> RuledCore:
    monkeypatch.setattr(parts, "MAX_GROUPS", 3)
    return RuledCore(BY_AREA)


def test_where_there_is_no_room_the_group_goes_that_was_not_counted_for_longest(room_for_three: RuledCore) -> None:
    centre = room_for_three
    for number, area in enumerate(("1", "2", "3", "1", "4")):
        centre.wrong("pump", f"P{number}", area=area)
        centre.passes(1)
    assert counted(centre) == ["1: 2", "3: 1", "4: 1"]
    centre.wrong("pump", "P9", area="5")
    assert counted(centre) == ["1: 2", "4: 1", "5: 1"]


def test_who_invents_places_keeps_nobody_from_being_counted(room_for_three: RuledCore) -> None:
    centre = room_for_three
    for number in range(5):
        for other in range(2):
            centre.wrong("pump", f"X{number}-{other}", area=f"9{number}{other}", source="hostile")
        centre.wrong("pump", f"P{number}", area="500105001")
    assert centre.the("pump", "P3").priority is Priority.MAJOR
    assert centre.the("pump", "P4").priority is Priority.CRITICAL


def test_which_group_went_stands_in_the_journal_and_a_restart_goes_on_from_there(room_for_three: RuledCore) -> None:
    centre = room_for_three
    for number in range(7):
        centre.wrong("pump", f"P{number}", area=f"{number}")
        centre.passes(1)
    state = read_again(centre)
    assert (state.watches, state.watch_keys) == (centre.core.state.watches, centre.core.state.watch_keys)
    centre.restart()
    centre.wrong("pump", "P7", area="7")
    assert counted(centre) == ["5: 1", "6: 1", "7: 1"]


def test_out_of_the_tables_they_come_in_the_order_in_which_they_were_counted() -> None:
    watches = [Watch(source="s", type="many", subject=name, times=(START.replace(second=at),)) for name, at in AT]
    things = [("watch", it.subject.encode(), msgspec.msgpack.encode(it)) for it in watches]
    assert list(state_of(0, 0, [], things).watch_keys["s"]) == [f"s\x1fmany\x1f{name}" for name in ("c", "a", "b")]


AT = (("a", 20), ("b", 30), ("c", 10))


# ---- what an entry has room for


def all_of_it(number: int, subject: str, values: int = 27) -> Raised:
    """As much as a source may say: some 60,000 bytes."""
    said: dict[str, Value] = {f"v{at:02}": WIDE * 512 for at in range(values)}
    return Raised(
        at=START,
        type="pump",
        subject=subject,
        title=WIDE * 512,
        area="5" * 16,
        address=WIDE * 512,
        values={"n": float(number), **said},
    )


EVERYTHING = """
[[event]]
name = "everything"
when = { types = ["*"] }
alarm = { type = "all", subject = "all" }
chatter = { times = 100, within_s = 86400, quiet_s = 1 }
rate = { times = 100, within_s = 86400, by = "subject", priority = "critical" }
"""
HELD = "count = 100\nwithin_s = 86400\non_delay_s = 86400\n"


def subjects(wide: bool) -> list[str]:
    """Few with long names, or many with short ones: both come to the most that an alarm has."""
    return [f"{at:03}" + WIDE * 125 for at in range(30)] if wide else [f"{at:03}" + "x" * 112 for at in range(120)]


@pytest.mark.parametrize(("wide", "most"), [(True, 23), (False, 100)])
@pytest.mark.parametrize("more", ["", HELD])
def test_no_entry_of_an_alarm_is_longer_than_the_log_allows(wide: bool, most: int, more: str) -> None:
    centre = RuledCore(EVERYTHING + more)
    centre.now = START.replace(microsecond=123_457)  # longer than whole seconds
    for number, subject in enumerate(subjects(wide)):
        centre.events(all_of_it(number, subject))
    for number in range(100):
        centre.events(all_of_it(number, subjects(wide)[0]))
    alarm = "A1"
    if not more:
        assert len(centre.the("all", "all").parts) == most
        assert centre.command("alarm.acknowledge", alarm=alarm, note=WIDE * 500).ok
        shelf = {"alarm": alarm, "minutes": 1, "reason": "other", "comment": WIDE * 500}
        assert centre.command_with("alarm.shelve", shelf).ok
        out = {"alarm": alarm, "permit": WIDE * 128, "comment": WIDE * 500}
        assert centre.command_with("alarm.remove", out, LEADER).ok
    longest = max(centre.store.entries, key=lambda it: len(it.data))
    assert 50_000 < len(longest.data) < MAX_ENTRY, longest.entry.action


def test_what_there_is_no_room_for_is_counted() -> None:
    centre = RuledCore()
    (stamped,) = centre.events(all_of_it(1, "P"))
    assert isinstance(stamped.entry.change, AlarmRaised)
    assert len(stamped.data) < 40_000
    values = centre.the("pump", "P").values
    assert list(values) == ["n", *(f"v{at:02}" for at in range(15)), "left_out"]
    assert values["left_out"] == 12.0


def test_a_note_is_no_longer_either() -> None:
    centre = RuledCore()
    said: dict[str, Value] = {f"v{at:02}": WIDE * 512 for at in range(30)}
    (stamped,) = centre.events(Noted(at=START, type="pump", subject="P", title=WIDE * 512, values=said))
    assert isinstance(stamped.entry.change, NoteTaken)
    assert stamped.entry.change.note.values["left_out"] == 15.0


def test_what_is_usual_stays_as_it_is() -> None:
    """Thirty-two values of a hundred letters are 3,500 bytes."""
    centre = RuledCore()
    said: dict[str, Value] = {f"v{at:02}": "x" * 100 for at in range(32)}
    event: Event = Raised(at=START, type="pump", subject="P", values=said)
    centre.events(event)
    assert centre.the("pump", "P").values == said


def test_what_is_forgotten_together_fits_as_well() -> None:
    centre = RuledCore('[[event]]\nname = "slow"\nwhen = { types = ["pump"] }\ncount = 3\nwithin_s = 60\n')
    for number in range(300):
        centre.wrong("pump", f"{number:03}" + WIDE * 125)
    forgotten = centre.passes(60)
    changes = [it.entry.change for it in forgotten]
    assert sum(len(it.keys) for it in changes if isinstance(it, WatchesForgotten)) == 300
    assert max(len(it.data) for it in forgotten) < MAX_ENTRY
    assert not centre.core.state.watches
