"""Real streams: a tile is enlarged and made small again, and always has a picture."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from bridge.video.camera_feed import CameraFeed
from bridge.video.choice import Offer
from tests.support.cameras import Cameras, render_clip, serve
from tests.support.video import SessionWatch, video_pool
from tests.support.waiting import eventually


@pytest.fixture(scope="module")
def cameras(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cameras]:
    clip = render_clip(tmp_path_factory.mktemp("clips") / "clip.h264")
    with serve(clip, ("main", "sub")) as cameras:
        yield cameras


@pytest.mark.parametrize("sessions", [1, 2])
def test_a_tile_is_enlarged_and_made_small_without_a_black_moment(cameras: Cameras, sessions: int) -> None:
    offer = Offer(camera="CAM-1", main=cameras.url("main"), sub=cameras.url("sub"), sessions=sessions)
    with video_pool() as pool, SessionWatch(cameras.url("main")) as watch:
        feed = CameraFeed(pool, offer, (320, 180))
        eventually(lambda: feed.status().state == "live", 15)
        for enlarged, address in ((True, offer.main), (False, offer.sub)):
            feed.want(320, 180, enlarged)
            began = time.monotonic()
            while feed.profile.address != address or feed.status().state != "live":
                assert feed.latest() is not None
                assert time.monotonic() - began < 6
                time.sleep(0.005)
            assert feed.latest() is not None
        feed.close()
        assert watch.most == sessions
