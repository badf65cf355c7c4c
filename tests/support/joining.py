"""What a seat gets when it joins, made up."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from bridge.protocol.seat import Reading
from bridge.protocol.source import Sample
from bridge.seat.happenings import Snapshot
from commandcenter.domain.state import State


def joined(state: State, **samples: Iterable[Sample]) -> Snapshot:
    """`samples` by source. It has a state of its own."""
    return Snapshot(
        person="wang",
        person_name="王敏",
        state=msgspec.msgpack.decode(msgspec.msgpack.encode(state), type=State),
        readings=[Reading(source, sample) for source, found in samples.items() for sample in found],
    )
