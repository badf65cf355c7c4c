"""Telemetry that is none, too much of it, or far too large: counted, said once, and it hides none that is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bridge.core import source_socket
from bridge.protocol import source as wire
from tests.support.bad_envelopes import MIB
from tests.support.rough_source import AT, RoughSource, deep, map_of, packed
from tests.support.sourced_core import SourcedCore
from tests.support.waiting import eventually


def test_a_sample_that_is_far_too_large_ends_no_telemetry_for_ever(
    core: SourcedCore, rough: RoughSource, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(source_socket, "REOPEN_SILENT_S", 1.0)
    rough.welcome(telemetry=rough.telemetry)
    eventually(lambda: published(core, rough, "before"), 10)
    rough.publish(b"k", bytes(MIB))
    eventually(lambda: published(core, rough, "after"), 10)


def published(core: SourcedCore, rough: RoughSource, key: str) -> bool:
    """Whether the core has heard it; meanwhile the link does not fall silent."""
    rough.say(wire.Ping())
    rough.publish(key.encode(), sample(key))
    return ("rough", key) in core.telemetry.newest


def sample(key: str = "k", **changes: object) -> bytes:
    return packed({"key": key, "type": "t", "at": datetime.now(UTC), "values": {"value": 1.0}, **changes})


@pytest.mark.expects_log("WARNING bridge.core.telemetry: telemetry of rough was refused")
def test_telemetry_that_is_none_is_counted_said_once_and_hides_none_that_is(
    core: SourcedCore, rough: RoughSource, caplog: pytest.LogCaptureFixture
) -> None:
    rough.welcome(telemetry=rough.telemetry)
    eventually(lambda: published(core, rough, "first"), 10)
    bad = [
        [b"k", map_of(("\x1b[2J\nforged", 1))],
        [sample()],
        [b"k", sample(), b""],
        [b"k"] * 10_000,
        [b"k", b""],
        [b"k", b"\xc1"],
        [b"k", sample(values={"value": float("nan")})],
        [b"k", sample(at="1999-01-01T00:00:00Z")],
        [b"k", sample(at=datetime.now(UTC) + timedelta(days=2))],
        [b"k", sample(name="x" * 513)],
        [b"k", sample(more=1)],
        [b"k", map_of(("key", "k"), ("key", "k"), ("type", "t"), ("at", AT))],
        [b"k", sample(name="x" * 65_536)],
        [b"k", deep(10_000)],
    ]
    for frames in bad:
        rough.publish(*frames)
    rough.publish(b"last", sample("last"))
    eventually(lambda: ("rough", "last") in core.telemetry.newest, 10)
    assert set(core.telemetry.newest) == {("rough", "first"), ("rough", "last")}
    assert core.health("rough").refused == len(bad)
    (told,) = [record.message for record in caplog.records if "was refused" in record.message]
    assert r"\x1b[2J\nforged" in told


def test_telemetry_of_ever_new_keys_is_dropped_and_counted_beyond_its_room(
    core: SourcedCore, rough: RoughSource
) -> None:
    rough.welcome(telemetry=rough.telemetry)
    eventually(lambda: published(core, rough, "k0"), 10)
    large = {f"v{number}": "x" * 512 for number in range(32)}
    for number in range(1000):
        rough.publish(b"", sample(f"k{number}", values=large))
    eventually(lambda: core.health("rough").dropped > 0, 10)
    held = [packed(value) for (source, _), value in list(core.telemetry.newest.items()) if source == "rough"]
    assert 9 * MIB < sum(map(len, held)) < 10.1 * MIB
