"""What is said of a rule: a verdict, and why."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from typing import NamedTuple

from commandcenter.domain.errors import Trouble
from commandcenter.domain.text import QT_TRANSLATE_NOOP

Words = Trouble | str
"""Text for people: a Trouble is translated with its values, a str where it is one of ours."""

NOTHING = QT_TRANSLATE_NOOP("trouble", "nothing")


class Verdict(Enum):
    PASS = "pass"
    FAIL = "fail"
    NOT_TRIED = "not tried"


class Finding(NamedTuple):
    """One thing that was not as the document says."""

    sent: Words
    expected: Words
    came: Words


class Result(NamedTuple):
    """`reason` is what was needed and not there for a rule that was not tried, or how far a pass reaches; may be ""."""

    rule: str
    sentence: str
    verdict: Verdict
    reason: Words = ""
    findings: tuple[Finding, ...] = ()


class Wrong(Exception):
    """The source breaks the rule that is being tried."""

    def __init__(self, *findings: Finding) -> None:
        super().__init__(findings)
        self.findings = findings


class Stopped(BaseException):
    """Somebody stopped the check; passes through every rule."""


class NotTried(Trouble):
    """The rule cannot be tried; the text says what is needed."""


def wrong(sent: Words, expected: Words, came: Words) -> Wrong:
    return Wrong(Finding(sent, expected, came))


def require(findings: Sequence[Finding]) -> None:
    """Raises Wrong when there are any."""
    if findings:
        raise Wrong(*findings)
