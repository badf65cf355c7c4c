"""The shapes of vehicles: side outlines with widths, made into faces."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, StrEnum
from types import MappingProxyType

import numpy as np

from commandcenter.simulator.cameras.view import Floats

Rib = tuple[float, float, float]
"""(ahead, up, half width) in metres: one line across the vehicle."""


class VehicleKind(StrEnum):
    SALOON = "saloon"
    SUV = "suv"
    VAN = "van"
    BUS = "bus"
    LORRY = "lorry"
    TIPPER = "tipper"


class Finish(Enum):
    """How much of a vehicle is worth painting at its size in the picture."""

    NEAR = "near"
    MIDDLE = "middle"
    FAR = "far"


@dataclass(frozen=True, slots=True)
class Face:
    """A flat piece: its corners (numbers of vertices), what it is made of, and its outward normal."""

    corners: tuple[int, ...]
    role: str
    normal: tuple[float, float, float]
    cab: bool


@dataclass(frozen=True, slots=True)
class Hull:
    """A closed outline of ribs, front at the right, counter-clockwise from the lower rear; `roles` names each strip."""

    ribs: tuple[Rib, ...]
    side: str
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Panel:
    """A flat piece on both sides of the vehicle: (ahead, up) corners at `out` metres from the middle."""

    corners: tuple[tuple[float, float, float], ...]
    role: str


@dataclass(frozen=True, slots=True)
class End:
    """A flat rectangle at the front (`ahead` > 0) or rear: half its width, from low to high."""

    ahead: float
    half: float
    low: float
    high: float
    role: str


@dataclass(frozen=True, slots=True)
class Shape:
    length: float
    width: float
    height: float
    lamp_height: float
    hulls: tuple[Hull, ...]
    panels: tuple[Panel, ...]
    wheels: tuple[float, ...]
    wheel: float = 0.33
    ends: tuple[End, ...] = ()
    cab_from: float | None = None
    """Where the cab of a lorry begins: seen from behind, the load hides it."""

    def solid(self, finish: Finish) -> tuple[Floats, tuple[Face, ...]]:
        """Vertices (n, 3) as right, up, ahead, and the faces in the order in which they are painted."""
        build = _Builder(self.cab_from)
        for hull in self.hulls:
            build.hull(hull)
        if finish is not Finish.FAR:
            for panel in self.panels:
                build.panel(panel)
            for end in self.ends:
                build.end(end)
            for ahead in self.wheels:
                build.wheel(ahead, self.width / 2 + 0.02, self.wheel, finish)
        return np.array(build.vertices, dtype=np.float32), tuple(build.faces)


class _Builder:
    def __init__(self, cab_from: float | None) -> None:
        self._cab_from = cab_from
        self.vertices: list[tuple[float, float, float]] = []
        self.faces: list[Face] = []

    def face(self, corners: list[tuple[float, float, float]], role: str, outward: tuple[float, float, float]) -> None:
        """Add a face; its corners are turned so that `outward` is its outside."""
        a, b, c = (np.array(corner) for corner in corners[:3])
        normal = np.cross(b - a, c - b)
        size = float(np.linalg.norm(normal)) or 1.0
        normal = normal / size
        if float(normal @ np.array(outward)) < 0:
            corners, normal = corners[::-1], -normal
        first = len(self.vertices)
        self.vertices.extend(corners)
        nx, ny, nz = (float(value) for value in normal)
        cab = self._cab_from is not None and min(corner[2] for corner in corners) >= self._cab_from
        self.faces.append(Face(tuple(range(first, first + len(corners))), role, (nx, ny, nz), cab))

    def hull(self, hull: Hull) -> None:
        ribs = hull.ribs
        middle = np.mean([(0.0, up, ahead) for ahead, up, _ in ribs], axis=0)
        for side in (-1.0, 1.0):
            self.face([(side * w, up, ahead) for ahead, up, w in ribs], hull.side, (side, 0.0, 0.0))
        for (a0, u0, w0), (a1, u1, w1), role in zip(ribs, ribs[1:] + ribs[:1], hull.roles, strict=True):
            if role:
                centre = np.array([0.0, (u0 + u1) / 2, (a0 + a1) / 2]) - middle
                corners = [(-w0, u0, a0), (w0, u0, a0), (w1, u1, a1), (-w1, u1, a1)]
                self.face(corners, role, (float(centre[0]), float(centre[1]), float(centre[2])))

    def panel(self, panel: Panel) -> None:
        for side in (-1.0, 1.0):
            self.face([(side * w, up, ahead) for ahead, up, w in panel.corners], panel.role, (side, 0.0, 0.0))

    def end(self, end: End) -> None:
        corners = [
            (side * end.half, up, end.ahead)
            for side, up in ((-1, end.low), (1, end.low), (1, end.high), (-1, end.high))
        ]
        self.face(corners, end.role, (0.0, 0.0, end.ahead))

    def wheel(self, ahead: float, out: float, radius: float, finish: Finish) -> None:
        angles = np.linspace(0, 2 * np.pi, 11 if finish is Finish.NEAR else 7)[:-1]
        ring = [(float(ahead + radius * np.cos(a)), float(radius + radius * np.sin(a))) for a in angles]
        hub = [(float(ahead + 0.55 * radius * np.cos(a)), float(radius + 0.55 * radius * np.sin(a))) for a in angles]
        for side in (-1.0, 1.0):
            self.face([(side * out, up, z) for z, up in ring], "tyre", (side, 0.0, 0.0))
            if finish is Finish.NEAR:
                self.face([(side * (out + 0.01), up, z) for z, up in hub], "pale", (side, 0.0, 0.0))


def _car_panes(
    half: tuple[float, float], heights: tuple[float, float], rears: tuple[float, float]
) -> tuple[Panel, Panel]:
    """The side windows of a car: half its length and width, its belt and roof, where its tail and its roof end."""
    (h, w), (belt, height) = half, heights
    low, high = belt + 0.06, height - 0.09
    middle = (h - 1.5 + rears[1]) / 2

    def out(up: float) -> float:
        return w - 0.03 - 0.19 * (up - belt) / (height - belt) + 0.012

    front = Panel(
        ((h - 1.42, low, out(low)), (h - 2.02, high, out(high)), (middle + 0.06, high, out(high)),
         (middle + 0.06, low, out(low))), "glass",
    )  # fmt: skip
    back = Panel(
        ((middle - 0.06, low, out(low)), (middle - 0.06, high, out(high)), (rears[1] + 0.1, high, out(high)),
         (rears[0] + 0.3, low, out(low))), "glass",
    )  # fmt: skip
    return front, back


def _car(length: float, height: float, belt: float, tail: float) -> Shape:
    """A saloon or SUV; `belt` is the height of the doors, `tail` how far the roof goes back (0..1)."""
    h, w = length / 2, 0.88
    body = Hull(
        (
            (-h, 0.32, w - 0.06), (h - 0.05, 0.28, w - 0.06), (h, 0.52, w - 0.08), (h - 0.12, belt - 0.22, w - 0.08),
            (h - 1.15, belt - 0.02, w), (-h + 0.75 * (1 - tail) + 0.1, belt + 0.02, w),
            (-h + 0.02, belt - 0.06, w - 0.07),
        ),
        "body", ("", "trim", "body", "body", "body", "body", "body"),
    )  # fmt: skip
    rear = -h + 0.12 + 0.55 * (1 - tail)
    roof_rear = -h + 0.45 + 0.95 * (1 - tail)
    cabin = Hull(
        ((rear, belt, w - 0.03), (h - 1.15, belt, w - 0.03), (h - 2.0, height, w - 0.22),
         (roof_rear, height, w - 0.22)),
        "body", ("", "glass", "body", "glass"),
    )  # fmt: skip
    panes = _car_panes((h, w), (belt, height), (rear, roof_rear))
    sill = Panel(((-h + 0.1, 0.3, w), (h - 0.1, 0.28, w), (h - 0.1, 0.42, w), (-h + 0.1, 0.44, w)), "trim")
    return Shape(length, 2 * w, height, 0.66, (body, cabin), (sill, *panes), (-h + 0.85, h - 0.85),
                 ends=(End(h + 0.01, 0.24, 0.36, 0.47, "plate"), End(-h - 0.01, 0.24, 0.62, 0.73, "plate"),
                       End(-h - 0.01, w - 0.1, 0.33, 0.5, "trim")))  # fmt: skip


def _box(length: float, width: float, height: float, sloped: float, panes: tuple[tuple[float, float], ...]) -> Shape:
    """A van or bus: one box with a sloped front and side windows from `panes` (ahead from, to)."""
    h, w = length / 2, width / 2
    bonnet = 0.42 * height
    hull = Hull(
        (
            (-h, 0.35, w), (h, 0.32, w), (h, bonnet, w), (h - sloped, height - 0.12, w - 0.05),
            (h - sloped - 0.25, height, w - 0.12), (-h + 0.08, height, w - 0.12), (-h, height - 0.15, w - 0.02),
        ),
        "body", ("", "trim", "glass", "body", "body", "body", "body"),
    )  # fmt: skip
    low, high = 0.50 * height, 0.84 * height
    glass = tuple(
        Panel(((a, low, w + 0.01), (b, low, w + 0.01), (b, high, w), (a, high, w)), "glass") for a, b in panes
    )
    sill = Panel(((-h, 0.36, w + 0.005), (h, 0.34, w + 0.005), (h, 0.55, w + 0.005), (-h, 0.57, w + 0.005)), "trim")
    radius = 0.36 if length < 7 else 0.48
    rear = (
        End(-h - 0.01, w - 0.22, 0.56 * height, 0.84 * height, "glass"), End(-h - 0.01, w - 0.04, 0.36, 0.62, "trim"),
        End(-h - 0.02, 0.26, 0.66, 0.78, "plate"), End(h + 0.01, 0.26, 0.45, 0.57, "plate"),
    )  # fmt: skip
    return Shape(
        length, width, height, 0.75, (hull,), (sill, *glass), (-h + length * 0.2, h - length * 0.17), radius, rear
    )


def _lorry(length: float, height: float, load: str) -> Shape:
    """A lorry: a cab and, behind it, a box of `load` (what it is made of)."""
    h, w = length / 2, 1.15
    cab = Hull(
        (
            (h - 1.9, 0.55, w), (h, 0.5, w), (h, 1.35, w), (h - 0.25, 2.45, w - 0.06), (h - 0.5, 2.6, w - 0.1),
            (h - 1.9, 2.6, w - 0.1),
        ),
        "body", ("", "trim", "glass", "body", "body", "body"),
    )  # fmt: skip
    box = Hull(((-h, 0.95, w), (h - 2.1, 0.95, w), (h - 2.1, height, w), (-h, height, w)), load, ("", load, load, load))
    frame = Hull(((-h, 0.6, w - 0.3), (h - 2, 0.6, w - 0.3), (h - 2, 0.95, w - 0.3), (-h, 0.95, w - 0.3)), "trim",
                 ("", "trim", "trim", "trim"))  # fmt: skip
    pane = Panel(
        ((h - 1.5, 1.5, w + 0.01), (h - 0.35, 1.5, w + 0.01), (h - 0.5, 2.25, w - 0.03), (h - 1.5, 2.25, w - 0.03)),
        "glass",
    )
    wheels = (-h + 1.0, -h + 2.1, h - 1.2)
    return Shape(length, 2 * w, height, 0.85, (frame, box, cab), (pane,), wheels, 0.48, cab_from=h - 1.95)


_BUS_PANES = tuple((-4.9 + 1.62 * index, -3.42 + 1.62 * index) for index in range(6))

SHAPES = MappingProxyType(
    {
        VehicleKind.SALOON: _car(4.6, 1.47, 0.92, 0.0),
        VehicleKind.SUV: _car(4.6, 1.72, 1.04, 0.85),
        VehicleKind.VAN: _box(4.9, 1.8, 2.0, 0.75, ((-2.0, -0.6), (-0.45, 0.75), (0.85, 1.6))),
        VehicleKind.BUS: _box(10.8, 2.5, 3.1, 0.25, _BUS_PANES),
        VehicleKind.LORRY: _lorry(7.2, 3.2, "pale"),
        VehicleKind.TIPPER: _lorry(7.6, 2.5, "body"),
    }
)
