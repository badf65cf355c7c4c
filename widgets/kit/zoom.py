"""Digital zoom: which part of a picture is shown. Pure arithmetic; the part never leaves the picture."""

from __future__ import annotations

import msgspec

MOST = 8.0
STEP = 1.25


class View(msgspec.Struct, frozen=True, kw_only=True):
    """`left` and `top` of the part in shares of the picture (0–1); it is 1 / `scale` of it wide and high."""

    scale: float = 1.0
    left: float = 0.0
    top: float = 0.0

    @property
    def whole(self) -> bool:
        return self.scale <= 1.0

    def zoomed(self, factor: float, x: float = 0.5, y: float = 0.5) -> View:
        """`factor` nearer; what lies at (x, y) of the part that is seen (0–1 each) stays there where it can."""
        scale = min(max(self.scale * factor, 1.0), MOST)
        left = self.left + x / self.scale - x / scale
        top = self.top + y / self.scale - y / scale
        return _inside(scale, left, top)

    def panned(self, across: float, down: float) -> View:
        """Moved by shares of the part that is seen."""
        return _inside(self.scale, self.left + across / self.scale, self.top + down / self.scale)

    def crop(self, width: int, height: int) -> tuple[int, int, int, int]:
        """x, y, width, height in pixels of a picture of this size; never empty, never outside."""
        across = min(width, max(1, round(width / self.scale)))
        down = min(height, max(1, round(height / self.scale)))
        return min(round(self.left * width), width - across), min(round(self.top * height), height - down), across, down

    def seen(self, x: float, y: float) -> tuple[float, float]:
        """Where a point of the picture stands in the part that is seen; outside of 0–1 when it is not in it."""
        return (x - self.left) * self.scale, (y - self.top) * self.scale


WHOLE = View()


def _inside(scale: float, left: float, top: float) -> View:
    most = 1.0 - 1.0 / scale
    return View(scale=scale, left=min(max(left, 0.0), most), top=min(max(top, 0.0), most))
