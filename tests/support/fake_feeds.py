"""Cameras' feeds for tests of screens: four colours or a made-up street, in a state of one's choice."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from widgets.video_tile.feed import PictureLike

LIVE = "live"
"""The word of a feed whose picture is live."""


@dataclass
class FakePicture:
    """A made-up picture; `pixels` as a feed has them."""

    pixels: memoryview
    width: int
    height: int
    aspect: float = 16 / 9
    sequence: int = 1

    @property
    def stride(self) -> int:
        return self.width * 4

    def intact(self) -> bool:
        return True


@dataclass
class FakeStatus:
    state: str = LIVE
    reason: str = ""
    age: float | None = 0.1
    retry_in: float | None = None
    behind: float | None = None
    unchanged: float | None = None
    codec: str = ""


@dataclass
class FakeFeed:
    picture: FakePicture | None
    current: FakeStatus = field(default_factory=FakeStatus)

    def latest(self) -> PictureLike | None:
        return self.picture

    def status(self) -> FakeStatus:
        return self.current


def quarters(width: int = 64, height: int = 36) -> FakePicture:
    """Red and green above, blue and white below: what is shown of it can be told by its colour."""
    pixels = np.zeros((height, width, 4), np.uint8)
    pixels[: height // 2, : width // 2, 2] = 255
    pixels[: height // 2, width // 2 :, 1] = 255
    pixels[height // 2 :, : width // 2, 0] = 255
    pixels[height // 2 :, width // 2 :, :3] = 255
    return picture_of(pixels)


def picture_of(pixels: np.ndarray[tuple[int, ...], np.dtype[np.uint8]]) -> FakePicture:
    """`pixels`: height × width × 4, B, G, R, unused."""
    high, wide = pixels.shape[:2]
    return FakePicture(memoryview(pixels.tobytes()), wide, high)


def street(seed: int, width: int = 640, height: int = 360) -> FakePicture:
    """A road, houses, a sky and a few cars, another one for each seed."""
    rng = np.random.default_rng(seed)
    pixels = np.zeros((height, width, 4), np.uint8)
    sky, ground = rng.integers(60, 170), rng.integers(50, 110)
    rows = np.linspace(0, 1, height)[:, None]
    horizon = int(height * rng.uniform(0.3, 0.5))
    pixels[:horizon, :, :3] = (sky + 40 * (1 - rows[:horizon]))[..., None].clip(0, 255)
    pixels[horizon:, :, :3] = (ground + 30 * rows[horizon:])[..., None].clip(0, 255)
    for left in range(0, width, 40):
        tall, grey = rng.integers(10, horizon), rng.integers(40, 150)
        pixels[horizon - tall : horizon, left : left + rng.integers(20, 40), :3] = grey
    middle = width * rng.uniform(0.35, 0.65)
    for row in range(horizon, height):
        half = 12 + (row - horizon) * 1.1
        pixels[row, max(0, int(middle - half)) : max(0, int(middle + half)), :3] = 70
        if row // 14 % 2:
            pixels[row, int(middle) - 1 : int(middle) + 2, :3] = 190
    for _ in range(rng.integers(2, 5)):
        y = int(rng.integers(horizon + 10, height - 50))
        x, side = int(middle + rng.integers(-90, 60)), 16 + (y - horizon) // 5
        pixels[y : y + side * 2 // 3, max(0, x) : x + side, :3] = rng.integers(20, 230, 3)
    noise = rng.integers(-6, 7, (height, width, 1))
    pixels[..., :3] = (pixels[..., :3].astype(np.int16) + noise).clip(0, 255).astype(np.uint8)
    return picture_of(pixels)
