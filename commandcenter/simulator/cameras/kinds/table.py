"""Which builder draws which kind of place."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from commandcenter.simulator.cameras.kinds import (
    construction,
    crossroads,
    gate,
    lift_hall,
    market,
    plaza,
    riverside,
    street,
    underpass,
    yard,
)
from commandcenter.simulator.cameras.scene import Scene
from commandcenter.simulator.cameras.scenes import SceneKind, SceneSpec

BUILDERS: Mapping[SceneKind, Callable[[SceneSpec], Scene]] = MappingProxyType(
    {
        SceneKind.STREET: street.build,
        SceneKind.CROSSROADS: crossroads.build,
        SceneKind.RIVERSIDE: riverside.build,
        SceneKind.YARD: yard.build,
        SceneKind.GATE: gate.build,
        SceneKind.PLAZA: plaza.build,
        SceneKind.MARKET: market.build,
        SceneKind.UNDERPASS: underpass.build,
        SceneKind.LIFT_HALL: lift_hall.build,
        SceneKind.CONSTRUCTION: construction.build,
    }
)


def build(spec: SceneSpec) -> Scene:
    """The scene that a camera looks at."""
    return BUILDERS[spec.kind](spec)
