"""Draws what stands still by casting rays onto the ground and onto blocks, with light, shade and water."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from commandcenter.simulator.cameras.facades import Facade
from commandcenter.simulator.cameras.light import Light
from commandcenter.simulator.cameras.materials import noise
from commandcenter.simulator.cameras.scenes import HEIGHT, WIDTH
from commandcenter.simulator.cameras.view import Floats, View

SAMPLES = 2
"""Rays for each pixel, side by side in a row: see View.rays."""
SHARPNESS = 1.5
"""What is finer than a pixel divided by this is smoothed."""
FAR = 900.0

Indices = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Block:
    """A box of the world, sides along the axes, from y0 to y1; `front` ones hide what moves behind them."""

    x0: float
    x1: float
    z0: float
    z1: float
    y1: float
    facade: Facade
    y0: float = 0.0
    front: bool = False
    shadow: bool = True


@dataclass(frozen=True, slots=True)
class Surface:
    """Ground at some places: its colours (n, 3), and how much of a mirror it is, 0..1 (n)."""

    rgb: Floats
    gloss: Floats | None = None
    ripple: float = 0.05


Ground = Callable[[Floats, Floats, Floats], Surface]
"""(x, z, foot) of n places → what the ground is there."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A finished still: rgb 0..1 (HEIGHT, WIDTH, 3), and for each pixel the block (below 0: none) and its depth."""

    rgb: Floats
    seen: Indices
    depth: Floats


@dataclass(slots=True)
class _Hits:
    far: Floats
    block: Indices
    face: Indices


