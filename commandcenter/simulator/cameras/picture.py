"""The pictures of one camera: the still world once, then every frame of the loop over it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPoint
from PySide6.QtGui import QColor, QImage, QPainter

from commandcenter.simulator.cameras import osd
from commandcenter.simulator.cameras.raycast import Picture, Raycaster
from commandcenter.simulator.cameras.scene import Drawing, Scene
from commandcenter.simulator.cameras.scenes import FPS, HEIGHT, WIDTH
from commandcenter.simulator.cameras.stage import EXPOSURE, Mixed, Stage
from commandcenter.simulator.cameras.view import Floats

Bytes = npt.NDArray[np.uint8]
ARGB = QImage.Format.Format_ARGB32_Premultiplied


@dataclass(frozen=True, slots=True)
class _Cutout:
    """A piece of the still world that stands before what moves."""

    depth: float
    image: QImage
    place: QPoint


class Film:
    """Paints the frames of one scene; a frame is the same for the same number, always."""

    def __init__(self, scene: Scene, name: str) -> None:
        self._scene = scene
        picture = Raycaster(scene.ground, scene.blocks, scene.light, scene.view).picture()
        self._still = _image(picture.rgb)
        self._mixed: Mixed = {}
        self._cutouts: list[_Cutout] = []
        self._masks: list[tuple[float, QImage]] = []
        for detail in scene.details:
            self._paint_detail(detail.paint, detail.depth, picture)
        # The grain stands still: grain that moved would cost the encoder every block of every frame.
        with_painter(self._still, lambda painter: painter.drawImage(0, 0, _lens()))
        self._cut_blocks(picture.seen)
        for depth, mask in self._masks:
            self._cut(_opacity(mask), depth)
        label = _blank()
        with_painter(label, lambda painter: osd.paint_name(painter, name))
        self._clock = osd.Clock()
        self._name = label.copy(0, 0, WIDTH, osd.BAND)

    def _cut_blocks(self, seen: npt.NDArray[np.int32]) -> None:
        for index, block in enumerate(self._scene.blocks):
            if not block.front or not (mask := seen == index).any():
                continue
            corners = [(x, z) for x in (block.x0, block.x1) for z in (block.z0, block.z1)]
            depth = min(self._scene.view.depth(x, z) for x, z in corners)
            self._cut(np.where(mask, np.uint8(255), np.uint8(0)), depth)

    def _paint_detail(self, paint: Callable[[Stage], None], depth: float | None, picture: Picture) -> None:
        if depth is None:
            with_painter(self._still, lambda painter: paint(self._stage(painter, fine=True)))
            return
        layer = _blank()
        with_painter(layer, lambda painter: paint(self._stage(painter, fine=True)))
        hidden = (picture.seen >= 0) & (picture.depth < depth - 0.6)
        np.frombuffer(layer.bits(), dtype=np.uint8).reshape(HEIGHT, WIDTH, 4)[hidden] = 0
        with_painter(self._still, lambda painter: painter.drawImage(0, 0, layer))
        self._masks.append((depth, layer))

    def _cut(self, opacity: Bytes, depth: float) -> None:
        """Keep the finished still where `opacity` (0..255) says so."""
        rows, columns = np.nonzero(opacity)
        if rows.size == 0:
            return
        top, bottom, left, right = int(rows.min()), int(rows.max()) + 1, int(columns.min()), int(columns.max()) + 1
        part = self._still.copy(left, top, right - left, bottom - top).convertToFormat(QImage.Format.Format_ARGB32)
        np.frombuffer(part.bits(), dtype=np.uint8).reshape(bottom - top, right - left, 4)[:, :, 3] = opacity[
            top:bottom, left:right
        ]
        self._cutouts.append(_Cutout(depth, part.convertToFormat(ARGB), QPoint(left, top)))

    def _stage(self, painter: QPainter, fine: bool = False) -> Stage:
        return Stage(painter, self._scene.view, self._scene.light, self._mixed, fine=fine)

    def frame(self, number: int) -> QImage:
        """Frame `number` of the loop, WIDTH x HEIGHT, 32 bits a pixel (B, G, R, unused)."""
        second = number / FPS
        image = self._still.copy()
        with_painter(image, lambda painter: self._paint(painter, second))
        return image

    def _paint(self, painter: QPainter, second: float) -> None:
        stage = self._stage(painter)
        drawings = [drawing for mover in self._scene.movers for drawing in mover.at(second, self._scene.view)]
        if drawings:
            drawings += [self._cutout(cutout) for cutout in self._cutouts if _hides(cutout, drawings)]
        for drawing in sorted(drawings, key=lambda one: -one.depth):
            drawing.paint(stage)
        painter.drawImage(0, 0, self._name)
        self._clock.paint(painter, second)

    def _cutout(self, cutout: _Cutout) -> Drawing:
        return Drawing(cutout.depth, lambda stage: stage.painter.drawImage(cutout.place, cutout.image))


def _hides(cutout: _Cutout, drawings: list[Drawing]) -> bool:
    left, right = cutout.place.x(), cutout.place.x() + cutout.image.width()
    return any(one.depth > cutout.depth and one.columns[0] < right and one.columns[1] > left for one in drawings)


def with_painter(image: QImage, paint: Callable[[QPainter], None]) -> None:
    """Paint on an image and always end the painter."""
    painter = QPainter(image)
    try:
        paint(painter)
    finally:
        painter.end()


def _opacity(layer: QImage) -> Bytes:
    """How solid each pixel of a layer is; shadows and glows are not solid."""
    alpha = np.frombuffer(layer.constBits(), dtype=np.uint8).reshape(HEIGHT, WIDTH, 4)[:, :, 3]
    return np.where(alpha < 170, np.uint8(0), alpha)


def _blank() -> QImage:
    image = QImage(WIDTH, HEIGHT, ARGB)
    image.fill(QColor(0, 0, 0, 0))
    return image


def _image(rgb: Floats) -> QImage:
    """0..1 colours to an image, with the soft shoulder of a video camera."""
    toned = 1.0 - np.exp(-EXPOSURE * np.clip(rgb, 0, None))
    values = np.zeros((HEIGHT, WIDTH, 4), dtype=np.uint8)
    values[:, :, :3] = np.clip(toned[:, :, ::-1] * 255 + 0.5, 0, 255)
    values[:, :, 3] = 255
    return _owned(values)


def _lens() -> QImage:
    """What the camera adds: darker corners and a little noise."""
    rng = np.random.default_rng(0)
    rows, columns = np.mgrid[0:HEIGHT, 0:WIDTH].astype(np.float32)
    away = np.hypot((columns - WIDTH / 2) / (WIDTH / 2), (rows - HEIGHT / 2) / (HEIGHT / 2))
    dark = 96.0 * np.clip(away - 0.55, 0, 1) ** 1.6
    speck = rng.normal(0, 3.2, (HEIGHT, WIDTH))
    values = np.zeros((HEIGHT, WIDTH, 4), dtype=np.uint8)
    light = np.clip(speck, 0, None)
    values[:, :, :3] = light[:, :, None]
    values[:, :, 3] = np.clip(dark + np.abs(speck), 0, 255)
    return _owned(values)


def _owned(values: Bytes) -> QImage:
    """An image of its own over B, G, R, A values: Qt does not keep the array that it is given."""
    data = values.tobytes()
    view = QImage(data, WIDTH, HEIGHT, WIDTH * 4, ARGB)
    return view.copy()
