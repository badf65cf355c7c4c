"""Of what is open a report names what matters most and counts the rest: nothing is lost, and the entry stays small."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from commandcenter.domain.handover import Folded, Item, ItemKind
from commandcenter.domain.handover_room import FOLDED_BYTES, REST_BYTES, Fitted, fitted
from commandcenter.domain.priority import Priority

AT = datetime(2026, 11, 22, 7, 50, tzinfo=UTC)
PRIORITIES = [it.value for it in Priority]
FLAGS = ["important", "follow-up", "plain"]
# Texts that take three bytes a character, as they do here.
LONG = "三号街燃气泄漏，关阀七号，开阀前先打一一九" * 30


def item(kind: ItemKind, number: int, *, title: str = "x", times: int = 1, **values: str) -> Item:
    return Item(
        key="wall" if kind is ItemKind.WALL else f"{kind.value}/{number}",
        kind=kind,
        title=title,
        at=AT - timedelta(minutes=number),
        values=values,
        since=AT,
        since_shift="2026-11-22/早班",
        times=times,
    )


def alarm(number: int, priority: str = "minor", sort: str = "pump.fault", times: int = 1) -> Item:
    return item(ItemKind.ALARM, number, title=f"水泵故障 {number}", times=times, priority=priority, type=sort)


def note(number: int, flag: str = "plain", title: str = LONG[:500], times: int = 1) -> Item:
    return item(ItemKind.NOTE, number, title=title, times=times, flag=flag, by="王敏")


def counts(found: Fitted) -> Counter[ItemKind]:
    """How many of each kind, named or counted."""
    return Counter(it.kind for it in found.items) + _folded(found)


def _folded(found: Fitted) -> Counter[ItemKind]:
    folded: Counter[ItemKind] = Counter()
    for line in found.folded:
        folded[line.kind] += line.count
    return folded


def test_four_hundred_alarms_leave_the_notes_and_all_else_where_they_were() -> None:
    others = [
        note(1, "important"),
        *(item(kind, 1) for kind in ItemKind if kind not in (ItemKind.NOTE, ItemKind.ALARM)),
    ]
    found = fitted([*others, *(alarm(number) for number in range(400))])
    assert list(found.items[: len(others)]) == others
    named = len(found.items) - len(others)
    assert 100 <= named < 200
    assert found.folded == (
        Folded(
            kind=ItemKind.ALARM,
            priority="minor",
            sort="pump.fault",
            count=400 - named,
            oldest=AT - timedelta(minutes=399),
        ),
    )
    assert (found.more, found.rest) == (400 - named, ())


def test_what_is_counted_says_how_often_it_was_handed_over() -> None:
    found = fitted([alarm(number, times=1 + number % 3) for number in range(300)])
    (line,) = found.folded
    folded = range(len(found.items), 300)
    assert (line.count, line.times, line.since_shift) == (len(folded), 3, "2026-11-22/早班")
    assert line.again == sum(number % 3 > 0 for number in folded)
    assert line.key == "counted/alarm/minor/pump.fault"


def test_lesser_alarms_are_counted_before_more_urgent_ones_which_take_what_room_others_leave() -> None:
    found = fitted([alarm(number, "major") for number in range(250)] + [alarm(number) for number in range(250, 400)])
    assert [it.values["priority"] for it in found.items] == ["major"] * 250
    assert [(it.priority, it.count) for it in found.folded] == [("minor", 150)]


def test_many_sorts_of_alarms_are_taken_together_by_priority_and_still_add_up() -> None:
    found = fitted([alarm(number, PRIORITIES[number // 500], f"kind.{number}") for number in range(2000)])
    named = len(found.items)
    assert sum(it.count for it in found.folded) == 2000 - named
    together = [(it.priority, it.sort) for it in found.folded if it.count > 1]
    assert together == [("critical", ""), ("major", ""), ("minor", ""), ("notice", "")]
    assert sum(len(msgspec.msgpack.encode(it)) for it in found.folded) < FOLDED_BYTES + 4 * 150


def test_long_notes_are_cut_rather_than_left_out_the_important_ones_last() -> None:
    found = fitted([note(1, "important"), *(note(number) for number in range(2, 40))])
    assert [len(it.title) for it in found.items] == [500, *[160] * 38]
    assert all(it.title.endswith("…") for it in found.items[1:])
    assert found.folded == ()


def test_of_more_notes_than_there_is_room_for_the_important_ones_are_named_and_the_others_found_by_number() -> None:
    notes = [note(number, "important" if number < 60 else "plain") for number in range(200)]
    found = fitted(notes)
    assert [it.values["flag"] for it in found.items[:60]] == ["important"] * 60
    assert [(it.kind, it.sort, it.count) for it in found.folded] == [(ItemKind.NOTE, "plain", 200 - len(found.items))]
    assert found.rest == tuple(it.key for it in notes[len(found.items) :])


def test_what_was_handed_over_before_keeps_its_place_among_the_keys() -> None:
    sources = [
        item(ItemKind.SOURCE, number, title="泵" * 160, times=2 if number == 399 else 1) for number in range(400)
    ]
    found = fitted(sources)
    assert found.rest[0] == "source/399"
    assert sum(len(key.encode()) + 3 for key in found.rest) <= REST_BYTES


OTHERS: list[ItemKind] = [kind for kind in ItemKind if kind not in (ItemKind.ALARM, ItemKind.NOTE)]
FEW_OR_MANY = st.integers(0, 5) | st.integers(0, 250)
NUMBERS = st.fixed_dictionaries({kind: st.integers(0, 1) if kind is ItemKind.WALL else FEW_OR_MANY for kind in OTHERS})
ALARMS = st.fixed_dictionaries(dict.fromkeys(PRIORITIES, FEW_OR_MANY))
NOTES = st.fixed_dictionaries({flag: st.integers(0, 70) for flag in FLAGS})


@settings(max_examples=60, deadline=None)
@given(numbers=NUMBERS, alarms=ALARMS, notes=NOTES, long=st.integers(1, 500), sorts=st.integers(1, 100))
def test_whatever_is_open_the_report_stays_small_and_adds_up(
    numbers: dict[ItemKind, int], alarms: dict[str, int], notes: dict[str, int], long: int, sorts: int
) -> None:
    made = [note(number, flag, LONG[:long]) for flag in FLAGS for number in range(notes[flag])]
    for kind in OTHERS:
        made += [item(kind, at, title=LONG[: min(long, 160)], times=1 + at % 2) for at in range(numbers[kind])]
    for priority in PRIORITIES:
        made += [alarm(at, priority, f"kind.{at % sorts}", 1 + at % 4) for at in range(alarms[priority])]
    found = fitted(made)

    size = len(msgspec.msgpack.encode((found.items, found.folded, found.rest)))
    assert size < 60 * 1024, "an entry has to stay below 64 KiB, and has more in it"
    assert counts(found) == Counter(it.kind for it in made)
    assert found.more + len(found.items) == len(made)
    again = sum(it.times > 1 for it in found.items) + sum(it.again for it in found.folded)
    assert again == sum(it.times > 1 for it in made)
    for kind in ItemKind:
        wanted = [it.key for it in made if it.kind is kind]
        named = [it.key for it in found.items if it.kind is kind]
        assert named == wanted[: len(named)], "what matters most is named first"
        assert bool(named) == bool(wanted), f"there is room for one {kind.value} at least"
    _check_sorts(made, found)


def _check_sorts(made: list[Item], found: Fitted) -> None:
    """By priority and by flag it adds up, too."""
    for name, values in (("priority", PRIORITIES), ("flag", FLAGS)):
        for value in values:
            named = sum(it.values.get(name) == value for it in found.items)
            folded = sum(it.count for it in found.folded if value in (it.priority, it.sort))
            assert named + folded == sum(it.values.get(name) == value for it in made)
