"""Which stream, and how large, for a tile of so many pixels."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.video.choice import BOXES, Offer, Profile, Size, choose

ONE = Offer(camera="CAM-1", main="rtsp://c/main")
TWO = Offer(camera="CAM-1", main="rtsp://c/main", sub="rtsp://c/sub", main_size=(1920, 1080), sub_size=(640, 360))
TILES = st.tuples(st.integers(1, 8000), st.integers(1, 8000))


@pytest.mark.parametrize(
    ("tile", "box"),
    [
        ((100, 60), (320, 180)),
        ((320, 180), (320, 180)),
        ((350, 197), (320, 180)),
        ((480, 270), (480, 270)),
        ((640, 360), (640, 360)),
        ((640, 1000), (640, 360)),
        ((1920, 1080), (1920, 1080)),
        ((7680, 4320), (3840, 2160)),
    ],
)
def test_a_camera_with_one_stream_is_decoded_as_large_as_its_tile(tile: Size, box: Size) -> None:
    assert choose(ONE, tile, enlarged=False, present=None) == Profile(ONE.main, box)


def test_no_more_is_decoded_than_the_camera_sends() -> None:
    small = Offer(camera="CAM-1", main="rtsp://c/main", main_size=(704, 576))
    assert choose(small, (1920, 1080), enlarged=False, present=None).box == (960, 540)


@pytest.mark.parametrize(
    ("tile", "address"),
    [((320, 180), TWO.sub), ((640, 360), TWO.sub), ((960, 540), TWO.main), ((1920, 1080), TWO.main)],
)
def test_a_small_tile_takes_the_sub_stream(tile: Size, address: str) -> None:
    assert choose(TWO, tile, enlarged=False, present=None).address == address


def test_who_knows_the_size_of_the_sub_stream_begins_as_who_has_opened_it_goes_on() -> None:
    known, tile = replace(TWO, sub_size=(320, 240)), (480, 270)
    guessed = choose(replace(known, sub_size=(0, 0)), tile, enlarged=False, present=None)
    assert choose(known, tile, enlarged=False, present=guessed).address == TWO.sub
    assert choose(known, tile, enlarged=False, present=None).address == TWO.sub


def test_an_enlarged_or_zoomed_tile_takes_the_main_stream_whatever_its_size() -> None:
    assert choose(TWO, (320, 180), enlarged=True, present=None).address == TWO.main


def test_a_tile_between_two_sizes_keeps_what_it_has() -> None:
    tile = (740, 416)
    main, sub = Profile(TWO.main, (960, 540)), Profile(TWO.sub, (640, 360))
    assert choose(TWO, tile, enlarged=False, present=main).address == TWO.main
    assert choose(TWO, tile, enlarged=False, present=sub).address == TWO.sub


@given(tile=TILES, enlarged=st.booleans(), offer=st.sampled_from([ONE, TWO]))
def test_the_choice_stands_when_it_is_asked_again(tile: Size, enlarged: bool, offer: Offer) -> None:
    chosen = choose(offer, tile, enlarged=enlarged, present=None)
    assert choose(offer, tile, enlarged=enlarged, present=chosen) == chosen


@given(tile=st.tuples(st.integers(60, 3800), st.integers(60, 2100)), wobble=st.floats(0.96, 1.04))
def test_a_tile_that_wobbles_by_a_little_does_not_go_to_and_fro(tile: Size, wobble: float) -> None:
    other = max(1, round(tile[0] * wobble)), max(1, round(tile[1] * wobble))
    present = choose(TWO, tile, enlarged=False, present=None)
    seen = [present]
    for at in (other, tile, other, tile):
        present = choose(TWO, at, enlarged=False, present=present)
        seen.append(present)
    assert seen[1:] == [seen[1]] * 4


@given(tile=TILES, present=st.sampled_from(BOXES), address=st.sampled_from([TWO.main, TWO.sub]))
def test_a_picture_is_never_much_coarser_than_its_tile_where_the_camera_has_more(
    tile: Size, present: Size, address: str
) -> None:
    chosen = choose(ONE, tile, enlarged=False, present=Profile(ONE.main, present))
    coarse = min(tile[0] / chosen.box[0], tile[1] / chosen.box[1])
    assert coarse <= 1.2 or chosen.box == BOXES[-1]
    assert choose(TWO, tile, enlarged=False, present=Profile(address, present)).box <= (1920, 1080)
