"""Texts that stand in both languages side by side: the catalogue of events and the help of the command line."""

from __future__ import annotations

import re
from collections.abc import Iterator

import click
import pytest

from commandcenter.adapters.resources import read_catalogue
from commandcenter.cli import program
from commandcenter.domain.catalogue import EventType
from commandcenter.domain.events import Raised, Value
from commandcenter.domain.journal import CORE
from commandcenter.domain.priority import Priority
from commandcenter.services import doubts
from tests.support.instants import new_alarm
from tests.support.made_up_alarms import NOON

CHINESE = re.compile(r"[\u4e00-\u9fff]")
ENGLISH = re.compile(r"[A-Za-z]{2}")
PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
TYPES = read_catalogue().types


def words_of(kind: EventType) -> Iterator[tuple[str, str]]:
    """(Chinese, English) of every text, in order; "" where one language has it and the other has not."""
    yield kind.zh.label, kind.en.label
    yield kind.zh.text, kind.en.text
    yield from zip(kind.zh.guidance, kind.en.guidance, strict=True)
    if kind.zh.announce or kind.en.announce:
        yield kind.zh.announce, kind.en.announce


@pytest.mark.parametrize("name", sorted(TYPES))
def test_every_type_of_event_is_worded_in_both_languages(name: str) -> None:
    for chinese, english in words_of(TYPES[name]):
        assert CHINESE.search(chinese), chinese
        assert ENGLISH.search(english), english
        assert not CHINESE.search(english), english


@pytest.mark.parametrize("name", sorted(TYPES))
def test_the_same_values_stand_in_both_languages(name: str) -> None:
    for chinese, english in words_of(TYPES[name]):
        assert sorted(PLACEHOLDER.findall(chinese)) == sorted(PLACEHOLDER.findall(english))


@pytest.mark.parametrize("name", sorted(TYPES))
def test_what_matters_says_what_to_do(name: str) -> None:
    kind = TYPES[name]
    if kind.priority in (Priority.CRITICAL, Priority.MAJOR):
        assert kind.zh.guidance
        assert kind.en.guidance


@pytest.mark.parametrize("name", [*doubts.TYPES.values(), doubts.QUARANTINE])
def test_the_centres_own_alarms_are_major_and_name_the_source_as_the_centre_does(name: str) -> None:
    values: dict[str, Value] = {
        "lost": 1240.0,
        "first": 7.0,
        "taken": 9.0,
        "head": 6.0,
        "waiting": 3.0,
        "reason": "size",
    }
    event = Raised(at=NOON, type=name, subject="lifts", values=values)
    alarm = new_alarm("A1", CORE, event, TYPES[name].priority, NOON)
    assert alarm.priority is Priority.MAJOR
    for language in ("zh", "en"):
        text = read_catalogue().describe(alarm, language, {"lifts": "智能电梯"}.__getitem__)
        assert "智能电梯" in text
        assert "lifts" not in text
        assert "?" not in text
        assert len(read_catalogue().values(alarm, language)) == len(values)


def test_the_subject_of_a_sources_alarm_is_left_as_it_is() -> None:
    event = Raised(at=NOON, type="loudspeaker.offline", subject="YZ-118")
    alarm = new_alarm("A1", "loudspeaker", event, Priority.NOTICE, NOON)
    assert read_catalogue().describe(alarm, "en", {"YZ-118": "a source"}.__getitem__) == "Loudspeaker offline YZ-118"


def test_every_quantity_has_a_name_in_both_languages_or_in_none() -> None:
    quantities = read_catalogue().quantities
    assert [name for name, it in quantities.items() if bool(it.zh) != bool(it.en)] == []
    assert [name for name, it in quantities.items() if CHINESE.search(it.en)] == []


def test_every_value_of_a_text_has_a_name() -> None:
    used = {found for kind in TYPES.values() for found in PLACEHOLDER.findall(kind.zh.text)}
    assert sorted(used - set(read_catalogue().quantities) - {"subject"}) == []


def helps(command: click.Command, path: str = "") -> Iterator[tuple[str, str]]:
    """(how it is called, help) of the command, its options and everything below it."""
    yield path, command.help or ""
    for option in command.params:
        if isinstance(option, click.Option) and option.opts[-1] not in ("--version", "--json"):
            yield f"{path} {option.opts[-1]}", option.help or ""
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            assert below is not None
            yield from helps(below, f"{path} {name}".strip())


def test_all_help_of_the_command_line_is_in_both_languages() -> None:
    found = dict(helps(program))
    assert {"demo", "core", "status", "keys new", "keys new --types", "quarantine show", "protocol check"} <= set(found)
    assert [name for name, text in found.items() if not (CHINESE.search(text) and ENGLISH.search(text))] == []
