"""A file of rules that is wrong is refused with its line, its field and what was expected there."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec
import pytest

from commandcenter.adapters.resources import read_catalogue, resource
from commandcenter.adapters.rules_file import RulesError, read_rules
from commandcenter.app.words import Words
from commandcenter.domain.rules.book import (
    AlarmKey,
    CallChain,
    CallStep,
    Chatter,
    Desk,
    EventRule,
    Inhibition,
    Level,
    Limits,
    Match,
    Rate,
    RuleBook,
    Window,
)
from commandcenter.services.toml_lines import line_of
from tests.support.centre import ROOT

HANDBOOK = ROOT / "docs" / "rules.md"
HEAD = 'version = 1\n\n[[event]]\nname = "one"\nwhen = { types = ["a"] }\n\n'
EVENT = HEAD + '# a comment\n[[event]]\nname = "two"\nwhen = { types = ["b"] }\n'
INHIBIT = '[[inhibit]]\nname = "x"\ncause = { types = ["a"] }\nhides = { types = ["b"] }\n'
WINDOW = '[[window]]\nname = "w"\nhides = { types = ["b"] }\n'

WRONG = [
    ("[[event]\n", 1, "", "this cannot be read as TOML"),
    ("version = 2\n", 1, "version", "2 cannot stand here, only one of these: 1"),
    (EVENT + "on_dely_s = 4\n", 11, "event[1].on_dely_s", "there is no such setting; is on_delay_s meant?"),
    (EVENT + "on_delay_s = -1\n", 11, "event[1].on_delay_s", "the number is too small: 0.0 at least"),
    (EVENT + "on_delay_s = nan\n", 11, "event[1].on_delay_s", "the number is too small: 0.0 at least"),
    (
        EVENT + 'on_delay_s = "4"\n',
        11,
        "event[1].on_delay_s",
        "expected here: a number with a decimal point; found: text",
    ),
    (EVENT + "count = 101\n", 11, "event[1].count", "the number is too large: 100 at most"),
    (EVENT + "count = 3\n", 8, "event[1].within_s", "count needs within_s: the seconds in which it is counted"),
    (EVENT + "within_s = 3\n", 11, "event[1].within_s", "within_s counts only with a count of 2 or more"),
    (EVENT.replace('"two"', '"one"'), 9, "event[1].name", "'one' stands there twice"),
    (EVENT.replace('"two"', '"Two"'), 9, "event[1].name", "a rule's name has up to 64 small letters"),
    (EVENT.replace('"b"', '"a"'), 10, "event[1].when", "a rule before it fits the same events"),
    (EVENT.replace('"b"', '"a*"'), 10, "event[1].when.types[0]", "a pattern is a whole name"),
    (EVENT.replace('["b"]', "[]"), 10, "event[1].when.types", "the list is too short: it needs 1 at least"),
    (EVENT + 'alarm = { type = "a.*" }\n', 11, "event[1].alarm.type", "one type is needed here, not a pattern"),
    (EVENT + 'alarm = { subject = "{a" }\n', 11, "event[1].alarm.subject", "a curly bracket is missing"),
    (EVENT + 'rate = { times = 3, priority = "major" }\n', 11, "event[1].rate.within_s", "this is needed, and is not"),
    (
        EVENT + 'rate = { times = 3, within_s = 9, priority = "high" }\n',
        11,
        "event[1].rate.priority",
        '"high" cannot stand here, only one of these: "critical", "major", "minor", "notice"',
    ),
    (EVENT + 'limits = { value = "v" }\n', 11, "event[1].limits", "limits are either above or below"),
    (
        EVENT + '[event.limits]\nvalue = "v"\nabove = [\n  { at = 5, priority = "major" },\n'
        '  { at = 9, priority = "minor" },\n]\n',
        13,
        "event[1].limits.above[1].at",
        "a graver level has to lie farther out than a lesser one",
    ),
    (
        EVENT + 'limits = { value = "v", below = [{ at = 5, priority = "major" }, { at = 4, priority = "major" }] }\n',
        11,
        "event[1].limits.below[1].priority",
        "major stands there twice",
    ),
    (HEAD + INHIBIT + 'same = ["place"]\n', 11, "inhibit[0].same[0]", "a field is source, type, subject, area"),
    (HEAD + INHIBIT.replace('"x"', '"one"'), 8, "inhibit[0].name", "'one' stands there twice"),
    (
        HEAD + INHIBIT.replace('["b"]', '["b", "duty.short"]'),
        10,
        "inhibit[0].hides.types[1]",
        "alarms of the type duty.short are never hidden",
    ),
    (
        HEAD + '[[escalate]]\nname = "e"\nwhen = { types = ["*"] }\nsteps = [{ after_s = 9, to = "boss" }]\n',
        10,
        "escalate[0].steps[0].to",
        "'boss' is no position, no desk and not the wall",
    ),
    (EVENT + 'limits = { value = "v", above = [{ at = nan, priority = "major" }] }\n', 11, "event[1].limits", "finite"),
    (
        HEAD + '[[desk]]\nname = "wall"\nzh = "一"\nen = "One"\nwhen = { types = ["*"] }\n',
        8,
        "desk[0].name",
        "'wall' is a position or the wall: a desk needs another name",
    ),
    (
        HEAD + '[[desk]]\nname = "one"\nzh = "一"\nen = "One"\nwhen = { types = ["*"] }\n',
        8,
        "desk[0].name",
        "'one' stands there twice",
    ),
    (HEAD + WINDOW, 8, "window[0].name", "a window has begins and ends, or opens and closes"),
    (HEAD + WINDOW + "opens = 22:00:00\ncloses = 22:00:00\n", 11, "window[0].closes", "it closes when it opens"),
    (HEAD + WINDOW + 'opens = 22:00:00\ncloses = "6"\n', 11, "window[0].closes", "expected here: a time; found: t"),
    (
        HEAD + WINDOW + "begins = 2026-11-22T08:00:00Z\nends = 2026-11-22T07:00:00Z\n",
        11,
        "window[0].ends",
        "it ends before it begins",
    ),
    (
        HEAD + WINDOW + "begins = 2026-11-22T08:00:00Z\nends = 2026-11-22T09:00:00\n",
        11,
        "window[0].ends",
        "begins and ends both need a time zone, or neither",
    ),
    (
        HEAD + WINDOW + 'opens = 01:00:00\ncloses = 02:00:00\ndays = ["mo"]\n',
        12,
        "window[0].days[0]",
        '"mo" cannot stand here, only one of these: "mon", "tue"',
    ),
]


@pytest.mark.parametrize(("text", "line", "place", "what"), WRONG, ids=[it[2] or "text" for it in WRONG])
def test_what_is_wrong_is_named_with_file_line_and_field(
    tmp_path: Path, text: str, line: int, place: str, what: str
) -> None:
    path = tmp_path / "rules.toml"
    path.write_text(text)
    with pytest.raises(RulesError) as found:
        read_rules(path, read_catalogue())
    said = Words("en").trouble(found.value)
    assert str(path) in said
    assert f"line {line}, {place}" in said
    assert what in said
    assert not Words("zh").trouble(found.value).isascii()


def test_a_file_that_is_not_there_or_too_large_is_named(tmp_path: Path) -> None:
    with pytest.raises(RulesError, match="cannot be read"):
        read_rules(tmp_path / "none.toml", read_catalogue())
    large = tmp_path / "large.toml"
    large.write_text("#" * 1_000_001)
    with pytest.raises(RulesError, match="is wrong at"):
        read_rules(large, read_catalogue())


def test_the_programs_own_rules_are_right_and_every_example_of_the_handbook(tmp_path: Path) -> None:
    assert read_rules(resource("rules.toml"), read_catalogue()).inhibit
    examples = re.findall(r"```toml\n(.*?)```", HANDBOOK.read_text(), re.DOTALL)
    assert len(examples) >= 8
    for example in examples:
        path = tmp_path / "rules.toml"
        path.write_text(example)
        assert read_rules(path, read_catalogue()) != RuleBook()


def test_the_handbook_explains_every_key() -> None:
    text = HANDBOOK.read_text()
    tables = (
        RuleBook,
        EventRule,
        Match,
        AlarmKey,
        Limits,
        Level,
        Rate,
        Chatter,
        Inhibition,
        Window,
        Desk,
        CallChain,
        CallStep,
    )
    assert [field for it in tables for field in msgspec.structs.fields(it) if f"`{field.name}`" not in text] == []


def test_an_empty_file_has_no_rules(tmp_path: Path) -> None:
    path = tmp_path / "rules.toml"
    path.write_text("")
    assert read_rules(path, read_catalogue()) == RuleBook()


LINES = """a = 1

[table]
# said
list = [
  "]",
]

inner = { deep = \'\'\'
[many]
\'\'\' }
[[many]]

[[many]]
x = 2
"""


@pytest.mark.parametrize(
    ("place", "line"),
    [
        ("a", 1),
        ("table", 3),
        ("table.list[0]", 5),
        ("table.inner.deep", 9),
        ("many[0]", 12),
        ("many[1].x", 15),
        ("many[1].not_there", 14),
        ("not_there", 1),
    ],
)
def test_the_line_of_a_value_is_where_its_statement_begins(place: str, line: int) -> None:
    assert line_of(LINES, place) == line
