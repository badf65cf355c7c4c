"""The entry `search`: questions to an index of ten million entries, beside plain SQLite; how quickly it is built."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable, Mapping
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from types import MappingProxyType

from commandcenter.adapters.search.asking import ask
from commandcenter.adapters.search.filling import BATCH, version
from commandcenter.adapters.search.index import SearchIndex
from commandcenter.adapters.search.journal_rows import JournalRows
from commandcenter.adapters.search.service import closing_all
from commandcenter.domain.journal import Outcome
from commandcenter.services.searching import Query
from tests.bench.figures import BenchError, Compared, Figure, Goal, GoalOf, Kind, quantile, rounded
from tests.bench.places import workplace
from tests.bench.search.made_up import BEGAN, YEAR_S, write
from tests.bench.search.rival import find, rival

NAME = "search"
ROUNDS = 5
LIMIT_S = 1.0
DAY = timedelta(days=1)
MIDDLE = BEGAN + timedelta(seconds=YEAR_S / 2)

Tell = Callable[[str], None]

QUESTIONS: Mapping[str, Query] = MappingProxyType(
    {
        "everything": Query(),
        "person": Query(persons=("officer-7",)),
        "nobody": Query(persons=("nobody",)),
        "seat": Query(seats=("desk-3",)),
        "action": Query(actions=("linkage.started",)),
        "actions": Query(actions=("alarm.*",)),
        "alarm": Query(subjects=("A777",)),
        "object": Query(subjects=("HFC-1234",)),
        "area": Query(areas=("500105007",)),
        "outcome": Query(outcomes=(Outcome.UNKNOWN,)),
        "day": Query(since=MIDDLE, until=MIDDLE + DAY),
        "person and area": Query(persons=("officer-7",), areas=("500105007",)),
        "empty intersection": Query(persons=("officer-7",), seats=("wall",)),
        "word": Query(words=("步行街",)),
        "words": Query(words=("步行街", "沼气")),
        "digits": Query(words=("12",)),
        "value": Query(words=("99.9",)),
        "no such word": Query(words=("nowhere to be found",)),
        "person, day, words": Query(persons=("officer-1",), since=MIDDLE, until=MIDDLE + DAY, words=("积水",)),
        "four letters": Query(words=("a", "e", "江", "0")),
        "deep page": Query(persons=("officer-7",), before=1_000_000),
    }
)


def run(tell: Tell) -> list[Figure]:
    """Ten minutes; `ENTRIES` in the environment asks for fewer than ten million."""
    count = int(os.environ.get("ENTRIES", "10000000"))
    with workplace(NAME) as folder:
        tell(f"making up {count:,} entries")
        total = write(folder / "journal.sqlite", count)
        tell(f"reading their {total / 1e9:.1f} GB, then building the index")
        reading = _read(folder / "journal.sqlite", count)
        building = _build(folder, count)
        with closing(SearchIndex(folder / "search.duckdb", version({}))) as index:
            size = (folder / "search.duckdb").stat().st_size
            tell(f"{len(QUESTIONS)} questions, {ROUNDS} times each")
            ours = {name: _times(index, query, count) for name, query in QUESTIONS.items()}
            tell("the same to SQLite, once each")
            with rival(folder / "rival.sqlite", index) as database:
                theirs = {name: _rival(database, index, query, count) for name, query in QUESTIONS.items()}
    return [
        _build_figure(building, reading, count, size),
        *_question_figures(ours, theirs, count),
    ]


def _read(path: Path, count: int) -> float:
    """Entries a second that are only read, as the index reads them."""
    began = time.perf_counter()
    with closing(JournalRows.of(path)) as rows:
        for first in range(0, count, 1_000):
            rows.read(first, 1_000)
    return count / (time.perf_counter() - began)


def _build(folder: Path, count: int) -> float:
    """Entries a second, the file closed on disk included."""
    began = time.perf_counter()
    journal = JournalRows.of(folder / "journal.sqlite")
    with closing_all(journal, folder / "search.duckdb", {}, batch=BATCH) as (index, _, filler):
        while filler.step():
            continue
        if index.meta.size != count:
            raise BenchError(f"{index.meta.size} of {count} entries are in the index")
    return count / (time.perf_counter() - began)


def _times(index: SearchIndex, query: Query, count: int) -> list[float]:
    times = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        ask(index, query, count)
        times.append(time.perf_counter() - began)
    return times


def _rival(database: sqlite3.Connection, index: SearchIndex, query: Query, count: int) -> float:
    """Raises BenchError when the two do not agree."""
    began = time.perf_counter()
    found, seqs = find(database, query)
    took = time.perf_counter() - began
    page = ask(index, query, count)
    if page.count != found or list(page.seqs) != seqs:
        raise BenchError(f"the index finds {page.count}, SQLite {found}: {query}")
    return took


def _build_figure(building: float, reading: float, count: int, size: int) -> Figure:
    return Figure(
        name="search-build",
        what="entries a second from the journal into a new index, states for the replay included",
        value=building,
        unit="entries/s",
        compared=Compared(kind=Kind.WHOLE, what="reading the same journal alone", value=reading),
        lower_is_better=False,
        samples=count,
        detail={"entries": count, "index_bytes": size},
    )


def _question_figures(ours: Mapping[str, list[float]], theirs: Mapping[str, float], count: int) -> list[Figure]:
    every = [took for times in ours.values() for took in times]
    other = list(theirs.values())
    detail = {
        name: {"worst": rounded(max(times)), "p50": rounded(quantile(times, 0.5)), "sqlite": rounded(theirs[name])}
        for name, times in ours.items()
    }
    slowest = max(ours, key=lambda name: max(ours[name]))
    rivals = "the same questions to plain SQLite with an index on (actor)"
    return [
        Figure(
            name="search-worst",
            what=f"the slowest question to {count:,} entries ({slowest}), its page and the exact count",
            value=max(every),
            unit="s",
            compared=Compared(kind=Kind.RIVAL, what=rivals, value=max(other)),
            goal=Goal(of=GoalOf.VALUE, bound=LIMIT_S),
            samples=len(every),
            detail=detail,
        ),
        Figure(
            name="search-p50",
            what="the middle one of all questions",
            value=quantile(every, 0.5),
            unit="s",
            compared=Compared(kind=Kind.RIVAL, what=rivals, value=quantile(other, 0.5)),
            goal=Goal(of=GoalOf.VALUE, bound=LIMIT_S),
            samples=len(every),
        ),
    ]
