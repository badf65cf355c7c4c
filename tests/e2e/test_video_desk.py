"""The video page of a real console: opened by F8, cameras found by typing, enlarged, and given back when it is left."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy
import numpy.typing
import pytest

from commandcenter.adapters.virtual_display import VirtualDisplay
from tests.support.centre import pixels, share_of
from tests.support.proving_ground.ground import render_films
from tests.support.video_desk import SUB, VideoDesk, video_desk

pytestmark = pytest.mark.lasts(30)

Pixels = numpy.typing.NDArray[numpy.uint8]

NAMES = tuple(f"cam{number:02d}" for number in range(1, 17))
SHOTS = Path("build/shots/video")
ACCENT = (0x8F, 0xC1, 0xE3)
MIDDLE = (830, 414, 460, 16)
ORANGE = (0xEE, 0x8B, 0x31)
GRID = (580, 136, 960, 540)
TILE = (600, 160, 400, 200)


@pytest.fixture(scope="module")
def films(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[str, str, int]]:
    return render_films(tmp_path_factory.mktemp("films"))


@pytest.fixture
def desk(tmp_path: Path, wall_display: VirtualDisplay, films: dict[str, tuple[str, str, int]]) -> Iterator[VideoDesk]:
    secret = {"restricted": True}
    with video_desk(tmp_path, wall_display.environment(), films, NAMES, cam09=secret) as found:
        yield found


def test_a_camera_is_found_by_typing_enlarged_and_given_back(desk: VideoDesk) -> None:
    centre = desk.centre
    desk.open_page()
    desk.press("slash")
    desk.write("cam07")
    small = "for a quarter of the page the small stream is opened, as long as its size is unknown"
    centre.wait(lambda: desk.running("cam07" + SUB) and not desk.running("cam07"), small)
    centre.wait(lambda: set(desk.opened()) == {"cam07"}, "that it was opened is in the record")
    centre.wait(lambda: coloured(desk), "its picture is on the screen")
    shot(desk, "one")

    desk.press("Escape", "Tab", "Tab", "Return")
    centre.wait(lambda: desk.running("cam07") and not desk.running("cam07" + SUB), "enlarged it is the main stream")
    shot(desk, "enlarged")
    desk.press("Escape", "Escape")
    centre.wait(lambda: not (desk.running("cam07") or desk.running("cam07" + SUB)), "the page is left, nothing plays")
    desk.press("F8")
    centre.wait(lambda: desk.running("cam07"), "it is in its tile again")
    assert not desk.running("cam07" + SUB), "by now it is known that the small stream is too small for the tile"


def test_a_restricted_camera_is_seen_by_who_says_what_for(desk: VideoDesk) -> None:
    centre = desk.centre
    desk.open_page()
    desk.press("slash")
    desk.write("cam09")
    centre.wait(lambda: form_shown(desk), "the form asks what for")
    shot(desk, "purpose")
    assert not desk.running("cam09" + SUB)
    assert centre.count("camera.opened") == 0
    desk.press("Escape")
    centre.wait(lambda: not form_shown(desk), "the form is left")
    shot(desk, "withheld")
    assert not desk.running("cam09" + SUB)

    desk.press("Return")
    centre.wait(lambda: form_shown(desk), "Enter on the tile asks once more")
    desk.press("Return")
    centre.wait(lambda: centre.count("camera.opened") == 1, "the purpose is in the record")
    centre.wait(lambda: desk.running("cam09"), "and its picture, enlarged, is there")
    shot(desk, "given")


def test_sixteen_cameras_of_a_favourite_group(desk: VideoDesk) -> None:
    centre = desk.centre
    desk.open_page()
    desk.press("ctrl+6", "Tab", "Home", "Return", "Down", *["shift+Down"] * 15, "Return")
    others = [name for name in NAMES if name != "cam09"]
    centre.wait(lambda: all(desk.running(name + SUB) for name in others), "all that are not restricted play")
    centre.wait(lambda: form_shown(desk), "the restricted one asks what for")
    desk.press("Escape")
    centre.wait(lambda: all(map(pictured, quarters(desk))), "pictures in all corners of the grid")
    shot(desk, "sixteen")
    desk.press("l")
    centre.wait(lambda: not pictured(quarters(desk)[0]), "the table of their health")
    shot(desk, "health")
    desk.press("l")
    centre.wait(lambda: pictured(quarters(desk)[0]), "and the pictures again, which have gone on")

    desk.press("Tab", "shift+f")
    desk.officer.write("Bridges")
    centre.wait(lambda: centre.count("favourites.kept") == 1, "the group is kept with the account")
    shot(desk, "favourite")


def test_an_alarm_brings_its_cameras_and_says_where_the_ai_saw_something(
    tmp_path: Path, wall_display: VirtualDisplay, films: dict[str, tuple[str, str, int]]
) -> None:
    """In Chinese, with the watermark that the centre wants over what duty officers see."""
    marked = 'watermark = ["duty-officer"]\n'
    with video_desk(tmp_path, wall_display.environment(), films, NAMES[:9], "zh", marked) as desk:
        centre = desk.centre
        centre.tell_source("see P1 major cam02 Heap of rubbish")
        centre.wait(lambda: centre.count("alarm.raised") == 1, "the alarm is in the journal")
        desk.press("Home", "shift+F8")
        centre.wait(lambda: all(desk.running(name + SUB) for name in NAMES[:9]), "the nearest nine cameras play")
        centre.wait(lambda: boxed(desk), "a box lies over the picture of the camera that saw it")
        shot(desk, "alarm-zh")
        assert set(desk.opened()) == set(NAMES[:9])


def boxed(desk: VideoDesk) -> bool:
    """Orange, which nothing else in the grid is."""
    return share_of(desk.centre.look("console")["console"], ORANGE, GRID) > 200


def quarters(desk: VideoDesk) -> list[Pixels]:
    """The middles of the tiles in the corners of a grid of sixteen."""
    look = desk.centre.look("console")["console"]
    return [pixels(look, (x, y, 160, 60)) for x in (630, 1350) for y in (160, 680)]


def pictured(part: Pixels) -> bool:
    return bool(part.mean() > 60)


def coloured(desk: VideoDesk) -> bool:
    """The upper left tile has a picture, not words on the ground."""
    return pictured(pixels(desk.centre.look("console")["console"], TILE))


def form_shown(desk: VideoDesk) -> bool:
    """The upper edge of a form stands in the middle of the page."""
    return share_of(desk.centre.look("console")["console"], ACCENT, MIDDLE) > 300


def shot(desk: VideoDesk, name: str) -> None:
    SHOTS.mkdir(parents=True, exist_ok=True)
    desk.centre.look("console")["console"].save(str(SHOTS / f"{name}.png"))
