"""How soon there is a picture: of a camera that is put into a tile, and of the large stream when a tile is enlarged."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

import msgspec

from bridge.video.camera_feed import CameraFeed
from bridge.video.choice import Offer
from bridge.video.pool import VideoPool
from tests.bench.figures import BenchError

LOOK_S = 0.004
PATIENCE_S = 15.0
APART_S = 0.137
"""Not a part of the second between two key pictures: each opening meets another moment of it."""


class Enlarged(msgspec.Struct, frozen=True):
    """Seconds until the large stream's picture, and how often there was no picture at all meanwhile."""

    seconds: float
    black: int


def first_pictures(pool: VideoPool, urls: Sequence[str], times: int) -> list[float]:
    """Seconds from putting a camera into a tile to its first picture, one after another."""
    return [_first_picture(pool, urls[number % len(urls)], f"camera {number}") for number in range(times)]


def _first_picture(pool: VideoPool, url: str, camera: str) -> float:
    time.sleep(APART_S)
    began = time.monotonic()
    feed = pool.open(url, 640, 360, camera=camera)
    _wait(lambda: feed.latest() is not None, "a first picture")
    feed.close()
    return time.monotonic() - began


def enlarging(pool: VideoPool, sub: str, main: str, times: int) -> list[Enlarged]:
    """A small tile that is enlarged and made small again."""
    offer = Offer(camera="enlarged", main=main, sub=sub, main_size=(1920, 1080), sub_size=(640, 360))
    feed = CameraFeed(pool, offer, (640, 360))
    _wait(lambda: feed.latest() is not None, "the small picture")
    found = []
    for _ in range(times):
        time.sleep(APART_S)
        black = 0

        def large() -> bool:
            nonlocal black
            picture = feed.latest()
            black += picture is None
            return picture is not None and picture.width == 1920

        began = time.monotonic()
        feed.want(1920, 1080, enlarged=True)
        _wait(large, "the large picture")
        found.append(Enlarged(time.monotonic() - began, black))
        feed.want(640, 360, enlarged=False)
        _wait(lambda: not large(), "the small picture again")
        time.sleep(1.0)
    feed.close()
    return found


def _wait(condition: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not condition():
        if time.monotonic() > deadline:
            raise BenchError(f"{what} did not come within {PATIENCE_S:.0f} s")
        time.sleep(LOOK_S)
