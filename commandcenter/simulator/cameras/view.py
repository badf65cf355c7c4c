"""The pinhole camera of a scene: where it hangs, where it looks, and where a point of the world falls in its picture.

World axes: x to the right, y up, z forward; metres. Angles in degrees. Pixels from the top left corner.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from commandcenter.simulator.cameras.scenes import HEIGHT, WIDTH

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True)
class View:
    """A camera at (x, y, z), turned `yaw` to the right of +z and `pitch` down, `fov` wide horizontally."""

    x: float
    y: float
    z: float
    yaw: float
    pitch: float
    fov: float

    @cached_property
    def focal(self) -> float:
        """Focal length in pixels of the finished picture."""
        return WIDTH / 2 / math.tan(math.radians(self.fov) / 2)

    @cached_property
    def position(self) -> Floats:
        return np.array([self.x, self.y, self.z], dtype=np.float32)

    @cached_property
    def axes(self) -> Floats:
        """Rows: right, down and forward of the picture, as unit vectors of the world."""
        yaw, pitch = math.radians(self.yaw), math.radians(self.pitch)
        right = (math.cos(yaw), 0.0, -math.sin(yaw))
        down = (-math.sin(yaw) * math.sin(pitch), -math.cos(pitch), -math.cos(yaw) * math.sin(pitch))
        forward = (math.sin(yaw) * math.cos(pitch), -math.sin(pitch), math.cos(yaw) * math.cos(pitch))
        return np.array([right, down, forward], dtype=np.float32)

    def project(self, points: Floats) -> Floats:
        """(n, 3) points of the world to (n, 3): pixel x, pixel y, depth in metres (negative: behind)."""
        seen = (points - self.position) @ self.axes.T
        depth = seen[:, 2]
        scale = self.focal / np.where(np.abs(depth) < 0.05, np.float32(0.05), depth)
        return np.stack([WIDTH / 2 + seen[:, 0] * scale, HEIGHT / 2 + seen[:, 1] * scale, depth], axis=1)

    @cached_property
    def _rows(self) -> tuple[float, ...]:
        return tuple(float(value) for value in self.axes.ravel())

    def spot(self, x: float, y: float, z: float) -> tuple[float, float, float]:
        """The same for one point: numpy's overhead is ten times the work here."""
        a, b, c, d, e, f, g, h, i = self._rows
        x, y, z = x - self.x, y - self.y, z - self.z
        depth = g * x + h * y + i * z
        scale = self.focal / (depth if abs(depth) > 0.05 else 0.05)
        return WIDTH / 2 + (a * x + b * y + c * z) * scale, HEIGHT / 2 + (d * x + e * y + f * z) * scale, depth

    @cached_property
    def ahead(self) -> tuple[float, float]:
        """The direction in which the camera looks, over the ground: its x and z."""
        return math.sin(math.radians(self.yaw)), math.cos(math.radians(self.yaw))

    def depth(self, x: float, z: float) -> float:
        """How far ahead a place is, over the ground, in metres: the same for a thing's foot and its head."""
        return (x - self.x) * self.ahead[0] + (z - self.z) * self.ahead[1]

    def rays(self) -> Floats:
        """Unit directions through every pixel, two for each, shape (HEIGHT, 2 * WIDTH, 3).

        The two go through opposite quarters of the pixel: edges level and upright both come out smooth.
        """
        columns = (np.arange(WIDTH * 2, dtype=np.float32) + 0.5) / 2 - WIDTH / 2
        offset = np.where(np.arange(WIDTH * 2) % 2 == 0, np.float32(0.25), np.float32(0.75))
        rows = np.arange(HEIGHT, dtype=np.float32)[:, None] + offset[None, :] - HEIGHT / 2
        right, down, forward = self.axes
        directions = (
            forward
            + (columns / self.focal)[None, :, None] * right[None, None, :]
            + (rows / self.focal)[:, :, None] * down[None, None, :]
        ).astype(np.float32)
        return np.asarray(directions / np.linalg.norm(directions, axis=2, keepdims=True), dtype=np.float32)
