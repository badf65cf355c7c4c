"""Collects warnings of the log during a test and compares them with those that the test expects."""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence


class WarningCollector(logging.Handler):
    """Keeps every record from WARNING up, from whatever thread, as 'LEVEL logger: text'."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(f"{record.levelname} {record.name}: {record.getMessage()}")


def surprises(lines: Sequence[str], patterns: Sequence[str], possible: Sequence[str] = ()) -> list[str]:
    """The lines that no pattern matches and the patterns that no line matched, said in words.

    `possible` are patterns of lines that may come or not.
    """
    known = (*patterns, *possible)
    unexpected = [f"unexpected log: {line}" for line in lines if not any(re.search(p, line) for p in known)]
    missing = [f"expected log never came: {p}" for p in patterns if not any(re.search(p, line) for line in lines)]
    return unexpected + missing
