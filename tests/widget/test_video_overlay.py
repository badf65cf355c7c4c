"""What is drawn over a picture lies where the picture lies: boxes, watermark, digital zoom."""

from __future__ import annotations

import math
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from commandcenter.domain.priority import Priority
from tests.support.fake_feeds import FakeFeed, FakePicture, FakeStatus, quarters
from widgets.kit.palette import Tone
from widgets.kit.zoom import WHOLE
from widgets.video_tile.overlay import Box
from widgets.video_tile.pacer import Pacer
from widgets.video_tile.placing import placed
from widgets.video_tile.tile import VideoTile

RED, GREEN, BLUE, WHITE = "#ff0000", "#00ff00", "#0000ff", "#ffffff"


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def pacer(qtbot: QtBot) -> Iterator[Pacer]:
    made = Pacer(hz=50)
    yield made
    made.deleteLater()


@pytest.fixture
def tile(qtbot: QtBot, pacer: Pacer, clock: Clock) -> VideoTile:
    made = VideoTile(pacer, clock=clock)
    qtbot.addWidget(made)
    made.resize(640, 360)
    made.show()
    made.set_camera("Gate 3", FakeFeed(quarters()))
    return made


def shot(tile: VideoTile) -> QImage:
    return tile.grab().toImage()


def color_at(image: QImage, x: int, y: int) -> str:
    return QColor(image.pixel(x, y)).name()


def box(left: float, top: float, priority: Priority = Priority.MAJOR, until: float = 200.0, word: str = "") -> Box:
    return Box(left=left, top=top, width=0.25, height=0.25, word=word, priority=priority, until=until)


def pixels_of(image: QImage, tone: Tone, place: QRect) -> int:
    wanted = tone.color.rgb()
    rows, columns = range(place.top(), place.bottom() + 1), range(place.left(), place.right() + 1)
    return sum(image.pixel(x, y) == wanted for y in rows for x in columns)


def test_zoom_shows_a_part_of_the_picture_without_a_copy(tile: VideoTile) -> None:
    assert [color_at(shot(tile), *at) for at in ((5, 5), (635, 5), (5, 300), (635, 300))] == [RED, GREEN, BLUE, WHITE]
    tile.set_view(WHOLE.zoomed(2, 1, 0))
    image = shot(tile)
    assert {color_at(image, *at) for at in ((5, 5), (635, 5), (5, 300), (635, 300))} == {GREEN}
    tile.set_view(tile.view.panned(-1, 1))
    assert color_at(shot(tile), 320, 100) == BLUE


def test_another_camera_is_shown_whole(tile: VideoTile) -> None:
    tile.set_view(WHOLE.zoomed(2))
    tile.set_camera("Gate 4", FakeFeed(quarters()))
    assert tile.view == WHOLE
    tile.set_camera("", None)
    tile.set_view(WHOLE.zoomed(2))
    assert tile.view == WHOLE


def test_a_box_lies_where_the_picture_has_it_and_has_its_colour(tile: VideoTile) -> None:
    tile.set_boxes([box(0.5, 0.5)])
    image = shot(tile)
    rim = QRect(320, 179, 160, 2)
    assert pixels_of(image, Tone.ORANGE, rim) > 150
    assert pixels_of(image, Tone.ORANGE, QRect(0, 0, 300, 150)) == 0
    assert color_at(image, 400, 220) == WHITE  # its middle is left alone


def test_a_box_goes_with_the_picture_when_that_is_zoomed(tile: VideoTile) -> None:
    tile.set_boxes([box(0.5, 0.5)])
    tile.set_view(WHOLE.zoomed(2, 1, 1))
    image = shot(tile)
    # From (0, 0) to (320, 180) of the tile now: its right rim stands in the tile's middle.
    assert pixels_of(image, Tone.ORANGE, QRect(319, 20, 2, 150)) > 120
    tile.set_view(WHOLE.zoomed(2, 0, 0))
    assert pixels_of(shot(tile), Tone.ORANGE, QRect(0, 0, 640, 330)) == 0  # out of sight


def test_a_box_lies_in_a_letterboxed_picture(tile: VideoTile) -> None:
    square = FakePicture(memoryview(b"\x00\x00\xff\x00" * 64), 8, 8, aspect=1.0)
    tile.set_camera("Square", FakeFeed(square))
    assert tile.picture_place() == QRect(140, 0, 360, 360)
    image = shot(tile)
    assert color_at(image, 139, 100) == "#0d1217"
    assert color_at(image, 141, 100) == RED
    tile.set_boxes([box(0.0, 0.25, Priority.CRITICAL)])
    image = shot(tile)
    assert pixels_of(image, Tone.RED, QRect(140, 95, 2, 70)) > 60
    assert pixels_of(image, Tone.RED, QRect(0, 0, 140, 330)) == 0


