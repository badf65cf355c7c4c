"""A source's two sockets: bound, guarded by its keys, and limited in what they hold."""

from __future__ import annotations

from pathlib import Path

import zmq

from .keys import Keys, guard
from .limits import MAX_FRAME

# A core that reads nothing holds so many messages, of at most about 320 KiB; the rest waits in the outbox.
ROUTER_QUEUE = 32
# A burst of all samples of a large fleet must fit.
PUB_QUEUE = 20_000
# What a core may send while it is not listened to.
RECEIVE_QUEUE = 100


class EndpointTrouble(Exception):
    """An endpoint cannot be bound; the text says which, and why."""


def bind(context: zmq.Context[zmq.Socket[bytes]], kind: int, endpoint: str, keys: Keys) -> zmq.Socket[bytes]:
    """A ROUTER or XPUB that lets in whom the context's Doorkeeper knows. Raises EndpointTrouble."""
    socket = context.socket(kind)
    socket.linger = 0
    socket.maxmsgsize = MAX_FRAME
    socket.setsockopt(zmq.RCVHWM, RECEIVE_QUEUE)
    end_dead_links(socket)
    socket.setsockopt(zmq.SNDHWM, ROUTER_QUEUE if kind == zmq.ROUTER else PUB_QUEUE)
    if kind == zmq.ROUTER:
        socket.setsockopt(zmq.ROUTER_MANDATORY, 1)
    else:
        # Tells of every subscriber, not of the first alone.
        socket.setsockopt(zmq.XPUB_VERBOSE, 1)
    guard(socket, keys)
    try:
        socket.bind(endpoint)
    except zmq.ZMQError as error:
        socket.close(0)
        raise EndpointTrouble(f"{endpoint} cannot be bound: {error}; choose an endpoint that is free") from error
    return socket


def end_dead_links(socket: zmq.Socket[bytes]) -> None:
    """Before bind or connect: TCP itself ends a connection whose other machine has gone without a word.

    Not ZeroMQ's heartbeats: libzmq (4.3.5) aborts the whole process when one is due on a connection that broke while
    the receive limit held its input back.
    """
    socket.setsockopt(zmq.TCP_KEEPALIVE, 1)
    socket.setsockopt(zmq.TCP_KEEPALIVE_IDLE, 5)
    socket.setsockopt(zmq.TCP_KEEPALIVE_INTVL, 2)
    socket.setsockopt(zmq.TCP_KEEPALIVE_CNT, 3)
    socket.setsockopt(zmq.TCP_MAXRT, 10_000)


def bound(socket: zmq.Socket[bytes]) -> str:
    """Where it listens: the port in the place of a "*"."""
    return socket.getsockopt_string(zmq.LAST_ENDPOINT)


def is_left(endpoint: str) -> bool:
    """Whether a socket that was closed has left its endpoint; a file that is still there it would take away later."""
    path = endpoint.removeprefix("ipc://")
    return path == endpoint or path.startswith("@") or not Path(path).exists()


def receive(router: zmq.Socket[bytes]) -> tuple[bytes, str, list[bytes]]:
    """The link, the public key that it proved, and the frames, of which no more than two are kept.

    Raises zmq.Again when nothing is there.
    """
    link = router.recv(zmq.DONTWAIT)
    key = ""
    frames: list[bytes] = []
    more = bool(router.getsockopt(zmq.RCVMORE))
    while more:
        frame = router.recv(zmq.DONTWAIT, copy=False)
        if len(frames) < 2:
            key = str(frame.get("User-Id"))
            frames.append(frame.bytes)
        more = frame.more
    return link, key, frames
