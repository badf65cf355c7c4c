"""Conditions of a search on the command line: days and times as people write them, and what is refused."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click
import pytest

from commandcenter.cli.audit_asking import Instant, query_of
from commandcenter.cli.exit_codes import ExitCode
from commandcenter.cli.program import run

NOTHING = {"outcomes": (), "words": ""}


def test_a_time_with_a_zone_is_that_moment() -> None:
    found = Instant().convert("2026-11-22T08:00:00+08:00", None, None)
    assert found == datetime(2026, 11, 22, 0, 0, tzinfo=UTC)


def test_a_day_as_the_end_is_meant_whole() -> None:
    begin, end = Instant().convert("2026-11-22", None, None), Instant(end=True).convert("2026-11-22", None, None)
    assert (end - begin).total_seconds() == 86_400


@pytest.mark.parametrize("text", ["9999-12-31", "0001-01-01T00:00+14:00", "2026-02-30", "x", ""])
def test_what_is_no_day_of_the_calendar_is_refused(text: str) -> None:
    with pytest.raises(click.BadParameter, match="such as these"):
        Instant(end=True).convert(text, None, None)


def test_words_that_are_no_text_are_refused() -> None:
    with pytest.raises(click.UsageError):
        query_of({**NOTHING, "words": "\udcff"})


def test_words_are_taken_one_by_one() -> None:
    assert query_of({**NOTHING, "words": "观音桥 %_ 'x'"}).words == ("观音桥", "%_", "'x'")


@pytest.mark.parametrize(
    "words",
    [
        ["report", "daily", "--date", "9999-12-31"],
        ["report", "daily", "--date", "0001-01-01"],
        ["audit", "proof", str(2**80)],
    ],
)
def test_a_day_or_a_number_that_cannot_be_is_wrong_usage(words: list[str], tmp_path: Path) -> None:
    assert run(["--data", str(tmp_path), *words]) is ExitCode.USAGE
