"""A seat's socket, as it must be set so that a seat notices a dead core, never piles up for it, and proves its key."""

from __future__ import annotations

import zmq

from bridge import handshake
from bridge.protocol import seat as wire
from bridge.source.keys import Keys, present
from bridge.source.sockets import end_dead_links

Socket = zmq.Socket[bytes]


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
    monitor = handshake.watch(socket)
    socket.connect(endpoint)
    return socket, monitor


def close(socket: Socket, monitor: Socket, linger: int) -> None:
    handshake.unwatch(socket, monitor)
    socket.close(linger=linger)


def receive(socket: Socket) -> list[bytes] | None:
    """The frames of the next message, or None when there is none."""
    try:
        return socket.recv_multipart(flags=zmq.NOBLOCK)
    except zmq.Again:
        return None
