"""How handshakes with a socket end: what ZeroMQ's monitor tells, in words."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from enum import Enum

import zmq
from zmq.utils.monitor import recv_monitor_message

Socket = zmq.Socket[bytes]

WATCHED = (
    zmq.EVENT_CONNECTED
    | zmq.EVENT_HANDSHAKE_SUCCEEDED
    | zmq.EVENT_HANDSHAKE_FAILED_AUTH
    | zmq.EVENT_HANDSHAKE_FAILED_PROTOCOL
    | zmq.EVENT_HANDSHAKE_FAILED_NO_DETAIL
    | zmq.EVENT_DISCONNECTED
)
REFUSED_STATUS = 400


class Seen(Enum):
    """What a monitor tells. REFUSED and OTHER_STATUS are the answer of the other side's doorkeeper."""

    CONNECTED = "connected"
    OPEN = "open"
    REFUSED = "refused"
    OTHER_STATUS = "refused with another status"
    OTHER_MECHANISM = "another mechanism"
    OTHER_KEY = "sealed for another key"
    BROKEN_RULES = "against the rules"
    SILENT = "nothing was said in time"
    NO_ANSWER = "no answer of the doorkeeper"
    HUNG_UP = "hung up"
    DISCONNECTED = "disconnected"


def watch(socket: Socket) -> Socket:
    """Before connect or bind: the socket that tells of handshakes."""
    return socket.get_monitor_socket(WATCHED)


def unwatch(socket: Socket, monitor: Socket) -> None:
    """Before the watched socket is closed."""
    socket.disable_monitor()
    monitor.close(linger=0)


def seen(monitor: Socket) -> Iterator[Seen]:
    """All that has been told and not yet read."""
    while monitor.poll(0):
        yield hear(monitor)


def hear(monitor: Socket) -> Seen:
    """The next that is told; waits for it."""
    told = recv_monitor_message(monitor)
    return read(int(told["event"]), int(told["value"]))


def read(event: int, value: int) -> Seen:
    """The word for what a monitor tells."""
    match event:
        case zmq.EVENT_CONNECTED:
            return Seen.CONNECTED
        case zmq.EVENT_HANDSHAKE_SUCCEEDED:
            return Seen.OPEN
        case zmq.EVENT_HANDSHAKE_FAILED_AUTH:
            return Seen.REFUSED if value == REFUSED_STATUS else Seen.OTHER_STATUS
        case zmq.EVENT_HANDSHAKE_FAILED_PROTOCOL:
            return _broken(value)
        case zmq.EVENT_HANDSHAKE_FAILED_NO_DETAIL:
            return _unexplained(value)
    return Seen.DISCONNECTED


def _broken(value: int) -> Seen:
    if value == zmq.PROTOCOL_ERROR_ZMTP_MECHANISM_MISMATCH:
        return Seen.OTHER_MECHANISM
    return Seen.OTHER_KEY if value == zmq.PROTOCOL_ERROR_ZMTP_CRYPTOGRAPHIC else Seen.BROKEN_RULES


def _unexplained(value: int) -> Seen:
    if value in (errno.EAGAIN, errno.ETIMEDOUT):
        return Seen.SILENT
    return Seen.NO_ANSWER if value == errno.EFAULT else Seen.HUNG_UP
