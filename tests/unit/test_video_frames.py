"""The ring of pictures in shared memory, between its two mappings."""

from __future__ import annotations

import ctypes
import os
import time
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bridge.video.feed import Feed, Sight
from bridge.video.frames import Field, FrameMemory, FrameWriter, Stage, create_memory, memory_size
from widgets.video_tile.face import face_of

WIDTH, HEIGHT = 8, 4
SIZE = WIDTH * HEIGHT * 4


class OneSlot:
    """A feed's place without a service: its memory has another generation for every opening."""

    def __init__(self, memory: FrameMemory) -> None:
        self.sight: Sight | None = None
        self.denied = False
        self._memory = memory
        self._generation = 0

    def open(self, url: str, box: tuple[int, int]) -> None:
        self._generation += 1
        self.sight = Sight(memory=self._memory, generation=self._generation)

    def close(self) -> None:
        self.sight = None


@pytest.fixture
def descriptor() -> Iterator[int]:
    descriptor = create_memory(WIDTH * HEIGHT)
    yield descriptor
    os.close(descriptor)


@pytest.fixture
def writer(descriptor: int) -> FrameWriter:
    writer = FrameWriter(FrameMemory(descriptor), life=1)
    writer.open(1, WIDTH, HEIGHT)
    return writer


@pytest.fixture
def feed(descriptor: int) -> Feed:
    feed = Feed(OneSlot(FrameMemory(descriptor)), (WIDTH, HEIGHT))
    feed.show("rtsp://camera/a")
    return feed


def write(writer: FrameWriter, shade: int, now_ns: int = 1) -> None:
    ctypes.memset(writer.begin(), shade, SIZE)
    writer.publish(now_ns)


def test_there_is_no_picture_before_the_first(writer: FrameWriter, feed: Feed) -> None:
    assert feed.latest() is None


def test_the_newest_picture_is_seen_without_a_copy(writer: FrameWriter, feed: Feed) -> None:
    for shade in (10, 20, 30, 40):
        write(writer, shade)
    picture = feed.latest()
    assert picture is not None
    assert (picture.width, picture.height, picture.stride) == (8, 4, 32)
    assert bytes(picture.pixels) == bytes([40]) * SIZE
    assert picture.pixels.readonly
    assert picture.intact()


def test_a_picture_stays_whole_while_the_next_two_are_written(writer: FrameWriter, feed: Feed) -> None:
    write(writer, 10)
    picture = feed.latest()
    assert picture is not None
    write(writer, 20)
    write(writer, 30)
    assert picture.intact()
    assert bytes(picture.pixels) == bytes([10]) * SIZE


def test_a_picture_that_is_being_written_over_says_so(writer: FrameWriter, feed: Feed) -> None:
    for shade in (10, 20, 30):
        write(writer, shade)
    picture = feed.latest()
    assert picture is not None
    write(writer, 40)
    write(writer, 50)
    ctypes.memset(writer.begin(), 60, SIZE)  # begun in the place of the third
    assert not picture.intact()
    newest = feed.latest()
    assert newest is not None
    assert bytes(newest.pixels) == bytes([50]) * SIZE


def test_a_picture_shown_again_is_no_new_picture_and_does_not_get_younger(writer: FrameWriter, feed: Feed) -> None:
    write(writer, 10, now_ns=1_000)
    write(writer, 10, now_ns=9_000)
    assert writer.get(Field.PICTURES) == 1
    assert writer.get(Field.PICTURE_NS) == 1_000


def test_a_scene_that_stands_still_is_fresh_while_the_decoder_works(writer: FrameWriter) -> None:
    write(writer, 10, now_ns=1_000)
    writer.set(Field.DECODED, 7)
    write(writer, 10, now_ns=9_000)
    assert writer.get(Field.PICTURES) == 1
    assert writer.get(Field.PICTURE_NS) == 9_000


def test_another_opening_takes_the_old_picture_away(writer: FrameWriter, feed: Feed) -> None:
    write(writer, 10)
    feed.show("rtsp://camera/b")
    assert feed.latest() is None
    writer.open(2, WIDTH, HEIGHT)
    assert feed.latest() is None
    write(writer, 20)
    picture = feed.latest()
    assert picture is not None
    assert picture.pixels[0] == 20


def test_the_last_picture_outlives_the_worker_that_wrote_it(descriptor: int, writer: FrameWriter, feed: Feed) -> None:
    write(writer, 10)
    writer.begin()  # killed while writing the next one
    successor = FrameWriter(FrameMemory(descriptor), life=2)
    successor.open(1, WIDTH, HEIGHT)
    picture = feed.latest()
    assert picture is not None
    assert picture.pixels[0] == 10
    write(successor, 20)
    picture = feed.latest()
    assert picture is not None
    assert picture.pixels[0] == 20
    assert picture.intact()


def test_a_camera_of_another_shape_is_to_be_shown_in_it(writer: FrameWriter, feed: Feed) -> None:
    write(writer, 10)
    writer.set(Field.SHAPE_WIDTH, 704)
    writer.set(Field.SHAPE_HEIGHT, 576)
    picture = feed.latest()
    assert picture is not None
    assert picture.aspect == pytest.approx(1.2222, abs=0.0001)


def test_a_closed_feed_shows_nothing(writer: FrameWriter, feed: Feed) -> None:
    write(writer, 10)
    feed.close()
    assert feed.latest() is None
    assert feed.status().state == "closed"


def test_a_header_of_an_opened_slot_has_its_stage_and_life(writer: FrameWriter) -> None:
    assert writer.get(Field.STAGE) == Stage.OPENING
    assert writer.get(Field.LIFE) == 1


def test_a_slot_for_full_hd_takes_25_megabytes_at_most() -> None:
    assert memory_size(1920 * 1080) == 4096 + 3 * 8_294_400


@given(st.dictionaries(st.sampled_from(Field), st.one_of(st.integers(0, 30), st.integers(0, 2**64 - 1))))
@example({Field.WIDTH: 0})
@example({Field.HEIGHT: 0})
@example({Field.WIDTH: 7000, Field.HEIGHT: 7000})
@example({Field.STAGE: 99})
@example({Field.REASON: 99})
@example({Field.BEHIND_MS: 2**64 - 1, Field.STAGE: Stage.PLAYING})
@example({Field.RETRY_NS: 2**64 - 1, Field.STAGE: Stage.WAITING})
@example({Field.PICTURE_NS: 2**64 - 1, Field.STAGE: Stage.PLAYING})
def test_whatever_a_worker_writes_into_its_header_a_tile_can_paint_and_say(nonsense: dict[Field, int]) -> None:
    descriptor = create_memory(WIDTH * HEIGHT)
    memory = FrameMemory(descriptor)
    os.close(descriptor)
    made = FrameWriter(memory, life=1)
    made.open(1, WIDTH, HEIGHT)
    feed = Feed(OneSlot(memory), (WIDTH, HEIGHT))
    feed.show("rtsp://camera/a")
    write(made, 7, time.monotonic_ns())
    for field, number in nonsense.items():
        memory.set(field, number)
    picture = feed.latest()
    if picture is not None:
        assert len(picture.pixels) == picture.stride * picture.height > 0
        assert picture.aspect > 0
    assert face_of(feed.status(), datetime.now(UTC)).look is not None
    assert min(feed.shape()) >= 0
    if nonsense.get(Field.PICTURE_NS, 0) > time.monotonic_ns() + 10**10:
        assert feed.status().state != "live"
