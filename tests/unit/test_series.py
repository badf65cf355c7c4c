"""The past that the core keeps of telemetry: bounded, shared fairly, and gone with the source's last key."""

from __future__ import annotations

import pytest

from bridge import series
from bridge.core.telemetry import MAX_DROPPED, Tally, Telemetry
from bridge.protocol.seat import Point
from bridge.protocol.source import Sample
from bridge.series import SeriesBook
from tests.support.cores import START
from tests.support.rough_source import packed


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def book(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> SeriesBook:
    """Room for six, and four of one source."""
    monkeypatch.setattr(series, "MAX_SERIES", 6)
    monkeypatch.setattr(series, "MAX_SERIES_EACH", 4)
    return SeriesBook(clock)


def extend(book: SeriesBook, source: str, keys: str) -> None:
    for key in keys:
        book.extend(source, key, Point(1.0, 2.0))


def kept(book: SeriesBook) -> dict[str, str]:
    """The keys by source, the one that was extended last at the end."""
    found: dict[str, str] = {}
    for source, key, _ in book.series():
        found[source] = found.get(source, "") + key
    return found


def test_a_source_that_measures_too_much_keeps_what_it_began_with_while_that_goes_on(book: SeriesBook) -> None:
    for _ in range(3):
        extend(book, "a", "12345")
    assert kept(book) == {"a": "1234"}


def test_what_was_silent_longest_makes_room_for_what_is_new(book: SeriesBook, clock: Clock) -> None:
    extend(book, "a", "1234")
    clock.now += 50
    extend(book, "a", "13")
    clock.now += 10
    extend(book, "a", "567")
    assert kept(book) == {"a": "1356"}


def test_a_source_that_came_first_leaves_room_for_the_others(book: SeriesBook) -> None:
    extend(book, "a", "1234")
    extend(book, "b", "1234")
    extend(book, "c", "1234")
    extend(book, "a", "4")
    assert {source: len(keys) for source, keys in kept(book).items()} == {"a": 2, "b": 2, "c": 2}


def test_a_value_that_is_said_again_adds_no_point(book: SeriesBook) -> None:
    for point in (Point(1.0, 2.0), Point(1.0, 2.0), Point(2.0, 2.0)):
        book.extend("a", "1", point)
    assert [list(points) for _, _, points in book.series()] == [[Point(1.0, 2.0), Point(2.0, 2.0)]]


def test_what_a_source_has_said_is_forgotten_and_leaves_room(book: SeriesBook) -> None:
    extend(book, "a", "1234")
    extend(book, "b", "12")
    book.forget("a")
    extend(book, "c", "1234")
    assert kept(book) == {"b": "12", "c": "1234"}


def test_a_value_without_room_for_its_series_is_taken_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(series, "MAX_SERIES_EACH", 1)
    telemetry = Telemetry(lambda: START)
    taken = [telemetry.take("s", sample(key), ("*",)) for key in "abc"]
    assert taken == [True, True, True]
    assert (len(telemetry.newest), len(telemetry.book.series())) == (3, 1)


def test_telemetry_forgets_one_source_and_no_other() -> None:
    telemetry = Telemetry(lambda: START)
    for source in "st":
        telemetry.take(source, sample("a"), ("*",))
    telemetry.forget("s")
    assert (set(telemetry.newest), telemetry.changed()) == ({("t", "a")}, {("t", "a")})
    assert [source for source, _, _ in telemetry.book.series()] == ["t"]
    telemetry.take("s", sample("a"), ("*",))
    assert set(telemetry.newest) == {("t", "a"), ("s", "a")}


def sample(key: str) -> bytes:
    return packed(Sample(key=key, type="t", at=START, values={"value": 1.0}))


def test_numbers_that_are_missing_are_counted_and_a_new_beginning_is_none() -> None:
    tally = Tally()
    assert [tally.missing(number) for number in (7, 8, 11, 11, 1, 2, 4)] == [0, 0, 2, 0, 0, 0, 1]


def test_however_a_source_numbers_the_count_stays_one_that_can_be_told() -> None:
    tally = Tally()
    tally.missing(1)
    tally.drop(tally.missing(2**63 - 1))
    tally.drop(1)
    assert tally.dropped == MAX_DROPPED
