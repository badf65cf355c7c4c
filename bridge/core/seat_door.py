"""The door of the seats' socket: who may come in, who was refused, and the cutting of a link that may no longer be."""

from __future__ import annotations

import logging
import os
import socket
import stat
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import NamedTuple

import zmq

from bridge import handshake
from bridge.core.refusals import Refusals
from bridge.handshake import Seen
from bridge.protocol.seat import SeatKind
from bridge.source.doorkeeper import Doorkeeper
from commandcenter.domain.keys import Key, KeyKind

log = logging.getLogger(__name__)

UNKNOWN, REVOKED, NO_KEY = "unknown key", "revoked key", "no key"
NO_DOORKEEPER, WRONG_CORE = "no doorkeeper", "key of another core"

KEPT = 100

# What the socket has seen of those who never got as far as the doorkeeper. Who breaks off has shown no key either.
WHY: Mapping[Seen, str] = MappingProxyType(
    {
        Seen.OTHER_KEY: WRONG_CORE,
        Seen.OTHER_MECHANISM: NO_KEY,
        Seen.BROKEN_RULES: NO_KEY,
        Seen.HUNG_UP: NO_KEY,
        Seen.NO_ANSWER: NO_DOORKEEPER,
        Seen.SILENT: NO_DOORKEEPER,
    }
)

Trusted = Callable[[str], Key | None]


def role_of(key: Key | None) -> SeatKind | None:
    """What a key's holder is among the seats; None for who is none of them, or is not trusted."""
    if key is None or not key.trusted or key.kind is KeyKind.SOURCE:
        return None
    return SeatKind(key.kind.value)


class SeatDoor:
    """Made before the socket is bound, closed after it; then the `monitor` has what the socket alone has seen."""

    def __init__(self, context: zmq.Context[zmq.Socket[bytes]], trusted: Trusted) -> None:
        self.refusals = Refusals()
        self._trusted = trusted
        self._context = context
        self._doorkeeper = Doorkeeper(context, self._allowed, self._on_unknown)
        self._socket: zmq.Socket[bytes] | None = None

    @property
    def alive(self) -> bool:
        """Without its doorkeeper the door lets nobody in."""
        return self._doorkeeper.alive

    def mend(self) -> None:
        """Puts a new doorkeeper in the place of one that has died; in between nobody came in."""
        if not self.alive:
            log.error("the doorkeeper of the seats has died; there is a new one")
            self._doorkeeper.stop()
            self._doorkeeper = Doorkeeper(self._context, self._allowed, self._on_unknown)

    def watch(self, guarded: zmq.Socket[bytes]) -> zmq.Socket[bytes]:
        """Before bind; returns the monitor: when it has something, `look` is to be called soon."""
        self._socket = guarded
        self.monitor = handshake.watch(guarded)
        return self.monitor

    def look(self) -> None:
        """Takes in what the socket has seen."""
        for seen in handshake.seen(self.monitor):
            if seen in WHY:
                self.refusals.note("", WHY[seen])

    def unwatch(self) -> None:
        """Before the guarded socket is closed."""
        if self._socket is not None:
            handshake.unwatch(self._socket, self.monitor)

    def close(self) -> None:
        self._doorkeeper.stop()

    def why(self, public: str) -> str:
        """The word for a key that may not come in."""
        key = self._trusted(public)
        return UNKNOWN if key is None or key.trusted else REVOKED

    def _allowed(self, public: str) -> bool:
        return role_of(self._trusted(public)) is not None

    def _on_unknown(self, public: str) -> None:
        self.refusals.note(public, self.why(public))


class Line(NamedTuple):
    """The connection that a message came over: a descriptor of libzmq's, and which socket that was when it was read.

    If the connection ended just before, another may have its descriptor by then; cut in its place, that one comes
    back by itself.
    """

    descriptor: int
    inode: int

    @classmethod
    def of(cls, frame: zmq.Frame) -> Line | None:
        try:
            descriptor = int(frame.get(zmq.SRCFD))
            return cls(descriptor, os.fstat(descriptor).st_ino)
        except (zmq.ZMQError, OSError, ValueError):
            return None

    def cut(self) -> None:
        """Ends the connection, if it is still the one it was: a ROUTER has no call for that."""
        try:
            copy = os.dup(self.descriptor)
        except OSError:
            return
        try:
            found = os.fstat(copy)
            if stat.S_ISSOCK(found.st_mode) and found.st_ino == self.inode:
                with socket.socket(fileno=copy) as connection:
                    copy = -1
                    connection.shutdown(socket.SHUT_RDWR)
        except OSError:
            return
        finally:
            if copy >= 0:
                os.close(copy)
