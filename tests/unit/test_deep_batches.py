"""A batch with events that no decoder follows: all others are found, whatever they are made of."""

from __future__ import annotations

import msgpack
import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bridge.protocol import source as wire
from bridge.protocol.batches import read_from_source
from bridge.protocol.decoding import Undecodable
from tests.support.rough_source import batch, deep, map_of, packed

DECODE = msgspec.msgpack.Decoder(wire.FromSource).decode
DEEP = (
    deep(2_000),
    b"\x81\xa1k" * 2_000 + b"\xc0",
    b"\xdc\x00\x02\xc0" * 2_000 + b"\xc0",
    b"\x92\x00" * 5_000 + b"\x01",
)

scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**63), 2**64 - 1),
    st.floats(),
    st.text(max_size=300),
    st.binary(max_size=70_000),
    st.builds(msgpack.ExtType, st.integers(0, 127), st.binary(max_size=300)),
)
values = st.recursive(
    scalars,
    lambda inner: st.one_of(st.lists(inner, max_size=40), st.dictionaries(st.text(max_size=5), inner, max_size=40)),
    max_leaves=60,
)
events = st.lists(st.one_of(values.map(msgpack.packb), st.sampled_from(DEEP)), min_size=1, max_size=8)


@settings(max_examples=60, deadline=None)
@given(events)
def test_every_event_is_where_it_was_and_as_it_came(found: list[bytes]) -> None:
    message = read_from_source(DECODE, [packed(batch(7, *found))])
    assert isinstance(message, wire.Batch)
    assert (message.first, [bytes(raw) for raw in message.events]) == (7, found)


@settings(max_examples=60, deadline=None)
@given(events, st.data())
def test_a_batch_that_is_cut_off_or_has_something_behind_it_is_refused(found: list[bytes], data: st.DataObject) -> None:
    frame = packed(batch(1, *found, deep(2_000)))
    cut = data.draw(st.integers(0, len(frame) - 1))
    for wrong in (frame[:cut], frame + b"\xc0"):
        with pytest.raises(Undecodable):
            read_from_source(DECODE, [wrong])


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        (deep(100_000), "malformed"),
        (map_of(("t", "end"), ("epoch", "e"), ("last", deep(2_000))), "field"),
        (map_of(("t", "batch"), ("epoch", "e"), ("first", 1), ("head", 1), ("events", {"k": deep(2_000)})), "field"),
        (map_of(("t", "pong"), ("a", 1), ("b", 1), ("c", 1), ("events", b"\x91" + deep(2_000))), "field"),
        (map_of((deep(2_000), 1), ("t", "batch"), ("epoch", "e"), ("first", 1), ("events", b"\x91\xc0")), "field"),
    ],
)
def test_what_is_too_deep_elsewhere_is_refused_as_a_whole(frame: bytes, code: str) -> None:
    with pytest.raises(Undecodable) as refused:
        read_from_source(DECODE, [frame])
    assert refused.value.code == code
