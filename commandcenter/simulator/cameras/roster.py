"""What the district's cameras look at: for each kind of place its made-up scenes and their light."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from commandcenter.simulator.cameras.scenes import Daylight, SceneKind, SceneSpec

_DAY, _GREY, _DUSK, _NIGHT = Daylight.DAY, Daylight.OVERCAST, Daylight.DUSK, Daylight.NIGHT
_LOOKS = MappingProxyType(
    {
        SceneKind.STREET: ((5, _DAY), (6, _GREY), (3, _NIGHT), (7, _DUSK), (8, _DAY), (10, _GREY), (12, _NIGHT)),
        SceneKind.CROSSROADS: ((1, _DAY), (4, _DUSK)),
        SceneKind.RIVERSIDE: ((1, _NIGHT), (3, _DUSK)),
        SceneKind.YARD: ((2, _DAY), (4, _DUSK)),
        SceneKind.PLAZA: ((2, _GREY), (4, _DUSK)),
        SceneKind.UNDERPASS: ((1, _GREY), (2, _DAY)),
        SceneKind.MARKET: ((2, _GREY), (3, _NIGHT)),
        SceneKind.GATE: ((2, _GREY), (3, _NIGHT)),
        SceneKind.CONSTRUCTION: ((1, _GREY), (4, _DUSK)),
        SceneKind.LIFT_HALL: ((1, _GREY),),
    }
)
"""(seed, light) of each scene that is worth looking at."""
_NEXT_ROUND = 100
"""Added to the seeds when a kind has more cameras than scenes, each time around."""


def scenes(cameras: Iterable[Mapping[str, str]]) -> list[SceneSpec]:
    """Each camera (`id`, `name`, `scene`: its kind) looks at a scene of its kind; no two look alike."""
    used: Counter[SceneKind] = Counter()
    found = []
    for camera in cameras:
        kind = SceneKind(camera["scene"])
        round_, which = divmod(used[kind], len(_LOOKS[kind]))
        used[kind] += 1
        seed, light = _LOOKS[kind][which]
        seed += _NEXT_ROUND * round_
        found.append(SceneSpec(id=camera["id"], name=camera["name"], kind=kind, seed=seed, daylight=light))
    return found
