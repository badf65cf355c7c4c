"""Figures beside the core: read by time and no more than can be read, worked out once for all who ask."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from commandcenter.adapters.quality.reading import desks_of, measure
from commandcenter.adapters.quality.service import QualityService
from commandcenter.adapters.store.by_time import first_at
from commandcenter.adapters.store.reading import JournalReader
from commandcenter.adapters.store.sql_store import SqlStore
from commandcenter.app.opening import open_reader
from commandcenter.domain.errors import Trouble
from commandcenter.services.quality.asking import Span, Told
from tests.support.cores import START
from tests.support.lively_day import LivelyDay
from tests.support.waiting import eventually

ENDS = START + timedelta(days=1)


@pytest.fixture(scope="module")
def journal(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("quality") / "journal.sqlite"
    with closing(SqlStore(path)) as store:
        LivelyDay(ENDS, store).run()
    return path


@pytest.fixture
def reader(journal: Path) -> Iterator[JournalReader]:
    with open_reader(journal) as opened:
        yield opened


def test_a_moment_is_found_by_halving(reader: JournalReader) -> None:
    at = START + timedelta(hours=10)
    number = first_at(reader, at)
    before, first = list(reader.entries(number - 1, 2))
    assert before.at < at <= first.at
    assert first_at(reader, START - timedelta(days=9)) == 0
    assert first_at(reader, ENDS) == reader.stored_tree().size


def test_every_desk_of_the_centre_is_there(reader: JournalReader) -> None:
    found = measure(reader, ENDS - timedelta(hours=1), ENDS)
    assert desks_of(reader) == ["water", "street", "safety"]
    assert [it.desk for it in found.desks] == ["water", "street", "safety"]
    assert (found.cut, found.asked_from) == (False, ENDS - timedelta(hours=1))


def test_of_too_many_entries_only_the_newest_are_read_and_it_is_said(reader: JournalReader) -> None:
    begins = START
    whole, part = measure(reader, begins, ENDS), measure(reader, begins, ENDS, most=500)
    (first,) = reader.entries(reader.stored_tree().size - 500, 1)
    assert (part.cut, part.asked_from, part.desks[0].begins) == (True, begins, first.at)
    assert sum(it.calls for it in part.desks) < sum(it.calls for it in whole.desks)


def test_a_journal_that_has_just_begun_is_not_taken_for_a_quiet_one(reader: JournalReader) -> None:
    """It began 27 hours before the end: with the desks' names, when the core was made."""
    found = measure(reader, ENDS - timedelta(days=30), ENDS)
    (first,) = reader.entries(0, 1)
    assert {it.begins for it in found.desks} == {first.at}
    assert all(it.indicative for it in found.desks)
    assert not found.cut


def test_a_rate_is_of_ten_minutes_at_least_however_young_the_journal_is(reader: JournalReader) -> None:
    (first,) = reader.entries(0, 1)
    found = measure(reader, first.at - timedelta(hours=8), first.at + timedelta(seconds=60))
    assert {it.begins for it in found.desks} == {first.at + timedelta(seconds=60) - timedelta(minutes=10)}


class Journal:
    """Opens the journal, counts how often, and waits for the test where it is told to."""

    def __init__(self, path: Path) -> None:
        self.path, self.opened = path, 0
        self.trouble: Trouble | None = None
        self.go_on = threading.Event()
        self.go_on.set()

    def __call__(self) -> AbstractContextManager[JournalReader]:
        return self._open()

    @contextmanager
    def _open(self) -> Iterator[JournalReader]:
        self.opened += 1
        self.go_on.wait(10)
        if self.trouble is not None:
            raise self.trouble
        with open_reader(self.path) as reader:
            yield reader


class Clock:
    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


