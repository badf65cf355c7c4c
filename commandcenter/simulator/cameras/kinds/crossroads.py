"""A crossroads with signals, seen from a mast at one corner."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from commandcenter.simulator.cameras import crowd, palette, props
from commandcenter.simulator.cameras.figures import Walker
from commandcenter.simulator.cameras.kinds.roads import AMBER, KERB, LANE, WHITE, house_facade, is_dark, skyline
from commandcenter.simulator.cameras.light import Lamp, light_of
from commandcenter.simulator.cameras.materials import asphalt, between, blend, line, slabs
from commandcenter.simulator.cameras.raycast import Block, Ground, Surface
from commandcenter.simulator.cameras.scene import Drawing, Mover, Paint, Scene, seen
from commandcenter.simulator.cameras.scenes import SceneSpec
from commandcenter.simulator.cameras.stage import Stage
from commandcenter.simulator.cameras.traffic import Signal
from commandcenter.simulator.cameras.trips import Path, steady
from commandcenter.simulator.cameras.view import Floats, View

CYCLE = 30.0
CENTRE = 30.0
HALF = 2 * LANE + 0.4
SPAN = 95.0


def main_may_go(second: float) -> bool:
    return second % CYCLE < 11.0


def side_may_go(second: float) -> bool:
    return 15.0 <= second % CYCLE < 26.0


@dataclass(frozen=True, slots=True)
class SignalHead:
    """A signal on its post at (x, z): red or green."""

    x: float
    z: float
    go: Signal

    def at(self, second: float, view: View) -> Iterable[Drawing]:
        green = self.go(second)

        def paint(stage: Stage) -> None:
            up = 4.6 if not green else 4.0
            colour = (0.15, 0.75, 0.45) if green else (0.90, 0.14, 0.10)
            stage.ball((self.x, up, self.z), 0.17, colour, lit=(1.2, 1.2, 1.2))
            stage.glow((self.x, up, self.z), 0.9, colour, 0.5)

        return seen(view, (self.x, 4.3, self.z), 1.0, paint)


def build(spec: SceneSpec) -> Scene:
    rng = random.Random(spec.seed)
    side = rng.choice((-1.0, 1.0))
    place = side * (HALF + rng.uniform(1, 4))
    view = View(
        place, rng.uniform(8.5, 10.5), 2.0, -side * rng.uniform(9, 17), rng.uniform(17, 21), rng.uniform(60, 68)
    )
    corners = [(sx * (HALF + 1.4), CENTRE + sz * (HALF + 1.4)) for sx in (-1, 1) for sz in (-1, 1)]
    lamps = (*(Lamp(x, 8.5, z, power=60.0) for x, z in corners), Lamp(0, 9, CENTRE + 45, power=50.0))
    light = light_of(spec.daylight, lamps, rng.choice((-0.8, 0.7)))
    night = is_dark(spec.daylight)
    details = [props.standing(_mast(x, z, night), view, x, z) for x, z in corners if z > CENTRE or abs(x - place) > 6]
    for sx in (-1, 1):
        for z in (CENTRE + 20, CENTRE + 32, CENTRE + 45):
            tree = props.tree(sx * (HALF + 1.8), z, rng.uniform(4.5, 6), rng.randrange(10**6))
            details.append(props.standing(tree, view, sx * (HALF + 1.8), z))
    details.sort(key=lambda detail: -(detail.depth or 0))
    return Scene(view, light, _ground(spec.seed), _houses(rng), tuple(details), _movers(rng))


def _mast(x: float, z: float, night: bool) -> Paint:
    lamp = props.lamp_post(x, z, 8.3, -1.5 if x > 0 else 1.5, night)

    def paint(stage: Stage) -> None:
        lamp(stage)
        stage.rod((x, 0, z), (x, 3.7, z), 0.2, (0.32, 0.33, 0.34))
        stage.rod((x, 3.75, z), (x, 4.85, z), 0.42, (0.08, 0.08, 0.09))

    return paint


def _ground(seed: int) -> Ground:
    def ground(x: Floats, z: Floats, foot: Floats) -> Surface:
        deep = z - CENTRE
        rgb = asphalt(x, z, seed)
        on_main, on_side = np.abs(x) < HALF, np.abs(deep) < HALF
        for across, along, on in ((x, deep, on_main), (deep, x, on_side)):
            away = between(np.abs(along), HALF + 7.0, 400.0, foot) * on
            rgb = blend(
                rgb, 0.8 * away * np.maximum(line(across, -0.12, 0.13, foot), line(across, 0.12, 0.13, foot)), AMBER
            )
            near = between(np.abs(along), HALF + 7.0, HALF + 40.0, foot) * on
            for lane in (-LANE, LANE):
                rgb = blend(rgb, 0.7 * near * line(across, lane, 0.14, foot), WHITE)
            zebra = between(np.abs(along), HALF + 1.2, HALF + 4.6, foot) * between(np.mod(across, 1.2), 0, 0.55, foot)
            rgb = blend(rgb, 0.7 * zebra * on, WHITE)
            coming = on & (across * np.sign(along) * (1 if across is x else -1) < 0)
            rgb = blend(rgb, 0.7 * line(np.abs(along), HALF + 6.0, 0.4, foot) * coming, WHITE)
        walk = slabs(x, z, foot, (0.41, 0.39, 0.37), (0.8, 0.8), seed)
        off = (~on_main & ~on_side).astype(np.float32)
        rgb = blend(rgb, off, walk)
        edge = np.minimum(np.abs(x), np.abs(deep))
        return Surface(blend(rgb, line(edge, HALF + 0.12, 0.26, foot), KERB))

    return ground


def _houses(rng: random.Random) -> tuple[Block, ...]:
    blocks = []
    for sx in (-1, 1):
        for sz in (-1, 1):
            near_x, near_z = HALF + rng.uniform(6, 9), HALF + rng.uniform(6, 9)
            for step in range(3):
                z0 = CENTRE + sz * (near_z + step * 27)
                z1 = z0 + sz * 24
                x0, x1 = sx * near_x, sx * (near_x + 26)
                high = rng.choice((15.5, 21.7, 27.9, 58.0))
                low_z, high_z = min(z0, z1), max(z0, z1)
                if high_z > 12 or sx * 1.0 > 0:
                    blocks.append(Block(min(x0, x1), max(x0, x1), low_z, high_z, high, house_facade(rng, 0.9)))
            x0, x1 = sx * (near_x + 28), sx * (near_x + 60)
            z0, z1 = CENTRE + sz * near_z, CENTRE + sz * (near_z + 22)
            blocks.append(Block(min(x0, x1), max(x0, x1), min(z0, z1), max(z0, z1), 24.8, house_facade(rng, 0.9)))
    blocks += skyline(rng, (-120.0, 100.0), (160.0, 300.0), 9)
    return tuple(block for block in blocks if block.z0 > 8)


def _movers(rng: random.Random) -> tuple[Mover, ...]:
    movers: list[Mover] = []
    stop = SPAN - (HALF + 7.0)
    for lane in (0.5, 1.5):
        offset = lane * LANE
        for path in (
            Path(((offset, CENTRE - 40.0), (offset, CENTRE + SPAN))),
            Path(((-offset, CENTRE + SPAN), (-offset, -10.0))),
        ):
            line_at = 40.0 - (HALF + 7.0) if path.corners[0][1] < CENTRE else stop
            movers += crowd.lane(rng, path, rng.randint(3, 4), 10.5, 0.12, line_at, main_may_go)
        for sign in (-1, 1):
            across = Path(((-sign * 60.0, CENTRE - sign * offset), (sign * 60.0, CENTRE - sign * offset)))
            movers += crowd.lane(rng, across, rng.randint(3, 4), 10.0, 0.12, 60.0 - (HALF + 7.0), side_may_go)
    movers += _crossing(rng)
    for sx in (-1, 1):
        movers.append(SignalHead(sx * (HALF + 1.4), CENTRE + HALF + 1.35, main_may_go))
    return tuple(movers)


def _crossing(rng: random.Random) -> list[Mover]:
    """People over the zebra crossings while the cars beside them have green."""
    movers: list[Mover] = []
    for _ in range(14):
        over_main = rng.random() < 0.5
        begin = rng.choice((0.0, CYCLE)) + (15.5 if over_main else 0.5) + rng.uniform(0, 3.5)
        shift = rng.choice((-1, 1)) * (HALF + rng.uniform(1.6, 4.2))
        far = HALF + 9.0
        ends = (
            [(-far, CENTRE + shift), (far, CENTRE + shift)]
            if over_main
            else [(shift, CENTRE - far), (shift, CENTRE + far)]
        )
        if rng.random() < 0.5:
            ends.reverse()
        # the walk to the kerb comes before the green
        trip = steady(Path(tuple(ends)), (begin - 6.0) % 60.0, rng.uniform(1.4, 1.7))
        movers.append(Walker(trip, palette.clothes(rng)))
    return movers
