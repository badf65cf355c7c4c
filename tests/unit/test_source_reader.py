"""What a source may make the core build in memory when its batch is read."""

from __future__ import annotations

import tracemalloc

import pytest

from bridge.core.source_reader import SourceReader
from bridge.protocol import source as wire
from tests.support.rough_source import AT, alarm, batch, deep, map_of, packed

MIB = 1 << 20


def many(count: int) -> bytes:
    """As many empty lists in a list."""
    return b"\xdd" + count.to_bytes(4, "big") + b"\x90" * count


@pytest.mark.parametrize(
    "events",
    [
        [many(1_000_000)],
        [deep(3000), many(1_000_000)],
        [many(60_000)] * 16,
        [deep(3000), *[many(60_000)] * 16],
        [map_of(("kind", "note"), ("x", many(60_000)))] * 16,
    ],
    ids=["large", "large and deep", "many", "many and deep", "maps"],
)
def test_a_frame_of_1_mib_makes_no_more_of_memory_than_a_few_of_its_size(events: list[bytes]) -> None:
    """A million objects are 56 MiB, and a second of the core's thread."""
    frame, reader = packed(batch(1, *events)), SourceReader()
    tracemalloc.start()
    try:
        message, wrong = reader.read([frame])
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert isinstance(message, wire.Batch)
    assert ([bytes(raw) for raw in message.events], wrong) == (events, {})
    assert peak < 8 * MIB


def test_a_key_that_stands_twice_is_found_in_a_batch_of_any_size_and_beside_whatever_else() -> None:
    pairs = (("kind", "note"), ("at", AT), ("type", "t"), ("subject", "s"), ("subject", "s"))
    sound, doubled = packed(alarm("a")), map_of(*pairs)
    found = []
    for others in ([sound], [many(60_000)] * 5, [many(100_000)], [deep(3000), many(60_000)]):
        found.append(SourceReader().read([packed(batch(1, doubled, sound, *others, doubled))]).wrong)
    assert found == [{1: WHY, 4: WHY}, {1: WHY, 8: WHY}, {1: WHY, 4: WHY}, {1: WHY, 5: WHY}]


WHY = "malformed: a key stands twice"
