"""Painting in the world: polygons, rods, discs and glows given in metres, put into the picture by a scene's view."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QPainter, QPainterPath, QPen, QRadialGradient, QTransform

from commandcenter.simulator.cameras.light import Light
from commandcenter.simulator.cameras.materials import Colour
from commandcenter.simulator.cameras.view import View

Point = tuple[float, float, float]
Placed = Callable[[float, float, float], Point]
"""(right, up, ahead) of a thing that stands and turns → the place in the world."""
FAMILY = "Noto Sans CJK SC"
Mixed = dict[tuple[Colour, Colour, int, float], QColor]
MIXED_LIMIT = 40_000
SEAM = 0.3
FINE_STEPS = (1.3, 1.2, 1.1, 1.0, 0.9, 0.8)
COARSE_STEPS = (1.2, 0.9)
NEAR = 0.4
EXPOSURE = 1.35
"""How strongly light blackens the picture: 1 - exp(-EXPOSURE * light), the shoulder of a video camera."""


class Stage:
    """A painter that thinks in metres; colours are 0..1 and come out lit and hazed."""

    def __init__(
        self,
        painter: QPainter,
        view: View,
        light: Light,
        mixed: Mixed | None = None,
        lit: Colour | None = None,
        fine: bool = False,
    ) -> None:
        """`mixed` keeps the colours worked out so far, from stage to stage of one film.

        `lit` is the light on everything painted; without it each thing has the light of its own place. `fine` is for
        what is painted once: its shadows are softer.
        """
        self.painter, self.view, self.light, self._lit, self._fine = painter, view, light, lit, fine
        self._mixed: Mixed = {} if mixed is None else mixed
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)

    def under(self, lit: Colour) -> Stage:
        """The same stage for one small thing that has the same light all over."""
        return Stage(self.painter, self.view, self.light, self._mixed, rounded(lit))

    def _light(self, point: Point) -> Colour:
        return self._lit or rounded(self.light.on(point[0], point[2], point[1]))

    def pixels_per_metre(self, depth: float) -> float:
        return self.view.focal / max(depth, NEAR)

    def spots(self, points: Sequence[Point]) -> list[tuple[float, float, float]] | None:
        """Pixels and depths of some points, or None when one is behind the camera."""
        seen = [self.view.spot(*point) for point in points]
        return None if min(spot[2] for spot in seen) < NEAR else seen

    def colour(self, rgb: Colour, lit: Colour, depth: float, alpha: float = 1.0) -> QColor:
        """`rgb` under the light `lit`, behind `depth` metres of haze."""
        key = (rgb, lit, int(depth) if depth < 60 else int(depth / 10) * 10, alpha)
        if (ready := self._mixed.get(key)) is not None:
            return ready
        if len(self._mixed) > MIXED_LIMIT:
            self._mixed.clear()
        made = self._mixed[key] = _exposed(rgb, lit, self.light, key[2], alpha)
        return made

    def fill(self, spots: Sequence[tuple[float, float, float]], colour: QColor, seam: bool = True) -> None:
        """Fill a polygon of pixels; `seam` closes the hairline between neighbours, by growing a fraction of a pixel."""
        self.painter.setPen(Qt.PenStyle.NoPen)
        self.painter.setBrush(colour)
        if not seam:
            self.painter.drawPolygon([QPointF(x, y) for x, y, _ in spots])
            return
        left, top = sum(spot[0] for spot in spots) / len(spots), sum(spot[1] for spot in spots) / len(spots)
        self.painter.drawPolygon(
            [QPointF(x + (SEAM if x > left else -SEAM), y + (SEAM if y > top else -SEAM)) for x, y, _ in spots]
        )

    def polygon(self, points: Sequence[Point], rgb: Colour, alpha: float = 1.0, lit: Colour | None = None) -> None:
        spots = self.spots(points)
        if spots is None:
            return
        depth = sum(spot[2] for spot in spots) / len(spots)
        light = lit if lit is not None else self._light(points[0])
        self.fill(spots, self.colour(rgb, light, depth, alpha), seam=alpha > 0.99)

    def rod(self, start: Point, end: Point, width: float, rgb: Colour, alpha: float = 1.0) -> None:
        """A round rod `width` metres thick."""
        x0, y0, d0 = self.view.spot(*start)
        x1, y1, d1 = self.view.spot(*end)
        if d0 < NEAR or d1 < NEAR:
            return
        depth = (d0 + d1) / 2
        thick = max(width * self.view.focal / depth, 0.5)
        colour = self.colour(rgb, self._lit or self._light(start), depth, alpha)
        cap = Qt.PenCapStyle.RoundCap if width < 0.5 else Qt.PenCapStyle.FlatCap
        pen = QPen(colour, thick, Qt.PenStyle.SolidLine, cap)
        self.painter.setPen(pen)
        self.painter.drawLine(QPointF(x0, y0), QPointF(x1, y1))

    def ball(self, centre: Point, radius: float, rgb: Colour, alpha: float = 1.0, lit: Colour | None = None) -> None:
        x, y, depth = self.view.spot(*centre)
        if depth < NEAR:
            return
        size = radius * self.view.focal / depth
        light = lit or self._lit or self._light(centre)
        self.painter.setPen(Qt.PenStyle.NoPen)
        self.painter.setBrush(self.colour(rgb, light, depth, alpha))
        self.painter.drawEllipse(QPointF(x, y), size, size)

    def shade(self, x: float, z: float, radius: tuple[float, float], strength: float, turn: float = 0.0) -> None:
        """A soft shadow on the ground: rings of one ellipse, laid one over the other."""
        size = self.pixels_per_metre(self.view.depth(x, z)) * max(radius)
        spots = self.spots(_ring(x, z, radius, turn, 24 if self._fine and size > 40 else 12)) if size > 1.5 else None
        if spots is None:
            return
        left, top = sum(spot[0] for spot in spots) / len(spots), sum(spot[1] for spot in spots) / len(spots)
        steps = FINE_STEPS if self._fine and size > 40 else COARSE_STEPS if size > 12 else (1.0,)
        self.painter.setPen(Qt.PenStyle.NoPen)
        self.painter.setBrush(QColor(5, 5, 7, int(255 * strength / len(steps))))
        for grow in steps:
            ring = [QPointF(left + (px - left) * grow, top + (py - top) * grow) for px, py, _ in spots]
            self.painter.drawPolygon(ring)

    def foot_shade(self, x: float, z: float, radius: float, strength: float) -> None:
        """The soft round shadow under a person: an ellipse of pixels, many times cheaper than a ring of the ground."""
        left, top, depth = self.view.spot(x, 0.0, z)
        wide = radius * self.pixels_per_metre(depth)
        high = wide * min(1.0, self.view.y / max(depth, 0.1))
        self.painter.setPen(Qt.PenStyle.NoPen)
        self.painter.setBrush(QColor(5, 5, 7, int(128 * strength)))
        self.painter.drawEllipse(QPointF(left, top), wide * 1.15, high * 1.15)
        self.painter.drawEllipse(QPointF(left, top), wide * 0.8, high * 0.8)

    def glow(self, centre: Point, radius: float, rgb: Colour, strength: float) -> None:
        """Light added around a point, `radius` metres wide."""
        spots = self.spots((centre,))
        if spots is None:
            return
        x, y, depth = spots[0]
        self.glow_pixels(x, y, radius * self.view.focal / depth, rgb, strength)

    def glow_pixels(self, x: float, y: float, size: float, rgb: Colour, strength: float) -> None:
        if size < 0.5:
            return
        gradient = QRadialGradient(x, y, size)
        for place, share in ((0.0, 1.0), (0.25, 0.45), (0.6, 0.12), (1.0, 0.0)):
            gradient.setColorAt(place, QColor.fromRgbF(*rgb, min(1.0, strength * share)))
        self.painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Plus)
        self.painter.fillRect(QRectF(x - size, y - size, 2 * size, 2 * size), QBrush(gradient))
        self.painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)

    def glint(self, centre: Point, half: float, rgb: Colour, strength: float) -> None:
        """A level streak of light on water, `half` metres to either side."""
        spots = self.spots((centre,))
        if spots is None:
            return
        x, y, depth = spots[0]
        reach, red, green, blue = half * self.pixels_per_metre(depth), *rgb
        pen = QPen(QColor.fromRgbF(red, green, blue, strength), max(0.8, reach * 0.08))
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        self.painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Plus)
        self.painter.setPen(pen)
        self.painter.drawLine(QPointF(x - reach, y), QPointF(x + reach, y))
        self.painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)

    def write(self, quad: Sequence[Point], text: str, rgb: Colour) -> None:
        """Text filling a flat quadrilateral: its corners from the upper left, clockwise."""
        spots = self.spots(quad)
        if spots is None or turned_away(spots):
            return
        path = QPainterPath()
        font = QFont(FAMILY)
        font.setPixelSize(100)
        path.addText(0, 0, font, text)
        inked = path.boundingRect()
        frame = [inked.topLeft(), inked.topRight(), inked.bottomRight(), inked.bottomLeft()]
        placed = QTransform()
        if not QTransform.quadToQuad(frame, [QPointF(x, y) for x, y, _ in spots], placed):
            return
        self.painter.save()
        self.painter.setTransform(placed)
        depth = sum(spot[2] for spot in spots) / len(spots)
        self.painter.fillPath(path, self.colour(rgb, self._light(quad[0]), depth))
        self.painter.restore()

    def beam(self, points: Sequence[Point], rgb: Colour, strength: float) -> None:
        """Light added on a polygon of the ground."""
        spots = self.spots(points)
        if spots is None:
            return
        self.painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Plus)
        self.fill(spots, QColor.fromRgbF(*rgb, strength), seam=False)
        self.painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)


def turned_away(ring: Sequence[Point]) -> bool:
    """Whether a polygon of pixels runs the wrong way round: it is seen from its back."""
    area = 0.0
    for (x0, y0, _), (x1, y1, _) in zip(ring, (*ring[1:], ring[0]), strict=True):
        area += x0 * y1 - x1 * y0
    return area < 0


def rounded(lit: Colour) -> Colour:
    """A light in steps too fine to see, so that its colours need to be worked out once only."""
    return round(lit[0], 2), round(lit[1], 2), round(lit[2], 2)


def _exposed(rgb: Colour, lit: Colour, light: Light, depth: float, alpha: float) -> QColor:
    hidden, haze = light.hazed(depth), light.haze
    red, green, blue = (
        min(255, max(0, int(255.0 - 255.0 * math.exp(-EXPOSURE * ((1.0 - hidden) * c * k + hidden * h)))))
        for c, k, h in zip(rgb, lit, haze, strict=True)
    )
    return QColor(red, green, blue, int(255 * alpha))


def _ring(x: float, z: float, radius: tuple[float, float], turn: float, sides: int = 14) -> list[Point]:
    sin, cos = math.sin(turn), math.cos(turn)
    ring: list[Point] = []
    for step in range(sides):
        angle = 2 * math.pi * step / sides
        right, ahead = radius[0] * math.cos(angle), radius[1] * math.sin(angle)
        ring.append((x + right * cos + ahead * sin, 0.02, z - right * sin + ahead * cos))
    return ring
