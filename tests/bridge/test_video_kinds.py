"""What cameras send besides plain H.264: pictures in another order than they are shown in, sound, ten bits, fields."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from bridge.video.feed import Feed
from bridge.video.pool import VideoPool
from tests.support.cameras import Cameras, serve_each
from tests.support.picture_times import PictureTimes
from tests.support.video import video_pool
from tests.support.waiting import eventually

SECONDS, WATCHED_S = 60, 3.0
H264 = "-c:v libx264 -preset ultrafast -g 25"
PLANS = {  # by the end of its file's name: pictures a second, size, how it is encoded
    "backwards.aac.h264": (25, "320x240", f"{H264} -pix_fmt yuv420p -bf 3 -x264-params b-adapt=0 -c:a aac"),
    "fields.h264": (25, "352x288", f"{H264} -pix_fmt yuv420p -flags +ilme+ildct -x264-params tff=1"),
    "full-range.h264": (25, "320x240", f"{H264} -pix_fmt yuvj420p"),
    "key-pictures-only.h264": (25, "320x240", f"{H264} -pix_fmt yuv420p -g 1"),
    "ten-bits.h265": (
        15,
        "320x240",
        "-c:v libx265 -preset ultrafast -pix_fmt yuv420p10le -x265-params keyint=15:bframes=2:log-level=error",
    ),
    "old.mpeg4": (25, "320x240", "-c:v mpeg4 -q:v 5 -g 25 -pix_fmt yuv420p"),
}


def film(folder: Path, name: str) -> Path:
    fps, size, coder = PLANS[name]
    path = folder / f"{name}.mkv"
    sources = ["-f", "lavfi", "-i", f"testsrc2=size={size}:rate={fps}"]
    if ".aac." in name:
        sources += ["-f", "lavfi", "-i", "sine=440"]
    command = ["ffmpeg", "-v", "error", "-nostdin", "-y", *sources, "-t", str(SECONDS), *coder.split(), str(path)]
    subprocess.run(command, check=True, timeout=120)
    return path


@pytest.fixture(scope="module")
def kinds(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cameras]:
    folder = tmp_path_factory.mktemp("kinds")
    with serve_each({name: film(folder, name) for name in PLANS}) as cameras:
        yield cameras


@pytest.fixture
def pool() -> Iterator[VideoPool]:
    with video_pool(workers=2, streams_per_worker=3) as pool:
        yield pool


def test_each_kind_of_stream_is_shown_as_it_moves(kinds: Cameras, pool: VideoPool) -> None:
    """Side by side: each is live, and stays so with nearly all of its pictures."""
    feeds = {name: pool.open(kinds.url(name), 320, 240) for name in PLANS}
    for name, feed in feeds.items():
        eventually(lambda feed=feed: feed.status().state == "live", 20, name)  # type: ignore[misc]  # mypy wants no default
    eventually(lambda: not missing(feeds), 40, "nearly all pictures of each")


def missing(feeds: Mapping[str, Feed]) -> dict[str, int]:
    """What is not live after a while, or has shown too few pictures meanwhile: how many."""
    with PictureTimes(feeds) as times:
        time.sleep(WATCHED_S)
    shown = {name: seen[-1][0] - seen[0][0] if seen else 0 for name, seen in times.times.items()}
    return {
        name: shown[name]
        for name, (fps, _, _) in PLANS.items()
        if feeds[name].status().state != "live" or shown[name] < 0.7 * fps * WATCHED_S
    }
