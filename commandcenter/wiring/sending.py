"""Sends a seat's commands, and remembers which answer belongs to what."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from datetime import UTC, datetime

import msgspec

from bridge.protocol.seat import Authenticate, Command
from commandcenter.services.credentials import Claim

Send = Callable[[Command], None]
Prove = Callable[[Authenticate], None]
Sends = Callable[[str], bool]
Value = str | float | bool | tuple[str, ...] | tuple[Mapping[str, object], ...] | Mapping[str, object]


class Commands:
    """What the seat's person does, as commands to the core; every one of them ends in the journal.

    `sends` says of a command's name whether it is sent at all; None: everything is. `passes` takes those that are sent
    now or never.
    """

    def __init__(
        self, send: Send, prove: Prove | None = None, sends: Sends | None = None, passes: Send | None = None
    ) -> None:
        self._send = send
        self._prove = prove
        self._sends = sends
        self._passes = passes or send

    def prove(self, name: str, claim: Claim, /, **args: Value) -> str:
        """Sends command `name` with somebody's credentials; the answer comes soon, whether a core is there."""
        command = Authenticate(
            id=uuid.uuid4().hex,
            account=claim.account,
            password=claim.password,
            code=claim.code,
            secret=claim.secret,
            name=name,
            args=msgspec.Raw(msgspec.msgpack.encode(args)),
            done_at=datetime.now(UTC),
        )
        if self._prove is None:
            raise ValueError("this seat proves nothing")
        self._prove(command)
        return command.id

    def __call__(self, name: str, /, **args: Value) -> str:
        """Sends command `name`; returns its id, which the answer will carry, "" for one that was not sent."""
        if self._sends is not None and not self._sends(name):
            return ""
        command = _command(name, args)
        self._send(command)
        return command.id

    def pass_on(self, name: str, /, **args: Value) -> str:
        """As a call, but now or never: for the moves of a camera while a key is down, several a second."""
        if self._sends is not None and not self._sends(name):
            return ""
        command = _command(name, args)
        self._passes(command)
        return command.id


def _command(name: str, args: Mapping[str, Value]) -> Command:
    return Command(
        id=uuid.uuid4().hex,
        name=name,
        args=msgspec.Raw(msgspec.msgpack.encode(args)),
        done_at=datetime.now(UTC),
    )
