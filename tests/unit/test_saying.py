"""Every kind of entry has a sentence of its own that people read without a manual, in both languages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import get_args

import msgspec
import pytest

from commandcenter.adapters.resources import read_catalogue
from commandcenter.app.telling import Teller
from commandcenter.app.words import Words
from commandcenter.domain.alarms import Alarm
from commandcenter.domain.changes.operating import Acted, CommandRefused, LinkageAnswered, WallChanged, WallConfirmed
from commandcenter.domain.changes.people import SessionEnded, SessionLocked, SignInFailed
from commandcenter.domain.journal import AnyChange
from commandcenter.domain.patience import Failures
from commandcenter.domain.wall import Wall
from commandcenter.services.said.values import Many, Said
from commandcenter.services.saying import say
from commandcenter.services.stories import story
from tests.support.every_change import ALARM, CHANGES, HEX, RUN, SESSION, entry_of

CHINESE = re.compile(r"[\u4e00-\u9fff]")
# Hexadecimal or Z85 in one piece, bytes, structs, lists as a program writes them.
RAW = re.compile(r"[0-9a-f]{13,}|b'|\\x|\w+\(\w+=|[\[{}\]]|\w=\S")
KINDS = [str(kind.__struct_config__.tag) for kind in get_args(AnyChange)]


class Known:
    """A few names of a centre."""

    def __init__(self) -> None:
        jobs = {"li.wei": "JB1001", "chen.jing": "JB1002"}
        names = {"li.wei": "Li Wei", "chen.jing": "Chen Jing"}
        self._people = names | {jobs[id]: name for id, name in names.items()}

    def person(self, id: str) -> str:
        return self._people.get(id, id)

    def source(self, id: str) -> str:
        return "Cesspools" if id == "cesspool" else id

    def camera(self, id: str) -> str:
        return "North gate" if id == "C1" else id

    def device(self, id: str) -> str:
        return "Fan 1" if id == "cesspool/FAN-1" else id

    def area(self, code: str) -> str:
        return "Wulidian" if code == "500105001" else code

    def alarm(self, id: str) -> Alarm | None:
        return ALARM if id == "A28" else None


@cache
def teller(language: str = "en") -> Teller:
    return Teller(Words(language), read_catalogue(), Known())


def told(
    change: AnyChange, subject: str = "", *, language: str = "en", actor: str = "li.wei", seat: str = "desk-1"
) -> str:
    (line,) = story([entry_of(change, subject, actor=actor, seat=seat)])
    return teller(language).line(line)


def templates(said: Said) -> Iterator[tuple[str, str]]:
    """(context, template) of the sentence, its clauses, and the sentences in them."""
    yield said.context, said.template
    for value in said.values.values():
        for each in value.values if isinstance(value, Many) else (value,):
            if isinstance(each, Said):
                yield from templates(each)
    for clause in said.more:
        yield from templates(clause)


def test_there_is_an_example_of_every_kind_of_change() -> None:
    assert sorted({str(change.__struct_config__.tag) for change, _, _ in CHANGES}) == sorted(KINDS)


@pytest.mark.parametrize(("change", "subject", "begins"), CHANGES)
def test_every_kind_of_change_has_its_sentence(change: AnyChange, subject: str, begins: str) -> None:
    assert told(change, subject)[: len(begins)] == begins


def test_no_two_kinds_share_a_sentence() -> None:
    of: dict[str, set[type]] = {}
    for change, subject, _ in CHANGES:
        of.setdefault(say(entry_of(change, subject)).template, set()).add(type(change))
    assert [template for template, kinds in of.items() if len(kinds) > 1] == []
    assert not {"", "{text}", "{action}"} & of.keys()


@pytest.mark.parametrize("language", ["en", "zh"])
def test_no_sentence_holds_structs_or_long_ids(language: str) -> None:
    texts = [told(change, subject, language=language) for change, subject, _ in CHANGES]
    assert [text for text in texts if RAW.search(text)] == []


def test_the_id_beside_a_sentence_is_short_and_says_something_new() -> None:
    objects = [teller().object(line) for change, subject, _ in CHANGES for line in story([entry_of(change, subject)])]
    assert [text for text in objects if len(text) > 14 or text in ("li.wei", "desk-1", "wall")] == []
    assert "A28" in objects


def test_every_sentence_has_its_chinese() -> None:
    words = Words("zh")
    missing = []
    for change, subject, _ in CHANGES:
        for context, template in templates(say(entry_of(change, subject))):
            only_values = re.fullmatch(r"(\{\w+\}|\W)*", template)
            if not only_values and not CHINESE.search(words.known(context, template)):
                missing.append(template)
    assert missing == []


@pytest.mark.parametrize(
    ("change", "subject", "actor", "seat", "text"),
    [
        (
            Acted(action="alarm.select", subject="A28"),
            "A28",
            "li.wei",
            "desk-1",
            "selects the alarm: Cesspool methane 62.4 % after 1 h of exhaust",
        ),
        (Acted(action="alarm.open", subject="A99"), "A99", "li.wei", "desk-1", "opens the alarm: A99"),
        (Acted(action="camera.open", subject="C1"), "C1", "li.wei", "desk-1", "opens the camera North gate"),
        (
            Acted(action="queue.filter", detail={"filter": "unacknowledged"}),
            "",
            "li.wei",
            "desk-1",
            "filters the alarm queue: unacknowledged",
        ),
        (
            Acted(action="map.move", detail={"lon": 106.5, "lat": 29.58, "zoom": 14.0}),
            "",
            "li.wei",
            "desk-1",
            "moves the map to 106.5, 29.58, zoom 14",
        ),
        (
            Acted(action="seat.ready", detail={"seconds": 5.77}),
            "",
            "nobody",
            "desk-1",
            "the first pictures are there 5.77 s after the start",
        ),
        (
            Acted(action="seat.sound", detail={"state": "hangs"}),
            "",
            "nobody",
            "desk-1",
            "no sound: the loudspeaker does not answer",
        ),
        (Acted(action="seat.sound", detail={"state": "well"}), "", "nobody", "desk-1", "the loudspeaker works again"),
        (
            Acted(action="sound.mute", detail={"seconds": 120.0}),
            "",
            "li.wei",
            "desk-1",
            "makes the desk mute for 120 s",
        ),
        (Acted(action="sound.mute", detail={"seconds": 0.0}), "", "li.wei", "desk-1", "lets the desk sound again"),
        (Acted(action="sound.test"), "", "li.wei", "desk-1", "tries the sounds of the desk"),
        (
            Acted(action="audit.exported", detail={"entries": 0.0, "digest": "", "reason": "disk full"}),
            "",
            "li.wei",
            "",
            "the export has failed: disk full",
        ),
        (WallChanged(wall=Wall(version=5)), "wall", "li.wei", "desk-1", "puts the wall back to the daily view"),
        (WallConfirmed(wall=Wall(version=5, centred=True)), "wall", "wall", "wall", "the wall shows the daily view"),
        (
            LinkageAnswered(linkage=RUN, step="L9/speak"),
            "A28",
            "speaker/YZ-121",
            "",
            "linkage step Column YZ-121: waiting",
        ),
        (SessionEnded(session=SESSION, why="signed-out"), "li.wei", "li.wei", "desk-1", "signs out"),
        (SessionLocked(session=SESSION), "li.wei", "core", "", "the desk of Li Wei is locked"),
        (
            SignInFailed(command="alarm.acknowledge", failures=(Failures(key=f"unknown:{HEX}", count=1),)),
            "",
            "nobody",
            "desk-2",
            "somebody unknown gave a name that is none, or a wrong password, for: acknowledge an alarm",
        ),
        (
            CommandRefused(name="linkage.start", reason="Alarm {alarm} is not open.", values={"alarm": "{x} A7"}),
            "",
            "li.wei",
            "desk-1",
            "refused: start the one-key linkage – Alarm {x} A7 is not open.",
        ),
    ],
)
def test_what_is_said_of_an_entry(change: AnyChange, subject: str, actor: str, seat: str, text: str) -> None:
    assert told(change, subject, actor=actor, seat=seat) == text


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("alarm.raised", "红色告警：化粪池甲烷 62.4 % 排风 1 h 未降，Wulidian，86 Jianxin Road，上限 60 %"),
        ("wall.confirmed", "大屏显示 9 路摄像机中的 2 路，无画面：C2，地图尚未到位"),
        ("session.began", "登录，岗位：值班员"),
        ("handover.done", "交接完成：41 项，Li Wei JB1001 交 Chen Jing JB1002"),
        ("command.refused", "拒绝“确认告警”：告警 化粪池甲烷 62.4 % 排风 1 h 未降 已由 Chen Jing 确认。"),
        ("seal.key", "日志自此由密钥 f13a63a8 封签"),
    ],
)
def test_the_same_in_chinese(kind: str, text: str) -> None:
    change, subject = next((it, about) for it, about, _ in CHANGES if it.__struct_config__.tag == kind)
    assert told(change, subject, language="zh") == text


def test_an_event_without_values_is_called_by_its_type() -> None:
    bare = msgspec.structs.replace(ALARM, values={})
    change = next(it for it, _, _ in CHANGES if it.__struct_config__.tag == "alarm.raised")
    assert told(msgspec.structs.replace(change, alarm=bare), "A28") == (
        "new critical alarm: Cesspool methane HFC-0231, Wulidian, 86 Jianxin Road"
    )


def test_in_its_own_story_an_alarm_is_named_when_there_is_news_of_it_only() -> None:
    texts = [
        teller().line(line, "A28")
        for change, subject, _ in CHANGES[:55]
        if subject == "A28"
        for line in story([entry_of(change, subject)])
    ]
    assert texts == [
        "new critical alarm: Cesspool methane 62.4 % after 1 h of exhaust, Wulidian, 86 Jianxin Road, Limit 60 %",
        "critical alarm reported again: Cesspool methane 62.4 % after 1 h of exhaust, 3 times so far, Limit 60 %",
        "back to normal, not acknowledged yet",
        "over for so long that it is let go",
        "acknowledges the critical alarm",
        "takes back the acknowledgement of the critical alarm",
        "critical alarm calls again, it was acknowledged long ago",
        "resets the latched alarm",
        "shelves the alarm for 30 min (other), at most until it is back to normal, wet sensor",
        "unshelves the alarm",
        "the shelf is over, the alarm is back",
        "the rule power-cut suppresses the alarm",
        "no rule suppresses the alarm any more",
        "takes the alarm out of service under the permit PTW-7",
        "returns the alarm to service",
        "takes the alarm",
        "gives the alarm to Chen Jing, who asked",
        "Chen Jing asked and nobody said no, so has the alarm",
        "hands the alarm to Chen Jing",
        "gives the alarm back",
        "who had the alarm has left, it is free",
        "who had it has left, Chen Jing asked for it and has it",
        "forwards the alarm to the desk drainage, yours",
        "asks for the alarm",
        "keeps the alarm",
        "critical alarm waits for somebody to take notice",
        "nobody takes notice, the wall is called",
        "nobody takes notice, shift leader is called",
        "ticks off step 2 of what there is to do, Keep the exhaust running",
        "takes the tick off step 2 of what there is to do",
        "turns the wall, 2 cameras: North gate, C2",
        "the wall shows 2 of 9 cameras, no picture: C2, the map is not there yet",
        "starts the one-key linkage, 2 steps (wall, Column YZ-121)",
        "linkage step wall: failed, 2 of 9 cameras are shown",
    ]
