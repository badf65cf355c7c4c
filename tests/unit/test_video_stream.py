"""A worker's slot: attempts, back-off and the watch over a stream, with a made-up player and clock."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from bridge.video.frames import Field, FrameMemory, FrameWriter, Reason, Stage, create_memory
from bridge.video.messages import Open
from bridge.video.player import PlayerError, Progress
from bridge.video.stream import Stream, backoff

SECOND = 1_000_000_000
BEGIN = 1_000 * SECOND


class FakePlayer:
    def __init__(self) -> None:
        self.started: list[str] = []
        self.running = False
        self.ended = False
        self.reason = Reason.NO_ANSWER
        self.refuses: Reason | None = None

    def start(self, address: str, width: int, height: int) -> None:
        if self.refuses is not None:
            raise PlayerError(self.refuses)
        self.started.append(address)
        self.running = True

    def progress(self) -> Progress:
        return Progress(ended=self.ended, reason=self.reason, decoded=0, shape=(0, 0))

    def stop(self) -> None:
        self.running = False


class Bench:
    """A stream with its player and a clock in seconds after its beginning."""

    def __init__(self, descriptor: int) -> None:
        self.frames = FrameWriter(FrameMemory(descriptor), life=1)
        self.player = FakePlayer()
        self.stream = Stream(self.frames, lambda: self.player, jitter=lambda: 0.5)

    def open(self, url: str = "rtsp://user:secret@camera/a") -> None:
        self.stream.open(Open(slot=0, generation=1, url=url, width=8, height=4), BEGIN)

    def tick(self, seconds: float) -> None:
        self.stream.tick(BEGIN + int(seconds * SECOND))

    def picture(self, seconds: float, number: int) -> None:
        self.frames.set(Field.PICTURE_NS, BEGIN + int(seconds * SECOND))
        self.frames.set(Field.PICTURES, number)

    @property
    def stage(self) -> Stage:
        return Stage(self.frames.get(Field.STAGE))

    @property
    def reason(self) -> Reason:
        return Reason(self.frames.get(Field.REASON))

    @property
    def retry_after(self) -> float:
        return (self.frames.get(Field.RETRY_NS) - BEGIN) / SECOND


@pytest.fixture
def bench() -> Iterator[Bench]:
    descriptor = create_memory(32)
    yield Bench(descriptor)
    os.close(descriptor)


def test_the_first_retry_comes_within_two_seconds_and_the_later_ones_within_thirty() -> None:
    assert [backoff(attempts, 0.5) for attempts in (1, 2, 3, 4, 5, 6, 50)] == [1, 2, 4, 8, 16, 30, 30]
    assert backoff(1, 1.0) == 1.25
    assert backoff(1, 0.0) == 0.75


def test_a_first_picture_makes_it_playing(bench: Bench) -> None:
    bench.open()
    bench.tick(0.2)
    stages = [bench.stage]
    bench.picture(0.5, 1)
    bench.tick(0.6)
    stages.append(bench.stage)
    assert stages == [Stage.OPENING, Stage.PLAYING]
    assert bench.player.started == ["rtsp://user:secret@camera/a"]


@pytest.mark.expects_log("camera rtsp://camera/a: no-answer$")
def test_an_attempt_that_ends_is_followed_by_another(bench: Bench) -> None:
    bench.open()
    bench.player.ended = True
    bench.tick(0.4)
    assert (bench.stage, bench.reason, bench.retry_after) == (Stage.WAITING, Reason.NO_ANSWER, 1.4)
    assert not bench.player.running
    bench.tick(1.3)
    assert len(bench.player.started) == 1
    bench.tick(1.5)
    assert len(bench.player.started) == 2
    assert bench.stage is Stage.OPENING


@pytest.mark.expects_log("camera rtsp://camera/a: no-picture$")
def test_an_attempt_without_a_picture_is_given_up_after_twelve_seconds(bench: Bench) -> None:
    bench.open()
    bench.tick(11.9)
    assert bench.stage is Stage.OPENING
    bench.tick(12.1)
    assert (bench.stage, bench.reason) == (Stage.WAITING, Reason.NO_PICTURE)


@pytest.mark.expects_log("camera rtsp://camera/a: silent$", "camera rtsp://camera/a: is back$")
def test_a_stream_that_falls_silent_is_opened_again_and_said_once_each(bench: Bench) -> None:
    bench.open()
    bench.picture(1, 1)
    bench.tick(1.1)
    bench.tick(9.5)
    assert (bench.stage, bench.reason, bench.retry_after) == (Stage.WAITING, Reason.SILENT, 10.5)
    bench.tick(10.6)
    bench.picture(11, 2)
    bench.tick(11.1)
    assert (bench.stage, bench.reason) == (Stage.PLAYING, Reason.NONE)


@pytest.mark.expects_log(": ended$", ": is back$")
def test_after_ten_steady_seconds_a_failure_counts_as_the_first_again(bench: Bench) -> None:
    bench.open()
    bench.picture(1, 1)
    bench.tick(1.1)
    bench.player.ended = True
    bench.tick(2)
    bench.player.ended = False
    bench.tick(3.1)
    bench.picture(4, 2)
    bench.tick(4.1)
    assert bench.frames.get(Field.ATTEMPTS) == 1
    bench.picture(14, 3)
    bench.tick(14.1)
    assert bench.frames.get(Field.ATTEMPTS) == 0


@pytest.mark.expects_log(r"camera \(refused address\): refused-address$")
def test_a_refused_address_reaches_no_player(bench: Bench) -> None:
    bench.open("file/demuxdump:///tmp/x")
    bench.tick(60)
    assert (bench.stage, bench.reason) == (Stage.REFUSED, Reason.REFUSED_ADDRESS)
    assert bench.player.started == []


@pytest.mark.expects_log("no-libvlc$")
def test_without_libvlc_it_says_so_and_does_not_try_again(bench: Bench) -> None:
    bench.player.refuses = Reason.NO_LIBVLC
    bench.open()
    bench.tick(60)
    assert (bench.stage, bench.reason) == (Stage.REFUSED, Reason.NO_LIBVLC)


def test_a_closed_slot_is_idle_and_stays_so(bench: Bench) -> None:
    bench.open()
    bench.stream.close()
    bench.tick(60)
    assert bench.stage is Stage.IDLE
    assert not bench.player.running
    assert len(bench.player.started) == 1
