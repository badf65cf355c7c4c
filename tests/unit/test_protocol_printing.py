"""What a source has said is shown by `protocol check` as text: it neither steers a terminal nor forges a line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import cast

import pytest

from bridge.conformance import Check, Finding, Result, Verdict
from commandcenter.cli.program import Call
from commandcenter.cli.protocol import _run

WORDS = 'pong "\x1b[2J\x9b31m\u202egood\nforged: all passed"'


class Checked:
    """A check that has found one thing."""

    results = (Result("E1", "It ends.", Verdict.PASS, WORDS, (Finding("ping", "pong", WORDS),)),)
    left = ()

    def run(self, told: object) -> None:
        """Has been."""

    def stop(self) -> None:
        """Has ended."""


@pytest.mark.parametrize("json_wanted", [False, True])
def test_what_a_source_says_stays_within_its_line(capsys: pytest.CaptureFixture[str], json_wanted: bool) -> None:
    call = Call(Path("nowhere"), "en")
    _run(call, cast(Check, Checked()), "tcp://127.0.0.1:1", json_wanted=json_wanted)
    printed = capsys.readouterr().out
    assert not set(printed) & set("\x1b\x9b\u202e")
    assert not [line for line in printed.splitlines() if line.startswith("forged")]
    if json_wanted:
        assert json.loads(printed)["rules"][0]["findings"][0]["came"] == WORDS
    else:
        assert 'came: pong "�[2J�31m�good forged: all passed"' in printed
