"""Anything at all, and any number of it: the core neither ends nor grows, and the others are served."""

from __future__ import annotations

import time
from pathlib import Path
from statistics import median

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bridge.core.source_reader import SourceReader
from bridge.protocol import source as wire
from bridge.protocol.seat import LinkState
from bridge.source.keys import new_keys
from tests.support.bad_envelopes import ENVELOPES, MAX_SEQ, MIB
from tests.support.core_process import core_process
from tests.support.good_source import good_source, keys_of, wrong
from tests.support.rough_source import RoughSource, alarm, batch, deep, list_of, packed
from tests.support.sourced_core import sourced_core

VALID = [
    packed(message)
    for message in (
        wire.Welcome(version=1, source="rough", epoch="e", first=1, head=3),
        batch(1, alarm("a", values={"v": 1.5}), alarm("b", place={"lon": 106.5, "lat": 29.5})),
        wire.End(epoch="e", last=3),
        wire.Pong(head=5),
        wire.DeviceResult(key="L1/speak", outcome="done", detail="x"),
        wire.Fault(code="hello", text="?"),
    )
]
MUTATED = st.builds(
    lambda valid, at, byte, cut: (valid[: at % len(valid)] + bytes([byte]) + valid[at % len(valid) + 1 :])[:cut],
    st.sampled_from(VALID),
    st.integers(0, 500),
    st.integers(0, 255),
    st.integers(1, 600),
)


@pytest.mark.expects_log(".*")
def test_no_bytes_whatever_stop_the_core(tmp_path: Path, rough: RoughSource) -> None:
    keys = new_keys("core")
    with (
        good_source(tmp_path / "good", "good", keys) as good,
        sourced_core(tmp_path, {"rough": rough.endpoint, "good": good.endpoint}, keys) as core,
    ):
        core.trust("rough", rough.keys)
        core.trust("good", keys_of(tmp_path / "good"))
        rough.welcome()

        @settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
        @given(st.lists(st.one_of(st.binary(max_size=200), MUTATED), min_size=1, max_size=8))
        def throw(messages: list[bytes]) -> None:
            if isinstance(rough.hear(0), wire.Hello):
                rough.say(rough.welcoming())
            rough.say(*messages)
            assert core.thread.is_alive()

        throw()
        core.until_taken("good", good.emit(wrong("P-1")))
        rough.faults()
        rough.welcome(epoch="new")
        rough.log(1, alarm("one"), epoch="new")
        core.until("rough", lambda health: health.state is LinkState.LIVE and health.lag == 0)


def hostile_words(rough: RoughSource) -> list[bytes]:
    # After what is dearer to read the core leaves the source alone for a while, and no flood would come of it.
    small = [data for data, _ in ENVELOPES.values() if len(data) < 100_000]
    small += [packed(rough.welcoming(epoch="x")), packed(wire.Ping()), packed(wire.Pong(head=MAX_SEQ))]
    small += [packed(wire.DeviceResult(key="k", outcome="done")), packed(wire.Fault(code="x", text="y" * 500))]
    return [*small, packed(batch(1, alarm("again"))), packed(batch(1, list_of([b"\xc0"] * 1000)))]


HALF = 20_000
ROUND = 1000
SLACK_MIB = 3.0


def test_of_40_000_hostile_messages_the_second_half_costs_no_memory_and_the_others_are_served(tmp_path: Path) -> None:
    """The source reads nothing of what it is answered."""
    with (
        core_process(tmp_path) as core,
        RoughSource("rough") as rough,
        good_source(tmp_path / "good", "good", core.keys) as good,
    ):
        core.know({"rough": (rough.endpoint, rough.keys), "good": (good.endpoint, keys_of(tmp_path / "good"))})
        core.start()
        rough.welcome()
        core.until("good", lambda health: health.state is LinkState.LIVE)

        hostile = hostile_words(rough)

        def peak(half: int) -> float:
            """The most memory, in MiB, that the core has at the end of one of the rounds."""
            most = 0.0
            for start in range(half * HALF, (half + 1) * HALF, ROUND):
                for number in range(start, start + ROUND):
                    rough.say(hostile[number % len(hostile)])
                core.until_taken("good", good.emit(wrong(f"P-{start}")))
                most = max(most, core.process.memory_info().rss / MIB)
            return most

        first, second = peak(0), peak(1)
        assert second - first < SLACK_MIB
        core.until("rough", lambda health: health.refused > HALF)
        assert len(core.lines("was refused")) == 1
        assert len(core.lines("source rough refused")) == 1


# Deeper than what is written in C follows: the core has to walk through it step by step.
DEAR = deep(3000)[:-1] + b"\xdd" + (1_000_000).to_bytes(4, "big") + b"\x90" * 1_000_000


def test_frames_that_are_dear_to_read_hold_up_nobody_else(tmp_path: Path, rough: RoughSource) -> None:
    """Three for each alarm of another source: most of these do not have to wait for a single one."""
    keys, frame = new_keys("core"), packed(batch(1, DEAR))
    began = time.thread_time()
    SourceReader().read([frame])
    dear = time.thread_time() - began
    with (
        good_source(tmp_path / "good", "good", keys) as good,
        sourced_core(tmp_path, {"rough": rough.endpoint, "good": good.endpoint}, keys) as core,
    ):
        core.trust("rough", rough.keys)
        core.trust("good", keys_of(tmp_path / "good"))
        rough.welcome()
        core.until_live("good")

        def took(number: int) -> float:
            rough.say(frame, frame, frame)
            return core.until_taken("good", good.emit(wrong(f"P-{number}")))

        assert median(took(number) for number in range(15)) < dear
        (aside,) = core.quarantined()
        assert aside.reason == f"size: {len(DEAR)} bytes, 65536 are allowed"
        assert core.health("rough").state is LinkState.LIVE
