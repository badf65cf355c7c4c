"""What `protocol check` says: a line for each rule, and why."""

from __future__ import annotations

from collections.abc import Sequence

from bridge.conformance import Finding, Result, Verdict
from bridge.conformance.verdicts import NOTHING
from commandcenter.app.words import Words
from commandcenter.domain.errors import Trouble
from commandcenter.domain.text import QT_TRANSLATE_NOOP

MARKS = {Verdict.PASS: "✓", Verdict.FAIL: "✗", Verdict.NOT_TRIED: "·"}
SHOWN = 8
SENT = QT_TRANSLATE_NOOP("protocol", "sent")
EXPECTED = QT_TRANSLATE_NOOP("protocol", "expected")
CAME = QT_TRANSLATE_NOOP("protocol", "came")
# Looked up by the verdict's value.
VERDICTS = (
    QT_TRANSLATE_NOOP("protocol", "pass"),
    QT_TRANSLATE_NOOP("protocol", "fail"),
    QT_TRANSLATE_NOOP("protocol", "not tried"),
)


def progress(words: Words, result: Result, done: int, of: int) -> str:
    return f"[{done}/{of}] {result.rule} {words.known('protocol', result.verdict.value)}"


def as_lines(words: Words, results: Sequence[Result], left: Sequence[Trouble]) -> list[str]:
    lines: list[str] = []
    for result in results:
        verdict = words.known("protocol", result.verdict.value)
        lines.append(f"{MARKS[result.verdict]} {result.rule}  {words.known('protocol', result.sentence)}  {verdict}")
        if result.reason:
            lines.append(f"      {_said(words, result.reason)}")
        for finding in result.findings[:SHOWN]:
            lines += _finding(words, finding)
        if len(result.findings) > SHOWN:
            more = QT_TRANSLATE_NOOP("protocol", "and {count} more")
            lines.append(f"      {words('protocol', more, count=len(result.findings) - SHOWN)}")
    lines += ["", *(_said(words, it) for it in left)]
    counts = {verdict.name.lower(): _count(results, verdict) for verdict in Verdict}
    total = QT_TRANSLATE_NOOP("protocol", "{passed} passed, {fail} failed, {not_tried} not tried")
    lines.append(words("protocol", total, passed=counts.pop("pass"), **counts))
    return lines


def as_report(endpoint: str, results: Sequence[Result], left: Sequence[Trouble]) -> dict[str, object]:
    """In English, whatever the language."""
    return {
        "endpoint": endpoint,
        "passed": _count(results, Verdict.PASS),
        "failed": _count(results, Verdict.FAIL),
        "not_tried": _count(results, Verdict.NOT_TRIED),
        "left": [str(it) for it in left],
        "rules": [
            {
                "rule": it.rule,
                "verdict": it.verdict.value,
                "sentence": it.sentence,
                "reason": str(it.reason),
                "findings": [{name: str(value) for name, value in found._asdict().items()} for found in it.findings],
            }
            for it in results
        ],
    }


def _count(results: Sequence[Result], verdict: Verdict) -> int:
    return sum(result.verdict is verdict for result in results)


def _finding(words: Words, finding: Finding) -> list[str]:
    parts = ((SENT, finding.sent), (EXPECTED, finding.expected), (CAME, finding.came or NOTHING))
    return [f"      {words.known('protocol', name)}: {_said(words, text)}" for name, text in parts]


def _said(words: Words, text: Trouble | str) -> str:
    return words.trouble(text) if isinstance(text, Trouble) else words.known("trouble", text)
