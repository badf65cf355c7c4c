"""Surfaces as functions of place: noise, lines, slabs and the grounds made of them; colours are 0..1 RGB, shape (n, 3).

`foot` is the size of a pixel on the surface in metres: a line thinner than it fades instead of flickering.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from commandcenter.simulator.cameras.view import Floats

Colour = tuple[float, float, float]
Cover = npt.NDArray[np.floating[Any]]
"""How much of each place something covers, 0..1; sums and products of covers are covers, whatever their width."""
NOISE_SIZE = 512


def toned(colour: Colour, factor: float) -> Colour:
    return colour[0] * factor, colour[1] * factor, colour[2] * factor


@lru_cache(maxsize=16)
def cloud(roughness: float) -> Floats:
    """A tile of fractal noise, 512 x 512, mean 0, about -1..1; `roughness` 1.0 is clouds' softness, 0.3 is grit."""
    rng = np.random.default_rng(round(roughness * 100))
    wave = np.fft.fftfreq(NOISE_SIZE)
    radius = np.hypot(wave[:, None], wave[None, :])
    radius[0, 0] = 1.0
    phase = rng.uniform(0.0, 2.0 * np.pi, (NOISE_SIZE, NOISE_SIZE))
    spectrum = radius ** (-2.0 * roughness) * np.exp(1j * phase)
    spectrum[0, 0] = 0.0
    tile = np.real(np.fft.ifft2(spectrum))
    return np.asarray(np.clip(tile / (2.0 * tile.std()), -1.5, 1.5), dtype=np.float32)


def noise(u: Floats, v: Floats, texel: float, seed: int = 1, roughness: float = 0.8) -> Floats:
    """Noise -1..1 at places (u, v) in metres, one texel every `texel` metres."""
    tile = cloud(roughness)
    column = (u / texel).astype(np.int32) + (seed * 193 & 511) & (NOISE_SIZE - 1)
    row = (v / texel).astype(np.int32) + (seed * 331 & 511) & (NOISE_SIZE - 1)
    return np.asarray(tile.ravel()[(row << 9) + column], dtype=np.float32)


def scatter(u: Floats, v: Floats, seed: int) -> Floats:
    """A fixed random value 0..1 for each whole-numbered cell (u, v)."""
    mixed = u.astype(np.int64) * 73856093 ^ v.astype(np.int64) * 19349663 ^ np.int64(seed * 83492791 + 12345)
    mixed = (mixed ^ (mixed >> 13)) * 1274126177
    return np.asarray(((mixed ^ (mixed >> 16)) & 0xFFFF) / 65535.0, dtype=np.float32)


def flat(like: Floats, colour: Colour) -> Floats:
    return np.broadcast_to(np.array(colour, dtype=np.float32), (like.shape[0], 3)).copy()


def blend(rgb: Floats, cover: Cover, colour: Colour | Floats) -> Floats:
    """Lay `colour` over `rgb` where `cover` (0..1) says so; may change `rgb` in place."""
    over = np.asarray(colour, dtype=np.float32)
    touched = np.flatnonzero(cover > 0.003)
    if touched.size * 2 < len(rgb):  # most paint is thin: lines, windows, signs
        some = over[touched] if over.ndim == 2 else over
        rgb[touched] += cover[touched, None] * (some - rgb[touched])
        return rgb
    return np.asarray(rgb + cover[:, None] * (over - rgb), dtype=np.float32)


def tint(rgb: Floats, factor: Floats) -> Floats:
    return np.asarray(rgb * factor[:, None], dtype=np.float32)


def line(across: Floats, centre: float, width: float, foot: Floats) -> Floats:
    """How much of each pixel a line covers that runs at `centre`, smooth at its edges."""
    inside = (width / 2 + foot / 2 - np.abs(across - centre)) / foot
    return np.asarray(np.clip(inside, 0.0, 1.0) * np.minimum(1.0, width / foot), dtype=np.float32)


def between(value: Floats, low: float, high: float, foot: Floats) -> Floats:
    """1 inside low..high, 0 outside, smooth over one pixel."""
    return np.asarray(
        np.clip((value - low) / foot + 0.5, 0.0, 1.0) * np.clip((high - value) / foot + 0.5, 0.0, 1.0), dtype=np.float32
    )


def dashes(along: Floats, period: float, length: float, foot: Floats) -> Floats:
    """1 on the dashes of a broken line, 0 in its gaps; far away the average of both."""
    place = np.mod(along, period)
    crisp = between(place, 0.0, length, foot)
    far = np.clip(foot / period, 0.0, 1.0)
    return np.asarray(crisp * (1 - far) + (length / period) * far, dtype=np.float32)


def joints(u: Floats, v: Floats, size_u: float, size_v: float, width: float, foot: Floats) -> Floats:
    """Coverage of the joints of a grid of slabs."""
    across = np.abs(np.mod(u, size_u) - size_u / 2)
    down = np.abs(np.mod(v, size_v) - size_v / 2)
    fade = np.clip(1.6 - 4.0 * foot / min(size_u, size_v), 0.0, 1.0)
    covered = np.maximum(
        np.clip((across - size_u / 2 + width / 2 + foot / 2) / foot, 0, 1),
        np.clip((down - size_v / 2 + width / 2 + foot / 2) / foot, 0, 1),
    )
    return np.asarray(covered * fade, dtype=np.float32)


def asphalt(x: Floats, z: Floats, seed: int, tone: float = 0.25) -> Floats:
    """Worn asphalt: patchy, gritty, with darker repairs."""
    rgb = flat(x, (tone * 1.0, tone * 1.01, tone * 1.03))
    worn = 1.0 + 0.16 * noise(x, z, 0.12, seed, 0.9) + 0.10 * noise(x, z, 0.025, seed + 1, 0.25)
    repair = (noise(x * 0.5, z * 0.12, 0.05, seed + 2, 1.2) > 0.62).astype(np.float32)
    return tint(tint(rgb, np.asarray(worn, dtype=np.float32)), np.asarray(1.0 - 0.16 * repair, dtype=np.float32))


def slabs(x: Floats, z: Floats, foot: Floats, colour: Colour, size: tuple[float, float], seed: int) -> Floats:
    """Paving of slabs, each a little lighter or darker, with joints and stains."""
    each = scatter(np.floor(x / size[0] + 0.5), np.floor(z / size[1] + 0.5), seed)
    rgb = tint(flat(x, colour), np.asarray(0.93 + 0.14 * each, dtype=np.float32))
    rgb = tint(rgb, np.asarray(1.0 + 0.13 * noise(x, z, 0.07, seed, 0.9), dtype=np.float32))
    return blend(rgb, 0.45 * joints(x, z, size[0], size[1], 0.03, foot), toned(colour, 0.45))


def soil(x: Floats, z: Floats, seed: int, colour: Colour) -> Floats:
    """Bare ground or rough grass: blotchy and grainy."""
    blotch = 1.0 + 0.28 * noise(x, z, 0.06, seed, 0.9) + 0.16 * noise(x, z, 0.03, seed + 5, 0.3)
    return tint(flat(x, colour), np.asarray(blotch, dtype=np.float32))
