"""One attempt to come in: how the handshake with a socket of the source ends."""

from __future__ import annotations

import time
from typing import NamedTuple

import msgpack
import zmq
from zmq.utils.monitor import recv_monitor_message

from bridge.core.handshake import MECHANISM_MISMATCH
from bridge.protocol.decoding import MAX_FRAME
from bridge.source.keys import Keys, present
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

_REFUSED = 400
_WATCHED = (
    zmq.EVENT_CONNECTED
    | zmq.EVENT_HANDSHAKE_SUCCEEDED
    | zmq.EVENT_HANDSHAKE_FAILED_AUTH
    | zmq.EVENT_HANDSHAKE_FAILED_PROTOCOL
    | zmq.EVENT_HANDSHAKE_FAILED_NO_DETAIL
    | zmq.EVENT_DISCONNECTED
)


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
    return socket, socket.get_monitor_socket(_WATCHED)


def close_socket(socket: Socket, monitor: Socket) -> None:
    socket.disable_monitor()
    monitor.close(0)
    socket.close(0)


def await_handshake(monitor: Socket, seconds: float) -> str:
    """How it went, one of the words above."""
    until = time.monotonic() + seconds
    outcome, hung_up = NOBODY, 0
    while (left := until - time.monotonic()) > 0 and monitor.poll(int(left * 1000) + 1):
        told = recv_monitor_message(monitor)
        event, value = int(told["event"]), int(told["value"])
        if event == zmq.EVENT_HANDSHAKE_SUCCEEDED:
            return OPEN
        if event == zmq.EVENT_HANDSHAKE_FAILED_AUTH:
            return REFUSED if value == _REFUSED else OTHER_STATUS
        if event == zmq.EVENT_HANDSHAKE_FAILED_PROTOCOL:
            return MECHANISM if value == MECHANISM_MISMATCH else BROKEN
        if event == zmq.EVENT_CONNECTED and outcome == NOBODY:
            outcome = SILENT
        if event == zmq.EVENT_HANDSHAKE_FAILED_NO_DETAIL:
            outcome, hung_up = HUNG_UP, hung_up + 1
            if hung_up > 1:
                return outcome
    return outcome


def disconnected(monitor: Socket, seconds: float) -> bool:
    """Whether an open connection ends within so long."""
    until = time.monotonic() + seconds
    while (left := until - time.monotonic()) > 0 and monitor.poll(int(left * 1000) + 1):
        if recv_monitor_message(monitor)["event"] == zmq.EVENT_DISCONNECTED:
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
