"""The services that there are, by the name that each also has as a source."""

from __future__ import annotations

from collections.abc import Callable
from types import MappingProxyType
from typing import NamedTuple

from commandcenter.simulator.services.capture import Capture
from commandcenter.simulator.services.cesspool import Cesspools
from commandcenter.simulator.services.crews import Crews
from commandcenter.simulator.services.drainage import Drains
from commandcenter.simulator.services.fire import Fire
from commandcenter.simulator.services.lift import Lifts
from commandcenter.simulator.services.loudspeaker import Loudspeakers
from commandcenter.simulator.services.ptz import Movers
from commandcenter.simulator.services.stage import Service, World
from commandcenter.simulator.services.wristband import Wristbands


class Offer(NamedTuple):
    """How a service is made from world and seed, what people call it in each language, what it publishes."""

    make: Callable[[World, int], Service]
    zh: str
    en: str
    types: tuple[str, ...]


SERVICES = MappingProxyType(
    {
        "cesspool": Offer(Cesspools, "化粪池监测", "Cesspools", ("cesspool.*", "fan")),
        "drainage": Offer(Drains, "智慧排水", "Drainage", ("drainage.*",)),
        "fire": Offer(Fire, "智慧消防", "Fire", ("fire.*",)),
        "wristband": Offer(Wristbands, "智能手环", "Wristbands", ("wristband.*",)),
        "capture": Offer(Capture, "视频智能监管", "Video AI", ("capture.*", "shop.*")),
        "lift": Offer(Lifts, "智能电梯", "Lifts", ("lift.*",)),
        "crews": Offer(Crews, "处置队伍", "Crews", ("crew",)),
        "loudspeaker": Offer(Loudspeakers, "音柱广播", "Loudspeakers", ("loudspeaker.*", "loudspeaker")),
        "ptz": Offer(Movers, "云台控制", "Camera movers", ("ptz", "ptz.*")),
    }
)
"""The order is that of their ports."""
