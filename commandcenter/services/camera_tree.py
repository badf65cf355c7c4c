"""The cameras as a tree: district, streets and towns, cameras; as far as somebody may see them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

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
    order = {code: number for number, code in enumerate(names)}
    found: dict[str, list[Camera]] = {}
    for camera in cameras:
        if scope.covers_camera(camera):
            found.setdefault(_street(camera.area, names), []).append(camera)
    codes = sorted(found, key=lambda code: (code == "", order.get(code, len(order)), code))
    branches = (
        Branch(code=code, name=names.get(code, code), cameras=tuple(sorted(found[code], key=_by_name)))
        for code in codes
    )
    return CameraTree(name=district, branches=tuple(branches))


def _street(area: str, names: dict[str, str]) -> str:
    """That it lies in: a community's code begins with its street's."""
    inner = area[:STREET_DIGITS]
    return inner if area not in names and inner in names else area


def _by_name(camera: Camera) -> tuple[str, str]:
    return camera.name, camera.id
