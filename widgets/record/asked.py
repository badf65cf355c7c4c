"""What is looked for in the record, as it was typed."""

from __future__ import annotations

import msgspec


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """Empty fields ask for nothing; `since` and `until` as people write times, `outcome` a key or ""."""

    words: str = ""
    person: str = ""
    seat: str = ""
    action: str = ""
    subject: str = ""
    outcome: str = ""
    since: str = ""
    until: str = ""
