"""Which camera addresses are played at all: libVLC opens files and writes dumps from an address alone."""

from __future__ import annotations

from urllib.parse import urlsplit

SCHEMES = frozenset({"rtsp", "rtsps", "http", "https", "rtp", "udp", "srt"})
LISTENING_SCHEMES = frozenset({"rtp", "udp", "srt"})  # may be given as `udp://@:1234`: this machine, one port
LONGEST = 2048


class AddressError(ValueError):
    """An address that is never handed to libVLC. The message holds no part of the address (it may hold a password)."""


def checked_address(address: str) -> str:
    """The address with its scheme in lower case; AddressError says what is wrong with it."""
    if not 0 < len(address) <= LONGEST:
        raise AddressError(f"an address has 1 to {LONGEST} characters")
    if any(not "!" <= letter <= "~" for letter in address):
        raise AddressError("only printable ASCII without spaces (percent-encode the rest)")
    if "#" in address or "\\" in address:
        raise AddressError("'#' and backslash have a meaning to libVLC")
    scheme, separator, rest = address.partition("://")
    scheme = scheme.lower()
    if not separator or scheme not in SCHEMES:
        raise AddressError("the scheme must be one of " + ", ".join(sorted(SCHEMES)))
    _check_host(scheme, f"{scheme}://{rest}")
    return f"{scheme}://{rest}"


def masked(address: str) -> str:
    """What may stand in a log: no user, no password, no query."""
    try:
        parts = urlsplit(checked_address(address))
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return "(refused address)"
    return f"{parts.scheme}://{parts.hostname or ''}{port}{parts.path}"


def _check_host(scheme: str, address: str) -> None:
    try:
        parts = urlsplit(address)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise AddressError("host or port is malformed") from error
    if not host and not (scheme in LISTENING_SCHEMES and port):
        raise AddressError("the host is missing")
