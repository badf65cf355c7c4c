"""Sends a seat's commands, and remembers which answer belongs to what."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import UTC, datetime

import msgspec

from bridge.protocol.seat import Command

Send = Callable[[Command], None]


class Commands:
    """What the seat's person does, as commands to the core; every one of them ends in the journal."""

    def __init__(self, send: Send) -> None:
        self._send = send

    def __call__(self, name: str, **args: str | float | bool) -> str:
        """Sends command `name`; returns its id, which the answer will carry."""
        command = Command(
            id=uuid.uuid4().hex,
            name=name,
            args=msgspec.Raw(msgspec.msgpack.encode(args)),
            done_at=datetime.now(UTC),
        )
        self._send(command)
        return command.id
