"""A camera dragged from the map into a tile, by the mouse of a real display."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from commandcenter.adapters.processes import TIED, end
from commandcenter.adapters.virtual_display import WIDTH, VirtualDisplay
from tests.support.centre import ROOT, SCREENS, Centre, running
from tests.support.district import district

PATIENCE_S = 90.0
SHOTS = Path("build/shots/video")
MIDDLE = (1008, 416)
"""Of the map at the desk."""
BESIDE = 33
"""Pixels from an alarm that is looked at to the camera a thousandth of a degree east of it."""
TILE = (1100, 300)
"""In a tile of the video page."""


class Hand:
    """At the mouse of a display."""

    def __init__(self, display: VirtualDisplay) -> None:
        self._environment = display.environment()

    def mouse(self, *words: object) -> None:
        command = ["xdotool", *map(str, words)]
        subprocess.run(command, env=self._environment, check=True, timeout=30)

    def go(self, start: list[int], to: list[int], steps: int = 10) -> None:
        for step in range(1, steps + 1):
            across, down = (a + (b - a) * step // steps for a, b in zip(start, to, strict=True))
            self.mouse("mousemove", across, down)
            time.sleep(0.02)

    def press_at(self, place: list[int]) -> None:
        self.mouse("mousemove", *place)
        time.sleep(0.3)
        self.mouse("mousedown", 1)


class Table(Hand):
    """The program with map and tiles, and a hand at its mouse; `said` is what it has told since it can be used."""

    def __init__(self, display: VirtualDisplay, folder: Path) -> None:
        super().__init__(display)
        command = [*TIED, sys.executable, "-m", "tests.support.map_and_tiles", str(folder)]
        self.process = subprocess.Popen(command, env=self._environment, stdout=subprocess.PIPE, text=True, cwd=ROOT)
        self.said: list[dict[str, Any]] = []
        self._reader = threading.Thread(target=self._read)
        self._reader.start()
        self.wait("camera")
        self.places: dict[str, list[int]] = self.said.pop(0)

    def close(self) -> None:
        self.process.terminate()
        end(self.process, 10)
        self._reader.join()
        assert self.process.stdout is not None
        self.process.stdout.close()

    def wait(self, word: str) -> dict[str, Any]:
        """The first line with that word."""
        deadline = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline:
            found = next((it for it in self.said if word in it), None)
            if found is not None:
                return found
            time.sleep(0.02)
        raise AssertionError(f"nothing about {word} in {self.said}")

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.said.append(json.loads(line))


@pytest.fixture
def table(wall_display: VirtualDisplay, tmp_path: Path) -> Iterator[Table]:
    table = Table(wall_display, tmp_path)
    try:
        yield table
    finally:
        table.close()


def test_a_camera_goes_from_the_map_into_a_tile_and_the_mouse_is_free_again(table: Table) -> None:
    camera, ground, tile = table.places["camera"], table.places["ground"], table.places["tile"]
    near = [camera[0] + 30, camera[1]]
    table.press_at(camera)
    table.go(camera, near)
    time.sleep(1.0)
    table.go(near, tile)
    time.sleep(0.3)
    table.mouse("mouseup", 1)
    assert table.wait("ended") == {"ended": True}
    assert table.wait("placed") == {"placed": 1, "camera": "k"}
    assert not any("moved" in it for it in table.said), "the map has stayed where it was"

    # The page has heard that the button is up: a move moves nothing, and the next pull moves the map.
    table.mouse("mousemove", *ground)
    table.go(ground, [ground[0] + 40, ground[1]])
    time.sleep(0.5)
    assert not any("moved" in it for it in table.said)
    table.press_at(ground)
    table.go(ground, [ground[0] + 60, ground[1] + 20])
    table.mouse("mouseup", 1)
    table.wait("moved")


def test_a_hand_that_slips_on_a_camera_does_nothing_and_one_that_does_not_clicks(table: Table) -> None:
    camera = table.places["camera"]
    table.press_at(camera)
    table.mouse("mousemove", camera[0] + 14, camera[1], "mousemove", camera[0] + 20, camera[1], "mouseup", 1)
    time.sleep(1.5)
    assert not any("placed" in it or it.get("ended") or "moved" in it for it in table.said)
    table.mouse("mousemove", *camera)
    time.sleep(0.3)
    table.mouse("click", 1)
    assert table.wait("clicked") == {"clicked": "k"}


def test_what_is_dropped_on_no_tile_leaves_the_map_as_it_was(table: Table) -> None:
    camera = table.places["camera"]
    table.press_at(camera)
    table.go(camera, [camera[0], camera[1] + 150])
    time.sleep(0.6)
    table.mouse("mouseup", 1)
    assert table.wait("ended") == {"ended": False}
    time.sleep(1.0)
    table.mouse("mousemove", *camera)
    time.sleep(0.3)
    table.mouse("click", 1)
    assert table.wait("clicked") == {"clicked": "k"}
    assert not any("placed" in it or "moved" in it for it in table.said)


def cameras() -> list[dict[str, object]]:
    """One where the alarm will be, one beside it; neither answers."""
    return [
        {
            "id": f"cam{at}",
            "name": f"Camera {at}",
            "place": [106.55 + at * 0.001, 29.585],
            "address": "rtsp://127.0.0.1:9/",
        }
        for at in range(2)
    ]


@pytest.fixture
def centre(tmp_path: Path, wall_display: VirtualDisplay) -> Iterator[Centre]:
    found = Centre(tmp_path, wall_display.environment(), district(), cameras())
    found.staff()
    with running(found, "core", "console"):
        found.wait(lambda: found.ready() == {"desk-1"}, "the console shows its first picture")
        found.sign_in()
        yield found


def test_at_a_desk_the_page_opens_under_the_camera_and_the_tile_shows_it(
    centre: Centre, wall_display: VirtualDisplay
) -> None:
    hand, left = Hand(wall_display), SCREENS.index("console") * WIDTH
    centre.tell_source("raise P1 critical Pump room 1 floods")
    centre.wait(lambda: centre.count("alarm.raised"), "there is an alarm")
    centre.press("F3", "Home")
    centre.wait(lambda: centre.actions("alarm.select"), "it is selected, and the map looks there")
    time.sleep(2)
    camera = [left + MIDDLE[0] + BESIDE, MIDDLE[1]]
    hand.press_at(camera)
    hand.go(camera, [camera[0] + 40, camera[1]])
    time.sleep(1.5)
    shoot(centre, "map-drag-begun")
    tile = [left + TILE[0], TILE[1]]
    hand.go([camera[0] + 40, camera[1]], tile)
    time.sleep(0.5)
    shoot(centre, "map-drag")
    hand.mouse("mouseup", 1)
    centre.wait(lambda: centre.actions("camera.open"), "it is opened")
    shoot(centre, "map-drag-ended")
    assert [entry.subject for entry in centre.actions("camera.open")] == ["cam1"]
    assert centre.actions("map.move") == []


def shoot(centre: Centre, name: str) -> None:
    SHOTS.mkdir(parents=True, exist_ok=True)
    centre.look("console")["console"].save(str(SHOTS / f"{name}.png"))
