"""Actions and refusals in words: no id of a command, a permission, a position or a thing is shown to a person."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

from bridge.core import camera_desk, measuring, searching
from bridge.seat import keeping
from commandcenter.adapters.resources import read_catalogue
from commandcenter.app.action_words import ACTION_WORDS
from commandcenter.app.next_steps import advised
from commandcenter.app.telling import Teller
from commandcenter.app.words import Words
from commandcenter.domain.alarms import Alarm
from commandcenter.domain.changes.operating import CommandRefused
from commandcenter.domain.journal import AnyChange
from commandcenter.domain.people import Role
from commandcenter.services import commands
from commandcenter.services.operating import command_table
from commandcenter.services.permissions import Permission
from commandcenter.services.stories import story
from tests.support.duty import LEADER, WANG, DutyCentre
from tests.support.every_change import ALARM, entry_of

ROOT = Path(__file__).parents[2]
# A command or a permission as the program writes it, a position, or what a thing is numbered by.
ID = re.compile(r"\b[a-z]+\.[a-z_-]+|\b[a-z]+-(?:officer|leader|centre|administrator)\b|\b[ACHNR]\d+\b")
LACKING = {"person": "王敏", "command": "shift.release", "permission": "shift.lead"}
# What only the program numbers; whoever reads the sentence has never seen it.
INTERNAL = {"command", "permission", "check", "call", "item", "note", "handover", "session", "approval", "id"}


class Known:
    """The people and the one alarm of a centre."""

    def person(self, id: str) -> str:
        return {"wang.min": "王敏", "1001": "王敏"}.get(id, id)

    def source(self, id: str) -> str:
        return id

    camera = device = area = source

    def alarm(self, id: str) -> Alarm | None:
        return ALARM if id == ALARM.id else None


def teller(language: str) -> Teller:
    return Teller(Words(language), read_catalogue(), Known())


def noticed(language: str, reason: str, values: dict[str, str]) -> str:
    """What a console's notice says."""
    return teller(language).refusal(reason, values)


def recorded(language: str, name: str, reason: str, values: dict[str, str]) -> str:
    """What the record says."""
    (line,) = story([entry_of(CommandRefused(name=name, reason=reason, values=values), "")])
    return teller(language).line(line)


def test_every_command_and_every_kind_of_change_has_its_phrase_and_nothing_else_has() -> None:
    kinds = {str(kind.__struct_config__.tag) for kind in get_args(AnyChange)}
    assert set(ACTION_WORDS) == kinds | set(command_table().names)


def test_no_phrase_stands_for_two_actions_and_none_is_an_id() -> None:
    assert len(set(ACTION_WORDS.values())) == len(ACTION_WORDS)
    assert [phrase for phrase in ACTION_WORDS.values() if re.search(r"[._]", phrase)] == []


@pytest.mark.parametrize(
    ("language", "id", "words"),
    [
        ("en", "wall.reset", "put the wall back to the daily view"),
        ("zh", "wall.reset", "大屏恢复日常"),
        ("en", "alarm.acknowledge", "acknowledge an alarm"),
        ("zh", "alarm.acknowledged", "确认告警"),
        ("en", "fan.start", "fan.start"),
        ("zh", "fan.start", "fan.start"),
    ],
)
def test_an_action_is_called_as_people_call_it_and_an_unknown_one_stays_as_it_is(
    language: str, id: str, words: str
) -> None:
    assert Words(language).action(id) == words
    assert Words(language).term("action", id) == words


@pytest.mark.parametrize(
    ("language", "reason", "values", "text"),
    [
        ("en", commands.NOT_GRANTED, LACKING, "王敏 may not do this; these positions may: shift leader."),
        ("zh", commands.NOT_GRANTED, LACKING, "王敏 无权这样做；有权的岗位：值班长。"),
        (
            "en",
            searching.MAY_NOT,
            {"person": "王敏", "permission": "audit.read"},
            "王敏 may not do this; these positions may: auditor.",
        ),
        (
            "en",
            commands.NOT_GRANTED,
            {"person": "王敏", "command": "wall.confirm", "permission": "wall.report"},
            "王敏 may not do this: no position may.",
        ),
        (
            "zh",
            commands.NOT_GRANTED,
            {"person": "王敏", "command": "wall.confirm", "permission": "wall.report"},
            "王敏 无权这样做：没有任何岗位有此权限。",
        ),
        (
            "en",
            "{person} does not hold the position {role}.",
            {"person": "王敏", "role": "duty officer"},
            "王敏 does not hold the position duty officer.",
        ),
        (
            "zh",
            "{person} does not hold the position {role}.",
            {"person": "王敏", "role": "duty officer"},
            "王敏 不担任岗位 值班员。",
        ),
        (
            "zh",
            "One person may not hold both {one} and {other}.",
            {"one": "auditor", "other": "security-administrator"},
            "同一人不得兼任 审计管理员 和 安全管理员。",
        ),
        (
            "en",
            "Alarm {alarm} was already acknowledged by {person}.",
            {"alarm": ALARM.id, "person": "wang.min"},
            "Alarm Cesspool methane 62.4 % after 1 h of exhaust was already acknowledged by 王敏.",
        ),
        (
            "en",
            "You are the last of the shift {shift}: hand it over first.",
            {"shift": "2026-11-22/早班"},
            "You are the last of the shift 11-22 早班: hand it over first.",
        ),
        ("en", commands.NO_PASSWORD, {}, "This needs your password."),
        ("zh", commands.NO_PASSWORD, {}, "此操作需要您的口令。"),
        ("zh", keeping.CUT_OFF, {}, "核心失联，此操作未执行，请稍后再做。"),
    ],
)
def test_a_notice_and_the_record_say_it_in_words(language: str, reason: str, values: dict[str, str], text: str) -> None:
    assert noticed(language, reason, values) == text
    assert recorded(language, "shift.release", reason, values).endswith(text)


