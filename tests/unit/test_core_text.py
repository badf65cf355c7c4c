"""What `core` says to whoever starts it: plain lines, or events where the log is read line by line; it ends nothing."""

from __future__ import annotations

import io
import logging
import os
import subprocess
import sys
from collections.abc import Iterator

import pytest

from commandcenter.app.words import Words
from commandcenter.cli import logs
from commandcenter.cli.core_text import CoreText
from tests.support.centre import ROOT


@pytest.fixture
def in_json() -> Iterator[None]:
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logs.JsonLine())
    logging.getLogger().addHandler(handler)
    yield
    logging.getLogger().removeHandler(handler)


def tell_all(text: CoreText) -> None:
    text.waits("duty-b/5f1f0c7d1a2b/9e8d7c")
    text.waits("")
    text.took_over()
    text.listens("tcp://10.0.0.5:7600", "postgresql+psycopg://cc@db/centre")


SAID = [
    "This core stands by: duty-b/5f1f0c7d1a2b leads, and it takes over when that one is gone. Ctrl+C stops it.",
    "This core waits for the database, which cannot say at present who leads. Ctrl+C stops it.",
    "This core has taken over and leads from now on.",
    "The core is ready and listens at tcp://10.0.0.5:7600.",
    "Its journal is postgresql+psycopg://cc@db/centre. Ctrl+C stops it.",
]


def test_it_says_where_it_listens_and_for_whom_it_waits(capsys: pytest.CaptureFixture[str]) -> None:
    tell_all(CoreText(Words("en")))
    assert capsys.readouterr().out.splitlines() == SAID


@pytest.mark.usefixtures("in_json")
def test_with_a_log_in_json_the_same_are_its_events(
    capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        tell_all(CoreText(Words("en")))
    assert (capsys.readouterr().out, caplog.messages) == ("", SAID)


class Closed(io.StringIO):
    """A pipe whose reader has gone."""

    def write(self, text: str) -> int:
        raise BrokenPipeError


def test_a_core_goes_on_when_nobody_hears_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", Closed())
    tell_all(CoreText(Words("en")))


def test_a_terminal_without_chinese_letters_ends_no_verb() -> None:
    environment = {**os.environ, "PYTHONIOENCODING": "latin-1", "COMMANDCENTER_LANGUAGE": "zh"}
    command = [sys.executable, str(ROOT / "main.py"), "people", "--help"]
    done = subprocess.run(command, capture_output=True, check=False, env=environment, timeout=60)
    assert (done.returncode, done.stderr) == (0, b"")
    assert rb"\u4eba\u5458" in done.stdout
