"""What a district's things say on a bad day: they get worse, are over, and begin anew."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from tests.bench.transitions.rules import STREETS

THINGS = 2000
# Kinds of things as often as there are many of them: type, value, what it is when it is bad and when it is worse.
KINDS = (
    ("cesspool.methane_high", "methane_pct", 31.0, 58.0),
    ("drainage.level", "level_cm", 15.0, 40.0),
    ("fire.smoke", "smoke_pct", 8.0, 30.0),
    ("lift.fault", "floor", 3.0, 4.0),
    ("wristband.left_area", "metres", 200.0, 400.0),
    ("fire.pressure", "pressure_kpa", 120.0, 40.0),
    ("shop.fridge", "celsius", 12.0, 15.0),
    ("cesspool.methane", "methane_pct", 52.0, 61.0),
    ("capture.litter", "pieces", 4.0, 9.0),
    ("drainage.level", "level_cm", 14.0, 33.0),
    ("fire.smoke", "smoke_pct", 7.0, 22.0),
    ("lift.trapped", "people", 1.0, 2.0),
    ("wristband.left_area", "metres", 150.0, 300.0),
    ("fire.pressure", "pressure_kpa", 110.0, 30.0),
    ("loudspeaker.offline", "minutes", 5.0, 9.0),
    ("shop.fridge", "celsius", 11.0, 19.0),
    ("cesspool.methane_high", "methane_pct", 33.0, 44.0),
    ("fire.battery", "volts", 2.9, 2.7),
    ("drainage.level", "level_cm", 12.0, 31.0),
    ("lift.fault", "floor", 9.0, 8.0),
)
BAD, WORSE, OVER, WORSE_AT_ONCE, OVER_AGAIN = range(5)


def events(first: int, count: int, at: datetime | None = None) -> Iterator[dict[str, object]]:
    """Events number `first`…: every thing in turn goes through bad, worse, over, worse at once, over."""
    when = at or datetime.now(UTC)
    for number in range(first, first + count):
        thing, phase = number % THINGS, number // THINGS % 5
        type, value, bad, worse = KINDS[thing % len(KINDS)]
        subject = f"{type.partition('.')[2]}-{thing:04}"
        if phase in (OVER, OVER_AGAIN):
            yield {"kind": "return", "at": when, "type": type, "subject": subject}
        else:
            yield {
                "kind": "raise",
                "at": when,
                "type": type,
                "subject": subject,
                "title": "需要处置",
                "place": {"lon": 106.55, "lat": 29.585},
                "area": STREETS[thing // len(KINDS) % len(STREETS)],
                "address": "建新北路 12 号",
                "values": {value: bad if phase == BAD else worse, "site": f"S{thing % 97}"},
            }