class Raycaster:
    """Casts rays into one scene's ground and blocks."""

    def __init__(self, ground: Ground, blocks: tuple[Block, ...], light: Light, view: View) -> None:
        self._ground, self._blocks, self._light, self._view = ground, blocks, light, view

    def picture(self) -> Picture:
        rays = self._view.rays()
        rows, columns = rays.shape[:2]
        flat_rays = rays.reshape(-1, 3)
        hits = self._cast_grid(rays)
        rgb = self._shade(np.broadcast_to(self._view.position, flat_rays.shape), flat_rays, hits, bounce=True)
        small = rgb.reshape(HEIGHT, WIDTH, SAMPLES, 3).mean(axis=2)
        seen = hits.block.reshape(rows, columns)[:, ::SAMPLES]
        right, ahead = self._view.ahead
        depth = (hits.far * (flat_rays[:, 0] * right + flat_rays[:, 2] * ahead)).reshape(rows, columns)[:, ::SAMPLES]
        return Picture(np.asarray(small, dtype=np.float32), seen, np.asarray(depth, dtype=np.float32))

    def _cast_grid(self, rays: Floats) -> _Hits:
        hits = self._cast_ground(np.float32(self._view.y), rays.reshape(-1, 3))
        shape = rays.shape[:2]
        far, block, face = (part.reshape(shape) for part in (hits.far, hits.block, hits.face))
        for index, one in enumerate(self._blocks):
            top, bottom, left, right = self._window(one)
            if top >= bottom or left >= right:
                continue
            part = rays[top:bottom, left:right].reshape(-1, 3)
            distance, side = _slab(one, self._view.position, part)
            size = (bottom - top, right - left)
            distance, side = distance.reshape(size), side.reshape(size)
            nearer = distance < far[top:bottom, left:right]
            far[top:bottom, left:right][nearer] = distance[nearer]
            block[top:bottom, left:right][nearer] = index
            face[top:bottom, left:right][nearer] = side[nearer]
        return hits

    def _window(self, one: Block) -> tuple[int, int, int, int]:
        """Rows and columns of rays that a block can be seen in."""
        corners = np.array(
            [(x, y, z) for x in (one.x0, one.x1) for y in (one.y0, one.y1) for z in (one.z0, one.z1)], dtype=np.float32
        )
        spots = self._view.project(corners)
        if (spots[:, 2] <= 0).all():
            return 0, 0, 0, 0
        if (spots[:, 2] < 0.2).any():
            return 0, HEIGHT, 0, WIDTH * SAMPLES
        low, high = spots[:, :2].min(axis=0) - 1, spots[:, :2].max(axis=0) + 2
        left, right = (np.clip([low[0], high[0]], 0, WIDTH) * SAMPLES).astype(int)
        top, bottom = np.clip([low[1], high[1]], 0, HEIGHT).astype(int)
        return int(top), int(bottom), int(left), int(right)

    def _cast_ground(self, height: np.float32 | Floats, rays: Floats) -> _Hits:
        with np.errstate(divide="ignore", invalid="ignore"):
            down = np.where(rays[:, 1] < -1e-5, height / -rays[:, 1], FAR * 2)
        far = np.asarray(np.minimum(down, FAR * 2), dtype=np.float32)
        nothing = np.where(far < FAR, -1, -2).astype(np.int32)
        return _Hits(far, nothing, np.zeros(len(far), dtype=np.int32))

    def _cast_free(self, origins: Floats, rays: Floats) -> _Hits:
        hits = self._cast_ground(origins[:, 1], rays)
        for index, one in enumerate(self._blocks):
            distance, side = _slab(one, origins, rays)
            nearer = distance < hits.far
            hits.far[nearer] = distance[nearer]
            hits.block[nearer] = index
            hits.face[nearer] = side[nearer]
        return hits

    def _shade(self, origins: Floats, rays: Floats, hits: _Hits, bounce: bool) -> Floats:
        rgb = np.zeros_like(rays)
        sky = hits.block == -2
        rgb[sky] = self._sky(rays[sky])
        for index in np.unique(hits.block):
            chosen = hits.block == index
            if index >= 0:
                rgb[chosen] = self._shade_block(
                    self._blocks[index], origins[chosen], rays[chosen], hits.far[chosen], hits.face[chosen], bounce
                )
            elif index == -1:
                rgb[chosen] = self._shade_ground(origins[chosen], rays[chosen], hits.far[chosen], bounce)
        solid = hits.block >= -1
        hidden = (1.0 - np.exp(-((np.minimum(hits.far, FAR) / self._light.haze_metres) ** 1.3))) * solid
        haze = np.asarray(self._light.haze, dtype=np.float32)
        return np.asarray(rgb + hidden[:, None] * (haze - rgb), dtype=np.float32)

    def _sky(self, rays: Floats) -> Floats:
        rise = np.clip(rays[:, 1:2] * 2.2, 0.0, 1.0) ** 0.7
        low, top = np.asarray(self._light.sky_low), np.asarray(self._light.sky_top)
        return np.asarray(low + rise * (top - low), dtype=np.float32)

    def _shade_ground(self, origins: Floats, rays: Floats, far: Floats, bounce: bool) -> Floats:
        points = origins + far[:, None] * rays
        foot = np.asarray(far / self._view.focal / SHARPNESS / np.clip(-rays[:, 1], 0.02, 1) ** 0.7, dtype=np.float32)
        surface = self._ground(points[:, 0], points[:, 2], foot)
        up = np.zeros_like(points)
        up[:, 1] = 1.0
        rgb = surface.rgb * self._light.at(points, up, self._shadow(points, bounce)) * self._corners(points)[:, None]
        if surface.gloss is not None and bounce:
            wet = np.flatnonzero(surface.gloss > 0.02)
            # every other ray is enough: what is seen in water is soft, and neighbours of one row stand side by side
            half = self._mirror(points[wet[::2]], rays[wet[::2]], surface.ripple)
            mirror = np.repeat(half, 2, axis=0)[: wet.size]
            graze = np.clip(1.0 - np.abs(rays[wet, 1]), 0, 1) ** 3
            amount = (surface.gloss[wet] * (0.25 + 0.75 * graze))[:, None]
            rgb[wet] = rgb[wet] * (1 - amount) + mirror * amount
        return np.asarray(rgb, dtype=np.float32)

    def _mirror(self, points: Floats, rays: Floats, ripple: float) -> Floats:
        """What is seen in water: blocks, lamps and sky from below, drawn out by ripples."""
        x, z = points[:, 0], points[:, 2]
        # regular waves close by; far away, where they would beat against the pixels, noise of the same height
        close = np.exp(-np.abs(z - self._view.z) / 45.0)
        wave = (np.sin(x * 2.1 + z * 0.7) + np.sin(x * 0.9 - z * 2.3 + 1.0) + np.sin(z * 5.1 + x * 1.3)) * close
        wave = wave + 1.6 * noise(x, z, 0.35, 41, 0.5) * (1 - close)
        bent = rays.copy()
        bent[:, 1] = -bent[:, 1] * (1.0 + ripple * 3 * wave)
        bent[:, 0] += ripple * 0.25 * noise(x, z, 0.2, 77, 0.6)
        bent[:, 1] = np.maximum(bent[:, 1], 0.002)
        bent /= np.linalg.norm(bent, axis=1, keepdims=True)
        lifted = points + np.array([0.0, 0.02, 0.0], dtype=np.float32)
        rgb = self._shade(lifted, bent, self._cast_free(lifted, bent), bounce=False)
        for lamp in self._light.lamps:
            way = np.array([lamp.x, lamp.y, lamp.z], dtype=np.float32) - lifted
            way /= np.linalg.norm(way, axis=1, keepdims=True)
            side = (way[:, 0] * bent[:, 2] - way[:, 2] * bent[:, 0]) * 70
            rise = (way[:, 1] - bent[:, 1]) * 9
            streak = np.exp(-(side * side) - rise * rise)
            rgb = rgb + (0.8 * streak)[:, None] * np.asarray(lamp.colour, dtype=np.float32)
        return np.asarray(rgb, dtype=np.float32)

    def _shade_block(
        self, one: Block, origins: Floats, rays: Floats, far: Floats, face: Indices, bounce: bool
    ) -> Floats:
        points = origins + far[:, None] * rays
        foot = np.asarray(far / self._view.focal / SHARPNESS * 1.5, dtype=np.float32)
        along = np.where(face == 0, points[:, 2] - one.z0, points[:, 0] - one.x0)
        rgb, glow = one.facade.paint(
            np.asarray(along + 100 * face, dtype=np.float32),
            np.asarray(points[:, 1] - one.y0, dtype=np.float32),
            foot,
            self._light.night,
        )
        flat_top = face == 1
        roof = np.asarray(one.facade.roof, dtype=np.float32)
        rgb[flat_top], glow[flat_top] = roof, 0.0
        normals = np.zeros_like(points)
        normals[np.arange(len(face)), face] = -np.sign(rays[np.arange(len(face)), face])
        out = np.asarray(points + normals * 0.03, dtype=np.float32)
        lit = self._light.at(points, normals, self._shadow(out, bounce))
        floor_shade = 1.0 - 0.30 * np.exp(-np.clip(points[:, 1], 0, None) / 0.8) * (~flat_top)
        return np.asarray(rgb * lit * floor_shade[:, None] + glow, dtype=np.float32)

    def _shadow(self, points: Floats, wanted: bool) -> Floats:
        dark = np.zeros(len(points), dtype=np.float32)
        if not wanted or max(self._light.sun_colour) < 0.1:
            return dark
        sun = np.asarray(self._light.sun, dtype=np.float32)
        rays = np.broadcast_to(sun, points.shape)
        for one in self._blocks:
            if one.shadow:
                # only places that the block's shadow can fall on: the block's own foot, drawn out away from the sun
                away_x, away_z = -sun[0] / sun[1] * one.y1, -sun[2] / sun[1] * one.y1
                near = np.flatnonzero(
                    (points[:, 0] > one.x0 + min(away_x, 0)) & (points[:, 0] < one.x1 + max(away_x, 0))
                    & (points[:, 2] > one.z0 + min(away_z, 0)) & (points[:, 2] < one.z1 + max(away_z, 0))
                )  # fmt: skip
                if near.size:
                    distance, _ = _slab(one, points[near], rays[near])
                    dark[near[distance < FAR]] = 1.0
        return dark

    def _corners(self, points: Floats) -> Floats:
        """Ground close to a wall sees less sky: 0.6..1."""
        shade = np.ones(len(points), dtype=np.float32)
        for one in self._blocks:
            if one.y0 > 1.0:
                continue
            out_x = np.maximum(np.maximum(one.x0 - points[:, 0], points[:, 0] - one.x1), 0)
            out_z = np.maximum(np.maximum(one.z0 - points[:, 2], points[:, 2] - one.z1), 0)
            reach = min(1.6, one.y1 * 0.6)
            near = np.flatnonzero((out_x < 4 * reach) & (out_z < 4 * reach))
            shade[near] *= 1.0 - 0.36 * np.exp(-np.hypot(out_x[near], out_z[near]) / reach)
        return shade


def _slab(one: Block, origin: Floats, rays: Floats) -> tuple[Floats, Indices]:
    """Distance to a box along each ray (FAR * 3: missed) and the axis (0, 1, 2) of the face that is hit."""
    enter = np.full(len(rays), -1e9, dtype=np.float32)
    leave = np.full(len(rays), 1e9, dtype=np.float32)
    face = np.zeros(len(rays), dtype=np.int32)
    for axis, low, high in ((0, one.x0, one.x1), (1, one.y0, one.y1), (2, one.z0, one.z1)):
        way, start = np.ascontiguousarray(rays[:, axis]), origin[..., axis]
        inverse = 1.0 / np.where(np.abs(way) < 1e-6, np.float32(1e-6), way)
        first, second = (np.float32(low) - start) * inverse, (np.float32(high) - start) * inverse
        near, far = np.minimum(first, second), np.maximum(first, second)
        face[near > enter] = axis
        np.maximum(enter, near, out=enter)
        np.minimum(leave, far, out=leave)
    hit = (enter < leave) & (enter > 0.01)
    return np.where(hit, enter, np.float32(FAR * 3)).astype(np.float32), face
