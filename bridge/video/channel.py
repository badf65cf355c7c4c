"""One end of a Unix SEQPACKET socket: whole messages, with descriptors beside them, to a process of the same user."""

from __future__ import annotations

import array
import contextlib
import os
import re
import socket
import struct
from collections.abc import Sequence

LONGEST_MESSAGE = 65_536
MOST_DESCRIPTORS = 4
NAME = re.compile(r"[A-Za-z0-9._-]{1,40}")

_INT_BYTES = array.array("i").itemsize
_ROOM = socket.CMSG_SPACE(MOST_DESCRIPTORS * _INT_BYTES)


class ChannelGone(Exception):
    """The other end is closed, or its process has ended."""


class ForeignPeer(Exception):
    """A process of another user is at the other end."""


def service_address(name: str, protocol: int) -> str:
    """The abstract address of this user's video service of that name. ValueError for a name that cannot be one."""
    if not NAME.fullmatch(name):
        raise ValueError("a service's name has 1 to 40 letters, digits, dots, dashes and underscores")
    return f"\0commandcenter-video-{os.getuid()}-{protocol}-{name}"


class Channel:
    """Never waits: `send` says when there is no room, `receive` gives None when there is nothing."""

    def __init__(self, end: socket.socket) -> None:
        end.setblocking(False)
        self._end = end

    def fileno(self) -> int:
        """-1 when it is closed."""
        return self._end.fileno()

    def peer(self) -> int:
        """The process at the other end (of a service: the one that listens). Raises ForeignPeer."""
        said = self._end.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
        pid, user, _ = struct.unpack("3i", said)
        if user != os.getuid():
            raise ForeignPeer(f"process {pid} of user {user}")
        return int(pid)

    def send(self, data: bytes, descriptors: Sequence[int] = ()) -> bool:
        """False when the other end does not read what it has been sent already. Raises ChannelGone."""
        beside = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", descriptors))] if descriptors else []
        try:
            self._end.sendmsg([data], beside, socket.MSG_NOSIGNAL)
        except BlockingIOError:
            return False
        except OSError as error:
            raise ChannelGone(error.strerror) from error
        return True

    def receive(self) -> tuple[bytes, list[int]] | None:
        """The next message and the descriptors that came with it, which are now the caller's. Raises ChannelGone."""
        try:
            data, beside, _, _ = self._end.recvmsg(LONGEST_MESSAGE, _ROOM, socket.MSG_CMSG_CLOEXEC)
        except BlockingIOError:
            return None
        except OSError as error:
            raise ChannelGone(error.strerror) from error
        descriptors = _descriptors(beside)
        if not data:
            close_all(descriptors)
            raise ChannelGone("closed")
        return data, descriptors

    def close(self) -> None:
        self._end.close()


def close_all(descriptors: Sequence[int]) -> None:
    for descriptor in descriptors:
        with contextlib.suppress(OSError):
            os.close(descriptor)


def _descriptors(beside: Sequence[tuple[int, int, bytes]]) -> list[int]:
    found = array.array("i")
    for level, kind, data in beside:
        if (level, kind) == (socket.SOL_SOCKET, socket.SCM_RIGHTS):
            found.frombytes(data[: len(data) - len(data) % _INT_BYTES])
    return list(found)
