"""What stands after events: what is raised and not returned, and which devices there are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from .wire import pack_event

Wrong = tuple[str, str]
"""(type, subject): what is wrong."""


class Standing(NamedTuple):
    """Each raise packed, None for what is over; each device with its actions. The last word counts."""

    raised: dict[Wrong, bytes | None]
    devices: dict[str, tuple[str, ...]]


def pack_all(events: Iterable[Mapping[str, object]]) -> tuple[list[bytes], Standing]:
    """The events packed, and what stands after them. Raises Refused."""
    bodies: list[bytes] = []
    raised: dict[Wrong, bytes | None] = {}
    devices: dict[str, tuple[str, ...]] = {}
    for event in events:
        body = pack_event(event)
        bodies.append(body)
        kind = event["kind"]
        if kind in ("raise", "return"):
            raised[str(event["type"]), str(event["subject"])] = body if kind == "raise" else None
        elif kind == "device":
            actions = event["actions"]
            devices[str(event["device"])] = tuple(map(str, actions)) if isinstance(actions, (list, tuple)) else ()
    return bodies, Standing(raised, devices)
