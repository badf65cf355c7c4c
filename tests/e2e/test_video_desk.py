"""The video page of a real console: opened by F8, cameras found by typing, enlarged, and given back when it is left."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from commandcenter.adapters.virtual_display import VirtualDisplay
from tests.support.proving_ground.ground import render_films
from tests.support.video_desk import SUB, VideoDesk, video_desk

NAMES = tuple(f"cam{number:02d}" for number in range(1, 17))
SHOTS = Path("build/shots/video")


@pytest.fixture(scope="module")
def films(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[str, str, int]]:
    return render_films(tmp_path_factory.mktemp("films"))


@pytest.fixture
def desk(tmp_path: Path, wall_display: VirtualDisplay, films: dict[str, tuple[str, str, int]]) -> Iterator[VideoDesk]:
    with video_desk(tmp_path, wall_display.environment(), films, NAMES) as found:
        yield found


@pytest.mark.timeout(240)
def test_a_camera_is_found_by_typing_enlarged_and_given_back(desk: VideoDesk) -> None:
    centre = desk.centre
    desk.press("F8", "slash")
    desk.write("cam07")
    centre.wait(lambda: desk.running("cam07" + SUB), "the small stream of the found camera plays")
    assert not desk.running("cam07"), "a quarter of the page needs the small one only"
    assert desk.opened() == ["cam07"]
    shot(desk, "one")

    desk.press("Escape", "Tab", "Tab", "Return")
    centre.wait(lambda: desk.running("cam07") and not desk.running("cam07" + SUB), "enlarged it is the main stream")
    shot(desk, "enlarged")
    desk.press("Escape", "Escape")
    centre.wait(lambda: not (desk.running("cam07") or desk.running("cam07" + SUB)), "the page is left, nothing plays")
    desk.press("F8")
    centre.wait(lambda: desk.running("cam07" + SUB), "it is in its tile again")


def shot(desk: VideoDesk, name: str) -> None:
    SHOTS.mkdir(parents=True, exist_ok=True)
    desk.centre.look("console")["console"].save(str(SHOTS / f"{name}.png"))
