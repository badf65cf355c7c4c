"""The tree and the search over tens of thousands of cameras, made in small steps so that a screen goes on meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence

import msgspec

from commandcenter.domain.assets import Camera
from commandcenter.domain.people import Scope
from commandcenter.services.camera_search import CameraSearch
from commandcenter.services.camera_tree import Branch, camera_tree, joined

AT_ONCE = 100
"""Cameras that are taken in at one step: a millisecond or two."""


class CameraIndex(msgspec.Struct, frozen=True, kw_only=True):
    branches: tuple[Branch, ...]
    search: CameraSearch


def indexed(
    cameras: Sequence[Camera], streets: Sequence[tuple[str, str]], area_of: Callable[[str], str], scope: Scope
) -> Generator[None, None, CameraIndex]:
    """Of those cameras that lie within the scope; yields after each step, returns the whole.

    `streets` are code and name of each in their order, `area_of` gives an area's name by its code.
    """
    search = CameraSearch((), area_of, scope)
    trees = []
    for start in range(0, len(cameras), AT_ONCE):
        part = cameras[start : start + AT_ONCE]
        for camera in part:
            search.put(camera)
        trees.append(camera_tree(part, "", streets, scope))
        yield
    yield from search.settle()
    branches = []
    for branch in joined(trees, streets):
        branches.append(branch)
        yield
    return CameraIndex(branches=tuple(branches), search=search)
