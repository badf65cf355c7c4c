"""A source that says again what was recorded: the kit, with the recorded bytes in the place of a backend service."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from typing import Self

import msgpack

from bridge.source import Outcome, Source, SourceError, refused
from bridge.source.database import OutboxError
from bridge.source.shape import Refused
from bridge.source.standing import Standing, pack_all
from bridge.source.wire import pack_event

REPLAY = "replay"


class PlayedSource(Source):
    """Says what it is given byte for byte, also what the kit would refuse: the centre shall meet it as it was.

    Whatever a core commands is refused: nothing real moves.
    """

    @property
    def linked(self) -> bool:
        """Whether a core listens: it has asked for events."""
        return any(link.after is not None for link in list(self._running().server.desk.links.values()))

    @property
    def waiting(self) -> int:
        """How many events a core still lacks."""
        return self._running().outbox.waiting

    def start(self) -> Self:
        self.on_command(_refuse)
        super().start()
        return self

    def play(self, bodies: Sequence[bytes]) -> None:
        """Logs events as they are. Raises SourceError."""
        run = self._running()
        try:
            run.outbox.append(bodies, _standing(bodies))
        except OutboxError as error:
            raise SourceError(str(error)) from error
        run.server.wake()

    def play_sample(self, key: str, body: bytes) -> None:
        self._running().server.post(key, body)

    def clear(self, at: datetime) -> None:
        """Nothing is wrong any more: what an earlier replay has raised is over. Raises SourceError."""
        run = self._running()
        if not run.outbox.head:
            return
        begin, end = (pack_event({"kind": "refresh", "at": at, "phase": phase}) for phase in ("begin", "end"))
        try:
            run.outbox.log_refresh(begin, {}, end)
        except OutboxError as error:
            raise SourceError(str(error)) from error
        run.server.wake()


def _refuse(device: str, action: str, args: object) -> Outcome:
    return refused(REPLAY)


def _standing(bodies: Sequence[bytes]) -> Standing:
    """What stands after those that the kit can read."""
    raised: dict[tuple[str, str], bytes | None] = {}
    devices: dict[str, tuple[str, ...]] = {}
    for body in bodies:
        with suppress(Refused, ValueError, TypeError, msgpack.UnpackException):
            _, standing = pack_all([msgpack.unpackb(body, timestamp=3)])
            raised |= standing.raised
            devices |= standing.devices
    return Standing(raised, devices)
