"""Takes secrets out of what is written to a log: rather a word too many than a password.

What stands under a telling name (password, code, secret …) goes whatever it looks like; addresses lose user and
password; what looks like a key or a one-time secret keeps its first four characters, by which it can be recognised.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

MASK = "***"
SHOWN = 4

_NAMES = r"password|passphrase|passwd|passcode|pwd|secret|token|totp|otp|private|credential"
_NAME = rf"(?:(?:{_NAMES})[\w.-]{{0,64}}|(?<![\w-])code(?![\w-]))"
# What stands in quotes, to the closing one or the end; what stands bare, to the next ` name=` or the end.
_QUOTED = r"""b?\\{0,8}(?:"(?:\\.|[^"\\])*(?:"|\\?\Z)|'(?:\\.|[^'\\])*(?:'|\\?\Z))"""
_BARE = r"""(?:(?!\s[\w.-]{1,40}=).)+"""
_NAMED = rf"""({_NAME}\\{{0,8}}["']?\s{{0,8}}[=:]\s{{0,8}})(?:{_QUOTED}|{_BARE})"""
_NAMED_IN_MESSAGE = re.compile(_NAMED, re.IGNORECASE | re.DOTALL)
# A line of a program in a traceback may have such a name too: the lines after it are needed.
_NAMED_IN_TRACE = re.compile(_NAMED, re.IGNORECASE)

_BLOCK = re.compile(r"-----BEGIN ([A-Z0-9 ]{0,40}PRIVATE KEY)-----.*?(?:-----END \1-----|\Z)", re.DOTALL)
_NOTE_KEY = re.compile(r"PRIVATE\+KEY\+\S+")
_OTP = re.compile(r"(?i)otpauth:\S*")
_RUN = re.compile(r"[^\s\"'<>]{4,}")
_BASE32 = re.compile(r"(?<![A-Za-z0-9])[A-Z2-7]{16,}=*(?![A-Za-z0-9])")
# 32 bytes, and 64: a private key of Ed25519 has one of both lengths.
_BASE64 = re.compile(r"(?<![A-Za-z0-9+/_-])(?:[A-Za-z0-9+/_-]{43}=|[A-Za-z0-9+/_-]{86}==)(?![A-Za-z0-9+/=_-])")
_Z85_RUN = re.compile(r"(?<![^\s\"',;`|\\~=:(])[0-9a-zA-Z.\-:+=^!/*?&<>()\[\]{}@%$#]{40}(?![^\s\"',;`|\\~.:)])")
_Z85_ONLY = re.compile(r"[\^!*?&<>()\[\]{}@%$#+=]")


def masked(text: str, *, trace: bool = False) -> str:
    """The text without its secrets. Takes time in proportion to its length.

    Where a name tells of a secret in no quotes, all that follows goes, in a `trace` the rest of the line.
    """
    text = _BLOCK.sub(MASK, text)
    text = _NOTE_KEY.sub(MASK, text)
    text = _OTP.sub(MASK, text)
    text = _RUN.sub(_without_user, text)
    text = (_NAMED_IN_TRACE if trace else _NAMED_IN_MESSAGE).sub(_keep_name, text)
    for pattern in (_BASE64, _BASE32):
        text = pattern.sub(_shorten, text)
    return _Z85_RUN.sub(_shorten_key, text)


def masked_values(values: Mapping[str, object]) -> Mapping[str, object]:
    """The arguments of a log message by name: what stands under a telling name goes before it is put into the text."""
    return {name: MASK if is_telling(name) else value for name, value in values.items()}


def is_telling(name: str) -> bool:
    """Whether a field of that name holds a secret."""
    return re.search(_NAME, str(name), re.IGNORECASE) is not None


def _without_user(found: re.Match[str]) -> str:
    """Without user and password; a password may itself hold "@" or "/", so all up to the last "@" goes."""
    scheme, mark, rest = found[0].partition("://")
    _, at, place = rest.rpartition("@")
    return f"{scheme}{mark}{MASK}@{place}" if at else found[0]


def _keep_name(found: re.Match[str]) -> str:
    return found[1] + MASK


def _shorten(found: re.Match[str]) -> str:
    return found[0][:SHOWN] + MASK


def _shorten_key(found: re.Match[str]) -> str:
    """A path may have forty characters too; a key of forty has characters that paths have not."""
    run = found[0]
    checks: tuple[Callable[[str], bool], ...] = (
        lambda it: any(letter.isupper() for letter in it),
        lambda it: any(letter.islower() for letter in it),
        lambda it: _Z85_ONLY.search(it) is not None,
    )
    return _shorten(found) if all(check(run) for check in checks) else run
