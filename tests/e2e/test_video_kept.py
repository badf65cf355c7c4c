"""What is kept of the pictures at a real console, and what its journal says of cameras that go and come back."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from commandcenter.adapters.virtual_display import VirtualDisplay
from commandcenter.domain.changes.video import BookmarkSet, CameraStated, ClipBegun, ClipEnded, SnapshotKept
from tests.support.centre import Centre, running
from tests.support.district import district
from tests.support.proving_ground.ground import proving_ground, render_films
from tests.support.video_desk import SUB, VideoDesk, camera_rows, ground_plan, video_desk

pytestmark = pytest.mark.lasts(150)

NAMES = ("cam01", "cam02")
SHOTS = Path("build/shots/video")


@pytest.fixture(scope="module")
def films(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[str, str, int]]:
    return render_films(tmp_path_factory.mktemp("films"))


@pytest.fixture
def desk(tmp_path: Path, wall_display: VirtualDisplay, films: dict[str, tuple[str, str, int]]) -> Iterator[VideoDesk]:
    with video_desk(tmp_path, wall_display.environment(), films, NAMES) as found:
        yield found


def changes(desk: VideoDesk, kind: type) -> list[object]:
    return [entry.change for entry in desk.centre.entries() if isinstance(entry.change, kind)]


def show(desk: VideoDesk, camera: str) -> None:
    desk.press("F8", "slash")
    desk.write(camera)
    desk.centre.wait(lambda: states(desk, camera)[-1:] == ["live"], "the core knows that it is seen live")
    desk.press("Escape")


def states(desk: VideoDesk, camera: str) -> list[str]:
    """What the journal says of it, in order."""
    stated = [it for it in changes(desk, CameraStated) if isinstance(it, CameraStated)]
    return [it.sight.state.value for it in stated if it.camera == camera]


def died_and_returned(said: list[str]) -> bool:
    """Once each; "connecting" or "late" of a machine that is busy may be said between."""
    told = [it for it in said if it in ("live", "lost")]
    return [it for it, former in zip(told, ["", *told], strict=False) if it != former] == ["live", "lost", "live"]


def shot(desk: VideoDesk, name: str) -> None:
    SHOTS.mkdir(parents=True, exist_ok=True)
    desk.centre.look("console")["console"].save(str(SHOTS / f"{name}.png"))


def test_a_picture_a_clip_and_a_moment_are_kept_and_stand_in_the_record(desk: VideoDesk) -> None:
    centre, folder = desk.centre, desk.centre.data / "evidence"
    show(desk, "cam01")
    desk.press("s")
    centre.wait(lambda: changes(desk, SnapshotKept), "the snapshot is in the record")
    (kept,) = changes(desk, SnapshotKept)
    assert isinstance(kept, SnapshotKept)
    picture = QImage(str(folder / kept.file))
    assert (picture.width(), picture.height()) == (kept.width, kept.height)
    assert picture.text("Source") == "Camera cam01 (cam01)"
    assert picture.text("State").startswith("live")
    assert kept.camera == "cam01"
    time.sleep(1)
    shot(desk, "snapshot")

    began = time.monotonic()
    desk.press("r")
    centre.wait(lambda: changes(desk, ClipBegun), "that a clip begins is in the record before there is one")
    time.sleep(4)
    shot(desk, "recording")
    desk.press("r")
    centre.wait(lambda: changes(desk, ClipEnded), "and its end")
    took = time.monotonic() - began
    (ended,) = changes(desk, ClipEnded)
    assert isinstance(ended, ClipEnded)
    assert (ended.camera, ended.why) == ("cam01", "asked")
    assert ended.file.endswith(".mp4")
    assert 2 < length(folder / ended.file) < took + 1
    assert abs(length(folder / ended.file) - ended.seconds) < 1

    desk.press("b")
    time.sleep(0.5)
    shot(desk, "bookmark")
    desk.write("red car")
    centre.wait(lambda: changes(desk, BookmarkSet), "the bookmark is in the record")
    (mark,) = changes(desk, BookmarkSet)
    assert isinstance(mark, BookmarkSet)
    assert (mark.bookmark.camera, mark.bookmark.note) == ("cam01", "red car")

    checked = json.loads(centre.run("evidence", "verify", "--json").stdout)
    assert sorted((it["file"], it["verdict"]) for it in checked["files"]) == sorted(
        (file, "ok") for file in (kept.file, ended.file)
    )


def test_leaving_the_page_ends_a_clip_and_says_so(desk: VideoDesk) -> None:
    show(desk, "cam01")
    desk.press("r")
    desk.centre.wait(lambda: changes(desk, ClipBegun), "a clip begins")
    time.sleep(5)
    desk.press("F8")
    desk.centre.wait(lambda: changes(desk, ClipEnded), "it ends with the tile")
    (ended,) = changes(desk, ClipEnded)
    assert isinstance(ended, ClipEnded)
    assert ended.why == "closed"
    assert length(desk.centre.data / "evidence" / ended.file) > 1


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_a_clip_that_grew_when_its_console_ended_is_kept_by_the_next_one(desk: VideoDesk, how: signal.Signals) -> None:
    centre = desk.centre
    show(desk, "cam01")
    desk.press("r")
    centre.wait(lambda: changes(desk, ClipBegun), "a clip begins")
    time.sleep(4)
    os.kill(centre.processes.pid("console"), how)
    # It is started again meanwhile; what it says it says by itself.
    centre.wait(lambda: changes(desk, ClipEnded), "its end is in the record")
    (ended,) = (it for it in centre.entries() if isinstance(it.change, ClipEnded))
    (begun,) = (it for it in centre.entries() if isinstance(it.change, ClipBegun))
    assert isinstance(ended.change, ClipEnded)
    assert (ended.change.why, ended.actor, ended.seat) == ("seat", begun.actor, begun.seat)
    assert abs(length(centre.data / "evidence" / ended.change.file) - ended.change.seconds) < 0.1
    assert 1 < ended.change.seconds < 20
    checked = json.loads(centre.run("evidence", "verify", "--json").stdout)
    assert [(it["file"], it["verdict"]) for it in checked["files"]] == [(ended.change.file, "ok")]


def test_a_camera_that_dies_and_returns_is_in_the_journal_once_each(desk: VideoDesk, tmp_path: Path) -> None:
    show(desk, "cam01")
    desk.press("s")
    for stream in ("cam01" + SUB, "cam01"):
        desk.ground.make("die", stream)
    desk.centre.wait(lambda: states(desk, "cam01")[-1] == "lost", "it is lost")
    desk.press("s")
    desk.centre.wait(lambda: len(changes(desk, SnapshotKept)) == 2, "the last picture can be kept all the same")
    old = changes(desk, SnapshotKept)[-1]
    assert isinstance(old, SnapshotKept)
    assert old.state.value == "lost"
    assert old.age_s > 1
    assert "_lost_" in old.file
    time.sleep(10)
    shot(desk, "lost")
    for stream in ("cam01" + SUB, "cam01"):
        desk.ground.make("return", stream)
    desk.centre.wait(lambda: states(desk, "cam01")[-1] == "live", "it is back")
    assert died_and_returned(states(desk, "cam01"))

    desk.press("F8")
    time.sleep(3)
    desk.press("F8")
    time.sleep(8)
    said = states(desk, "cam01")
    assert "unwatched" not in said, "closed and opened again, as by a tour, is no news"
    assert died_and_returned(said)
    health = desk.centre.run("cameras", "health", "--json")
    assert health.returncode == 0, health.stdout + health.stderr
    assert "cam01" in health.stdout
    paper = desk.centre.run("report", "cameras", "--out", str(tmp_path / "cameras.pdf"))
    assert paper.returncode == 0, paper.stdout + paper.stderr
    assert (tmp_path / "cameras.pdf").read_bytes().startswith(b"%PDF")


def test_the_wall_says_how_its_cameras_are(
    tmp_path: Path, wall_display: VirtualDisplay, films: dict[str, tuple[str, str, int]]
) -> None:
    with proving_ground(films, ground_plan(NAMES)) as ground:
        centre = Centre(tmp_path, wall_display.environment(), district(), camera_rows(ground, NAMES))
        with running(centre, "core", "wall"):
            seen = {"cam01": ("live", "wall"), "cam02": ("live", "wall")}
            centre.wait(lambda: stated(centre) == seen, "both are known to be seen live on the wall")
            for stream in ("cam02" + SUB, "cam02"):
                ground.make("freeze", stream, "nothing")
            # Words of one camera are five seconds apart: by then a frozen one may have been opened anew, and is lost.
            dead = {("frozen", "wall"), ("lost", "wall")}
            centre.wait(lambda: stated(centre)["cam02"] in dead, "one is known to be dead")
            centre.wait(lambda: stated(centre)["cam01"] == seen["cam01"], "and the other to be well")


def stated(centre: Centre) -> dict[str, tuple[str, str]]:
    """The newest state of each camera and the seat that sees it so."""
    found = [entry.change for entry in centre.entries() if isinstance(entry.change, CameraStated)]
    return {it.camera: (it.sight.state.value, it.sight.seat) for it in found}


def length(film: Path) -> float:
    """Seconds; every picture is decoded on the way."""
    said = subprocess.run(
        ["ffprobe", "-v", "error", "-show_entries", "format=duration", "-of", "csv=p=0", str(film)],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert said.stderr == ""
    return float(said.stdout)
