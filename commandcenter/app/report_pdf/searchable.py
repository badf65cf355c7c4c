"""Makes a report's words findable: what is copied out of the file is what was written in.

Where several characters share a picture (行 and the radical ⾏, a blank and a tabulator) Qt notes the one with the
smallest number. Its tables from picture to character are plain text of fixed width, so they can be put right in place.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from PySide6.QtGui import QFont, QRawFont

_TABLE = re.compile(rb"begincmap.*?endcmap", re.DOTALL)
_LIST = re.compile(rb"\[[^\]]*\]")
_CODE = re.compile(rb"<([0-9A-F]{4})>")


def searchable(data: bytes, written: Iterable[str], fonts: Iterable[QFont]) -> bytes:
    """The same file, of the same length. `written` are the characters that were drawn, in any of the fonts."""
    used = set(written)
    noted = {chr(int(code, 16)) for table in _TABLE.findall(data) for code in _CODE.findall(table)}
    strange = {character for character in noted - used if not "\ud800" <= character <= "\udfff"}
    meant = _meant(strange, used, fonts)

    def code(found: re.Match[bytes]) -> bytes:
        character = meant.get(chr(int(found[1], 16)))
        return found[0] if character is None else b"<%04X>" % ord(character)

    def listed(found: re.Match[bytes]) -> bytes:
        return _CODE.sub(code, found[0])

    return _TABLE.sub(lambda table: _LIST.sub(listed, table[0]), data)


def _meant(strange: set[str], used: set[str], fonts: Iterable[QFont]) -> dict[str, str]:
    """What was written, by the character with the same picture that was not."""
    meant: dict[str, str] = {}
    # One code is two bytes: rarer characters have their own way, and no twins.
    plain = [character for character in sorted(used) if ord(character) < 0x10000]
    for font in fonts:
        raw = QRawFont.fromFont(font)
        pictures = {glyph: character for character in plain if (glyph := _glyph(raw, character))}
        for character in strange:
            twin = pictures.get(_glyph(raw, character))
            if twin is not None:
                meant.setdefault(character, twin)
    return meant


def _glyph(font: QRawFont, character: str) -> int:
    """0 when the font does not have it."""
    found = font.glyphIndexesForString(character)
    return found[0] if found else 0
