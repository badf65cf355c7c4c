"""The RTSP server of the made-up cameras, pulled by ffmpeg as a player would."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import IO

import pytest

from commandcenter.adapters.ports import PortTaken
from commandcenter.simulator.cameras import service
from commandcenter.simulator.cameras.scenes import PieceMissing
from commandcenter.simulator.cameras.service import CameraServerFailed, RtspService
from tests.support.processes import children_of
from tests.support.rtsp_pull import pull, pulling, second_shown, write_clip
from tests.support.waiting import eventually, is_alive

CLIP_SECONDS = 30
"""Divides the minute: such a clip stays aligned to the wall clock."""


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("clips") / "grey.h264"
    write_clip(file, CLIP_SECONDS)
    return file


@pytest.fixture
def cameras(clip: Path, tmp_path: Path) -> Iterator[RtspService]:
    with RtspService({"front": clip, "back": clip}, folder=tmp_path) as server:
        yield server


@contextmanager
def watching(url: str) -> Iterator[IO[bytes]]:
    """A player's pictures, one byte each; the player is killed at the end."""
    player = pulling(url)
    assert player.stdout is not None
    try:
        yield player.stdout
    finally:
        player.kill()
        player.communicate()


@pytest.mark.parametrize("transport", ["tcp", "udp"])
def test_a_player_sees_every_picture_in_order_without_an_error(cameras: RtspService, transport: str) -> None:
    shown, complaints = pull(cameras.url("front"), 40, transport)

    assert complaints == ""
    assert len(shown) == 40
    steps = {(after - before) % CLIP_SECONDS for before, after in pairwise(shown)}
    assert steps <= {0, 1}


def test_the_clock_in_the_picture_is_right_within_about_a_second(cameras: RtspService) -> None:
    with watching(cameras.url("front")) as pipe:
        late = []
        for _ in range(40):
            shown = second_shown(pipe.read(1)[0])
            late.append((time.time() - shown + CLIP_SECONDS / 2) % CLIP_SECONDS - CLIP_SECONDS / 2)

    # A picture is right from 0 to 1 s after its second began; the player's own start and the machine's load delay some.
    assert -0.5 < min(late) < 2.0


def test_the_loop_has_no_seam(tmp_path: Path) -> None:
    short = tmp_path / "short.h264"
    write_clip(short, 2)

    with RtspService({"short": short}) as server:
        shown, complaints = pull(server.url("short"), 60)

    assert complaints == ""
    runs = "".join(str(second) for second in shown).replace("0" * 10, "a").replace("1" * 10, "b")
    assert "abab" in runs


def test_many_players_share_one_camera(cameras: RtspService) -> None:
    players = [pulling(cameras.url("front"), pictures=20) for _ in range(6)]

    seen = [player.communicate(timeout=40) for player in players]

    assert [complaints for _, complaints in seen] == [b""] * 6
    assert all(len(pictures) == 20 for pictures, _ in seen)


def test_a_player_that_is_killed_does_not_disturb_the_next(cameras: RtspService) -> None:
    for _ in range(2):
        with watching(cameras.url("front")) as pipe:
            assert pipe.read(1)

    shown, complaints = pull(cameras.url("front"), 10)

    assert complaints == ""
    assert len(shown) == 10


def test_an_unknown_camera_is_refused_and_the_server_goes_on(cameras: RtspService) -> None:
    assert "404" in pull(cameras.url("nowhere"), 10)[1]
    assert len(pull(cameras.url("front"), 10)[0]) == 10


def test_a_taken_port_is_a_clear_error(cameras: RtspService, clip: Path, tmp_path: Path) -> None:
    with pytest.raises(PortTaken, match=f"Port {cameras.port} is taken"):
        RtspService({"front": clip}, cameras.port, folder=tmp_path / "other").start()


def test_a_missing_clip_is_named(tmp_path: Path) -> None:
    with pytest.raises(CameraServerFailed, match=r"camera front: no clip at .*gone\.h264"):
        RtspService({"front": tmp_path / "gone.h264"}).start()


def test_a_python_without_gstreamer_is_told_the_package(
    clip: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "SYSTEM_PYTHON", sys.executable)

    with pytest.raises(PieceMissing, match="apt install python3-gi"):
        RtspService({"front": clip}, folder=tmp_path).start()


def test_the_end_of_its_input_ends_the_server_in_order(clip: Path, tmp_path: Path) -> None:
    (tmp_path / "cameras.json").write_text(json.dumps({"front": str(clip)}))
    line = [service.SYSTEM_PYTHON, "-I", str(service.SCRIPT), str(tmp_path / "cameras.json")]
    with subprocess.Popen(line, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as server:
        assert server.stdin is not None
        assert server.stdout is not None
        assert server.stdout.readline().startswith(b"ready ")
        server.stdin.close()
        assert server.wait(10) == 0


def test_the_server_ends_with_its_parent(clip: Path, tmp_path: Path) -> None:
    program = (
        "import sys, time; from pathlib import Path; from commandcenter.simulator.cameras.service import RtspService\n"
        f"server = RtspService({{'front': Path({str(clip)!r})}}, folder=Path({str(tmp_path)!r})); server.start()\n"
        "print(flush=True); time.sleep(600)"
    )
    parent = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE)
    assert parent.stdout is not None
    parent.stdout.readline()
    (server,) = children_of(parent.pid)

    parent.send_signal(signal.SIGKILL)
    parent.wait()
    parent.stdout.close()

    eventually(lambda: not is_alive(server), 10)
