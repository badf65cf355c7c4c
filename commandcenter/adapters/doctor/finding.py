"""What the doctor says: one finding for one thing looked at."""

from __future__ import annotations

from enum import StrEnum

import msgspec


class Part(StrEnum):
    """The part of the program that does not work without the thing."""

    CORE = "core"
    SEATS = "seats"
    VIDEO = "video"
    MAP = "map"
    DEMO = "demo"


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that was looked at.

    `what` is an English sentence that holds when `ok` is true: a source text for translation, in which `{subject}`
    stands for `subject`. `package` is what brings the thing: Debian packages, or a command such as `make setup`; ""
    where nothing can be installed. `detail` is what was seen (a version, the missing files, a program's last words):
    never translated, and not ours: plain text.
    """

    id: str
    ok: bool
    part: Part
    what: str
    subject: str = ""
    package: str = ""
    detail: str = ""
