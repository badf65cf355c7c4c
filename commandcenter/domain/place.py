"""Places on the ground, and how far apart they are."""

from __future__ import annotations

from math import cos, hypot, radians
from typing import Annotated

import msgspec

METRES_PER_DEGREE = 111_320.0

Longitude = Annotated[float, msgspec.Meta(ge=-180.0, le=180.0)]
Latitude = Annotated[float, msgspec.Meta(ge=-90.0, le=90.0)]


class Place(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A point in WGS-84 degrees."""

    lon: Longitude
    lat: Latitude


def distance_m(a: Place, b: Place) -> float:
    """Metres between two places of one district (flat-earth; under 0.1 % off within 50 km)."""
    east = (b.lon - a.lon) * cos(radians((a.lat + b.lat) / 2))
    return hypot(east, b.lat - a.lat) * METRES_PER_DEGREE
