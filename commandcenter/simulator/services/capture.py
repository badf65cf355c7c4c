"""Smart capture (智能采集): what video AI and the sensors of shops find, all day long; little of it matters much."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from random import Random

from commandcenter.simulator.services.rhythm import SCRIPTED_S, Pace, Trouble, calm, together
from commandcenter.simulator.services.seeing import Sights, seen, where_seen
from commandcenter.simulator.services.sights import sights_of
from commandcenter.simulator.services.stage import Act, NoDevices, Sample, World, raised, returned

FOUND_BEFORE = 93
_OPENING: tuple[tuple[float, float, str, int], ...] = (
    # raised, returned (0: stays), type, which of its assets
    (0.4, 0.0, "capture.vending", 0),
    (1.0, 0.0, "capture.truck", 18),
    (1.9, 47.0, "capture.manhole", 0),
    (2.9, 62.0, "shop.fridge", 8),
    (3.3, 34.0, "capture.litter", 1),
    (4.2, 71.0, "capture.bikes", 10),
    (5.3, 26.0, "capture.noise", 20),
    (7.2, 55.0, "capture.guardrail", 0),
    (8.1, 0.0, "capture.greenery", 0),
    (9.4, 80.0, "capture.shopfront", 1),
)


class Capture(NoDevices):
    def __init__(self, world: World, seed: int) -> None:
        self._seed = seed
        self._sights = sights_of(world.assets["cameras"])
        self._troubles = _troubles(world, self._sights)
        self._opening = list(self._open(Random(f"capture opening {seed}")))
        self._ahead = self.acts()
        self._next = next(self._ahead)
        self._found = FOUND_BEFORE

    def acts(self) -> Iterator[Act]:
        troubles = list(self._troubles.values())
        taken = [act.event for act in self._opening]
        busy = Pace(12.0, 4.0, 25.0, 75.0, end=SCRIPTED_S)
        later = Pace(SCRIPTED_S + 80.0, 13.0, 60.0, 240.0)
        acts = together(
            self._opening,
            calm(troubles, busy, Random(f"capture {self._seed}"), taken),
            calm(troubles, later, Random(f"capture later {self._seed}"), taken),
        )
        return (seen(act, self._seed, self._sights) for act in acts)

    def samples(self, t: float) -> list[Sample]:
        """Time only moves forward here: what was counted is not counted again."""
        while self._next.at <= t:
            self._found += self._next.event["kind"] == "raise"
            self._next = next(self._ahead)
        return [{"key": "capture/today", "type": "capture.today", "values": {"found": self._found}}]

    def _open(self, random: Random) -> Iterator[Act]:
        acts = []
        for at, until, event_type, which in _OPENING:
            trouble = self._troubles[event_type]
            asset = trouble.assets[which % len(trouble.assets)]
            acts.append(Act(at, raised(asset, event_type, trouble.title, **trouble.values(random))))
            if until:
                acts.append(Act(until, returned(asset, event_type)))
        yield from sorted(acts, key=lambda act: act.at)


def _troubles(world: World, sights: Sights) -> dict[str, Trouble]:
    """Weights make about one in ten minor; the catalogue says which. What few pictures have comes seldom."""
    cameras = world.assets["cameras"]

    def found(event_type: str, title: str, weight: float, values: Callable[[Random], dict[str, object]]) -> Trouble:
        return Trouble(event_type, title, weight, values, where_seen(event_type, cameras, sights))

    kitchens = [shop for shop in world.assets["shops"] if shop["kind"] == "kitchen"]
    pharmacies = [shop for shop in world.assets["shops"] if shop["kind"] == "pharmacy"]
    return {
        it.type: it
        for it in (
            found("capture.vending", "占道经营", 4, _count(1, 2)),
            found("capture.truck", "渣土车未覆盖", 3, _count(1, 1)),
            Trouble("shop.mask", "后厨未戴口罩", 2, _count(1, 3), kitchens),
            Trouble("shop.fridge", "冷藏柜超温", 2, _temperature, pharmacies),
            found("capture.litter", "暴露垃圾", 6, _count(1, 4)),
            found("capture.bikes", "共享单车堆积", 22, _count(8, 30)),
            found("capture.manhole", "井盖倾斜", 1, _count(1, 1)),
            found("capture.greenery", "绿化缺株", 26, _count(2, 9)),
            found("capture.guardrail", "护栏破损", 9, _count(1, 3)),
            found("capture.noise", "工地噪声", 9, lambda r: {"noise_db": r.randint(66, 78)}),
            found("capture.shopfront", "门前三包堆物", 19, _count(1, 5)),
        )
    }


def _count(least: int, most: int) -> Callable[[Random], dict[str, object]]:
    return lambda random: {"count": random.randint(least, most)}


def _temperature(random: Random) -> dict[str, object]:
    return {"temperature_c": round(random.uniform(8.4, 10.8), 1)}
