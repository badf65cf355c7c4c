"""The search index says what a look at every entry says, whatever is asked and whatever stands in the entries."""

from __future__ import annotations

import tempfile
import unicodedata
from datetime import timedelta
from pathlib import Path

import hypothesis
import pytest
from hypothesis import strategies as st

from commandcenter.domain.alarms import Alarm
from commandcenter.domain.changes.alarms import AlarmRaised
from commandcenter.domain.changes.operating import Acted, CommandRefused, WallChanged
from commandcenter.domain.journal import Entry, Outcome
from commandcenter.domain.wall import Wall
from commandcenter.services.findable import findable
from commandcenter.services.matching import Match
from commandcenter.services.searching import Query
from tests.support.searched import BEGAN, acted, alarm, entry, raised, searched

HOSTILE = (
    "' OR 1=1 --",
    "100%",
    "a_b",
    'say "now"',
    "\\",
    "%' ESCAPE",
    "\u202eabc\u202c",
    "化粪池沼气超标",
    "Ｆｉｒｅ",
    "STRASSE ß",
    "0; DROP TABLE entries",
    "null\x00byte",
    "?",
    "$1",
)


def texts_of(it: Entry) -> list[str]:
    """What somebody may look for in the entries of these tests."""
    match it.change:
        case AlarmRaised(alarm=one):
            return [one.title, one.address, one.type, *(plain(value) for value in one.values.values())]
        case Acted(detail=detail):
            return [plain(value) for value in detail.values()]
        case CommandRefused(reason=reason, values=values):
            return [reason, *values.values()]
        case WallChanged(wall=wall):
            return list(wall.cameras)
        case _:
            raise AssertionError(it)


def plain(value: object) -> str:
    return str(value).removesuffix(".0") if isinstance(value, float) else str(value)


def fold(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def names_of(it: Entry) -> set[str]:
    match it.change:
        case AlarmRaised(alarm=one):
            return {it.subject, one.subject}
        case WallChanged(wall=wall):
            return {it.subject, "wall", wall.run}
        case _:
            return {it.subject}


def fits(text: str, wanted: str) -> bool:
    return text.startswith(wanted[:-1]) if wanted.endswith("*") else text == wanted


def meets(it: Entry, query: Query) -> bool:
    area = it.change.alarm.area if isinstance(it.change, AlarmRaised) else ""
    kind = str(it.change.__struct_config__.tag)
    words = [word for text in query.words for word in fold(text).split()]
    said = [fold(text) for text in texts_of(it)]
    return all(
        (
            not query.persons or it.actor in query.persons,
            not query.seats or it.seat in query.seats,
            not query.actions or any(fits(it.action, a) or fits(kind, a) for a in query.actions),
            not query.subjects or names_of(it) & set(query.subjects),
            not query.areas or any(fits(area, a) for a in query.areas),
            not query.outcomes or it.outcome in query.outcomes,
            query.since is None or it.at >= query.since,
            query.until is None or it.at < query.until,
            all(any(word in text for text in said) for word in words),
        )
    )


def expected(entries: list[Entry], query: Query) -> tuple[tuple[int, ...], bool, int]:
    found = [it.seq for it in entries if meets(it, query)]
    inside = [
        seq
        for seq in found
        if (query.before is None or seq < query.before) and (query.after is None or seq > query.after)
    ]
    inside.sort(reverse=not query.oldest_first)
    return tuple(inside[: query.limit]), len(inside) > query.limit, len(found)


people = st.sampled_from(["wang", "li", "o'neill", "王敏", "x;y"])
seats = st.sampled_from(["desk-1", "desk-2", ""])
# A text as it is said keeps to one line: words that are looked for are never broken by a line's end.
text = st.one_of(st.sampled_from(HOSTILE), st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=12))
numbers = st.floats(-1e6, 1e6, allow_nan=False, width=32).map(lambda it: round(it, 2))
changes = st.one_of(
    st.builds(lambda t, n: Acted(action="queue.filter", detail={"filter": t, "zoom": n}), text, numbers),
    st.builds(lambda t: CommandRefused(name="wall.reset", reason="no", values={"why": t}), text),
    st.builds(lambda t: WallChanged(wall=Wall(cameras=(t, "C1"), run="L1")), text),
    st.builds(lambda t, a, n: AlarmRaised(alarm=alarm("A1", t, a, level=n)), text, text, numbers),
)
journals = st.lists(st.tuples(changes, people, seats, st.sampled_from(list(Outcome))), max_size=12)
some_words = st.one_of(
    st.sampled_from(["12", "1", ".5", "-", "沼气", "化 粪", "fire", "STRASSE", "%", "_", "'", "or 1=1", "c1", "e"]),
    text,
)
queries = st.builds(
    Query,
    persons=st.lists(people, max_size=2).map(tuple),
    seats=st.lists(st.sampled_from(["desk-1", "desk-2"]), max_size=1).map(tuple),
    actions=st.lists(st.sampled_from(["alarm.*", "queue.filter", "wall.*", "command.refused", "*"]), max_size=2).map(
        tuple
    ),
    subjects=st.lists(st.sampled_from(["A1", "HFC-A1", "wall", "L1", "s"]), max_size=2).map(tuple),
    areas=st.lists(st.sampled_from(["500105001", "5001*", "9*"]), max_size=1).map(tuple),
    outcomes=st.lists(st.sampled_from(list(Outcome)), max_size=2).map(tuple),
    words=st.lists(some_words.filter(bool), max_size=2).map(tuple),
    since=st.none() | st.integers(0, 12).map(lambda it: BEGAN + timedelta(seconds=it)),
    until=st.none() | st.integers(0, 12).map(lambda it: BEGAN + timedelta(seconds=it)),
    before=st.none() | st.integers(0, 12),
    after=st.none() | st.integers(0, 12),
    limit=st.integers(1, 5),
    oldest_first=st.booleans(),
)


