"""One camera as the demo gets it: drawn by a rendering process, encoded, cached."""

from __future__ import annotations

import subprocess
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from commandcenter.simulator.cameras import cache
from commandcenter.simulator.cameras.render import render_all
from commandcenter.simulator.cameras.scenes import (
    HEIGHT,
    LARGE_HEIGHT,
    LARGE_WIDTH,
    LOOP_FRAMES,
    WIDTH,
    SceneKind,
    SceneSpec,
)

YARD = SceneSpec(id="yard", name="环卫所后院 02", kind=SceneKind.YARD, seed=2)
CLOCK = (slice(8, 42), slice(WIDTH - 110, WIDTH - 8))
NAME = (slice(8, 42), slice(8, 170))

Pictures = npt.NDArray[np.int16]


@pytest.fixture(scope="module")
def steps() -> list[tuple[int, int, str]]:
    return []


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[int, int, str]]) -> Path:
    return render_all([YARD], tmp_path_factory.mktemp("cameras"), lambda *step: steps.append(step))["yard"]


@pytest.fixture(scope="module")
def pictures(file: Path) -> Pictures:
    return grey_pictures(file, WIDTH, HEIGHT)


def grey_pictures(file: Path, width: int, height: int) -> Pictures:
    """All frames of the loop, grey."""
    line = ["ffmpeg", "-v", "error", "-i", str(file), "-fps_mode", "passthrough"]
    line += ["-pix_fmt", "gray", "-f", "rawvideo", "-"]
    raw = subprocess.run(line, capture_output=True, check=True).stdout
    return np.frombuffer(raw, dtype=np.uint8).reshape(-1, height, width).astype(np.int16)


def test_a_drawn_camera_is_in_the_cache_and_its_progress_was_told(
    file: Path, steps: list[tuple[int, int, str]]
) -> None:
    assert cache.is_good(file)
    assert steps == [(0, 1, ""), (1, 1, "环卫所后院 02")]
    assert sorted(path.suffix for path in file.parent.iterdir()) == [".h264", ".h264", ".sha256", ".sha256"]


def test_its_large_stream_shows_the_same_at_the_same_moment(file: Path, pictures: Pictures) -> None:
    large = cache.large_of(file)
    shown = grey_pictures(large, LARGE_WIDTH, LARGE_HEIGHT)

    assert cache.is_good(large)
    assert len(shown) == len(pictures)
    for number in (0, 150, 437):
        # Two of its pixels are as many as three of the other's: of each such block the mean grey.
        ours = pictures[number].reshape(HEIGHT // 2, 2, WIDTH // 2, 2).mean(axis=(1, 3))
        theirs = shown[number].reshape(HEIGHT // 2, 3, WIDTH // 2, 3).mean(axis=(1, 3))
        assert np.abs(theirs - ours).mean() < 4
    # And not that of another moment.
    assert np.abs(shown[150] - shown[437]).max() > 40


def test_of_a_camera_drawn_before_only_the_large_stream_is_made(file: Path) -> None:
    large, drawn = cache.large_of(file), file.stat().st_mtime_ns
    before = large.read_bytes()
    large.write_bytes(b"damaged")

    assert render_all([YARD], file.parent, lambda *_: None) == {"yard": file}
    assert file.stat().st_mtime_ns == drawn
    assert large.read_bytes() == before


def test_its_minute_has_no_seam(pictures: Pictures) -> None:
    assert len(pictures) == LOOP_FRAMES
    below_the_writing = pictures[:, 60:]
    seam = np.abs(below_the_writing[-1] - below_the_writing[0]).mean()
    usual = np.abs(below_the_writing[9:-1:10] - below_the_writing[10::10]).mean(axis=(1, 2)).max()

    assert seam < usual * 1.5


def test_its_name_stays_and_its_clock_runs(pictures: Pictures) -> None:
    first, later = pictures[0], pictures[150]

    assert np.abs(first[NAME] - later[NAME]).mean() < 4
    assert np.abs(first[CLOCK] - later[CLOCK]).mean() > 4
    assert first[NAME].max() > 200  # white ink on a dark rim
    assert first[NAME].min() < 60


def test_it_is_a_picture_with_things_that_move(pictures: Pictures) -> None:
    below_the_writing = pictures[:, 60:]

    assert below_the_writing[0].std() > 10
    assert np.abs(below_the_writing[0] - below_the_writing[200]).max() > 40
