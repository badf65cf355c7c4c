"""What the form is told of a moment that was marked."""

from __future__ import annotations

import msgspec


class Mark(msgspec.Struct, frozen=True, kw_only=True):
    """`when` in words; `removable`: whoever sits here may remove it."""

    id: str
    when: str
    who: str
    note: str = ""
    removable: bool = False
