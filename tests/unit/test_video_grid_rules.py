"""Layouts, places of cameras and digital zoom: pure rules of the video grid."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from widgets.kit.zoom import MOST, WHOLE, View
from widgets.video_grid.geometry import Box, Layout, fitting_height, neighbour, raster, rectangles, units
from widgets.video_grid.slots import Slots

GAP = 4
LAYOUTS = st.sampled_from(Layout)
SHARES = st.floats(0, 1)
NAMES = st.sampled_from([f"C{number}" for number in range(40)])


def test_the_layouts_have_as_many_tiles_as_they_say() -> None:
    assert [len(units(layout)) for layout in Layout] == [1, 4, 6, 8, 9, 16, 25]


def test_six_and_eight_have_one_large_tile() -> None:
    assert units(Layout.SIX) == (
        Box(0, 0, 2, 2),
        Box(2, 0, 1, 1),
        Box(2, 1, 1, 1),
        Box(0, 2, 1, 1),
        Box(1, 2, 1, 1),
        Box(2, 2, 1, 1),
    )
    assert units(Layout.EIGHT)[0] == Box(0, 0, 3, 3)


def test_four_tiles_in_pixels() -> None:
    assert rectangles(Layout.FOUR, 100, 60, 4) == (
        Box(0, 0, 48, 28),
        Box(52, 0, 48, 28),
        Box(0, 32, 48, 28),
        Box(52, 32, 48, 28),
    )


@given(LAYOUTS, st.integers(200, 4000), st.integers(120, 3000))
def test_tiles_fill_the_grid_with_gaps_and_do_not_touch(layout: Layout, width: int, height: int) -> None:
    boxes = rectangles(layout, width, height, GAP)
    assert min(box.x for box in boxes) == min(box.y for box in boxes) == 0
    assert max(box.right for box in boxes) == width
    assert max(box.bottom for box in boxes) == height
    for at, box in enumerate(boxes):
        assert box.width > 0
        assert box.height > 0
        for other in boxes[at + 1 :]:
            apart = max(other.x - box.right, box.x - other.right, other.y - box.bottom, box.y - other.bottom)
            assert apart >= GAP
    covered = sum((box.width + GAP) * (box.height + GAP) for box in boxes)
    assert covered == (width + GAP) * (height + GAP)


@given(LAYOUTS, st.integers(0, 400), st.integers(0, 300))
def test_a_grid_without_room_has_no_negative_tiles(layout: Layout, width: int, height: int) -> None:
    assert all(box.width >= 0 and box.height >= 0 for box in rectangles(layout, width, height, GAP))


@given(LAYOUTS, st.integers(300, 4000))
def test_tiles_of_the_fitting_height_are_sixteen_to_nine(layout: Layout, width: int) -> None:
    for box in rectangles(layout, width, fitting_height(layout, width, GAP, 0), GAP):
        assert box.height == pytest.approx(box.width * 9 / 16, abs=GAP + 2)


def test_each_row_of_tiles_has_room_for_what_stands_below_the_pictures() -> None:
    bare, footed = (fitting_height(Layout.NINE, 968, GAP, foot) for foot in (0, 28))
    assert footed == bare + 3 * 28


def test_arrows_go_round_the_large_tile() -> None:
    # 0 0 1 / 0 0 2 / 3 4 5
    assert neighbour(Layout.SIX, 0, 1, 0) == 1
    assert neighbour(Layout.SIX, 0, 0, 1) == 3
    assert neighbour(Layout.SIX, 2, -1, 0) == 0
    assert neighbour(Layout.SIX, 4, 0, -1) == 0
    assert neighbour(Layout.SIX, 5, 0, -1) == 2
    assert neighbour(Layout.SIX, 5, 1, 0) == 5


@given(LAYOUTS, st.data())
def test_every_tile_is_reached_by_arrows(layout: Layout, data: st.DataObject) -> None:
    goal = data.draw(st.integers(0, layout.tiles - 1))
    steps = [(1, 0), (-1, 0), (0, 1), (0, -1)]
    reached = {0}
    for _ in range(2 * raster(layout)):
        reached |= {neighbour(layout, at, *step) for at in reached for step in steps}
    assert goal in reached


def test_a_smaller_layout_forgets_no_camera() -> None:
    slots = Slots.of([f"C{number}" for number in range(16)])
    assert slots.cameras[:4] == ("C0", "C1", "C2", "C3")
    assert slots.cleared(1).cameras[:6] == ("C0", "", "C2", "C3", "C4", "C5")


def test_a_camera_that_is_there_already_changes_places() -> None:
    slots = Slots.of(["A", "B", "C"])
    assert slots.put(0, "C").cameras[:3] == ("C", "B", "A")
    assert slots.put(1, "D").cameras[:3] == ("A", "D", "C")


def test_several_dropped_ones_take_the_free_tiles_after_the_first() -> None:
    slots = Slots.of(["A", "", "C", ""])
    assert slots.dropped(0, ["X", "Y", "Z"], 4).cameras[:4] == ("X", "Y", "C", "Z")
    assert slots.dropped(2, ["X", "Y", "Z", "W", "V"], 4).cameras[:4] == ("W", "Z", "X", "Y")


@given(st.lists(NAMES, max_size=30), st.integers(0, 8), st.lists(NAMES, max_size=12))
def test_no_camera_is_twice_whatever_is_dropped(at_first: list[str], at: int, dropped: list[str]) -> None:
    slots = Slots.of(at_first).dropped(at, dropped, 9)
    there = [camera for camera in slots.cameras if camera]
    assert len(slots.cameras) == 25
    assert len(there) == len(set(there))
    assert set(dropped[:1]) <= set(slots.cameras[at : at + 1])


@given(st.lists(st.tuples(st.floats(0.05, 20), SHARES, SHARES, st.floats(-2, 2), st.floats(-2, 2)), max_size=12))
def test_the_part_that_is_seen_never_leaves_the_picture(moves: list[tuple[float, ...]]) -> None:
    view = WHOLE
    for factor, x, y, across, down in moves:
        view = view.zoomed(factor, x, y).panned(across, down)
        assert 1 <= view.scale <= MOST
        assert 0 <= view.left <= 1 - 1 / view.scale
        assert 0 <= view.top <= 1 - 1 / view.scale
        left, top, width, height = view.crop(640, 360)
        assert 0 <= left < left + width <= 640
        assert 0 <= top < top + height <= 360


@given(st.floats(1, 4), SHARES, SHARES)
def test_what_lies_under_the_pointer_stays_there(factor: float, x: float, y: float) -> None:
    view = WHOLE.zoomed(factor, x, y)
    assert view.seen(x, y) == pytest.approx((x, y), abs=1e-9)


def test_zoom_and_back_is_the_whole_picture() -> None:
    near = WHOLE.zoomed(2, 1, 1)
    assert near == View(scale=2, left=0.5, top=0.5)
    assert near.crop(640, 360) == (320, 180, 320, 180)
    assert near.zoomed(0) == WHOLE
    assert near.panned(5, 0) == near
