"""The story of an alarm, a run, a person, a seat, an object: which entries belong to it, and what is said of them."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest

from commandcenter.adapters.resources import read_catalogue
from commandcenter.app.telling import Teller, lag_text
from commandcenter.app.words import Words
from commandcenter.domain.alarms import Alarm
from commandcenter.domain.changes.alarms import AlarmAcknowledged, AlarmRepeated, AlarmReturned
from commandcenter.domain.changes.operating import (
    Acted,
    LinkageAnswered,
    LinkageStarted,
    WallChanged,
    WallConfirmed,
)
from commandcenter.domain.changes.sources import NoteTaken
from commandcenter.domain.events import Noted
from commandcenter.domain.journal import AnyChange, Entry
from commandcenter.domain.linkage import Linkage, Step, StepState
from commandcenter.domain.wall import Wall
from commandcenter.services.stories import SELECT, story
from tests.support.searched import BEGAN, alarm, entry, raised

A1 = alarm("A1", "化粪池沼气超标", "建新北路3号", methane=12.5)
A2 = alarm("A2", "电梯困人")
STEP = Step(key="L1/speak", kind="speak", target="columns/118", label="音柱 118", deadline=BEGAN)
RUN = Linkage(id="L1", alarm="A1", started_by="wang", seat="desk-1", started_at=BEGAN, steps=(STEP,))
WALL = Wall(version=1, cameras=("C1", "C2"), alarm="A1", run="L1", playing=2, wanted=2)
ANSWERED = RUN.answered("L1/speak", StepState.DONE, "ok", BEGAN)


def look(seq: int, action: str, subject: str, **who: str) -> Entry:
    return entry(seq, Acted(action=action, subject=subject), subject=subject, **who)  # type: ignore[arg-type]  # texts only


def by(seq: int, change: AnyChange, subject: str, actor: str = "wang", seat: str = "desk-1") -> Entry:
    return entry(seq, change, subject=subject, actor=actor, seat=seat)


def moved(it: Alarm, **values: object) -> Alarm:
    return msgspec.structs.replace(it, **values)


NOTE = Noted(at=BEGAN, type="fan.started", subject="HFC-A1", title="风机自启动")
JOURNAL = [
    raised(0, A1),
    raised(1, A2),
    by(2, AlarmRepeated(alarm=moved(A1, count=2)), "A1", "cesspool", ""),
    by(3, AlarmRepeated(alarm=moved(A1, count=3)), "A1", "cesspool", ""),
    look(4, "camera.open", "C9"),
    look(5, "alarm.open", "A1"),
    look(6, "camera.open", "C1"),
    look(7, "camera.open", "C5", seat="desk-2", actor="li"),
    by(8, LinkageStarted(linkage=RUN), "A1"),
    by(9, WallChanged(wall=WALL), "A1"),
    by(10, WallConfirmed(wall=WALL), "A1", "wall", "wall"),
    by(11, LinkageAnswered(linkage=ANSWERED, step="L1/speak"), "A1", "columns/118", ""),
    by(12, NoteTaken(source="cesspool", note=NOTE), "HFC-A1", "cesspool", ""),
    by(13, AlarmAcknowledged(alarm=moved(A1, acknowledged=True)), "A1"),
    look(14, "alarm.open", "A2"),
    look(15, "camera.open", "C2"),
    by(16, AlarmReturned(alarm=moved(A1, acknowledged=True, active=False, cleared_at=BEGAN)), "A1", "cesspool", ""),
    by(17, WallChanged(wall=Wall(version=2)), "wall", "li", "desk-2"),
    by(18, WallChanged(wall=Wall(version=3)), "wall", "li", "desk-2"),
]


@pytest.mark.parametrize(
    ("kind", "name", "seqs"),
    [
        ("alarm", "A1", [0, 2, 3, 5, 6, 8, 9, 10, 11, 12, 13, 16, 17]),
        ("alarm", "A2", [1, 14, 15]),
        ("alarm", "A3", []),
        ("run", "L1", [8, 9, 10, 11]),
        ("person", "li", [7, 17, 18]),
        ("seat", "desk-2", [7, 17, 18]),
        ("object", "HFC-A1", [0, 2, 3, 12, 13, 16]),
        ("object", "C1", [6, 9, 10]),
        ("object", "columns/118", [8, 11]),
    ],
)
def test_which_entries_a_story_has(kind: str, name: str, seqs: list[int]) -> None:
    assert [it.seq for it in SELECT[kind](JOURNAL, name)] == seqs


def test_repeats_in_a_row_are_one_line_and_every_line_says_how_long_after_the_one_before() -> None:
    lines = list(story(SELECT["alarm"](JOURNAL, "A1")))
    assert [(line.seq, line.action, line.times, line.lag_s) for line in lines[:4]] == [
        (0, "alarm.raised", 1, None),
        (2, "alarm.repeated", 2, 2.0),
        (5, "alarm.open", 1, 2.0),
        (6, "camera.open", 1, 1.0),
    ]


def test_a_repeat_that_is_worse_is_a_line_of_its_own() -> None:
    worse = moved(A1, count=3, title="火")
    entries = [JOURNAL[2], by(3, AlarmRepeated(alarm=worse), "A1", "cesspool", "")]
    assert [line.times for line in story(entries)] == [1, 1]


class NoNames:
    """A reader that knows nothing but ids."""

    def person(self, id: str) -> str:
        return id

    source = camera = device = area = person

    def alarm(self, id: str) -> Alarm | None:
        return None


@pytest.mark.parametrize(
    ("seq", "text"),
    [
        (0, "new minor alarm: 化粪池沼气超标, 500105001, 建新北路3号, methane 12.5"),
        (8, "starts the one-key linkage: A1, 1 steps (音柱 118)"),
        (9, "turns the wall: A1, 2 cameras: C1, C2"),
        (10, "the wall shows all 2 cameras, the map is not there yet"),
        (11, "linkage step 音柱 118: done, ok"),
        (12, "reports: 风机自启动"),
        (17, "puts the wall back to the daily view"),
    ],
)
def test_what_is_said_of_an_entry_where_no_names_are_known(seq: int, text: str) -> None:
    (line,) = story([JOURNAL[seq]])
    assert Teller(Words("en"), read_catalogue(), NoNames()).line(line) == text


def test_repeats_in_a_row_say_how_many() -> None:
    line = list(story(SELECT["alarm"](JOURNAL, "A1")))[1]
    assert Teller(Words("en"), read_catalogue(), NoNames()).line(line) == (
        "minor alarm reported again: 化粪池沼气超标, 3 times so far, methane 12.5, 2 such reports in a row"
    )


@pytest.mark.parametrize(
    ("lag", "text"),
    [
        (timedelta(seconds=4.4), "+4 s"),
        (timedelta(minutes=3, seconds=5), "+3 min 5 s"),
        (timedelta(hours=2, minutes=1, seconds=50), "+2 h 1 min"),
        (timedelta(days=3, hours=7), "+3 d 7 h"),
    ],
)
def test_how_long_after_is_said_in_two_figures(lag: timedelta, text: str) -> None:
    assert lag_text(Words("en"), lag.total_seconds()) == text
