"""Lists the files of a plain tar, strictly: regular files with plain names, nothing is ever unpacked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

BLOCK = 512
LONGEST_REMARK = 64 * 1024
# Tar fills its last record up with zeros.
MOST_BEHIND = 1 << 20
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*(/[A-Za-z0-9][A-Za-z0-9._-]*){0,3}", re.ASCII)
# What a remark of pax may not change: such names and sizes are never needed.
TELLING = (b" path=", b" size=", b" linkpath=", b" GNU.")


class TarError(ValueError):
    """Not the tar that the program writes; the text says at which byte."""


class TarEnds(TarError):
    """It ends before it is complete."""


@dataclass(frozen=True, slots=True)
class Member:
    name: str
    offset: int
    length: int


def members(file: IO[bytes], length: int) -> Iterator[Member]:
    """The files in order. Raises TarError."""
    at = 0
    while True:
        file.seek(at)
        head = file.read(BLOCK)
        if len(head) < BLOCK:
            raise TarEnds(f"byte {at}: it ends without its end mark")
        if not any(head):
            _nothing(file, at, length)
            return
        size, kind = _fields(head, at)
        if at + BLOCK + size > length:
            raise TarEnds(f"byte {at}: the file that begins there is not whole")
        if kind == b"x":
            _remark(file, size, at)
        else:
            yield Member(_name(head, at), at + BLOCK, size)
        at += BLOCK + (size + BLOCK - 1) // BLOCK * BLOCK


def _nothing(file: IO[bytes], at: int, length: int) -> None:
    """Behind the end mark other programs find more files."""
    rest = file.read(MOST_BEHIND)
    if any(rest) or at + BLOCK + len(rest) < length:
        raise TarError(f"byte {at}: there is something behind the end mark")


def _fields(head: bytes, at: int) -> tuple[int, bytes]:
    blanked = head[:148] + b" " * 8 + head[156:]
    if _octal(head[148:156], at) != sum(blanked):
        raise TarError(f"byte {at}: the checksum of a header does not fit")
    kind = head[156:157]
    if kind not in (b"0", b"\x00", b"x"):
        raise TarError(f"byte {at}: there is something that is no regular file")
    return _octal(head[124:136], at), kind


def _octal(field: bytes, at: int) -> int:
    text = field.rstrip(b" \x00")
    if not re.fullmatch(rb" *[0-7]{1,12}", text):
        raise TarError(f"byte {at}: a number in a header is none")
    return int(text, 8)


def _name(head: bytes, at: int) -> str:
    name = (head[345:500].split(b"\x00")[0], head[:100].split(b"\x00")[0])
    text = b"/".join(part for part in name if part).decode("ascii", "replace")
    if not NAME.fullmatch(text):
        raise TarError(f"byte {at}: a file has a name that none of ours has")
    return text


def _remark(file: IO[bytes], size: int, at: int) -> None:
    if size > LONGEST_REMARK:
        raise TarError(f"byte {at}: a remark is too long")
    text = file.read(size)
    if any(part in text for part in TELLING):
        raise TarError(f"byte {at}: a remark changes a name or a length")