@hypothesis.settings(max_examples=60, deadline=None)
@hypothesis.given(journals, st.lists(queries, min_size=1, max_size=8))
def test_the_index_finds_what_a_look_at_every_entry_finds(
    journal: list[tuple[Acted | CommandRefused | WallChanged | AlarmRaised, str, str, Outcome]], asked: list[Query]
) -> None:
    entries = [
        entry(
            seq, change, actor=actor, seat=seat, subject="A1" if isinstance(change, AlarmRaised) else "s", outcome=out
        )
        for seq, (change, actor, seat, out) in enumerate(journal)
    ]
    with tempfile.TemporaryDirectory() as folder, searched(Path(folder), entries) as index:
        for query in asked:
            page = index.find(query)
            assert (page.seqs, page.more, page.count) == expected(entries, query), query
            assert (page.searched, page.size) == (len(entries), len(entries))
            matches, one_by_one = Match(query), [findable(it, None, lambda name: "") for it in entries]
            assert [it.seq for it in one_by_one if matches(it)] == [it.seq for it in entries if meets(it, query)]


@pytest.mark.parametrize("said", HOSTILE)
def test_what_looks_like_a_pattern_or_a_statement_finds_itself_only(tmp_path: Path, said: str) -> None:
    with searched(tmp_path, [acted(0, said), acted(1, "nothing of it"), acted(2, "100x a.b")]) as index:
        assert index.find(Query(words=(said,))).seqs == (0,)
        assert index.find(Query(persons=(said,), seats=(said,), subjects=(said,), actions=(said,))).seqs == ()
        assert index.find(Query()).count == 3


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        (("沼气",), (0,)),
        (("超标", "化粪池"), (0,)),
        (("超标 建新",), (0,)),
        (("建新北路3",), (0,)),
        (("gas",), (1,)),
        (("ＧＡＳ",), (1,)),
        (("12.5",), (1,)),
        (("12.5 ppm",), ()),
        (("ga s",), (1,)),
        (("t.unknown",), (1, 0)),
    ],
)
def test_words_are_found_in_any_order_and_however_they_are_written(
    tmp_path: Path, asked: tuple[str, ...], found: tuple[int, ...]
) -> None:
    entries = [
        raised(0, alarm("A1", "化粪池沼气超标", "江北区建新北路3号")),
        raised(1, alarm("A2", "GAS leak", "x", methane=12.5, whole=3.0)),
        acted(2, "else"),
    ]
    with searched(tmp_path, entries) as index:
        assert index.find(Query(words=asked)).seqs == found


def test_two_conditions_without_a_common_entry_find_nothing(tmp_path: Path) -> None:
    with searched(tmp_path, [acted(0, "x", actor="wang"), acted(1, "x", actor="li", seat="desk-2")]) as index:
        page = index.find(Query(persons=("wang",), seats=("desk-2",)))
        assert (page.seqs, page.more, page.count) == ((), False, 0)


def test_pages_follow_each_other_in_both_directions_without_loss(tmp_path: Path) -> None:
    with searched(tmp_path, [acted(seq, "x") for seq in range(7)]) as index:
        first = index.find(Query(limit=3))
        assert (first.seqs, first.more, first.count) == ((6, 5, 4), True, 7)
        assert index.find(Query(limit=3, before=4)).seqs == (3, 2, 1)
        assert index.find(Query(limit=3, before=1)).seqs == (0,)
        assert index.find(Query(limit=3, oldest_first=True)).seqs == (0, 1, 2)
        last = index.find(Query(limit=9, after=2, oldest_first=True))
        assert (last.seqs, last.more) == ((3, 4, 5, 6), False)


def test_what_is_done_about_an_open_alarm_is_found_by_its_area(tmp_path: Path) -> None:
    look = entry(1, Acted(action="alarm.open", subject="A1"), subject="A1")
    with searched(tmp_path, [raised(0, alarm("A1")), look]) as index:
        assert index.find(Query(areas=("500105001",))).seqs == (1, 0)


def test_an_alarm_is_found_by_the_things_own_name(tmp_path: Path) -> None:
    one: Alarm = alarm("A1")
    with searched(tmp_path, [raised(0, one), acted(1, "x")]) as index:
        assert index.find(Query(subjects=("HFC-A1",))).seqs == (0,)