def test_the_record_says_what_was_refused_in_words() -> None:
    assert recorded("en", "shift.release", commands.NOT_GRANTED, LACKING) == (
        "refused: release somebody from duty – 王敏 may not do this; these positions may: shift leader."
    )
    assert recorded("zh", "shift.release", commands.NOT_GRANTED, LACKING) == (
        "拒绝“准予离岗”：王敏 无权这样做；有权的岗位：值班长。"
    )


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("permission", list(Permission))
def test_whichever_permission_is_missing_no_id_is_shown(language: str, permission: Permission) -> None:
    for line in command_table().lines:
        values = {"person": "王敏", "command": line.name, "permission": permission.value}
        assert not ID.search(noticed(language, commands.NOT_GRANTED, values))
        assert not ID.search(recorded(language, line.name, commands.NOT_GRANTED, values))


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("role", list(Role))
def test_a_position_is_spoken_however_it_was_written(language: str, role: Role) -> None:
    for written in (role.value, role.spoken):
        values = {"person": "王敏", "role": written}
        said = noticed(language, "{person} does not hold the position {role}.", values)
        assert Words(language).known("role", role.spoken) in said
        assert not ID.search(said)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_the_core_refuses_is_told_without_ids(language: str) -> None:
    centre = DutyCentre()
    centre.sign_on(WANG, LEADER)
    for name, person, args in (
        ("shift.release", WANG, {"person": "9001", "reason": "x"}),
        ("rota.set", WANG, {"day": "2026-11-22", "shift": "x", "people": []}),
        ("shift.note_done", LEADER, {"note": "N7"}),
        ("shift.settle", LEADER, {"item": "C7", "reason": "x"}),
        ("rollcall.answer", LEADER, {"call": "R7", "position": "消防", "go": True}),
        ("presence.confirm", WANG, {"check": "C7", "number": "11"}),
        ("handover.sign", WANG, {"handover": "H7", "side": "outgoing", "digest": "x"}),
        ("shift.note", WANG, {"text": "x" * 9000}),
    ):
        centre.refused(name, person, **args)
        change = centre.entries[-1].change
        assert isinstance(change, CommandRefused)
        values = dict(change.values)
        said = noticed(language, change.reason, values)
        assert "?" not in said
        assert not ID.search(said)
        assert not ID.search(recorded(language, name, change.reason, values))


@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_an_older_core_has_written_down_names_the_command_in_words(language: str) -> None:
    said = recorded(language, "session.unlock", "{command} needs your password.", {"command": "session.unlock"})
    assert Words(language).action("session.unlock") in said
    assert not ID.search(said)


def test_the_command_line_names_positions_in_its_language() -> None:
    refused = advised("{person} does not hold the position {role}.", {"person": "wang.min", "role": "duty-officer"})
    assert Words("en").trouble(refused) == "wang.min does not hold the position duty officer."
    assert Words("zh").trouble(refused) == "wang.min 不担任岗位 值班员。"
    nobody = advised(commands.NOT_GRANTED, {**LACKING, "permission": "tool.report"})
    assert Words("en").trouble(nobody) == "王敏 may not do this: no position may."


def test_a_long_name_is_not_shortened() -> None:
    values = {**LACKING, "person": "Maria Magdalena Schmidt"}
    assert noticed("en", commands.NOT_GRANTED, values).startswith("Maria Magdalena Schmidt may not do this;")


def sentences() -> Iterator[str]:
    """Every sentence that a command can be refused with."""
    for folder in ("commandcenter/services", "commandcenter/domain", "bridge/core", "bridge/seat"):
        for file in sorted((ROOT / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                match node:
                    case ast.Call(
                        func=ast.Name(id="QT_TRANSLATE_NOOP"),
                        args=[ast.Constant(value="trouble"), ast.Constant(value=str(text))],
                    ):
                        yield text


def test_no_sentence_has_a_place_for_what_only_the_program_numbers() -> None:
    found = [text for text in sentences() if INTERNAL & set(re.findall(r"\{(\w+)\}", text))]
    # Of the first, whoever gave the command knows the name; the others are never shown as they are.
    assert sorted(found) == [
        "There is no command {command}.",
        commands.NOT_GRANTED,
        searching.MAY_NOT,
        measuring.MAY_NOT,
        camera_desk.MAY_NOT,
    ]
