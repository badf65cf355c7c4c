"""One vital sign as a value."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec


class VitalSign(msgspec.Struct, frozen=True, kw_only=True):
    """`value` None is not known; `series` its past, oldest first, evenly spaced; `age_s` seconds since it was made."""

    id: str
    label: str
    value: float | None = None
    unit: str = ""
    detail: str = ""
    series: Sequence[float] = ()
    age_s: float | None = None
