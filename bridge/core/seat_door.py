"""The door of the seats' socket: who may come in, who was refused, and the cutting of a link that may no longer be."""

from __future__ import annotations

import logging
import os
import socket
import stat
from collections.abc import Callable
from typing import NamedTuple

import zmq
from zmq.utils.monitor import recv_monitor_message

from bridge.core.refusals import Refusals
from bridge.protocol.seat import Role
from bridge.source.doorkeeper import Doorkeeper
from commandcenter.domain.keys import Key, KeyKind

log = logging.getLogger(__name__)

UNKNOWN, REVOKED, NO_KEY = "unknown key", "revoked key", "no key"
NO_DOORKEEPER, WRONG_CORE = "no doorkeeper", "key of another core"

KEPT = 100

MISMATCH, CRYPTOGRAPHIC = 0x11000002, 0x11000001
# What the socket itself says when nobody answers its questions: EAGAIN, EFAULT.
UNANSWERED = frozenset({11, 14})

Trusted = Callable[[str], Key | None]


def role_of(key: Key | None) -> Role | None:
    """What a key's holder is among the seats; None for who is none of them, or is not trusted."""
    if key is None or not key.trusted or key.kind is KeyKind.SOURCE:
        return None
    return Role(key.kind.value)


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
        events = zmq.EVENT_HANDSHAKE_FAILED_NO_DETAIL | zmq.EVENT_HANDSHAKE_FAILED_PROTOCOL
        self.monitor: zmq.Socket[bytes] = guarded.get_monitor_socket(events)
        return self.monitor

    def look(self) -> None:
        """Takes in what the socket has seen: those who never got as far as the doorkeeper."""
        while self.monitor.poll(0):
            seen = recv_monitor_message(self.monitor)
            self.refusals.note("", _reason(int(seen["event"]), int(seen["value"])))

    def unwatch(self) -> None:
        """Before the guarded socket is closed."""
        if self._socket is not None:
            self._socket.disable_monitor()
            self.monitor.close(linger=0)

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


def _reason(event: int, value: int) -> str:
    if event == zmq.EVENT_HANDSHAKE_FAILED_PROTOCOL and value == CRYPTOGRAPHIC:
        return WRONG_CORE
    if event == zmq.EVENT_HANDSHAKE_FAILED_NO_DETAIL and value in UNANSWERED:
        return NO_DOORKEEPER
    # A mismatch of mechanisms, or the peer broke off because of it, or it said nothing: it has shown no key.
    return NO_KEY


class Line(NamedTuple):
    """The connection that a message came over: a descriptor of libzmq's, and which socket that was then."""

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
