"""A loudspeaker is a program of the system: it plays, fails, hangs or is not there, and the seat goes on."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from bridge.qt.loudspeaker import FAILED, HANGS, MISSING, Loudspeaker


def script(folder: Path, text: str) -> str:
    file = folder / "player"
    file.write_text(f"#!/bin/sh\n{text}\n")
    file.chmod(0o755)
    return str(file)


def test_the_file_is_played(qtbot: QtBot, tmp_path: Path) -> None:
    speaker = Loudspeaker([script(tmp_path, f'echo "$@" > {tmp_path}/said'), "--device", "hall"])
    with qtbot.waitSignal(speaker.ended) as ended:
        speaker.play(Path("/sounds/a.wav"))
        assert speaker.busy
    assert (ended.args, speaker.busy) == ([""], False)
    assert (tmp_path / "said").read_text() == "--device hall /sounds/a.wav\n"


@pytest.mark.expects_log("WARNING bridge.qt.loudspeaker: no sound: .*")
@pytest.mark.parametrize(
    ("text", "limit_ms", "why", "logged"),
    [
        ("echo 'Connection refused' >&2; exit 1", 15_000, FAILED, "Connection refused"),
        ("exec sleep 60", 300, HANGS, "did not end within 0.3 s"),
        ("kill -9 $$", 15_000, FAILED, "ended with 9"),
    ],
)
def test_what_goes_wrong_is_told(
    qtbot: QtBot, tmp_path: Path, caplog: pytest.LogCaptureFixture, text: str, limit_ms: int, why: str, logged: str
) -> None:
    speaker = Loudspeaker([script(tmp_path, text)], limit_ms=limit_ms)
    for _ in range(2):
        with qtbot.waitSignal(speaker.ended) as ended:
            speaker.play(Path("a.wav"))
        assert ended.args == [why]
    # Said once: a loudspeaker that is away for a night fills no log.
    assert [logged in it for it in caplog.messages] == [True]
    speaker.close()


@pytest.mark.expects_log("WARNING bridge.qt.loudspeaker: no sound: .*")
def test_a_program_that_is_not_there(qtbot: QtBot, tmp_path: Path) -> None:
    speaker = Loudspeaker([str(tmp_path / "none")])
    with qtbot.waitSignal(speaker.ended) as ended:
        speaker.play(Path("a.wav"))
    assert (ended.args, speaker.busy) == ([MISSING], False)


def test_what_comes_later_ends_what_sounds_and_only_the_last_is_heard_of(qtbot: QtBot, tmp_path: Path) -> None:
    text = f'echo "$1" >> {tmp_path}/begun; case "$1" in *long*) exec sleep 60;; esac'
    speaker = Loudspeaker([script(tmp_path, text)])
    ends: list[str] = []
    speaker.ended.connect(ends.append)
    speaker.play(Path("long.wav"))
    qtbot.waitUntil(lambda: (tmp_path / "begun").exists())
    speaker.play(Path("short.wav"))
    qtbot.waitUntil(lambda: ends == [""])
    qtbot.wait(50)
    assert ends == [""]
    speaker.play(Path("long.wav"))
    began = time.monotonic()
    speaker.close()
    assert time.monotonic() - began < 20
    assert ends == [""]
