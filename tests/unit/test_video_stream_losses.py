"""A worker's slot whose player throws pictures away, or gets what it cannot show."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from bridge.video.frames import Field, Reason, Stage, create_memory
from tests.support.stream_bench import Bench


@pytest.fixture
def bench() -> Iterator[Bench]:
    descriptor = create_memory(32)
    yield Bench(descriptor)
    os.close(descriptor)


@pytest.mark.expects_log("camera rtsp://camera/a: silent$")
def test_what_was_held_back_until_the_end_of_a_silence_is_no_noise(bench: Bench) -> None:
    bench.open()
    bench.player.received = 1000
    bench.picture(1, 1)
    bench.tick(1.1)
    bench.tick(5.2)
    bench.player.received = 2000
    bench.tick(5.4)
    bench.tick(7.2)
    assert (bench.stage, bench.reason) == (Stage.WAITING, Reason.SILENT)


def test_a_camera_with_few_pictures_a_second_is_opened_anew_to_be_shown_later(bench: Bench) -> None:
    """Not a failure: nothing waits, and nothing is logged."""
    bench.open()
    bench.picture(0.1, 1)
    for look in range(25):
        bench.player.lost = look // 5
        bench.picture(0.2 * look, 1)
        bench.tick(0.2 * look + 0.1)
    first, later = bench.player.held_ms
    assert later > first + 1000
    assert bench.player.running
    assert (bench.stage, bench.reason) in ((Stage.OPENING, Reason.NONE), (Stage.PLAYING, Reason.NONE))
    bench.open()
    assert bench.player.held_ms[-1] == first, "another camera begins as every other"


def test_what_the_decoder_makes_for_nothing_is_no_proof_of_a_still_scene(bench: Bench) -> None:
    """After a leap of the camera's clock libVLC throws all pictures away, and shows the last one again."""
    bench.open()
    bench.picture(0.1, 1)
    bench.player.decoded, bench.player.lost = 10, 2
    bench.tick(0.2)
    bench.player.decoded, bench.player.lost = 20, 12
    bench.tick(0.4)
    thrown_away = bench.frames.get(Field.DECODED)
    bench.player.decoded = 30
    bench.tick(0.6)
    still = bench.frames.get(Field.DECODED)
    bench.picture(0.7, 2)
    bench.player.decoded, bench.player.lost = 40, 13
    bench.tick(0.8)
    assert (thrown_away, still, bench.frames.get(Field.DECODED)) == (10, 30, 40)


def test_what_is_lost_now_and_then_on_a_busy_machine_leaves_a_still_scene_still(bench: Bench) -> None:
    """One of five pictures, each of which libVLC's counter of decoded ones counts twice."""
    bench.open()
    bench.picture(0.1, 1)
    for look in range(1, 50):
        bench.player.lost, bench.player.decoded = look, 10 * look
        bench.tick(0.2 * look)
        assert bench.frames.get(Field.DECODED) == 10 * look
        bench.picture(0.2 * look + 0.1, 1)  # shown again
    assert bench.stage is Stage.PLAYING


def test_a_clip_that_grows_is_not_ended_for_a_better_pace(bench: Bench) -> None:
    bench.open()
    bench.picture(0.1, 1)
    for look in range(100):
        bench.player.recorded = look < 50
        bench.player.lost = look // 5
        bench.picture(0.2 * look, 1)
        bench.tick(0.2 * look + 0.1)
        assert len(bench.player.held_ms) == 1 or look > 50
    assert len(bench.player.held_ms) == 2


def test_a_last_picture_of_the_former_attempt_is_none_of_the_next(bench: Bench) -> None:
    """The player needs a while to stop, and shows what it still has."""
    bench.open()
    bench.picture(0.1, 1)
    stopped_at = 0.0

    def stop_slowly() -> None:
        bench.picture(stopped_at + 0.2, 1)

    bench.player.stop = stop_slowly  # type: ignore[method-assign]
    for look in range(25):
        stopped_at = 0.2 * look + 0.1
        bench.player.lost = look // 5
        bench.picture(0.2 * look, 1)
        bench.tick(stopped_at)
        if len(bench.player.held_ms) == 2:
            break
    bench.tick(stopped_at + 0.3)
    assert bench.stage is Stage.OPENING
