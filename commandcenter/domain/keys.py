"""Whose word counts: the public keys that the centre trusts, what each stands for, and what it may publish."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from enum import Enum
from typing import Annotated

import msgspec

from commandcenter.domain.events import Name

KEY_PATTERN = r"[0-9a-zA-Z.:+=^!/*?&<>()\[\]{}@%$#-]{40}"
PublicKey = Annotated[str, msgspec.Meta(pattern=f"^{KEY_PATTERN}$")]
"""A CURVE key as 40 characters of Z85 (ZeroMQ RFC 32)."""

ID_PATTERN = r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}\Z"
"""The name of a source, a seat or a person, as people choose it; the whole text must match."""

Pattern = Annotated[str, msgspec.Meta(pattern=r"^(\*|[^*\s]{1,126}(\.\*)?)$")]
"""A type, all types below a system (`cesspool.*`), or all (`*`)."""

_Z85 = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#"


def is_public_key(text: str) -> bool:
    """Whether the text stands for 32 bytes: not every one of those characters does."""
    groups = [text[at : at + 5] for at in range(0, len(text), 5)]
    return len(text) == 40 and all(_value(group) < 2**32 for group in groups)


def _value(group: str) -> int:
    value = 0
    for character in group:
        place = _Z85.find(character)
        value = value * 85 + (place if place >= 0 else 2**32)
    return value


EVERYTHING: tuple[Pattern, ...] = ("*",)


class KeyKind(Enum):
    """What stands at the other end: a backend service, a seat of one of two sorts, a command line tool."""

    SOURCE = "source"
    CONSOLE = "console"
    WALL = "wall"
    TOOL = "tool"


class Key(msgspec.Struct, frozen=True, kw_only=True):
    """A public key and whose it is; `types` is the grant: what a source may publish. `by` trusted it."""

    public: PublicKey
    kind: KeyKind
    id: Name
    types: tuple[Pattern, ...] = EVERYTHING
    by: str
    trusted_at: datetime
    revoked_at: datetime | None = None

    @property
    def trusted(self) -> bool:
        return self.revoked_at is None


def grants(patterns: Iterable[str], type_name: str) -> bool:
    """Whether one of the patterns of a grant covers the type of an event or of telemetry."""
    for pattern in patterns:
        if type_name.startswith(pattern[:-1]) if pattern[-1] == "*" else type_name == pattern:
            return True
    return False
