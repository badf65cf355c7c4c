"""Addresses of camera streams: which are taken at all, and what of them others may read.

The list of cameras and the player ask here, so that no camera is on the list which the player would not open.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from commandcenter.domain.errors import Trouble
from commandcenter.domain.text import QT_TRANSLATE_NOOP

SCHEMES = ("rtsp", "rtsps", "http", "https", "rtp", "udp", "srt")
LISTENING_SCHEMES = frozenset({"rtp", "udp", "srt"})  # may be given as `udp://@:1234`: this machine, one port
LONGEST = 2048

# libVLC opens files and writes dumps from an address alone, and reads more than an address from '#' and backslash.
_LETTERS = re.compile(r"[!-~]+")
_MEANT_FOR_LIBVLC = re.compile(r"[#\\]")
_PASSWORD = re.compile(r"(?i)(pass(word|wd)?|pwd)=")


class AddressError(Trouble):
    """An address that is never played. The message holds no part of the address (it may hold a password)."""


def checked_address(address: str) -> str:
    """The address with its scheme in lower case; AddressError says what is wrong with it."""
    if not 0 < len(address) <= LONGEST:
        raise AddressError(QT_TRANSLATE_NOOP("trouble", "expected 1 to {count} characters"), count=LONGEST)
    if not _LETTERS.fullmatch(address) or _MEANT_FOR_LIBVLC.search(address):
        what = QT_TRANSLATE_NOOP(
            "trouble", "expected printable ASCII without spaces, # and backslash; percent-encode the rest"
        )
        raise AddressError(what)
    scheme, separator, rest = address.partition("://")
    scheme = scheme.lower()
    if not separator or scheme not in SCHEMES:
        what = QT_TRANSLATE_NOOP("trouble", "expected an address of {schemes}")
        raise AddressError(what, schemes=", ".join(SCHEMES))
    _check_host(scheme, f"{scheme}://{rest}")
    return f"{scheme}://{rest}"


def without_secrets(address: str) -> str:
    """What of a checked address may stand in journal and log: no user, no query, no path that spells a password."""
    parts = urlsplit(address)
    path = "" if _PASSWORD.search(parts.path) else parts.path
    return parts._replace(netloc=parts.netloc.rpartition("@")[2], path=path, query="").geturl()


def _check_host(scheme: str, address: str) -> None:
    try:
        parts = urlsplit(address)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise AddressError(QT_TRANSLATE_NOOP("trouble", "host or port is malformed")) from error
    if not host and not (scheme in LISTENING_SCHEMES and port):
        raise AddressError(QT_TRANSLATE_NOOP("trouble", "the host is missing"))
