"""Faces of buildings as functions of place: windows, balconies, shop fronts, plain walls."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from commandcenter.simulator.cameras.materials import Colour, between, blend, flat, line, noise, scatter, tint, toned
from commandcenter.simulator.cameras.view import Floats

SIGNS: tuple[Colour, ...] = (
    (0.44, 0.20, 0.17), (0.19, 0.30, 0.34), (0.48, 0.42, 0.30), (0.22, 0.32, 0.24), (0.32, 0.30, 0.38),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Facade:
    """How the sides of a block look; sizes in metres, `lit` is the share of windows with light at night.

    A facade without windows has `window` = (0, 0).
    """

    wall: Colour = (0.52, 0.50, 0.47)
    roof: Colour = (0.36, 0.36, 0.36)
    bay: float = 3.4
    floor: float = 3.1
    window: tuple[float, float] = (0.5, 0.48)
    glass: Colour = (0.16, 0.19, 0.22)
    balcony: bool = False
    shops: bool = False
    lit: float = 0.35
    seed: int = 1
    dirt: float = 0.5

    def paint(self, u: Floats, v: Floats, foot: Floats, night: bool) -> tuple[Floats, Floats]:
        """Colours (n, 3) of places `u` along and `v` up the face, and the light (n, 3) that they give themselves."""
        rgb = tint(flat(u, self.wall), np.asarray(1.0 + 0.10 * noise(u, v, 0.08, self.seed, 0.9), dtype=np.float32))
        streaks = np.clip(noise(u, v * 0.06, 0.05, self.seed + 3, 0.7), 0, 1) * self.dirt
        rgb = tint(rgb, np.asarray(1.0 - 0.30 * streaks, dtype=np.float32))
        glow = np.zeros_like(rgb)
        if self.window[0] > 0:
            rgb, glow = self._windows(u, v, foot, night, rgb, glow)
        if self.shops:
            rgb, glow = self._shop_fronts(u, v, foot, night, rgb, glow)
        return rgb, glow

    def _windows(
        self, u: Floats, v: Floats, foot: Floats, night: bool, rgb: Floats, glow: Floats
    ) -> tuple[Floats, Floats]:
        column, row = np.floor(u / self.bay), np.floor(v / self.floor)
        inside_u, inside_v = np.mod(u, self.bay), np.mod(v, self.floor)
        wide, high = self.window[0] * self.bay, self.window[1] * self.floor
        left, low = (self.bay - wide) / 2, 0.34 * self.floor
        fine = np.asarray(foot, dtype=np.float32)
        frame = between(inside_u, left - 0.12, left + wide + 0.12, fine) * between(
            inside_v, low - 0.12, low + high + 0.12, fine
        )
        pane = between(inside_u, left, left + wide, fine) * between(inside_v, low, low + high, fine)
        each = scatter(column, row, self.seed)
        if self.balcony:
            slab = between(inside_v, 0.0, 0.95, fine) * between(inside_u, 0.25, self.bay - 0.25, fine)
            rgb = blend(rgb, 0.75 * slab, toned(self.wall, 1.18))
            rgb = blend(rgb, 0.6 * line(inside_v, 1.0, 0.16, fine), (0.22, 0.22, 0.22))
        rgb = blend(rgb, 0.8 * frame, (0.62, 0.62, 0.60))
        tone = (0.65 + 0.7 * each + 0.35 * (inside_v - low) / high)[:, None] * np.asarray(self.glass, dtype=np.float32)
        rgb = blend(rgb, pane, np.asarray(tone, dtype=np.float32))
        rgb = blend(rgb, 0.6 * pane * line(inside_u, self.bay / 2, 0.08, fine), (0.5, 0.5, 0.5))
        curtain = pane * (scatter(column, row, self.seed + 9) < 0.3) * (inside_u < left + wide * 0.45)
        rgb = blend(rgb, np.asarray(0.7 * curtain, dtype=np.float32), (0.52, 0.48, 0.42))
        machine = between(inside_u, self.bay * 0.68, self.bay * 0.68 + 0.8, fine) * between(inside_v, 0.1, 0.7, fine)
        present = scatter(column, row, self.seed + 4) < 0.4
        rgb = blend(rgb, np.asarray(0.8 * machine * present, dtype=np.float32), (0.60, 0.60, 0.58))
        return rgb, self._lit_windows(column, row, pane, glow) if night else glow

    def _lit_windows(self, column: Floats, row: Floats, pane: Floats, glow: Floats) -> Floats:
        on = (scatter(column, row, self.seed + 7) < self.lit) * pane
        warm = np.where((scatter(column, row, self.seed + 8) < 0.7)[:, None], (1.0, 0.74, 0.44), (0.78, 0.86, 0.92))
        strength = on * (0.35 + 0.5 * scatter(column, row, self.seed + 11))
        return np.asarray(glow + strength[:, None] * warm, dtype=np.float32)

    def _shop_fronts(
        self, u: Floats, v: Floats, foot: Floats, night: bool, rgb: Floats, glow: Floats
    ) -> tuple[Floats, Floats]:
        width = 5.2
        shop = np.floor(u / width)
        place = np.mod(u, width)
        ground = (v < 4.4).astype(np.float32)
        rgb = blend(rgb, ground, (0.30, 0.29, 0.28))
        pane = between(place, 0.3, width - 0.3, foot) * between(v, 0.25, 3.0, foot)
        hue = scatter(shop, shop * 0, self.seed + 21)
        inside = np.stack([0.24 + 0.16 * hue, 0.23 + 0.12 * hue, 0.21 + 0.08 * hue], axis=1)
        shelf = scatter(np.floor(u / 0.7), np.floor(v / 0.55), self.seed + 22)
        goods = (0.7 + 0.55 * shelf + 0.15 * noise(u, v, 0.05, self.seed, 0.8))[:, None]
        rgb = blend(rgb, pane, np.asarray(inside * goods, dtype=np.float32))
        shut = scatter(shop, shop * 0, self.seed + 23) < 0.18
        rgb = blend(rgb, np.asarray(pane * shut, dtype=np.float32), (0.45, 0.46, 0.47))
        board = between(place, 0.15, width - 0.15, foot) * between(v, 3.15, 4.15, foot)
        sign = np.array(SIGNS, dtype=np.float32)[(scatter(shop, shop * 0, self.seed + 24) * 4.99).astype(np.int32)]
        rgb = blend(rgb, board, sign)
        strokes = (scatter(np.floor(u / 0.16), np.floor(v / 0.14), self.seed + 25) < 0.5) & (np.mod(u, 0.85) < 0.66)
        text = board * strokes * between(place, 1.0, width - 1.0, foot) * between(v, 3.4, 3.95, foot)
        rgb = blend(rgb, np.asarray(0.8 * text, dtype=np.float32), (0.82, 0.80, 0.74))
        if night:
            open_pane = pane * ~shut
            glow = np.asarray(glow + (open_pane * 0.55)[:, None] * np.array((1.0, 0.84, 0.62)), dtype=np.float32)
            glow = np.asarray(glow + (board * 0.75)[:, None] * sign + (text * 0.5)[:, None], dtype=np.float32)
        return rgb, glow
