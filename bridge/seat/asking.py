"""Asks a running core one thing, for tools on its machine that are not a seat."""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import zmq

from bridge.protocol import seat as wire
from bridge.protocol.decoding import UNDECODABLE
from bridge.seat import sockets
from bridge.seat.core_key import read_core_key
from bridge.source.keys import KeyTrouble, read_keys

PATIENCE_S = 3.0


class CoreAway(Exception):
    """No core answers; the text says why."""


class _Running(msgspec.Struct):
    endpoint: str


def ask_status(running: Path, keys: Path) -> wire.Status:
    """The status of the core that has left its address in the file `running`, its keys in the folder `keys`.

    Raises CoreAway.
    """
    answer = _ask(running, keys, wire.AskStatus())
    if not isinstance(answer, wire.Status):
        raise CoreAway(f"the core answered {answer}")
    return answer


def command(running: Path, keys: Path, name: str, args: Mapping[str, object]) -> wire.Answer:
    """What the core answers to the command `name`, given by this machine's tools. Raises CoreAway."""
    raw = msgspec.Raw(msgspec.msgpack.encode(args))
    message = wire.Command(id=uuid.uuid4().hex, name=name, args=raw, done_at=datetime.now(UTC))
    answer = _ask(running, keys, message)
    if not isinstance(answer, wire.Answer):
        raise CoreAway(f"the core answered {answer}")
    return answer


def _ask(running: Path, keys: Path, message: wire.ToCore) -> wire.ToSeat:
    try:
        address = msgspec.json.decode(running.read_bytes(), type=_Running)
        own = read_keys(keys / "tools" / "tool.json")
    except (OSError, msgspec.DecodeError) as error:
        raise CoreAway(f"{running}: {error}") from error
    except KeyTrouble as error:
        raise CoreAway(str(error)) from error
    core = read_core_key(keys / "core.public")
    if not core:
        raise CoreAway(f"{keys / 'core.public'}: no key of a core")
    context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
    try:
        socket, monitor = sockets.dealer(context, address.endpoint, own, core)
        socket.setsockopt(zmq.SNDTIMEO, 1000)
        try:
            return _answer(socket, monitor, message, address.endpoint)
        finally:
            sockets.close(socket, monitor, linger=0)
    finally:
        context.term()


def _answer(socket: zmq.Socket[bytes], monitor: zmq.Socket[bytes], message: wire.ToCore, endpoint: str) -> wire.ToSeat:
    for ready in _ready(socket, monitor):
        if ready is monitor:
            ended = sockets.handshake(monitor)
            if ended is sockets.Handshake.DONE:
                socket.send(msgspec.msgpack.encode(message))
            elif ended is sockets.Handshake.REFUSED:
                raise CoreAway(f"{endpoint}: the core does not trust this machine's tools")
        else:
            try:
                answer: wire.ToSeat = msgspec.msgpack.decode(socket.recv(), type=wire.ToSeat)
            except UNDECODABLE as error:
                raise CoreAway(f"{endpoint}: answered what cannot be read: {error}") from error
            return answer
    raise CoreAway(f"{endpoint}: no answer within {PATIENCE_S:.0f} s")


def _ready(socket: zmq.Socket[bytes], monitor: zmq.Socket[bytes]) -> Iterator[zmq.Socket[bytes]]:
    """Each time that one of both has something, until patience ends."""
    poller = zmq.Poller()
    for each in (socket, monitor):
        poller.register(each, zmq.POLLIN)
    until = time.monotonic() + PATIENCE_S
    while (left := until - time.monotonic()) > 0:
        yield from dict(poller.poll(max(1, int(left * 1000))))
