"""Own forces as telemetry tells of them: who counts, and who has been silent for too long to count."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from bridge.protocol.source import Sample
from bridge.seat.happenings import Reading
from commandcenter.wiring.seat_model import SeatModel

CREW = "crew"
CREW_STALE_S = 10.0
PEOPLE_MOST = 1_000_000


class Forces(msgspec.Struct, frozen=True, kw_only=True):
    """`people` of the `crews` that are heard of, `out` of them on a task; None: nobody says how many they are.

    `silent` crews are not counted in. `age_s` is the oldest word that is counted; without one, the newest of all.
    """

    people: float | None
    crews: int
    out: int
    silent: int
    age_s: float | None


def crews(seat: SeatModel) -> list[Reading]:
    return [Reading(source, sample) for (source, _), sample in seat.samples.items() if sample.type == CREW]


def people_of(crew: Sample) -> float | None:
    """How many they are; None where the source says nothing, or what no crew can be (NaN fails the comparison)."""
    value = crew.values.get("people")
    return value if isinstance(value, float) and 0 <= value <= PEOPLE_MOST else None


def is_silent(seat: SeatModel, crew: Reading) -> bool:
    return seat.age_s(crew.key) > CREW_STALE_S


def forces(seat: SeatModel) -> Forces:
    """Counts the crews that are not silent."""
    known = crews(seat)
    heard = [crew for crew in known if not is_silent(seat, crew)]
    people = [count for crew in heard if (count := people_of(crew.sample)) is not None]
    ages = _ages(seat, heard)
    return Forces(
        people=sum(people) if people else None,
        crews=len(heard),
        out=sum(crew.sample.values.get("status") == "out" for crew in heard),
        silent=len(known) - len(heard),
        age_s=max(ages) if ages else min(_ages(seat, known), default=None),
    )


def _ages(seat: SeatModel, readings: Iterable[Reading]) -> list[float]:
    return [seat.age_s(reading.key) for reading in readings]
