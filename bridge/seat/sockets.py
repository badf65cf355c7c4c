"""A seat's socket, as it must be set so that a seat notices a dead core, never piles up for it, and proves its key."""

from __future__ import annotations

from enum import Enum

import zmq
from zmq.utils.monitor import recv_monitor_message

from bridge.protocol import seat as wire
from bridge.source.keys import Keys, present
from bridge.source.sockets import end_dead_links

Socket = zmq.Socket[bytes]

HANDSHAKES = (
    zmq.EVENT_HANDSHAKE_SUCCEEDED
    | zmq.EVENT_HANDSHAKE_FAILED_AUTH
    | zmq.EVENT_HANDSHAKE_FAILED_NO_DETAIL
    | zmq.EVENT_HANDSHAKE_FAILED_PROTOCOL
)


class Handshake(Enum):
    """How a try to come in has ended. After REFUSED and FOREIGN the socket tries no more."""

    DONE = "done"
    REFUSED = "refused"
    BROKEN = "broken"
    FOREIGN = "foreign"


def dealer(context: zmq.Context[Socket], endpoint: str, keys: Keys, core: str) -> tuple[Socket, Socket]:
    """The socket that speaks with the core, and its monitor; takes nothing while no core is there."""
    socket = context.socket(zmq.DEALER)
    socket.linger = 0
    present(socket, keys, core)
    socket.setsockopt(zmq.IMMEDIATE, 1)
    socket.setsockopt(zmq.MAXMSGSIZE, wire.MAX_MESSAGE)
    socket.setsockopt(zmq.RCVHWM, 1000)
    socket.setsockopt(zmq.RECONNECT_IVL, 100)
    socket.setsockopt(zmq.RECONNECT_IVL_MAX, 1000)
    end_dead_links(socket)
    monitor: Socket = socket.get_monitor_socket(HANDSHAKES)
    socket.connect(endpoint)
    return socket, monitor


def close(socket: Socket, monitor: Socket, linger: int) -> None:
    socket.disable_monitor()
    monitor.close(linger=0)
    socket.close(linger=linger)


def handshake(monitor: Socket) -> Handshake | None:
    """The next handshake's end, or None when there was none."""
    if not monitor.poll(0):
        return None
    event = int(recv_monitor_message(monitor)["event"])
    if event == zmq.EVENT_HANDSHAKE_SUCCEEDED:
        return Handshake.DONE
    if event == zmq.EVENT_HANDSHAKE_FAILED_AUTH:
        return Handshake.REFUSED
    return Handshake.FOREIGN if event == zmq.EVENT_HANDSHAKE_FAILED_PROTOCOL else Handshake.BROKEN


def receive(socket: Socket) -> list[bytes] | None:
    """The frames of the next message, or None when there is none."""
    try:
        return socket.recv_multipart(flags=zmq.NOBLOCK)
    except zmq.Again:
        return None
