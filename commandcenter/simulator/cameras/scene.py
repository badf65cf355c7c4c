"""What a scene is made of: a still world, things painted onto it once, and things that move through it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Protocol

from commandcenter.simulator.cameras.light import Light
from commandcenter.simulator.cameras.raycast import Block, Ground
from commandcenter.simulator.cameras.scenes import HEIGHT, WIDTH
from commandcenter.simulator.cameras.stage import NEAR, Stage
from commandcenter.simulator.cameras.view import View

Paint = Callable[[Stage], None]


@dataclass(frozen=True, slots=True)
class Detail:
    """Something still that is painted once; with a `depth` it also hides what moves farther away."""

    paint: Paint
    depth: float | None = None


@dataclass(frozen=True, slots=True)
class Drawing:
    """One thing of one frame: farther ones are painted first."""

    depth: float
    paint: Paint
    columns: tuple[float, float] = (-1e9, 1e9)
    """The pixels from left to right that it can touch."""


class Mover(Protocol):
    """Something that moves: what of it is to be painted at a second (0..60) of the loop."""

    def at(self, second: float, view: View) -> Iterable[Drawing]: ...


@dataclass(frozen=True, slots=True)
class Scene:
    view: View
    light: Light
    ground: Ground
    blocks: tuple[Block, ...]
    details: tuple[Detail, ...] = ()
    movers: tuple[Mover, ...] = ()


def seen(view: View, at: tuple[float, float, float], around: float, paint: Paint) -> tuple[Drawing, ...]:
    """The drawing of a thing that reaches `around` metres about the place `at`; none when it is out of the picture."""
    x, y, depth = view.spot(*at)
    if depth < NEAR:
        return ()
    reach = around * view.focal / depth
    if reach < 1.5 or x + reach < 0 or x - reach > WIDTH or y + reach < 0 or y - reach > HEIGHT:
        return ()
    return (Drawing(view.depth(at[0], at[2]), paint, (x - reach, x + reach)),)
