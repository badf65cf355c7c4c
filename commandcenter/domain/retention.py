"""How far back the journal goes, and what may be taken away from its beginning."""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec

LEAST_DAYS, DAYS = 180, 365
AGREED_FOR = timedelta(hours=24)


class Agreed(msgspec.Struct, frozen=True, kw_only=True):
    """Two persons have agreed, by entry `entry`, that what is below `before` may go once it lies in that archive."""

    entry: int
    before: int
    archive: str
    until: datetime


class Retention(msgspec.Struct, frozen=True, kw_only=True):
    """The journal begins with entry `first`; of `forgotten` alarms nothing is left but their number."""

    first: int = 0
    forgotten: int = 0
    agreed: Agreed | None = None
