"""When a record is played, and which time it tells: that of then, or now."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import msgspec

from bridge.protocol.decoding import twice
from commandcenter.domain.errors import UNDECODABLE

Tell = Callable[[bytes], bytes]
"""An event or a sample with the time that it is to tell."""


def as_it_was(data: bytes) -> bytes:
    return data


class AsNow:
    """Moves all times so that `came`, when the recording began, is `begun`, when its playing did.

    What happened since then happens at `speed`, as it is played; what was older keeps its age. So nothing ever
    lies ahead of the clock. What cannot be read stays as it is.
    """

    def __init__(self, came: datetime, begun: datetime, speed: float) -> None:
        self._came = came
        self._begun = begun
        self._speed = speed

    def __call__(self, data: bytes) -> bytes:
        try:
            value = msgspec.msgpack.decode(data)
            at = _instant(value["at"])
            if at is None or twice(data):
                return data
            value["at"] = self._moved(at)
            return msgspec.msgpack.encode(value)
        except (*UNDECODABLE, KeyError, TypeError, IndexError):
            return data

    def _moved(self, at: datetime) -> datetime:
        since = at - self._came
        return self._begun + (since / self._speed if since > timedelta(0) else since)


def _instant(at: object) -> datetime | None:
    """None for what is no time."""
    try:
        found = at if isinstance(at, datetime) else msgspec.convert(at, datetime)
    except msgspec.ValidationError:
        return None
    return found.astimezone(UTC) if found.tzinfo is not None else None
