"""Makes outside text fit for one line of a screen: it stays text, whatever is in it."""

from __future__ import annotations

import re
import unicodedata
from html import escape

LIMIT = 512
_DROPPED = frozenset(("Cc", "Cf", "Cs", "Co", "Cn"))
_GAP = re.compile(" {4,}")
_JOINER = "\u200d"
_BREAKS = frozenset(("Zl", "Zp", "Zs"))


def plain(text: str, limit: int = LIMIT) -> str:
    """`text` without control, bidi and private characters, on one line, at most `limit` characters.

    Line breaks, tabs and exotic spaces become spaces, of which three may follow one another;
    the joiner inside an emoji is kept.
    """
    head = text[: limit * 4]
    kept = "".join(_fit(char) for char in head)
    line = _GAP.sub("   ", kept).strip(" ")
    return line if len(line) <= limit else line[: limit - 1] + "…"


def as_tooltip(text: str) -> str:
    """`text` for `setToolTip`, which would take it for markup if it looked like some."""
    cleaned = plain(text)
    return f"<p>{escape(cleaned)}</p>" if cleaned else ""


def _fit(char: str) -> str:
    if " " <= char <= "~" or char in (_JOINER, "\u00a0"):
        return char
    category = unicodedata.category(char)
    if category in _BREAKS or char in "\t\n\r\v\f":
        return " "
    return "" if category in _DROPPED else char
