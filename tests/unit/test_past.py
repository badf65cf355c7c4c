"""Looking back through a data folder: stories and selections by way of the index, moments by way of kept states."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from commandcenter.adapters.data_folder import DataFolder
from commandcenter.app import past
from commandcenter.app.past import FolderPast
from commandcenter.domain.changes.alarms import AlarmReturned
from commandcenter.domain.changes.operating import Acted, WallChanged
from commandcenter.domain.changes.sources import NoteTaken
from commandcenter.domain.events import Noted
from commandcenter.domain.journal import Entry
from commandcenter.domain.wall import Wall
from commandcenter.services.replaying_shift import Stepper
from commandcenter.services.searching import Query
from tests.support.searched import BEGAN, acted, alarm, entry, raised, searched

NOTE = Noted(at=BEGAN, type="fan.started", subject="HFC-A1", title="风机自启动")


def look(seq: int, action: str, subject: str, seat: str = "desk-1") -> Entry:
    return entry(seq, Acted(action=action, subject=subject), subject=subject, seat=seat)


def wall(seq: int, **shows: str) -> Entry:
    return entry(seq, WallChanged(wall=Wall(version=seq, **shows)), subject=shows.get("alarm", "wall"))  # type: ignore[arg-type]  # texts only


JOURNAL = [
    look(0, "alarm.open", "A1", "desk-2"),
    raised(1, alarm("A1", "化粪池沼气超标")),
    raised(2, alarm("A2", "电梯困人")),
    look(3, "alarm.open", "A1"),
    look(4, "camera.open", "C1"),
    look(5, "camera.open", "C7", "desk-2"),
    wall(6, alarm="A1"),
    entry(7, NoteTaken(source="cesspool", note=NOTE), subject="HFC-A1", actor="cesspool", seat=""),
    acted(8, "x"),
    entry(9, AlarmReturned(alarm=alarm("A1")), subject="A1", actor="cesspool", seat=""),
    wall(10),
    wall(11),
]


@contextmanager
def folder_past(folder: Path, entries: list[Entry]) -> Iterator[FolderPast]:
    with searched(folder, entries) as index:
        yield FolderPast(DataFolder(folder), index.rows, index.find)


@pytest.mark.parametrize(
    ("kind", "name", "seqs"),
    [
        ("alarm", "A1", [0, 1, 3, 4, 5, 6, 7, 9, 10]),
        ("alarm", "A2", [2]),
        ("alarm", "A9", []),
        ("seat", "desk-2", [0, 5]),
        ("object", "C7", [5]),
        ("person", "cesspool", [1, 2, 7, 9]),
    ],
)
def test_a_story_is_found_by_way_of_the_index(tmp_path: Path, kind: str, name: str, seqs: list[int]) -> None:
    with folder_past(tmp_path, JOURNAL) as it:
        assert [found.seq for found in it.story(kind, name, 100)] == seqs


def test_a_persons_shift_has_a_beginning_and_an_end(tmp_path: Path) -> None:
    with folder_past(tmp_path, JOURNAL) as it:
        since, until = BEGAN + timedelta(seconds=4), BEGAN + timedelta(seconds=8)
        assert [found.seq for found in it.story("person", "wang", 100, since, until)] == [4, 5, 6]


@pytest.mark.parametrize("few", [0, 100])
@pytest.mark.parametrize(
    ("query", "seqs"),
    [
        (Query(), list(range(12))),
        (Query(seats=("desk-2",)), [0, 5]),
        (Query(words=("沼气",)), [1]),
        (Query(areas=("5001*",), persons=("wang",)), [3, 6]),
        (Query(persons=("nobody",)), []),
    ],
)
def test_few_entries_and_many_are_selected_alike(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, few: int, query: Query, seqs: list[int]
) -> None:
    monkeypatch.setattr(past, "FEW", few)
    with folder_past(tmp_path, JOURNAL) as it:
        assert [found.seq for found in it.select(query)] == seqs


def test_all_pages_of_a_search_come_together_and_no_more_than_wanted(tmp_path: Path) -> None:
    with folder_past(tmp_path, [acted(seq, "x") for seq in range(2_500)]) as it:
        assert it.all(Query(oldest_first=True), 9_999) == list(range(2_500))
        assert it.all(Query(oldest_first=True), 1_200) == list(range(1_200))


def test_a_moment_of_a_folder_is_what_its_entries_have_left(tmp_path: Path) -> None:
    with folder_past(tmp_path, JOURNAL) as it:
        stepper = Stepper(it)
        assert sorted(stepper.at(8).state.alarms) == ["A1", "A2"]
        assert stepper.at_time(BEGAN + timedelta(seconds=7)).state.wall.alarm == "A1"
        assert stepper.at(11).state.wall.version == 11
