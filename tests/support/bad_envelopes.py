"""Messages of a source that are none, and the fault that each must get."""

from __future__ import annotations

from tests.support.rough_source import batch, deep, map_of, packed

MAX_SEQ = 2**63 - 1
MIB = 1 << 20
BEYOND = {"t": "batch", "epoch": "e", "first": MAX_SEQ, "head": MAX_SEQ, "events": [{}, {}]}

ENVELOPES = {
    "no frame's worth": (b"", "malformed"),
    "never used": (b"\xc1", "malformed"),
    "two values": (packed({"t": "ping"}) * 2, "malformed"),
    "half a value": (packed({"t": "pong", "head": 1})[:-1], "malformed"),
    "4 billion keys": (b"\xdf\xff\xff\xff\xff", "malformed"),
    "4 GB of text": (b"\x81\xa1t\xdb\xff\xff\xff\xff", "malformed"),
    "4 GB of bytes": (b"\x81\xa1t\xc6\xff\xff\xff\xff", "unknown"),
    "4 billion events": (packed(batch(1, b"\x90"))[:-2] + b"\xdd\xff\xff\xff\xff", "field"),
    "100,000 lists deep": (deep(100_000), "malformed"),
    "a list of events that ends within a deep one": (packed(batch(1, deep(100_000)))[:-1], "malformed"),
    "an epoch 100,000 lists deep": (map_of(("t", "end"), ("epoch", deep(100_000)), ("last", 1)), "field"),
    "a tag twice": (map_of(("t", "ping"), ("t", "ping")), "malformed"),
    "head twice": (map_of(("t", "pong"), ("head", 1), ("head", 2)), "malformed"),
    "key twice in a result": (map_of(("t", "result"), ("key", "k"), ("outcome", "done"), ("key", "l")), "malformed"),
    "twice within before": (
        map_of(
            ("t", "welcome"),
            *(("version", 1), ("source", "rough"), ("epoch", "e"), ("first", 1), ("head", 0)),
            ("before", map_of(("epoch", "a"), ("last", 1), ("last", 2))),
        ),
        "malformed",
    ),
    "twice around a batch": (
        map_of(("t", "batch"), ("epoch", "e"), ("first", 1), ("head", 1), ("events", b"\x91\x90"), ("first", 1)),
        "malformed",
    ),
    "text that is none": (map_of(("t", "end"), ("epoch", b"\xa1\xff"), ("last", 1)), "malformed"),
    "NaN for a number": (map_of(("t", "pong"), ("head", b"\xcb\x7f\xf8" + bytes(6))), "field"),
    "a float for a number": (map_of(("t", "pong"), ("head", 1.0)), "field"),
    "above 2^63": (packed({"t": "pong", "head": 2**63}), "field"),
    "below 0": (packed({"t": "pong", "head": -1}), "field"),
    "an event beyond 2^63": (packed(BEYOND), "field"),
    "no events": (packed({"t": "batch", "epoch": "e", "first": 1, "head": 1, "events": []}), "field"),
    "1001 events": (packed({"t": "batch", "epoch": "e", "first": 1, "head": 1, "events": [0] * 1001}), "field"),
    "an epoch of 129": (packed({"t": "end", "epoch": "e" * 129, "last": 1}), "field"),
    "what a core says": (packed({"t": "hello", "versions": [1], "core": "rough"}), "unknown"),
    "1 MiB and a byte": (packed({"t": "fault", "code": "x", "text": "x" * MIB})[: MIB + 1], "size"),
    "4 MiB less a few": (bytes(4 * MIB - 100), "size"),
}
