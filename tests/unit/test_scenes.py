"""How the centre was after an entry, told by the search's thread: in time, or why not; the search itself goes on."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
import pytest

from commandcenter.adapters.search import scenes
from commandcenter.adapters.search.journal_rows import JournalRows
from commandcenter.adapters.search.scenes import KEEP_S, Scenes
from commandcenter.adapters.search.service import SearchService, with_entries
from commandcenter.domain.alarms import Alarm
from commandcenter.domain.errors import Trouble
from commandcenter.domain.priority import Priority
from commandcenter.domain.state import State
from commandcenter.services.scene import MOST_ALARMS, Scene, scene_of
from commandcenter.services.searching import Found, Query
from tests.support.duty import EARLY
from tests.support.one_shift import early_shift
from tests.support.searched import Searched, searched, write_journal

CENTRE = early_shift()


class Clock:
    def __init__(self) -> None:
        self.now = 0.0
        self.tired = False
        self.rests = 0

    def __call__(self) -> float:
        return self.now

    def rest(self) -> bool:
        self.rests += 1
        self.now += 1.0 if self.tired else 0.0
        return False


@contextmanager
def told(folder: Path) -> Iterator[tuple[Scenes, Searched, Clock]]:
    with searched(folder, CENTRE.entries) as index:
        index.fill()
        clock = Clock()
        yield Scenes(index.index, index.rows, clock.rest, clock), index, clock


def at(index: Searched, seq: int) -> Found:
    page = index.find(Query(before=seq + 1, limit=1))
    return with_entries(page, index.rows)


def scene(found: Found | Trouble) -> Scene:
    assert isinstance(found, Found)
    assert found.scene is not None
    return found.scene


def seq_of(action: str) -> int:
    return next(it.seq for it in CENTRE.entries if it.action == action)


def test_it_tells_what_was_open_who_was_on_duty_and_which_shift_it_was(tmp_path: Path) -> None:
    with told(tmp_path) as (it, index, _):
        raised = scene(it.beside(at(index, seq_of("alarm.raised"))))
        returned = scene(it.beside(at(index, seq_of("alarm.returned"))))
    assert (raised.open, raised.unacknowledged) == ({"critical": 1}, 1)
    assert [alarm.subject for alarm in raised.alarms] == ["HFC-042"]
    assert ([duty.name for duty in raised.on_duty], raised.shift) == (["王敏", "李强", "周正"], EARLY)
    assert returned.open == {}


def test_steps_back_and_on_tell_the_same(tmp_path: Path) -> None:
    with told(tmp_path) as (it, index, _):
        forwards = [scene(it.beside(at(index, seq))) for seq in range(len(CENTRE.entries))]
        backwards = [scene(it.beside(at(index, seq))) for seq in reversed(range(len(CENTRE.entries)))]
    assert forwards == backwards[::-1]
    assert [found.size for found in forwards] == list(range(1, len(CENTRE.entries) + 1))


def test_of_what_is_far_it_is_told_that_it_is_on_its_way_and_the_next_time_it_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scenes, "PIECE", 1)
    with told(tmp_path) as (it, index, clock):
        clock.tired = True
        first = it.beside(at(index, 30))
        second = it.beside(at(index, 30))
    assert isinstance(first, Trouble)
    assert str(first) == "That moment is far from any that is kept: it is on its way, ask again."
    assert scene(second).size == 31


def test_others_are_given_way_to_every_few_entries(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scenes, "PIECE", 10)
    with told(tmp_path) as (it, index, clock):
        it.beside(at(index, 30))
    assert clock.rests == 3


def test_what_was_kept_is_let_go_when_nobody_steps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scenes, "PIECE", 1)
    with told(tmp_path) as (it, index, clock):
        it.beside(at(index, 20))
        it.forget()
        it.beside(at(index, 21))
        assert clock.rests == 22
        clock.now += KEEP_S + 1
        it.forget()
        it.beside(at(index, 22))
        assert clock.rests == 22 + 23


def test_nothing_found_is_nothing_told(tmp_path: Path) -> None:
    with told(tmp_path) as (it, index, _):
        found = Found(page=index.find(Query(words=("nowhere",))))
        assert it.beside(found) == found


def test_of_many_alarms_the_urgent_ones_stand_there_and_all_are_counted() -> None:
    one = next(iter(early_shift().state.alarms.values()))
    state = State()
    for number in range(200):
        priority = Priority.CRITICAL if number == 150 else Priority.NOTICE
        state.alarms[f"A{number}"] = _as(one, f"A{number}", priority)
    found = scene_of(state)
    assert len(found.alarms) == MOST_ALARMS
    assert (found.alarms[0].id, found.open) == ("A150", {"critical": 1, "notice": 199})


def asked(service: SearchService, query: Query, *, scene: bool) -> Found | Trouble:
    answer: list[Found | Trouble] = []
    there = threading.Event()

    def done(found: Found | Trouble) -> None:
        answer.append(found)
        there.set()

    assert service.ask(query, done, whole=True, scene=scene)
    assert there.wait(30)
    return answer[0]


def test_the_service_tells_the_scene_beside_the_entry(tmp_path: Path) -> None:
    journal = tmp_path / "journal.sqlite"
    write_journal(journal, CENTRE.entries)
    service = SearchService(lambda: JournalRows.of(journal), tmp_path / "search.duckdb")
    service.start()
    try:
        found = asked(service, Query(before=seq_of("alarm.raised") + 1, limit=1), scene=True)
        plain = asked(service, Query(limit=1), scene=False)
    finally:
        service.stop()
    assert scene(found).open == {"critical": 1}
    assert isinstance(plain, Found)
    assert plain.scene is None


def _as(alarm: Alarm, name: str, priority: Priority) -> Alarm:
    return msgspec.structs.replace(alarm, id=name, priority=priority)
