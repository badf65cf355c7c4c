"""What one line says."""

from __future__ import annotations

import msgspec

from commandcenter.domain.priority import Priority
from widgets.kit.marks import Sign
from widgets.kit.palette import Tone


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """A line of a list. `key` is what it stands for, "" when there is nothing to open.

    `lead` stands before the text in a column of its own (a time, a number), `detail` after it in a muted tone, `tail`
    at the right. `mark` or `sign` stands between lead and text. A `heading` has a text and a tail only.
    """

    text: str
    key: str = ""
    lead: str = ""
    detail: str = ""
    tail: str = ""
    mark: Priority | None = None
    sign: Sign | None = None
    tone: Tone = Tone.TEXT
    tail_tone: Tone = Tone.MUTED
    bold: bool = False
    heading: bool = False
