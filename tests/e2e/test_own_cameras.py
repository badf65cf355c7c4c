"""`demo --cameras FILE`: a person's own cameras, served by somebody else, through to the wall's right screen."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy
import pytest
from PySide6.QtGui import QImage

from tests.support.cameras import render_clip, serve
from tests.support.centre import ROOT, pixels, share_of
from tests.support.district import district
from tests.support.ports import DEMO_PORTS, free_port, free_row
from tests.support.rtsp_footage import FootageServer, footage

pytestmark = pytest.mark.lasts(80)

HEADINGS = ("名称", "位置", "取流地址")
GROUND = (0x0D, 0x12, 0x17)  # what a tile without a picture is painted on
YELLOW = (0xE3, 0xC3, 0x43)  # the mark beside "no answer"
VEILED = 60  # of 255; a stopped picture's mean is below that
TOUR = ("console-duty", "console-handover", "console-locked", "console-record", "console-sign-in")
SHOTS = ("console", *TOUR, "wall-left", "wall-middle", "wall-right")

Box = tuple[int, int, int, int]
# The nine tiles of the right screen, above the strip with their name and time; x, y, width, height.
TILES: tuple[Box, ...] = tuple((column * 640 + 8, row * 360 + 8, 620, 280) for row in range(3) for column in range(3))


@dataclass(frozen=True, slots=True)
class Result:
    """What a finished demo has left."""

    done: subprocess.CompletedProcess[str]
    data: Path
    build: Path


def made_up(scratch: Path) -> Iterator[list[str]]:
    """The addresses of two streams of a server that is not the demo's own."""
    with serve(render_clip(scratch / "clip.h264"), ("gate", "square")) as server:
        yield [server.url("gate"), server.url("square")]


def real(scratch: Path) -> Iterator[list[str]]:
    """The same with the last two films of the footage folder."""
    films = footage()[-2:]
    if len(films) < 2:
        pytest.skip("the footage folder has one film only, and this test shows two cameras")
    with FootageServer(films, scratch) as server:
        yield [server.urls[film.stem] for film in films]


@pytest.fixture(params=[made_up, real], ids=["made-up streams", "real footage"])
def streams(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[list[str]]:
    yield from request.param(tmp_path)


@pytest.mark.timeout(540)
def test_own_cameras_are_on_the_right_screen_and_a_missing_one_says_so(streams: list[str], tmp_path: Path) -> None:
    street = json.loads((district() / "district.json").read_text())["streets"][0]
    nowhere = f"rtsp://127.0.0.1:{free_port()}/nothing"
    rows = [
        ("门口", "106.5502,29.5851", streams[0]),
        ("广场", street["name"], streams[1]),
        ("不存在", "106.5600 29.5900", nowhere),
    ]
    result = demo(tmp_path, camera_list(tmp_path / "cameras.csv", rows))

    assert result.done.returncode == 0, result.done.stdout + result.done.stderr
    assert json.loads((result.data / "cameras.json").read_text()) == [
        {"id": "CAM-001", "name": "门口", "place": [106.5502, 29.5851], "address": streams[0]},
        {"id": "CAM-002", "name": "广场", "place": street["centre"], "address": streams[1]},
        {"id": "CAM-003", "name": "不存在", "place": [106.56, 29.59], "address": nowhere},
    ]
    assert not (result.build / "cache" / "cameras").exists(), "no made-up camera is drawn"
    shots = result.build / "demo"
    assert tuple(sorted(path.stem for path in shots.glob("*.png"))) == SHOTS
    earlier, last = (QImage(str(folder / "wall-right.png")) for folder in (shots / "earlier", shots))
    kinds = [sorted(kind(right, tile) for tile in TILES) for right in (earlier, last)]
    assert kinds[0].count("picture") == 2
    assert kinds[1] == ["empty"] * 6 + ["no answer"] + ["picture"] * 2
    assert moved(earlier, last) > 100, "cars, people or the test picture are elsewhere by now"
    assert json.loads((shots / "alarms.json").read_text())["counts"] == counts(result.data)


def kind(right: QImage, tile: Box) -> str:
    """What a tile of the right screen shows; the veil over a picture that has stopped leaves it dark."""
    if share_of(right, GROUND, tile) < 0.8 * tile[2] * tile[3]:
        return "picture" if pixels(right, tile).mean() > VEILED else "stopped"
    return "no answer" if share_of(right, YELLOW, tile) > 100 else "empty"


def moved(earlier: QImage, last: QImage) -> int:
    """How many pixels of all pictures have clearly changed.

    Of all, because one street may be empty in both shots by chance. The nearest camera of an alarm stands first, so
    that a picture may be in another tile than earlier: the most similar one is taken for the same camera's.
    """
    before = [tile for tile in TILES if kind(earlier, tile) == "picture"]
    after = [tile for tile in TILES if kind(last, tile) == "picture"]
    return sum(min(changed(earlier, old, last, new) for old in before) for new in after)


def changed(before: QImage, old: Box, after: QImage, new: Box) -> int:
    """How many pixels are clearly another colour than they were: more than what encoding makes of one scene."""
    distance = numpy.abs(pixels(before, old).astype(numpy.int16) - pixels(after, new))
    return int((distance.max(axis=2) > 48).sum())


def counts(data: Path) -> dict[str, object]:
    """What the command line says of that data folder."""
    command = [sys.executable, str(ROOT / "main.py"), "--data", str(data), "alarms", "--json"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    found: dict[str, object] = json.loads(done.stdout)["counts"]
    return found


def camera_list(path: Path, rows: list[tuple[str, str, str]]) -> Path:
    """As a spreadsheet program writes it, with a byte order mark."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([HEADINGS, *rows])
    return path


def demo(folder: Path, cameras: Path) -> Result:
    data, build = folder / "data", folder / "build"
    options = [
        "--seconds",
        "20",
        "--cameras",
        str(cameras),
        "--build",
        str(build),
        "--port-base",
        str(free_row(DEMO_PORTS)),
    ]
    command = [sys.executable, str(ROOT / "main.py"), "--data", str(data), "--language", "zh", "demo", *options]
    done = subprocess.run(
        command, env=without_display(os.environ), capture_output=True, text=True, timeout=500, check=False
    )
    return Result(done, data, build)


def without_display(environment: Mapping[str, str]) -> dict[str, str]:
    display = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    return {name: value for name, value in environment.items() if name not in display}
