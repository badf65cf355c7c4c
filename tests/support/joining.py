"""What a seat gets when it joins, made up."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from bridge.protocol import seat as wire
from bridge.protocol.source import Sample
from commandcenter.domain.state import State


def joined(state: State, **samples: Iterable[Sample]) -> wire.Joined:
    """`samples` by source."""
    return wire.Joined(
        version=wire.VERSION,
        seat="desk-1",
        role=wire.Role.CONSOLE,
        person="wang",
        person_name="王敏",
        state=msgspec.Raw(msgspec.msgpack.encode(state)),
        samples={source: tuple(found) for source, found in samples.items()},
    )