class Asked:
    """A service of a journal, and what it has answered."""

    def __init__(self, path: Path, most: int = 100_000) -> None:
        self.journal, self.clock = Journal(path), Clock()
        self.service = QualityService(self.journal, lambda: ENDS, clock=self.clock, most=most)
        self.answers: list[Told | Trouble] = []

    def ask(self, span: Span = Span.DAY) -> bool:
        return self.service.ask(span, self.answers.append)

    def wait(self, count: int) -> None:
        eventually(lambda: len(self.answers) >= count, 20, f"{count} answers")


@pytest.fixture
def asked(journal: Path) -> Iterator[Asked]:
    made = Asked(journal)
    made.service.start()
    yield made
    made.service.stop()


def test_however_many_ask_it_is_worked_out_once_a_minute(asked: Asked) -> None:
    asked.journal.go_on.clear()
    assert all(asked.ask() for _ in range(5))
    asked.journal.go_on.set()
    asked.wait(5)
    assert asked.journal.opened == 1
    asked.clock.seconds += 49.0
    assert asked.ask()
    assert (len(asked.answers), asked.journal.opened) == (6, 1)
    asked.clock.seconds += 2.0
    assert asked.ask()
    asked.wait(7)
    assert asked.journal.opened == 2


def test_each_span_is_worked_out_for_itself(asked: Asked) -> None:
    asked.ask(Span.HOUR)
    asked.ask(Span.DAY)
    asked.wait(2)
    hour, day = asked.answers
    assert isinstance(hour, Told)
    assert isinstance(day, Told)
    assert (hour.asked_from, day.asked_from) == (ENDS - timedelta(hours=1), START)
    assert len(day.desks[0].figures.tens) == 144


def test_who_is_one_too_many_is_told_so(journal: Path) -> None:
    made = Asked(journal)
    assert [made.ask() for _ in range(33)] == [True] * 32 + [False]
    made.service.stop()


@pytest.mark.expects_log("WARNING commandcenter.adapters.quality.service: no figures of the alarms: no disk")
def test_a_journal_that_cannot_be_read_is_said_and_tried_again(asked: Asked) -> None:
    asked.journal.trouble = Trouble("no disk")
    asked.ask()
    asked.wait(1)
    asked.journal.trouble = None
    asked.ask()
    asked.wait(2)
    refused, found = asked.answers
    assert str(refused) == "no disk"
    assert isinstance(found, Told)


class Ticking:
    """A second passes whenever somebody looks."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        self.seconds += 1.0
        return self.seconds


def ticking(journal: Path, slow_s: float) -> Told | Trouble:
    """Looks at the clock after every 50 entries."""
    service = QualityService(lambda: open_reader(journal), lambda: ENDS, clock=Ticking(), slow_s=slow_s)
    answers: list[Told | Trouble] = []
    service.start()
    service.ask(Span.DAY, answers.append)
    eventually(lambda: answers, 20)
    service.stop()
    return answers[0]


def test_of_a_journal_that_is_read_slowly_less_is_read(journal: Path) -> None:
    """More than 1,000 entries at 50 a second, in 21 seconds: only the newest 1,000 of them."""
    told = ticking(journal, 21.0)
    assert isinstance(told, Told)
    assert told.cut
    assert told.desks[0].figures.begins > START


@pytest.mark.expects_log("WARNING commandcenter.adapters.quality.service: .* The journal is read too slowly")
def test_what_cannot_be_read_in_time_at_all_is_said(journal: Path) -> None:
    assert str(ticking(journal, 2.0)) == "The journal is read too slowly for figures of so long a time: ask for less."


def test_it_stops_in_the_middle_of_reading(journal: Path) -> None:
    made = Asked(journal)
    made.journal.go_on.clear()
    made.service.start()
    made.ask()
    eventually(lambda: made.journal.opened == 1, 10)
    stopping = threading.Thread(target=made.service.stop)
    stopping.start()
    eventually(made.service._thread._stopping.is_set, 10)  # noqa: SLF001
    made.journal.go_on.set()
    stopping.join(10)
    assert (stopping.is_alive(), made.answers) == (False, [])
