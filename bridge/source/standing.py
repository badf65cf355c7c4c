"""What stands after events: what is raised and not returned, and which devices there are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import NamedTuple

from .shape import Refusal
from .wire import pack_event, unpack_event

Wrong = tuple[str, str]
"""(type, subject): what is wrong."""


class Standing(NamedTuple):
    """Each raise packed, None for what is over; each device with its actions. The last word counts."""

    raised: dict[Wrong, bytes | None]
    devices: dict[str, tuple[str, ...]]

    def note(self, event: Mapping[str, object], body: bytes) -> None:
        """Of an event that has been checked, and is packed in `body`."""
        kind = event["kind"]
        if kind in ("raise", "return"):
            self.raised[str(event["type"]), str(event["subject"])] = body if kind == "raise" else None
        elif kind == "device":
            actions = event["actions"]
            self.devices[str(event["device"])] = tuple(map(str, actions)) if isinstance(actions, (list, tuple)) else ()


def pack_all(events: Iterable[Mapping[str, object]]) -> tuple[list[bytes], Standing]:
    """The events packed, and what stands after them. Raises Refusal."""
    bodies: list[bytes] = []
    standing = Standing({}, {})
    for event in events:
        body = pack_event(event)
        bodies.append(body)
        standing.note(event, body)
    return bodies, standing


def standing_of(bodies: Iterable[bytes]) -> Standing:
    """What stands after events that are packed already; those that cannot be read change nothing."""
    standing = Standing({}, {})
    for body in bodies:
        with suppress(Refusal):
            standing.note(unpack_event(body), body)
    return standing
