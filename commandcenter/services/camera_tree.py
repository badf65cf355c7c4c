"""The cameras as a tree: district, streets and towns, cameras; as far as somebody may see them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import msgspec

from commandcenter.domain.assets import Camera
from commandcenter.domain.people import EVERYWHERE, Scope

STREET_DIGITS = 9
"""GB/T 2260 and three digits: what is longer lies within a street or town."""


class Branch(msgspec.Struct, frozen=True, kw_only=True):
    """A street or town with its cameras by name; `code` and `name` are "" for those without an area."""

    code: str
    name: str
    cameras: tuple[Camera, ...]


class CameraTree(msgspec.Struct, frozen=True, kw_only=True):
    """`name` is the district's. Its streets in their order, then areas that are not known, then those without one."""

    name: str
    branches: tuple[Branch, ...]

    @property
    def count(self) -> int:
        return sum(len(branch.cameras) for branch in self.branches)


def camera_tree(
    cameras: Iterable[Camera], district: str, streets: Sequence[tuple[str, str]], scope: Scope = EVERYWHERE
) -> CameraTree:
    """`streets` are code and name of each; one without a camera that may be seen is not in it."""
    names = dict(streets)
    found: dict[str, list[Camera]] = {}
    for camera in cameras:
        if scope.covers_camera(camera):
            found.setdefault(_street(camera.area, names), []).append(camera)
    codes = _in_order(found, list(names))
    branches = (
        Branch(code=code, name=names.get(code, code), cameras=tuple(sorted(found[code], key=_by_name)))
        for code in codes
    )
    return CameraTree(name=district, branches=tuple(branches))


def joined(trees: Sequence[CameraTree], streets: Sequence[tuple[str, str]]) -> Iterator[Branch]:
    """The branches of trees of the same district as those of one, in their order; each is made when it is asked for."""
    found: dict[str, list[Branch]] = {}
    for tree in trees:
        for branch in tree.branches:
            found.setdefault(branch.code, []).append(branch)
    for code in _in_order(found, [code for code, _ in streets]):
        cameras = sorted((camera for part in found[code] for camera in part.cameras), key=_by_name)
        yield Branch(code=code, name=found[code][0].name, cameras=tuple(cameras))


def _in_order(codes: Iterable[str], streets: Sequence[str]) -> list[str]:
    order = {code: number for number, code in enumerate(streets)}
    return sorted(codes, key=lambda code: (code == "", order.get(code, len(order)), code))


def _street(area: str, names: dict[str, str]) -> str:
    """That it lies in: a community's code begins with its street's."""
    inner = area[:STREET_DIGITS]
    return inner if area not in names and inner in names else area


def _by_name(camera: Camera) -> tuple[str, str]:
    return camera.name, camera.id
