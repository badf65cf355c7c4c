"""What a report keeps, in which order it tells it, and in which words."""

from __future__ import annotations

from audit.verdict import Code, Finding, Report, Said, Unreadable
from audit.words import Words, clean
from tests.support.audit_cases import found, told


def test_findings_come_by_gravity_and_then_by_entry_with_those_of_none_at_the_end() -> None:
    report = Report()
    given = [(Code.KEY, 3), (Code.ALTERED, None), (Code.ALTERED, 7), (Code.FORKED, None), (Code.ALTERED, 0)]
    given += [(Code.UNREADABLE, None), (Code.TRUNCATED, 9), (Code.ALTERED, 2**63 - 1)]
    for code, entry in given:
        report.find(code, "the journal names no key that it is sealed with", entry)
    assert [(it.code, it.entry) for it in report.ordered()] == [
        (Code.FORKED, None),
        (Code.ALTERED, 0),
        (Code.ALTERED, 7),
        (Code.ALTERED, 2**63 - 1),
        (Code.ALTERED, None),
        (Code.TRUNCATED, 9),
        (Code.KEY, 3),
        (Code.UNREADABLE, None),
    ]
    assert report.code is Code.FORKED


def test_two_hundred_findings_are_kept_and_the_first_of_each_kind() -> None:
    report = Report()
    for entry in range(200):
        report.find(Code.ALTERED, "entry {entry} is missing", entry, entry=entry)
    assert (len(report.findings), report.more) == (200, 0)
    report.take(Finding(Code.ALTERED, Said("x")))
    report.take(Finding(Code.KEY, Said("x")))
    report.take(Finding(Code.KEY, Said("x")))
    assert (len(report.findings), report.more, report.code) == (201, 2, Code.ALTERED)


def test_a_fresh_report_is_good_and_empty() -> None:
    report = Report()
    assert (report.code, report.findings, report.more, report.compared, report.facts) == (Code.OK, [], 0, [], {})
    report.find(Code.KEY, "{name} has not cosigned", name="d")
    report.say("{place} holds no checkpoints", place="x")
    assert report.findings == [Finding(Code.KEY, Said("{name} has not cosigned", {"name": "d"}), None)]
    assert (found(report), told(report)) == (["d has not cosigned"], ["x holds no checkpoints"])


def test_what_is_unreadable_says_why() -> None:
    error = Unreadable("{path} is no SQLite database", path="it")
    assert (str(error), error.said) == (
        "{path} is no SQLite database",
        Said("{path} is no SQLite database", {"path": "it"}),
    )
    assert Said("x").values == {}


def test_both_languages_say_the_same() -> None:
    said = Said("{name} has not cosigned", {"name": "d"})
    where = Said("{where}: {name} has not cosigned", {"name": "d", "where": "there"})
    assert [Words("en").said(it) for it in (said, where)] == ["d has not cosigned", "there: d has not cosigned"]
    assert Words("zh").said(where) == "there: " + Words("zh").said(said)
    assert Words("zh").said(said) != Words("en").said(said)
    begins = Said("{where} is no checkpoint as the program writes them", {"where": "there"})
    assert Words("zh").said(begins).startswith("there ")
    assert [Words(it).more(1234) for it in ("en", "zh")] == ["and 1,234 more", "另有 1,234 处"]
    assert Words("en").verdict(Code.FORKED, "a\nb") == "FORKED: the log has signed two histories [3] a\\u{a}b"
    assert Words("zh").verdict(Code.FORKED, "it") == "分叉：日志签署过两个不同的历史 [3] it"


def test_blanks_but_the_usual_one_are_shown_as_numbers() -> None:
    assert clean("a b") == "a b"
    assert clean("a\u00a0b\u3000c\u2028") == "a\\u{a0}b\\u{3000}c\\u{2028}"
    assert clean("\ud800\ue000") == "\\u{d800}\\u{e000}"
    assert clean(b"x") == "b'x'"
