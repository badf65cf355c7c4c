"""The two sockets of a seat, as they must be set so that a seat notices a dead core and never piles up for it."""

from __future__ import annotations

import zmq

from bridge.protocol import seat as wire


def subscriber(context: zmq.Context[zmq.Socket[bytes]], endpoint: str) -> zmq.Socket[bytes]:
    """Hears what the core publishes."""
    socket = _configured(context, zmq.SUB)
    for topic in (wire.ENTRIES, wire.TELEMETRY, wire.BEAT):
        socket.setsockopt(zmq.SUBSCRIBE, topic)
    socket.connect(endpoint)
    return socket


def dealer(context: zmq.Context[zmq.Socket[bytes]], endpoint: str) -> zmq.Socket[bytes]:
    """Speaks with the core; takes nothing while no core is there."""
    socket = _configured(context, zmq.DEALER)
    socket.setsockopt(zmq.IMMEDIATE, 1)
    socket.connect(endpoint)
    return socket


def receive(socket: zmq.Socket[bytes]) -> list[bytes] | None:
    """The frames of the next message, or None when there is none."""
    try:
        return socket.recv_multipart(flags=zmq.NOBLOCK)
    except zmq.Again:
        return None


def _configured(context: zmq.Context[zmq.Socket[bytes]], kind: int) -> zmq.Socket[bytes]:
    socket = context.socket(kind)
    socket.linger = 0
    socket.setsockopt(zmq.MAXMSGSIZE, wire.MAX_MESSAGE)
    socket.setsockopt(zmq.RCVHWM, 10_000)
    socket.setsockopt(zmq.RECONNECT_IVL, 100)
    socket.setsockopt(zmq.RECONNECT_IVL_MAX, 1000)
    socket.setsockopt(zmq.HEARTBEAT_IVL, 1000)
    socket.setsockopt(zmq.HEARTBEAT_TIMEOUT, 3000)
    return socket