def test_the_place_is_that_of_the_painted_picture() -> None:
    assert placed(16 / 9, QRect(0, 0, 640, 360)) == QRect(0, 0, 640, 360)
    assert placed(4 / 3, QRect(0, 0, 640, 360)) == QRect(80, 0, 480, 360)
    assert placed(16 / 9, QRect(10, 20, 300, 300)) == QRect(10, 85, 300, 169)


def test_a_picture_lies_above_what_is_written_below_it_as_far_as_there_is_room(tile: VideoTile) -> None:
    assert placed(16 / 9, QRect(0, 0, 320, 208), 28) == QRect(0, 0, 320, 180)
    assert placed(16 / 9, QRect(0, 0, 320, 196), 28) == QRect(0, 0, 320, 180)
    assert placed(16 / 9, QRect(0, 0, 320, 248), 28) == QRect(0, 20, 320, 180)
    tile.resize(640, 388)
    image = shot(tile)
    assert tile.picture_place() == QRect(0, 0, 640, 360)
    assert color_at(image, 2, 357) == BLUE  # its last lines are to be seen
    assert color_at(image, 2, 362) != BLUE


def test_a_box_goes_by_itself_when_its_time_is_over(tile: VideoTile, clock: Clock) -> None:
    tile.set_boxes([box(0.1, 0.4, until=101.0), box(0.6, 0.4, until=150.0)])
    clock.now = 101.5
    tile.refresh()
    assert [it.left for it in tile.boxes] == [0.6]
    tile.set_boxes([box(0.1, 0.4, until=101.0)])
    assert tile.boxes == ()


@pytest.mark.parametrize("state", ["stopped", "restarting", "failed", "lost", "frozen"])
def test_no_box_lies_over_a_picture_that_is_not_live(tile: VideoTile, state: str) -> None:
    tile.set_camera("Gate 3", FakeFeed(quarters(), FakeStatus(state, age=40.0)))
    tile.set_boxes([box(0.5, 0.25, Priority.CRITICAL)])
    assert pixels_of(shot(tile), Tone.RED, QRect(300, 80, 200, 120)) == 0


@pytest.mark.parametrize("wrong", [(-0.1, 0.0), (0.9, 0.0), (math.nan, 0.0), (0.0, math.inf)])
def test_a_box_outside_of_the_picture_is_refused(wrong: tuple[float, float]) -> None:
    with pytest.raises(ValueError, match="not within the picture"):
        box(*wrong)


def test_the_worst_of_many_boxes_are_kept(tile: VideoTile) -> None:
    tile.set_boxes([*(box(0.1, 0.1, Priority.NOTICE) for _ in range(40)), box(0.5, 0.5, Priority.CRITICAL)])
    assert len(tile.boxes) == 32
    assert tile.boxes[0].priority is Priority.CRITICAL


def test_hostile_words_stay_words_and_never_leave_the_picture(tile: VideoTile) -> None:
    tile.set_boxes([box(0.7, 0.0, word="<b>" + "长" * 500 + "\u202e\n")])
    image = shot(tile)
    assert color_at(image, 2, 100) == RED


def test_no_words_lie_upon_those_of_another_box_and_the_worst_has_its_own(tile: VideoTile) -> None:
    plain, worst = "a lesser finding", "the worst of all of them"
    lesser, other = box(0.30, 0.52, Priority.MINOR, word=plain), box(0.25, 0.50, Priority.CRITICAL, word=worst)
    tile.set_boxes([other])
    alone = shot(tile)
    tile.set_boxes([lesser, other])
    both = shot(tile)
    picture = QRect(0, 0, 640, 330)
    assert pixels_of(alone, Tone.TEXT, picture) > 30
    assert pixels_of(both, Tone.TEXT, picture) == pixels_of(alone, Tone.TEXT, picture)
    assert both.copy(162, 164, 190, 12) == alone.copy(162, 164, 190, 12)
    # Where there is room, each has its own.
    tile.set_boxes([box(0.05, 0.75, Priority.MINOR, word=plain), other])
    assert pixels_of(shot(tile), Tone.TEXT, picture) > pixels_of(alone, Tone.TEXT, picture) + 20


def test_the_watermark_is_over_every_part_of_the_picture_and_not_over_the_name(tile: VideoTile) -> None:
    before = shot(tile)
    tile.set_watermark(["li.wei · desk-1", "2026-11-23 14:08", ""])
    after = shot(tile)
    for x in range(0, 640, 160):
        for y in range(0, 320, 160):
            part = QRect(x, y, 160, 160)
            assert before.copy(part) != after.copy(part)
    strip = QRect(0, 334, 640, 26)
    assert before.copy(strip) == after.copy(strip)
    tile.set_watermark([])
    assert shot(tile) == before


def test_the_watermark_is_faint(tile: VideoTile) -> None:
    tile.set_watermark(["li.wei · desk-1"])
    image = shot(tile)
    colors = {color_at(image, x, y) for x in range(10, 300, 3) for y in range(10, 160, 3)}
    assert all(QColor(color).red() >= 180 for color in colors)  # of a red of 255
