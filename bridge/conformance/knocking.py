"""One attempt to come in: how the handshake with a socket of the source ends."""

from __future__ import annotations

import time
from typing import NamedTuple

import msgpack
import zmq

from bridge import handshake
from bridge.handshake import Seen
from bridge.source.keys import Keys, present
from bridge.source.limits import MAX_FRAME
from bridge.source.sockets import end_dead_links
from commandcenter.domain.text import QT_TRANSLATE_NOOP

Socket = zmq.Socket[bytes]
Context = zmq.Context[Socket]

OPEN = QT_TRANSLATE_NOOP("trouble", "the handshake succeeds")
REFUSED = QT_TRANSLATE_NOOP("trouble", "the handshake is refused with status 400")
OTHER_STATUS = QT_TRANSLATE_NOOP("trouble", "the handshake is refused with another status than 400")
MECHANISM = QT_TRANSLATE_NOOP("trouble", "the handshake fails: the other side speaks another mechanism")
BROKEN = QT_TRANSLATE_NOOP("trouble", "the handshake fails against the rules of CURVE")
HUNG_UP = QT_TRANSLATE_NOOP("trouble", "the other side hangs up in the handshake")
SILENT = QT_TRANSLATE_NOOP("trouble", "a connection, but no handshake")
NOBODY = QT_TRANSLATE_NOOP("trouble", "no connection")

NO_WAY_IN = QT_TRANSLATE_NOOP("trouble", "no handshake succeeds")
ANSWERLESS = QT_TRANSLATE_NOOP("trouble", "the handshake succeeds, and hello is not answered")

_ENDS = {
    Seen.OPEN: OPEN,
    Seen.REFUSED: REFUSED,
    Seen.OTHER_STATUS: OTHER_STATUS,
    Seen.OTHER_MECHANISM: MECHANISM,
    Seen.OTHER_KEY: BROKEN,
    Seen.BROKEN_RULES: BROKEN,
}
_HANGS_UP = (Seen.HUNG_UP, Seen.NO_ANSWER, Seen.SILENT)


class Curve(NamedTuple):
    """Proves `keys`, and expects the holder of the public key `server`."""

    keys: Keys
    server: str


class Plain(NamedTuple):
    """A name and a word in the clear."""

    name: str = "core"
    word: str = "core"


Proof = Curve | Plain | None
"""None: no mechanism at all."""


def open_socket(context: Context, kind: int, proof: Proof, routing_id: bytes = b"") -> tuple[Socket, Socket]:
    """A socket as a core sets it, not connected yet, and its monitor."""
    socket = context.socket(kind)
    for option, value in (
        (zmq.LINGER, 0),
        (zmq.MAXMSGSIZE, MAX_FRAME),
        (zmq.HANDSHAKE_IVL, 5000),
        (zmq.RECONNECT_IVL, 100),
    ):
        socket.setsockopt(option, value)
    end_dead_links(socket)
    if routing_id:
        socket.setsockopt(zmq.ROUTING_ID, routing_id)
    if kind == zmq.SUB:
        socket.subscribe(b"")
    if isinstance(proof, Curve):
        present(socket, proof.keys, proof.server)
    elif proof is not None:
        socket.plain_username, socket.plain_password = proof.name.encode(), proof.word.encode()
    return socket, handshake.watch(socket)


def close_socket(socket: Socket, monitor: Socket) -> None:
    handshake.unwatch(socket, monitor)
    socket.close(0)


def await_handshake(monitor: Socket, seconds: float) -> str:
    """How it went, one of the words above."""
    until = time.monotonic() + seconds
    outcome, hung_up = NOBODY, 0
    while (left := until - time.monotonic()) > 0 and monitor.poll(int(left * 1000) + 1):
        seen = handshake.hear(monitor)
        if seen in _ENDS:
            return _ENDS[seen]
        if seen is Seen.CONNECTED and outcome == NOBODY:
            outcome = SILENT
        if seen in _HANGS_UP:
            outcome, hung_up = HUNG_UP, hung_up + 1
            if hung_up > 1:
                return outcome
    return outcome


def disconnected(monitor: Socket, seconds: float) -> bool:
    """Whether an open connection ends within so long."""
    until = time.monotonic() + seconds
    while monitor.poll(max(0, int((until - time.monotonic()) * 1000))):
        if handshake.hear(monitor) is Seen.DISCONNECTED:
            return True
    return False


def pack_hello(core: str) -> bytes:
    packed: bytes = msgpack.packb({"t": "hello", "versions": [1], "core": core})
    return packed


def knock(context: Context, endpoint: str, kind: int, proof: Proof, seconds: float, says: bytes = b"") -> str:
    """How the handshake ends; when `says` is sent and answered, that."""
    socket, monitor = open_socket(context, kind, proof)
    try:
        socket.connect(endpoint)
        if says:
            socket.setsockopt(zmq.SNDTIMEO, 0)
            socket.send(says)
        outcome = await_handshake(monitor, seconds)
        if outcome == OPEN and says and not socket.poll(int(seconds * 1000)):
            return ANSWERLESS
        return outcome
    finally:
        close_socket(socket, monitor)
