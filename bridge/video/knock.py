"""Whether anybody listens at a camera's address: one socket, where an attempt would cost a process.

A machine with sixty dead cameras tries several of them every second; starting ffmpeg for each would keep it busy.
"""

from __future__ import annotations

import errno
import select
import socket
from urllib.parse import urlsplit

PORTS = {"rtsp": 554, "rtsps": 322, "http": 80, "https": 443}


class Knock:
    """A connection that is begun and, when it stands, closed again. Never waits, never raises."""

    def __init__(self, plug: socket.socket, listens: bool | None) -> None:
        self._plug = plug
        self._listens = listens

    def answer(self) -> bool | None:
        """Whether somebody listens; None while that is not known."""
        if self._listens is None and select.select((), (self._plug,), (), 0)[1]:
            self._listens = self._plug.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR) == 0
        return self._listens

    def close(self) -> None:
        self._plug.close()


def knock(address: str) -> Knock | None:
    """Begin; None where it cannot be done at once: another scheme, or a name that would have to be looked up."""
    parts = urlsplit(address)
    port = parts.port or PORTS.get(parts.scheme)
    if parts.scheme not in PORTS or not parts.hostname:
        return None
    try:
        family, kind, _, _, place = socket.getaddrinfo(
            parts.hostname, port, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST
        )[0]
        plug = socket.socket(family, kind | socket.SOCK_NONBLOCK | socket.SOCK_CLOEXEC)
    except OSError:
        return None
    begun = plug.connect_ex(place)
    return Knock(plug, {0: True, errno.EINPROGRESS: None}.get(begun, False))
