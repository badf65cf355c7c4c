"""Writes into a PNG file who has kept it, where, when and of what; the picture itself stays as it is."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Mapping

from commandcenter.adapters.evidence.trouble import EvidenceTrouble
from commandcenter.domain.text import QT_TRANSLATE_NOOP

SIGNATURE = b"\x89PNG\r\n\x1a\n"
HEADER_BYTES = 25
"""Of the first chunk: length, name, 13 bytes, checksum."""
MAX_BYTES = 256 * 1024 * 1024


def with_texts(png: bytes, texts: Mapping[str, str]) -> bytes:
    """The file with those texts by their keywords (Latin letters), before what it had. Raises EvidenceTrouble."""
    require_png(png)
    first = len(SIGNATURE) + HEADER_BYTES
    return b"".join([png[:first], *(_text(keyword, text) for keyword, text in texts.items() if text), png[first:]])


def require_png(png: bytes) -> tuple[int, int]:
    """Width and height, when each of its chunks is whole and the picture has an end. Raises EvidenceTrouble."""
    if len(png) > MAX_BYTES or not png.startswith(SIGNATURE):
        raise _no_png()
    names = []
    at = len(SIGNATURE)
    while at < len(png):
        name, end = _chunk(png, at)
        names.append(name)
        at = end
    if len(names) < 3 or names[0] != b"IHDR" or names[-1] != b"IEND" or b"IDAT" not in names:
        raise _no_png()
    width, height = struct.unpack_from(">II", png, len(SIGNATURE) + 8)
    if not (0 < width <= 65_536 and 0 < height <= 65_536):
        raise _no_png()
    return width, height


def _chunk(png: bytes, at: int) -> tuple[bytes, int]:
    """Its name, and where the next one begins."""
    if at + 12 > len(png):
        raise _no_png()
    (length,) = struct.unpack_from(">I", png, at)
    end = at + 12 + length
    if end > len(png):
        raise _no_png()
    (checksum,) = struct.unpack_from(">I", png, end - 4)
    if zlib.crc32(memoryview(png)[at + 4 : end - 4]) != checksum:
        raise _no_png()
    return png[at + 4 : at + 8], end


def _text(keyword: str, text: str) -> bytes:
    """As tEXt where Latin letters are enough, else as iTXt, which has all letters."""
    try:
        return _packed(b"tEXt", keyword.encode("latin-1") + b"\0" + text.encode("latin-1"))
    except UnicodeEncodeError:
        return _packed(b"iTXt", keyword.encode("latin-1") + b"\0\0\0\0\0" + text.encode("utf-8", "replace"))


def _packed(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def _no_png() -> EvidenceTrouble:
    return EvidenceTrouble(QT_TRANSLATE_NOOP("trouble", "The picture cannot be kept: it is no whole PNG."))
