"""Asks a running core one question, for tools that are not a seat."""

from __future__ import annotations

from pathlib import Path

import msgspec
import zmq

from bridge.protocol import seat as wire

PATIENCE_MS = 3000


class CoreAway(Exception):
    """No core answers; the text says why."""


class _Running(msgspec.Struct):
    commands: str


def ask_status(running: Path) -> wire.Status:
    """The status of the core that has left its address in the file `running`. Raises CoreAway."""
    try:
        address = msgspec.json.decode(running.read_bytes(), type=_Running)
    except (OSError, msgspec.DecodeError) as error:
        raise CoreAway(f"{running}: {error}") from error
    context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
    socket = context.socket(zmq.DEALER)
    try:
        socket.linger = 0
        socket.connect(address.commands)
        socket.send(msgspec.msgpack.encode(wire.AskStatus()))
        if not socket.poll(PATIENCE_MS):
            raise CoreAway(f"{address.commands}: no answer within {PATIENCE_MS / 1000:.0f} s")
        answer = msgspec.msgpack.decode(socket.recv(), type=wire.ToSeat)
    finally:
        socket.close()
        context.term()
    if not isinstance(answer, wire.Status):
        raise CoreAway(f"{address.commands}: answered {answer}")
    return answer
