"""A worker's slot: attempts, back-off and the watch over a stream, with a made-up player and clock."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from bridge.video.frames import Field, Reason, Stage, codec_name, create_memory
from bridge.video.status import derive, snapshot
from bridge.video.stream import backoff, refused_backoff
from tests.support.stream_bench import BEGIN, SECOND, Bench


@pytest.fixture
def bench() -> Iterator[Bench]:
    descriptor = create_memory(32)
    yield Bench(descriptor)
    os.close(descriptor)


def test_the_first_retry_comes_within_a_second_and_the_later_ones_within_ten() -> None:
    assert [backoff(attempts, 0.5) for attempts in (1, 2, 3, 4, 5, 6, 50)] == [0.5, 1, 2, 4, 8, 8, 8]
    assert (backoff(1, 0.0), backoff(1, 1.0)) == (0.375, 0.625)
    assert (backoff(50, 0.0), backoff(50, 1.0)) == (6, 10)


def test_a_refused_password_is_tried_again_so_seldom_that_no_account_is_locked() -> None:
    assert [refused_backoff(refusals) for refusals in (1, 2, 3, 4, 50)] == [15, 30, 60, 60, 60]


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
    assert (bench.stage, bench.reason, bench.retry_after) == (Stage.WAITING, Reason.NO_ANSWER, 0.9)
    assert not bench.player.running
    bench.tick(0.8)
    assert len(bench.player.started) == 1
    bench.tick(1.0)
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
    bench.tick(7.5)
    assert (bench.stage, bench.reason, bench.retry_after) == (Stage.WAITING, Reason.SILENT, 8.0)
    bench.tick(8.1)
    bench.picture(9, 2)
    bench.tick(9.1)
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


@pytest.mark.expects_log("camera rtsp://camera/a: garbled$")
def test_bytes_that_give_no_picture_are_garbled(bench: Bench) -> None:
    bench.open()
    bench.picture(1, 1)
    bench.tick(1.1)
    for fifth in range(6, 38):
        bench.player.received += 1000
        bench.player.complaints += 1
        bench.player.decoded += 5
        bench.tick(fifth / 5)
    assert (bench.stage, bench.reason) == (Stage.WAITING, Reason.GARBLED)
    assert bench.frames.get(Field.DECODED) == 0, "what is made up out of noise proves nothing"
    assert bench.frames.get(Field.BYTES) > 25_000


def test_a_decoder_that_works_cleanly_proves_that_the_picture_is_fresh(bench: Bench) -> None:
    bench.open()
    bench.player.complaints = 300
    bench.tick(0.2)
    bench.player.decoded = 12
    bench.tick(0.4)
    assert bench.frames.get(Field.DECODED) == 12


@pytest.mark.expects_log("camera rtsp://camera/a: unsupported$")
def test_a_codec_that_nobody_plays_here_is_named(bench: Bench) -> None:
    bench.open()
    bench.player.codec = "vp8"
    bench.tick(0.4)
    assert (bench.stage, bench.reason) == (Stage.WAITING, Reason.UNSUPPORTED)
    assert codec_name(bench.frames.get(Field.CODEC)) == "vp8"


@pytest.mark.expects_log("camera rtsp://camera/a: needs-password$")
def test_each_refusal_in_a_row_doubles_the_wait(bench: Bench) -> None:
    bench.player.ended, bench.player.reason = True, Reason.NEEDS_PASSWORD
    bench.open()
    bench.tick(0.4)
    waits = [bench.retry_after - 0.4]
    for began in (15.5, 45.9):
        bench.tick(began)
        bench.tick(began + 0.2)
        waits.append(round(bench.retry_after - began - 0.2, 3))
    assert waits == [15, 30, 60]


class LateCamera:
    """Pictures for as long as one likes, so much behind the clock."""

    def __init__(self, bench: Bench) -> None:
        self.bench = bench
        self.pictures = 0

    def show(self, begin: float, end: float, behind: float) -> None:
        for fifth in range(int(begin * 5), int(end * 5)):
            self.pictures += 1
            self.bench.player.media_ms = int((fifth / 5 - behind) * 1000)
            self.bench.picture(fifth / 5, self.pictures)
            self.bench.tick(fifth / 5)


def test_a_stream_that_falls_behind_is_opened_anew_once_in_twenty_seconds_while_it_is_late(bench: Bench) -> None:
    camera = LateCamera(bench)
    bench.open()
    camera.show(1, 5, behind=0.5)
    assert bench.frames.get(Field.BEHIND_MS) < 100
    camera.show(5, 6, behind=3.5)
    assert 2900 < bench.frames.get(Field.BEHIND_MS) < 3100
    assert len(bench.player.started) == 1
    camera.show(6, 8, behind=3.5)
    assert len(bench.player.started) == 2
    assert bench.frames.get(Field.ATTEMPTS) == 0, "not a failure"
    camera.show(8, 10, behind=0.5)
    assert (bench.stage, bench.reason) == (Stage.PLAYING, Reason.NONE)
    camera.show(10, 26, behind=4)
    assert len(bench.player.started) == 2
    camera.show(26, 30, behind=4)
    assert len(bench.player.started) == 3


def test_while_it_is_brought_back_it_is_not_live(bench: Bench) -> None:
    camera = LateCamera(bench)
    bench.open()
    camera.show(1, 5, behind=0.5)
    camera.show(5, 7.2, behind=3.5)
    bench.tick(7.4)
    assert (bench.stage, bench.reason) == (Stage.OPENING, Reason.BEHIND)
    assert bench.frames.get(Field.BEHIND_MS) > 2000


def test_after_a_hiccup_a_scene_that_stands_still_is_in_doubt_no_longer_than_the_decoder_needs(bench: Bench) -> None:
    bench.open()
    bench.picture(0.1, 1)
    bench.player.media_ms = 1000
    found = []
    for fifth in range(1, 60):
        seconds = fifth / 5
        if not 5 < seconds < 8.2:  # the hiccup; the stream's time is not told any more after it
            bench.player.decoded += 5
            bench.picture(seconds, 1)
            bench.player.media_ms += 200 if seconds < 5 else 0
        bench.tick(seconds)
        found.append(bool(bench.frames.get(Field.DOUBTFUL)))
    assert found[:34] == [False] * 34
    assert any(found)
    assert not found[-1]


def test_while_it_is_in_doubt_its_age_goes_on_from_the_last_picture_before(bench: Bench) -> None:
    bench.open()
    bench.player.media_ms = 1000
    ages = {}
    for fifth in range(1, 60):
        seconds = fifth / 5
        if not 5 < seconds < 8.2:
            bench.player.decoded += 5
            bench.picture(seconds, fifth)
            bench.player.media_ms += 200 if seconds < 5 else 0
        bench.tick(seconds)
        if bench.frames.get(Field.DOUBTFUL):
            ages[seconds] = told(bench, seconds)
    assert ages[8.4] == ("frozen", "", 3.4)
    assert told(bench, 11.8) == ("live", "", 0.0)


@pytest.mark.expects_log("camera rtsp://camera/a: no-ffmpeg$")
def test_a_player_that_fails_while_it_is_looked_at_is_a_failed_attempt(bench: Bench) -> None:
    bench.open()
    bench.player.fails = Reason.NO_FFMPEG
    bench.tick(0.2)
    assert (bench.stage, bench.reason) == (Stage.WAITING, Reason.NO_FFMPEG)


@pytest.mark.expects_log("camera rtsp://camera/a: unsupported$", "camera rtsp://camera/a: is back$")
def test_the_name_of_what_is_not_played_stays_until_another_codec_is_known(bench: Bench) -> None:
    bench.open()
    bench.player.codec = "av1"
    bench.tick(0.4)
    bench.player.codec = ""
    bench.tick(1.0)
    bench.tick(1.2)
    assert bench.stage is Stage.OPENING
    assert codec_name(bench.frames.get(Field.CODEC)) == "av1"
    bench.picture(1.3, 1)
    bench.tick(1.4)
    assert codec_name(bench.frames.get(Field.CODEC)) == "", "it plays, so it is another, not known yet"
    bench.player.codec = "hevc"
    bench.tick(1.6)
    assert codec_name(bench.frames.get(Field.CODEC)) == "hevc"


def looks(bench: Bench, begin: int, count: int, complaints: int) -> None:
    """A new picture and so many more complaints at each of the looks, five a second."""
    for number in range(begin, begin + count):
        bench.player.complaints += complaints
        bench.picture(number / 5, number)
        bench.tick(number / 5)


@pytest.mark.expects_log("camera rtsp://camera/a: garbled$", "camera rtsp://camera/a: is back$")
def test_a_stream_that_turns_to_noise_is_doubted_tried_anew_and_believed_when_it_is_well(bench: Bench) -> None:
    bench.open()
    looks(bench, 1, 30, 0)
    assert (bench.stage, bench.frames.get(Field.DOUBTFUL), bench.reason) == (Stage.PLAYING, 0, Reason.NONE)
    looks(bench, 31, 12, 40)
    assert (bench.stage, bench.frames.get(Field.DOUBTFUL), bench.reason) == (Stage.PLAYING, 1, Reason.GARBLED)
    looks(bench, 43, 27, 40)
    assert (bench.stage, bench.reason) == (Stage.WAITING, Reason.GARBLED)
    bench.player.complaints = 0
    bench.tick(15)
    looks(bench, 76, 2, 40)
    assert (bench.stage, bench.frames.get(Field.DOUBTFUL)) == (Stage.PLAYING, 1), "not live before it has been well"
    looks(bench, 78, 6, 0)
    assert (bench.stage, bench.frames.get(Field.DOUBTFUL), bench.reason) == (Stage.PLAYING, 0, Reason.NONE)


def told(bench: Bench, seconds: float) -> tuple[str, str, float]:
    """State, reason and age, as a seat derives them after so many seconds."""
    status = derive(snapshot(bench.frames._memory, 1, 1, False), BEGIN + int(seconds * SECOND))  # noqa: SLF001
    return status.state.value, status.reason, round(status.age or 0.0, 1)


@pytest.mark.expects_log("camera rtsp://camera/a: garbled$")
def test_noise_is_as_old_as_the_last_whole_picture_and_says_why_in_every_attempt(bench: Bench) -> None:
    bench.open()
    looks(bench, 1, 30, 0)
    assert told(bench, 6) == ("live", "", 0.0)
    looks(bench, 31, 12, 40)
    assert told(bench, 8.4) == ("frozen", "garbled", 2.4)
    looks(bench, 43, 27, 40)
    assert told(bench, 14) == ("frozen", "garbled", 8.0), "waits for another session"
    bench.player.complaints = 0
    bench.tick(15)
    assert told(bench, 15) == ("frozen", "garbled", 9.0), "opens it"
    for number in range(76, 80):
        looks(bench, number, 1, 40)
        assert told(bench, number / 5) == ("frozen", "garbled", round(number / 5 - 6, 1))


@pytest.mark.expects_log("camera rtsp://camera/a: garbled$", "camera rtsp://camera/a: is back$")
def test_noise_that_goes_on_in_session_after_session_is_said_once(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    bench.open()
    looks(bench, 1, 30, 0)
    looks(bench, 31, 200, 40)
    assert len(bench.player.started) > 2
    assert len(caplog.records) == 1
    looks(bench, 231, 20, 0)
    assert len(caplog.records) == 2
    assert told(bench, 50) == ("live", "", 0.0)


def test_a_stream_that_always_grumbles_is_not_doubted(bench: Bench) -> None:
    bench.open()
    looks(bench, 1, 200, 40)
    assert (bench.stage, bench.frames.get(Field.DOUBTFUL)) == (Stage.PLAYING, 0)
