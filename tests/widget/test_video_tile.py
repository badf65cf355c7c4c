"""The video tile paints each of its states, truthfully and cheaply."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from widgets.kit.palette import Tone
from widgets.kit.scale import Scale
from widgets.video_tile.face import Face, Look
from widgets.video_tile.feed import PictureLike
from widgets.video_tile.pacer import Pacer
from widgets.video_tile.strip import strip_box
from widgets.video_tile.tile import VideoTile

NOON = datetime(2025, 11, 21, 12, 0, 0, tzinfo=UTC)
DARK_RED = ("#550c10", "#560c10", "#550d10")  # red under the veil; the last bit is the raster engine's
RED, GREEN = b"\x00\x00\xff\x00", b"\x00\xff\x00\x00"  # B, G, R, unused


@dataclass
class FakePicture:
    color: bytes = RED
    width: int = 64
    height: int = 36
    aspect: float = 16 / 9
    sequence: int = 1
    torn: bool = False
    drawn: int = field(default=0, init=False)

    @property
    def stride(self) -> int:
        return self.width * 4

    @property
    def pixels(self) -> memoryview:
        return memoryview(self.color * (self.width * self.height))

    def intact(self) -> bool:
        self.drawn += 1
        return not self.torn


@dataclass
class FakeStatus:
    state: str
    reason: str = ""
    age: float | None = None
    behind: float | None = None
    unchanged: float | None = None
    codec: str = ""
    retry_in: float | None = None


@dataclass
class FakeFeed:
    current: FakeStatus
    pictures: list[FakePicture] = field(default_factory=list)
    asked: int = 0

    def latest(self) -> PictureLike | None:
        """The pictures one after another; the last one for ever."""
        self.asked += 1
        if not self.pictures:
            return None
        return self.pictures.pop(0) if len(self.pictures) > 1 else self.pictures[0]

    def status(self) -> FakeStatus:
        return self.current


@pytest.fixture
def pacer(qtbot: QtBot) -> Iterator[Pacer]:
    pacer = Pacer(hz=50)
    yield pacer
    pacer.deleteLater()


@pytest.fixture
def tile(qtbot: QtBot, pacer: Pacer) -> VideoTile:
    tile = VideoTile(pacer, Scale.WALL, now=lambda: NOON)
    qtbot.addWidget(tile)
    tile.resize(640, 360)
    tile.show()
    return tile


def shot(tile: QWidget) -> QImage:
    return tile.grab().toImage()


def color_at(image: QImage, x: int, y: int) -> str:
    return QColor(image.pixel(x, y)).name()


def share(image: QImage, tone: Tone) -> int:
    """How many pixels have exactly this colour."""
    wanted = tone.color.rgb()
    return sum(image.pixel(x, y) == wanted for y in range(0, image.height(), 2) for x in range(0, image.width(), 2))


def test_a_tile_without_a_camera_says_so(tile: VideoTile) -> None:
    image = shot(tile)
    assert tile.face.headline == "No camera"
    assert color_at(image, 320, 60) == "#0d1217"
    assert share(image, Tone.YELLOW) == 0


def test_a_live_picture_fills_the_tile_under_name_and_time(tile: VideoTile) -> None:
    tile.set_camera("Gate 3", FakeFeed(FakeStatus("live", age=0.1), [FakePicture()]))
    image = shot(tile)
    assert color_at(image, 2, 2) == "#ff0000"
    assert color_at(image, 637, 300) == "#ff0000"
    assert color_at(image, 320, 355) != "#ff0000"  # the strip
    assert share(image, Tone.TEXT) > 20
    assert share(image, Tone.YELLOW) == 0


def test_the_time_is_the_pictures_and_not_the_clocks(tile: VideoTile) -> None:
    tile.set_camera("Gate 3", FakeFeed(FakeStatus("live", age=2.0), [FakePicture()]))
    assert tile.face.time.endswith(":58")


def test_a_picture_of_another_shape_is_not_stretched(tile: VideoTile) -> None:
    tile.set_camera("Gate 3", FakeFeed(FakeStatus("live", age=0.1), [FakePicture(aspect=4 / 3)]))
    image = shot(tile)
    assert color_at(image, 70, 100) == "#0d1217"  # 480 wide in 640: 80 at either side
    assert color_at(image, 90, 100) == "#ff0000"
    assert color_at(image, 550, 100) == "#ff0000"
    assert color_at(image, 570, 100) == "#0d1217"


def test_connecting_shows_the_name_and_no_mark(tile: VideoTile) -> None:
    tile.set_camera("Gate 3", FakeFeed(FakeStatus("connecting")))
    image = shot(tile)
    assert tile.face.headline == "Connecting…"
    assert share(image, Tone.MUTED) > 20
    assert share(image, Tone.YELLOW) == 0
    assert tile.accessibleName() == "Gate 3"


@pytest.mark.parametrize(
    ("state", "reason", "headline", "detail", "crossed"),
    [
        ("frozen", "silent", "Frozen 01:12", "Gone silent · next try in 4 s", False),
        ("lost", "ended", "Lost 01:12", "Stream ended · next try in 4 s", True),
    ],
)
def test_a_stopped_picture_is_dark_struck_through_and_dated(
    tile: VideoTile, state: str, reason: str, headline: str, detail: str, crossed: bool
) -> None:
    feed = FakeFeed(FakeStatus(state, reason=reason, age=72.0, retry_in=3.2), [FakePicture()])
    tile.set_camera("Gate 3", feed)
    image = shot(tile)
    assert tile.face.headline == headline
    assert tile.face.detail == detail
    assert tile.face.time.startswith("last ")
    assert tile.face.time.endswith(":48")
    assert color_at(image, 100, 60) in DARK_RED
    corner = [color_at(image, x, y) for x in range(630, 640) for y in range(0, 8)]
    assert "#e3c343" in corner  # the strike
    other = [color_at(image, x, y) for x in range(0, 10) for y in range(0, 8)]
    assert ("#e3c343" in other) is crossed
    assert share(image, Tone.YELLOW) > 200


def test_a_failure_says_why_and_what_happens_next(tile: VideoTile) -> None:
    tile.set_camera("Gate 3", FakeFeed(FakeStatus("lost", reason="no-answer", retry_in=3.7), [FakePicture()]))
    image = shot(tile)
    assert (tile.face.headline, tile.face.detail) == ("No answer", "Next try in 4 s")
    assert share(image, Tone.YELLOW) > 50
    assert color_at(image, 100, 60) == "#0d1217"  # no old picture under a failure


@pytest.mark.parametrize(
    ("status", "headline", "detail"),
    [
        (FakeStatus("refused", "refused-address"), "Address not allowed", "Correct it in the camera list"),
        (
            FakeStatus("refused", "needs-password", retry_in=14),
            "Password refused",
            "Correct it in the camera list · next try in 14 s",
        ),
        (
            FakeStatus("refused", "needs-password", age=31, retry_in=14),
            "Password refused",
            "Correct it in the camera list · picture 00:31 old · next try in 14 s",
        ),
        (
            FakeStatus("unsupported", "unsupported", codec="mjpeg"),
            "MJPEG not supported",
            "Set the camera to H.264 or H.265",
        ),
        (FakeStatus("unsupported", "unsupported"), "Codec not supported", "Set the camera to H.264 or H.265"),
        (FakeStatus("lost", "camera-full"), "Camera gives no more streams", ""),
        (FakeStatus("lost", "brand-new-reason"), "brand-new-reason", ""),
        (FakeStatus("closed", "no-libvlc"), "No video player", "`doctor` names the package"),
        (FakeStatus("closed", "no-capacity"), "Too many cameras", "Close another one first"),
        (FakeStatus("frozen", "garbled", age=200_000, retry_in=0), "Frozen 2 d", "Only noise comes · trying again now"),
    ],
)
def test_every_failure_has_words(tile: VideoTile, status: FakeStatus, headline: str, detail: str) -> None:
    tile.set_camera("Gate 3", FakeFeed(status))
    assert (tile.face.headline, tile.face.detail) == (headline, detail)


def test_a_late_picture_stays_plain_under_a_yellow_tag_and_tells_its_own_time(tile: VideoTile) -> None:
    tile.set_camera("Gate 3", FakeFeed(FakeStatus("late", age=0.1, behind=4.2), [FakePicture()]))
    image = shot(tile)
    assert (tile.face.tag, tile.face.tag_marked) == ("Behind 4 s", True)
    assert tile.face.time.endswith(":55")
    assert color_at(image, 320, 200) == "#ff0000"
    assert share(image, Tone.YELLOW) > 100
    assert tile.accessibleDescription() == "Behind 4 s"


def test_a_static_picture_stays_plain_under_a_tag_without_a_mark(tile: VideoTile) -> None:
    tile.set_camera("Gate 3", FakeFeed(FakeStatus("static", age=0.1, unchanged=12.9), [FakePicture()]))
    image = shot(tile)
    assert (tile.face.tag, tile.face.tag_marked) == ("Unchanged for 12 s", False)
    assert color_at(image, 320, 200) == "#ff0000"
    assert share(image, Tone.YELLOW) == 0


def test_the_age_of_the_picture_is_on_every_tile_that_has_an_old_one(tile: VideoTile) -> None:
    for state in ("frozen", "lost", "refused", "unsupported", "restarting"):
        tile.set_camera("Gate 3", FakeFeed(FakeStatus(state, age=72.0), [FakePicture()]))
        assert "01:12" in tile.face.headline + tile.face.detail
        assert tile.face.time.endswith(":48")
        assert color_at(shot(tile), 30, 60) in DARK_RED


def test_a_picture_of_another_day_is_dated_with_its_day(tile: VideoTile) -> None:
    tile.set_camera("Gate 3", FakeFeed(FakeStatus("lost", age=2 * 86_400.0), [FakePicture()]))
    assert tile.face.time.startswith("last 11-19 ")


def test_on_a_small_tile_words_stay_above_the_strip(tile: VideoTile) -> None:
    tile.resize(320, 180)
    status = FakeStatus("refused", "needs-password", age=31, retry_in=14)
    tile.set_camera("Gate 3", FakeFeed(status, [FakePicture()]))
    image = shot(tile)
    rows = [sum(color_at(image, x, y) == "#e6edf3" for x in range(320)) for y in (0, 1, 2, 122, 123, 124)]
    assert rows == [0] * 6


def test_a_restart_keeps_the_last_picture_dark_and_without_a_mark(tile: VideoTile) -> None:
    tile.set_camera("Gate 3", FakeFeed(FakeStatus("restarting", age=1.0), [FakePicture()]))
    image = shot(tile)
    assert tile.face.headline == "Video is restarting…"
    assert color_at(image, 100, 60) in DARK_RED
    assert share(image, Tone.YELLOW) == 0


def test_each_state_looks_different(tile: VideoTile) -> None:
    states = [
        FakeStatus("live", age=0.1),
        FakeStatus("connecting"),
        FakeStatus("late", age=0.1, behind=3),
        FakeStatus("static", age=0.1, unchanged=9),
        FakeStatus("frozen", age=9.0),
        FakeStatus("lost", age=9.0),
        FakeStatus("lost", reason="no-answer"),
        FakeStatus("refused", reason="needs-password"),
        FakeStatus("unsupported", reason="unsupported"),
        FakeStatus("restarting", age=1.0),
        FakeStatus("closed"),
    ]
    images = []
    for status in states:
        tile.set_camera("Gate 3", FakeFeed(status, [FakePicture()]))
        images.append(shot(tile))
    assert all(one != other for n, one in enumerate(images) for other in images[n + 1 :])


def test_a_torn_picture_is_drawn_over_with_the_newest(tile: VideoTile) -> None:
    torn, whole = FakePicture(torn=True), FakePicture(color=GREEN, sequence=2)
    feed = FakeFeed(FakeStatus("live", age=0.1), [torn])
    tile.set_camera("Gate 3", feed)
    feed.pictures = [torn, whole]
    image = shot(tile)
    assert torn.drawn >= 1
    assert color_at(image, 100, 60) == "#00ff00"


@pytest.mark.parametrize(
    "name",
    [
        "<b>Gate</b><img src='file:///etc/passwd'>",
        "Gate \u202eeno etag",
        "Gate\n3\x00\x1b[31m",
        "&Gate && 3",
        "观音桥步行街北段与建新东路交叉口" * 20,
        "",
    ],
)
def test_a_hostile_name_stays_one_line_of_text_in_its_strip(tile: VideoTile, name: str) -> None:
    tile.set_camera(name, FakeFeed(FakeStatus("live", age=0.1), [FakePicture()]))
    image = shot(tile)
    assert color_at(image, 320, 300) == "#ff0000"  # nothing leaves the strip
    assert "\u202e" not in tile.accessibleName()
    assert "\n" not in tile.accessibleName()


def test_a_long_name_leaves_room_for_the_time(tile: VideoTile) -> None:
    feed = FakeFeed(FakeStatus("live", age=0.0), [FakePicture()])
    tile.set_camera("", feed)
    tile.set_camera("Gate", feed)
    short = shot(tile).copy(500, 304, 140, 56)
    tile.set_camera("Gate " * 40, feed)
    assert shot(tile).copy(500, 304, 140, 56) == short


def test_the_console_has_smaller_type_than_the_wall(qtbot: QtBot, pacer: Pacer) -> None:
    tile = VideoTile(pacer, Scale.CONSOLE, now=lambda: NOON)
    qtbot.addWidget(tile)
    tile.resize(480, 270)
    tile.set_camera("Gate 3", FakeFeed(FakeStatus("live", age=0.1), [FakePicture()]))
    image = shot(tile)
    assert color_at(image, 240, 238) == "#ff0000"
    assert color_at(image, 240, 246) != "#ff0000"


@pytest.mark.parametrize(
    ("scale", "name", "high"),
    [
        (Scale.CONSOLE, "Gate 3", 28),
        (Scale.CONSOLE, "Jianxin East Road 12  44 m", 28 + 20),
        (Scale.CONSOLE, "Jianxin East Road 12 " * 9, 28),
        (Scale.WALL, "Jianxin East Road 12  44 m", 56),
    ],
)
def test_on_a_small_tile_of_the_desk_the_time_makes_room_for_the_name(scale: Scale, name: str, high: int) -> None:
    face = Face(look=Look.LIVE, time="22:05:14")
    assert strip_box(QRect(0, 0, 208, 117), name, face, scale) == QRect(0, 117 - high, 208, high)


class CountingTile(VideoTile):
    """Counts how often it is painted."""

    painted = 0

    def paintEvent(self, event: object) -> None:
        self.painted += 1
        super().paintEvent(event)  # type: ignore[arg-type]  # handed on as it came


def test_only_what_changed_is_painted_again(qtbot: QtBot, pacer: Pacer) -> None:
    feed = FakeFeed(FakeStatus("live", age=0.1), [FakePicture()])
    tile = CountingTile(pacer, now=lambda: NOON)
    qtbot.addWidget(tile)
    tile.set_camera("Gate 3", feed)
    with qtbot.waitExposed(tile):
        tile.show()
    qtbot.waitUntil(lambda: tile.painted > 0)
    painted, asked = tile.painted, feed.asked
    qtbot.waitUntil(lambda: feed.asked > asked + 10)
    assert tile.painted == painted
    feed.pictures[0].sequence = 2
    qtbot.waitUntil(lambda: tile.painted == painted + 1)
    feed.current = FakeStatus("frozen", age=9.0)
    qtbot.waitUntil(lambda: tile.painted == painted + 2)
    assert tile.face.look is Look.STRUCK


def test_a_hidden_tile_is_not_looked_at(qtbot: QtBot, pacer: Pacer) -> None:
    shown, hidden = FakeFeed(FakeStatus("connecting")), FakeFeed(FakeStatus("connecting"))
    tiles = [VideoTile(pacer), VideoTile(pacer)]
    for tile, feed in zip(tiles, (shown, hidden), strict=True):
        qtbot.addWidget(tile)
        tile.set_camera("Gate", feed)
        tile.show()
    tiles[1].hide()
    asked = hidden.asked
    shown_asked = shown.asked
    qtbot.waitUntil(lambda: shown.asked > shown_asked + 10)
    assert hidden.asked == asked


def test_the_pacer_survives_a_tile_that_is_deleted_with_its_window(qtbot: QtBot, pacer: Pacer) -> None:
    window = QWidget()
    gone = VideoTile(pacer, parent=window)
    window.show()
    kept_feed = FakeFeed(FakeStatus("connecting"))
    kept = VideoTile(pacer)
    qtbot.addWidget(kept)
    kept.set_camera("Gate", kept_feed)
    kept.show()
    with qtbot.waitSignal(gone.destroyed):
        window.deleteLater()
    asked = kept_feed.asked
    qtbot.waitUntil(lambda: kept_feed.asked > asked + 5)


def test_painting_loses_no_reference_to_none(tile: VideoTile) -> None:
    """PySide6 6.12.0 on Python below 3.12 lost one for every call that returns nothing, and aborted in the end."""
    tile.set_camera("Gate 3", FakeFeed(FakeStatus("frozen", reason="ended", age=72.0), [FakePicture()]))
    for _ in range(20):
        tile.repaint()
    before = sys.getrefcount(None)
    for _ in range(2000):
        tile.repaint()
    assert abs(sys.getrefcount(None) - before) < 500
