"""A tile whose state cannot be told, and one that waits for a session: both say so."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from pytestqt.qtbot import QtBot

from tests.support.fake_feeds import FakeFeed, FakeStatus, quarters
from widgets.video_tile.face import Look
from widgets.video_tile.feed import PictureLike
from widgets.video_tile.pacer import Pacer
from widgets.video_tile.tile import VideoTile


@dataclass
class BrokenFeed:
    broken: bool = False

    def latest(self) -> PictureLike | None:
        return quarters()

    def status(self) -> FakeStatus:
        if self.broken:
            raise ValueError("99 is not a valid Stage")
        return FakeStatus()


@pytest.fixture
def pacer(qtbot: QtBot) -> Iterator[Pacer]:
    pacer = Pacer(hz=50)
    yield pacer
    pacer.deleteLater()


def shown(qtbot: QtBot, pacer: Pacer, name: str, feed: FakeFeed | BrokenFeed) -> VideoTile:
    tile = VideoTile(pacer)
    qtbot.addWidget(tile)
    tile.resize(320, 180)
    tile.show()
    tile.set_camera(name, feed)
    return tile


@pytest.mark.expects_log("ERROR widgets.video_tile.pacer: looking after a video tile")
def test_a_tile_that_fails_says_so_and_leaves_the_others_true(qtbot: QtBot, pacer: Pacer) -> None:
    broken, feed = BrokenFeed(), FakeFeed(quarters())
    first, second = shown(qtbot, pacer, "Gate 1", broken), shown(qtbot, pacer, "Gate 2", feed)
    broken.broken = True
    feed.current = FakeStatus("lost", age=9.0)
    qtbot.waitUntil(lambda: second.face.look is Look.CROSSED, timeout=2000)
    qtbot.waitUntil(lambda: first.face.headline == "State unknown", timeout=2000)
    assert first.face.look is Look.WRONG
    broken.broken = False
    qtbot.waitUntil(lambda: first.face.look is Look.LIVE, timeout=2000)


def test_a_tile_that_waits_for_a_session_says_so_and_how_old_its_picture_is(qtbot: QtBot, pacer: Pacer) -> None:
    waiting = FakeStatus("connecting", reason="sessions-taken", age=None)
    tile = shown(qtbot, pacer, "Gate 3", FakeFeed(None, waiting))
    assert (tile.face.look, tile.face.detail) == (Look.PLAIN, "All streams of this camera are in use")
    waiting.age = 7.0
    tile.refresh()
    assert tile.face.look is Look.DIMMED
    assert tile.face.detail == "All streams of this camera are in use · picture 00:07 old"
