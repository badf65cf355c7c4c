"""Which stream a tile has: the camera's, with the address and the password that it has today."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from bridge.video.choice import Offer
from commandcenter.domain.assets import Camera
from commandcenter.domain.place import Place
from commandcenter.wiring.video import TileFeed
from tests.support.hand_pool import HandPool
from widgets.video_tile.pacer import Pacer
from widgets.video_tile.tile import VideoTile

GATE = Camera(id="CAM-1", name="Gate 3", place=Place(lon=120.0, lat=30.0), url="rtsp://c/main")


class Offers:
    """What the seat knows of the camera; the test changes it."""

    def __init__(self) -> None:
        self.offer = Offer(camera="CAM-1", main="rtsp://officer:old@c/main")

    def __call__(self, camera: Camera) -> Offer:
        return self.offer


@pytest.fixture
def offers() -> Offers:
    return Offers()


@pytest.fixture
def pool() -> HandPool:
    return HandPool()


@pytest.fixture
def feed(qtbot: QtBot, pool: HandPool, offers: Offers) -> Iterator[TileFeed]:
    pacer = Pacer()
    tile = VideoTile(pacer)
    qtbot.addWidget(tile)
    feed = TileFeed(pool, tile, (640, 360), offers)
    yield feed
    feed.close()
    pacer.deleteLater()


def test_a_corrected_password_reaches_the_open_tile(feed: TileFeed, pool: HandPool, offers: Offers) -> None:
    feed.show(GATE)
    feed.show(GATE)
    assert pool.open_urls == ["rtsp://officer:old@c/main"]
    offers.offer = replace(offers.offer, main="rtsp://officer:new@c/main")
    feed.show(GATE)
    assert pool.open_urls == ["rtsp://officer:new@c/main"]
    assert len(pool.slots) == 2


def test_a_tile_that_rests_takes_the_new_password_when_it_is_looked_at(
    feed: TileFeed, pool: HandPool, offers: Offers
) -> None:
    feed.show(GATE)
    feed.rest()
    offers.offer = replace(offers.offer, main="rtsp://officer:new@c/main")
    feed.show(GATE)
    assert pool.open_urls == []
    feed.want(640, 360)
    assert pool.open_urls == ["rtsp://officer:new@c/main"]
