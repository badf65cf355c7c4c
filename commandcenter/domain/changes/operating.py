"""What officers and seats do: wall, linkage, cameras, the small actions of the record."""

from __future__ import annotations

import msgspec

from commandcenter.domain.assets import Camera
from commandcenter.domain.changes.change import Change
from commandcenter.domain.linkage import Linkage
from commandcenter.domain.rules.desks import Desks
from commandcenter.domain.wall import Wall


class CameraListed(Change, frozen=True, kw_only=True, tag="camera.listed"):
    camera: Camera


class CameraRemoved(Change, frozen=True, kw_only=True, tag="camera.removed"):
    camera: str


class DesksSet(Change, frozen=True, kw_only=True, tag="desks.set"):
    """The queues of the centre, as its rules have them."""

    desks: Desks


class WallChanged(Change, frozen=True, kw_only=True, tag="wall.changed"):
    wall: Wall


class WallConfirmed(Change, frozen=True, kw_only=True, tag="wall.confirmed"):
    """The wall's own word on what is seen, as the new value of the wall says it."""

    wall: Wall


class LinkageStarted(Change, frozen=True, kw_only=True, tag="linkage.started"):
    linkage: Linkage


class LinkageAnswered(Change, frozen=True, kw_only=True, tag="linkage.answered"):
    """One step of a run has its answer, or its deadline has passed without one."""

    linkage: Linkage
    step: str


class Acted(Change, frozen=True, kw_only=True, tag="operator.acted"):
    """A small action that changes nothing but is part of the record (selected, opened, moved the map)."""

    action: str
    subject: str = ""
    detail: dict[str, str | float] = msgspec.field(default_factory=dict)


class CommandRefused(Change, frozen=True, kw_only=True, tag="command.refused"):
    """`reason` is an English template with `values` filled in by whoever shows it; `args` as they came."""

    name: str
    reason: str
    values: dict[str, str]
    args: bytes = b""
