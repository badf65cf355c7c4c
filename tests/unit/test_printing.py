"""What is printed: text from outside does not steer the terminal."""

from __future__ import annotations

import json

import pytest

from commandcenter.cli.printing import complain, say, say_json

NASTY = "水泵\x1b[2J\x9b31m\u202e\x07\r\n1"


def test_a_line_stays_a_line_whatever_is_in_it(capsys: pytest.CaptureFixture[str]) -> None:
    say(NASTY)
    assert capsys.readouterr().out == "水泵�[2J�31m��� 1\n"


def test_a_message_keeps_its_lines(capsys: pytest.CaptureFixture[str]) -> None:
    complain("first\x1b\n→ second")
    assert capsys.readouterr().err == "first�\n→ second\n"


def test_json_says_everything_and_steers_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    say_json({"text": NASTY})
    printed = capsys.readouterr().out
    assert json.loads(printed) == {"text": NASTY}
    assert "水泵\\u001b[2J\\u009b31m\\u202e\\u0007\\r\\n1" in printed
