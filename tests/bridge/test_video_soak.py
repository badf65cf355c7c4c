"""The short form of `make soak-video`: openings, closings and dead cameras leave nothing behind."""

from __future__ import annotations

from pathlib import Path

from tests.bench.soak_video import cycles, dead_addresses, dead_cameras
from tests.support.cameras import render_clip, serve
from tests.support.video import video_pool

NAMES = tuple(f"camera-{number}" for number in range(8))


def test_a_hundred_openings_and_closings_leave_nothing(tmp_path: Path) -> None:
    with serve(render_clip(tmp_path / "clip.h264"), NAMES) as cameras, video_pool() as pool:
        samples = cycles(pool, cameras, NAMES, 100, together=len(NAMES))
    assert samples.falls == 0
    assert samples.growing() == [], "\n".join(samples.table())


def test_dead_cameras_that_are_wanted_for_a_while_leave_nothing() -> None:
    with dead_addresses(12) as urls, video_pool(workers=2, streams_per_worker=6) as pool:
        samples = dead_cameras(pool, urls, 12)
    assert samples.falls == 0
    assert samples.growing() == [], "\n".join(samples.table())
