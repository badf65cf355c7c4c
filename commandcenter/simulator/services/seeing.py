"""Where in the picture a camera's AI has seen what it reports: made up, and the same for the same event."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from types import MappingProxyType
from typing import NamedTuple

from commandcenter.simulator.services.stage import Act

ACROSS, DOWN = 5, 2
_MOST = ACROSS * DOWN


class Look(NamedTuple):
    """The word beside a box, and its least and greatest width and height in hundredths of the picture's.

    `one`: however many there are, they are seen as one heap.
    """

    word: str
    width: tuple[int, int]
    height: tuple[int, int]
    one: bool = False


LOOKS: Mapping[str, Look] = MappingProxyType(
    {
        "capture.vending": Look("摊贩", (8, 14), (12, 20)),
        "capture.truck": Look("渣土车", (16, 19), (16, 20)),
        "capture.litter": Look("垃圾", (5, 10), (5, 10)),
        "capture.bikes": Look("共享单车", (15, 19), (12, 20), one=True),
        "capture.manhole": Look("井盖", (6, 10), (4, 6)),
        "capture.greenery": Look("缺株", (5, 9), (6, 12)),
        "capture.guardrail": Look("护栏", (12, 18), (6, 10)),
        "capture.shopfront": Look("堆物", (7, 13), (8, 14)),
    }
)


def seen(act: Act, seed: int) -> Act:
    """With `camera` and `boxes`, when it is something that a camera sees; the subject of these is the camera itself."""
    event = act.event
    look = LOOKS.get(str(event["type"]))
    values = event.get("values")
    if event["kind"] != "raise" or look is None or not isinstance(values, dict):
        return act
    random = Random(f"seen {seed} {event['type']} {event['subject']} {act.at}")
    count = 1 if look.one else min(int(values.get("count", 1)), _MOST)
    boxes = "; ".join(_box(look, place, random) for place in random.sample(range(_MOST), count))
    return Act(act.at, {**event, "values": {**values, "camera": event["subject"], "boxes": boxes}})


def _box(look: Look, place: int, random: Random) -> str:
    """In one of ten places of the picture's lower half, where the street is; no two lie upon each other."""
    width, height = (random.randint(*span) for span in (look.width, look.height))
    left = place % ACROSS * 20 + random.randint(0, 20 - width)
    top = 50 + place // ACROSS * 25 + random.randint(0, 25 - height)
    return f"{look.word}: {left / 100:.2f} {top / 100:.2f} {width / 100:.2f} {height / 100:.2f}"
