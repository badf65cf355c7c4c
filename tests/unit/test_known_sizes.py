"""What a seat's tiles have learnt of the sizes of cameras' streams."""

from __future__ import annotations

from dataclasses import replace

from bridge.video.choice import Offer
from bridge.video.known_sizes import KnownSizes

OFFER = Offer(camera="CAM-1", main="rtsp://c/main", sub="rtsp://c/sub")
MAIN, SUB = (640, 360), (320, 180)


def test_both_sizes_are_known_whoever_has_seen_which() -> None:
    sizes = KnownSizes()
    assert sizes.completed(OFFER) == OFFER
    sizes.note(OFFER, OFFER.sub, SUB)
    sizes.note(OFFER, OFFER.main, MAIN)
    assert sizes.completed(OFFER) == replace(OFFER, main_size=MAIN, sub_size=SUB)


def test_what_is_seen_last_is_true() -> None:
    sizes = KnownSizes()
    sizes.note(OFFER, OFFER.sub, SUB)
    sizes.note(replace(OFFER, sub_size=SUB), OFFER.sub, (640, 360))
    assert sizes.completed(replace(OFFER, sub_size=SUB)).sub_size == (640, 360)


def test_a_camera_with_another_address_is_another_camera() -> None:
    sizes = KnownSizes()
    sizes.note(OFFER, OFFER.sub, SUB)
    moved = replace(OFFER, main="rtsp://d/main")
    assert sizes.completed(moved) == moved
    sizes.note(moved, moved.main, MAIN)
    assert sizes.completed(moved) == replace(moved, main_size=MAIN)
    assert sizes.completed(OFFER) == OFFER, "the former addresses are forgotten"


def test_the_oldest_are_forgotten() -> None:
    sizes = KnownSizes(most=2)
    offers = [replace(OFFER, camera=name) for name in "abc"]
    for offer in (offers[0], offers[1], offers[0], offers[2]):
        sizes.note(offer, offer.main, MAIN)
    assert [sizes.completed(offer).main_size for offer in offers] == [MAIN, (0, 0), MAIN]
