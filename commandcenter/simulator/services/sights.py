"""What stands in the made-up cameras' pictures for a video AI to find: read off the pictures, scene by scene.

Only what never moves: a box lies over the picture for a minute, and a lorry has gone by then.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from commandcenter.simulator.cameras.roster import scenes
from commandcenter.simulator.cameras.scenes import SceneKind

Spot = tuple[int, int, int, int]
"""Left, top, width and height in hundredths of the picture's."""

_VENDING, _LITTER, _MANHOLE = "capture.vending", "capture.litter", "capture.manhole"
_GREENERY, _GUARDRAIL, _SHOPFRONT = "capture.greenery", "capture.guardrail", "capture.shopfront"

SIGHTS: Mapping[tuple[SceneKind, int], Mapping[str, tuple[Spot, ...]]] = MappingProxyType(
    {
        (SceneKind.STREET, 5): {
            _GREENERY: ((81, 46, 10, 19), (22, 11, 7, 14)),
            _SHOPFRONT: ((10, 22, 11, 15),),
        },
        (SceneKind.YARD, 2): {
            _MANHOLE: ((20, 66, 10, 11), (35, 70, 10, 11), (50, 69, 10, 11)),
            _LITTER: ((60, 36, 10, 11),),
            _GUARDRAIL: ((84, 34, 15, 30), (5, 29, 11, 22)),
        },
        (SceneKind.CROSSROADS, 1): {
            _GREENERY: ((35, 18, 7, 20), (63, 21, 6, 11)),
            _SHOPFRONT: ((2, 31, 14, 11), (18, 29, 10, 12)),
        },
        (SceneKind.STREET, 6): {
            _GREENERY: ((3, 21, 13, 29), (57, 27, 18, 34)),
            _SHOPFRONT: ((77, 43, 14, 30),),
        },
        (SceneKind.STREET, 3): {
            _GREENERY: ((49, 19, 16, 32), (13, 17, 12, 20)),
            _GUARDRAIL: ((72, 54, 10, 16),),
        },
        (SceneKind.CROSSROADS, 4): {
            _GREENERY: ((27, 17, 8, 20), (59, 16, 7, 15)),
            _SHOPFRONT: ((3, 29, 13, 12), (84, 23, 13, 11)),
        },
        (SceneKind.STREET, 7): {
            _GREENERY: ((56, 19, 19, 32),),
            _SHOPFRONT: ((80, 36, 10, 24),),
        },
        (SceneKind.PLAZA, 2): {
            _VENDING: ((36, 44, 7, 11), (53, 40, 8, 14)),
            _GREENERY: ((16, 40, 8, 18), (67, 40, 8, 18), (70, 68, 15, 31), (85, 37, 8, 17)),
        },
        (SceneKind.STREET, 8): {
            _GREENERY: ((10, 19, 22, 42), (78, 22, 21, 42)),
        },
        (SceneKind.MARKET, 2): {
            _VENDING: ((1, 49, 26, 22), (68, 53, 31, 20)),
            _LITTER: ((7, 78, 14, 18), (73, 80, 16, 19)),
        },
        (SceneKind.CROSSROADS, 101): {
            _GREENERY: ((30, 20, 8, 16), (53, 16, 5, 11)),
            _SHOPFRONT: ((2, 30, 11, 12), (82, 23, 13, 13)),
        },
        (SceneKind.GATE, 2): {
            _GUARDRAIL: ((25, 61, 14, 12),),
            _GREENERY: ((76, 73, 8, 10), (87, 72, 12, 12)),
        },
        (SceneKind.LIFT_HALL, 1): {
            _GREENERY: ((2, 57, 11, 21), (79, 47, 9, 16)),
        },
        (SceneKind.STREET, 10): {
            _GREENERY: ((12, 32, 18, 29), (84, 19, 9, 19)),
            _SHOPFRONT: ((1, 46, 8, 25),),
        },
        (SceneKind.STREET, 12): {
            _GREENERY: ((2, 21, 17, 34), (81, 33, 18, 30)),
        },
        (SceneKind.RIVERSIDE, 1): {
            _GUARDRAIL: ((52, 66, 13, 16),),
            _GREENERY: ((38, 47, 9, 17),),
        },
        (SceneKind.CROSSROADS, 104): {
            _GREENERY: ((36, 16, 8, 17), (54, 14, 6, 11)),
            _SHOPFRONT: ((3, 26, 12, 11), (81, 24, 13, 12)),
        },
        (SceneKind.STREET, 105): {
            _GREENERY: ((66, 23, 22, 41), (4, 24, 13, 25)),
            _SHOPFRONT: ((89, 49, 10, 26),),
        },
        (SceneKind.CONSTRUCTION, 1): {
            _LITTER: ((2, 59, 25, 25),),
            _GUARDRAIL: ((28, 38, 32, 8),),
        },
        (SceneKind.GATE, 3): {
            _GUARDRAIL: ((43, 57, 16, 7),),
            _GREENERY: ((13, 61, 9, 10),),
        },
        (SceneKind.STREET, 106): {
            _GREENERY: ((42, 17, 17, 37), (13, 14, 8, 13)),
            _SHOPFRONT: ((79, 48, 10, 22),),
        },
        (SceneKind.PLAZA, 4): {
            _VENDING: ((50, 38, 8, 11), (68, 38, 8, 11)),
            _GREENERY: ((30, 30, 9, 24), (8, 45, 21, 53), (91, 29, 8, 23)),
        },
        (SceneKind.STREET, 103): {
            _GREENERY: ((62, 22, 11, 22), (20, 19, 9, 11)),
            _GUARDRAIL: ((78, 49, 10, 15),),
        },
    }
)


def sights_of(cameras: Iterable[Mapping[str, str]]) -> dict[str, Mapping[str, Sequence[Spot]]]:
    """By camera, and by the type of event that may be seen there; what no picture has is not in it."""
    return {spec.id: SIGHTS.get((spec.kind, spec.seed), {}) for spec in scenes(cameras)}
