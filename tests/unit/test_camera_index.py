"""The index of a large centre's cameras: made in steps that no screen feels, and the same as made at once."""

from __future__ import annotations

import time
from collections.abc import Generator, Sequence

from commandcenter.domain.assets import Camera
from commandcenter.domain.people import EVERYWHERE, Scope
from commandcenter.services.camera_index import CameraIndex, indexed
from commandcenter.services.camera_search import CameraSearch
from commandcenter.services.camera_tree import camera_tree

STREETS = [(f"500105{at:03d}", f"街道{at}") for at in range(12)]
MANY = 32_000


def cameras(count: int) -> list[Camera]:
    """In no order, of all streets and some places that are none."""
    return [
        Camera(
            id=f"CAM-{at * 7919 % count:05d}",
            name=f"步行街{at * 7919 % count}号球机",
            url="rtsp://h/x",
            code=f"{50010500001310000000 + at}",
            area=STREETS[at % 12][0] if at % 50 else "",
        )
        for at in range(count)
    ]


def area_of(code: str) -> str:
    return dict(STREETS).get(code, code)


def made(known: Sequence[Camera], scope: Scope = EVERYWHERE, steps: list[float] | None = None) -> CameraIndex:
    work: Generator[None, None, CameraIndex] = indexed(known, STREETS, area_of, scope)
    while True:
        began = time.thread_time()
        try:
            next(work)
        except StopIteration as ended:
            index: CameraIndex = ended.value
            return index
        finally:
            if steps is not None:
                steps.append(time.thread_time() - began)


def test_in_steps_it_is_the_same_as_at_once() -> None:
    known = cameras(1_234)
    index, whole = made(known), camera_tree(known, "", STREETS)
    assert index.branches == whole.branches
    search = CameraSearch(known, area_of)
    for text in ("步行街 12", "CAM-00007", "街道3", "球机"):
        assert index.search.find(text) == search.find(text)


def test_what_lies_outside_of_the_scope_is_in_neither() -> None:
    index = made(cameras(600), Scope(areas=(STREETS[3][0],), cameras=("*",)))
    assert [branch.name for branch in index.branches] == ["街道3"]
    assert index.search.find("球机").total == len(index.branches[0].cameras) == 50


def test_no_step_over_a_large_list_is_felt() -> None:
    steps: list[float] = []
    index = made(cameras(MANY), steps=steps)
    assert sum(len(branch.cameras) for branch in index.branches) == MANY
    # Processor time: the machine may take it away now and then. The whole takes seconds.
    assert sorted(steps)[len(steps) * 99 // 100] < 0.05


def test_a_camera_that_comes_later_is_found_as_well() -> None:
    index = made(cameras(300))
    late = Camera(id="LATE-1", name="新装球机", url="rtsp://h/x")
    index.search.put(late)
    assert index.search.find("LATE").cameras == (late,)
