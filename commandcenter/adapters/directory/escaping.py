"""Names of people as a part of a directory's names and filters: nothing in them means anything there."""

from __future__ import annotations

import string

from commandcenter.services.directory import NAME

_PLAIN = frozenset((string.ascii_letters + string.digits).encode())


def filled(template: str, name: str) -> str:
    """`template` with the person's `name` in each of its places."""
    return template.replace(NAME, escaped(name))


def escaped(text: str) -> str:
    r"""Every byte but ASCII letters and digits as \XX: RFC 4514 (names) and RFC 4515 (filters) both read it so."""
    return "".join(chr(byte) if byte in _PLAIN else f"\\{byte:02x}" for byte in text.encode())
