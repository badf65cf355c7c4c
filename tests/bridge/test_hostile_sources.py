"""A source with the right key and the worst intentions: a named refusal, a count, one line in the log, nothing else."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bridge.core import source_socket
from bridge.protocol import source as wire
from bridge.protocol.decoding import twice
from bridge.protocol.seat import LinkState
from bridge.source.keys import new_keys
from commandcenter.domain.journal import AlarmRaised, SourceGap
from tests.support.core_process import core_process
from tests.support.good_source import good_source, keys_of, wrong
from tests.support.rough_source import AT, RoughSource, alarm, batch, deep, list_of, map_of, packed
from tests.support.sourced_core import SourcedCore, sourced_core
from tests.support.waiting import eventually

SENT_WRONG = "WARNING bridge.core.source_link: source rough sent something that was refused"
MAX_SEQ = 2**63 - 1
MIB = 1 << 20


@pytest.fixture
def rough() -> Iterator[RoughSource]:
    with RoughSource("rough") as source:
        yield source


@pytest.fixture
def core(tmp_path: Path, rough: RoughSource) -> Iterator[SourcedCore]:
    """Has called the rough source, and waits for its welcome."""
    with sourced_core(tmp_path, {"rough": rough.endpoint}) as running:
        running.trust("rough", rough.keys)
        yield running


def subjects(core: SourcedCore) -> list[str]:
    changes = [entry.change for entry in core.entries() if entry.actor == "rough"]
    return [change.alarm.subject for change in changes if isinstance(change, AlarmRaised)]


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
    "an event 100,000 lists deep": (packed(batch(1, deep(100_000))), "malformed"),
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
    "an event beyond 2^63": (packed(batch(MAX_SEQ, b"\x90", b"\x90")), "field"),
    "no events": (packed({"t": "batch", "epoch": "e", "first": 1, "head": 1, "events": []}), "field"),
    "1001 events": (packed({"t": "batch", "epoch": "e", "first": 1, "head": 1, "events": [0] * 1001}), "field"),
    "an epoch of 129": (packed({"t": "end", "epoch": "e" * 129, "last": 1}), "field"),
    "what a core says": (packed({"t": "hello", "versions": [1], "core": "rough"}), "unknown"),
    "1 MiB and a byte": (packed({"t": "fault", "code": "x", "text": "x" * MIB})[: MIB + 1], "size"),
    "4 MiB less a few": (bytes(4 * MIB - 100), "size"),
}


@pytest.mark.expects_log(SENT_WRONG)
def test_every_bad_envelope_gets_its_fault_a_count_and_one_line_for_all(
    core: SourcedCore, rough: RoughSource, caplog: pytest.LogCaptureFixture
) -> None:
    rough.welcome()
    for name, (data, code) in ENVELOPES.items():
        rough.say(data)
        assert (name, rough.expect(wire.Fault).code) == (name, code)
    rough.log(1, alarm("afterwards"))
    core.until_taken("rough", 1)
    assert core.health("rough").refused == len(ENVELOPES)
    assert len([record for record in caplog.records if "was refused" in record.message]) == 1


@pytest.mark.expects_log(SENT_WRONG)
@pytest.mark.parametrize("count", [2, 3, 50_000])
def test_a_message_of_several_frames_is_refused(core: SourcedCore, rough: RoughSource, count: int) -> None:
    rough.welcome()
    rough.frames(*[packed({"t": "ping"})] * count)
    assert rough.expect(wire.Fault) == wire.Fault(code="malformed", text="a message is one frame, not 2")
    rough.say(wire.Ping())
    rough.expect(wire.Pong)


@pytest.mark.expects_log("WARNING bridge.core.source_link: source rough has been silent")
def test_above_4_mib_the_link_is_cut_and_comes_back(core: SourcedCore, rough: RoughSource) -> None:
    rough.welcome()
    rough.log(1, alarm("before"))
    core.until_taken("rough", 1)
    rough.say(bytes(4 * MIB + 1))
    rough.log(2, alarm("lost with the link"))
    rough.welcome(head=2)
    rough.log(2, alarm("after"))
    core.until_taken("rough", 2)
    assert subjects(core) == ["before", "after"]


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


TWICE_IN_VALUES = map_of(
    *(("kind", "raise"), ("at", AT), ("type", "t"), ("subject", "twice")),
    ("values", map_of(("a", 1), ("a", 2))),
)
# Two keys of 4 bytes in all are lost, and a number of half the precision grows by 4 when it is encoded again.
HIDDEN = map_of(
    *(("kind", "raise"), ("at", AT), ("type", "t"), ("subject", "hidden")),
    ("values", map_of(("x", b"\xca" + struct.pack(">f", 1.5)), ("ab", 1), ("ab", 2))),
)
NO_TEXT = map_of(("kind", "raise"), ("at", AT), ("type", "t"), ("subject", b"\xa2\xff\xfe"))


def test_a_key_that_stands_twice_is_found_whatever_hides_it() -> None:
    assert [twice(data) for data in (TWICE_IN_VALUES, HIDDEN, packed(alarm("a")))] == [True, True, False]


def test_an_event_that_cannot_be_read_is_put_aside_alone_and_hides_nothing(
    core: SourcedCore, rough: RoughSource
) -> None:
    rough.welcome()
    bad = {
        "a key stands twice": [TWICE_IN_VALUES, HIDDEN],
        "utf": [NO_TEXT],
        "finite": [packed(alarm("nan", values={"v": number})) for number in (float("nan"), float("inf"))],
        "clock": [packed(alarm("clock", at=at)) for at in TIMES],
        "size": [packed(alarm("large", title="x" * 65_536))],
        "Expected": [packed([1]), packed(None), packed(alarm("no place", place={"lon": 181.0, "lat": 0.0}))],
        "Invalid": [packed(alarm("no time", at=at)) for at in ("yesterday", "2026-02-30T00:00:00Z")],
        "offset": [packed(alarm("no offset", at="2026-11-21T06:00:00"))],
        "unknown field": [packed(alarm("more", **{"x" * 60_000: 1}))],
    }
    events = [event for events in bad.values() for event in events]
    mixed = [part for number, event in enumerate(events) for part in (packed(alarm(f"good-{number}")), event)]
    rough.log(1, *mixed)
    core.until_taken("rough", len(mixed))
    assert subjects(core) == [f"good-{number}" for number in range(len(events))]
    aside = core.quarantined()
    assert [kept.raw for kept in aside] == [event[:61_440] for event in events]
    expected = [word for word, events in bad.items() for _ in events]
    reasons = [kept.reason for kept in aside]
    assert all(_says(word, reason) for word, reason in zip(expected, reasons, strict=True)), reasons
    assert max(len(reason) for reason in reasons) <= 512
    assert core.health("rough").quarantined == len(events)
    assert [fault.code for fault in rough.faults()] == ["quarantined"]


TIMES = (
    "1999-12-31T23:59:59Z",
    "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59-12:00",
    datetime.now(UTC) + timedelta(days=2),
    datetime(1970, 1, 1, tzinfo=UTC),
)


def _says(word: str, reason: str) -> bool:
    if word == "clock":
        return "clock" in reason or "out of range" in reason
    return word.lower() in reason.lower() or (word == "offset" and "timezone" in reason)


@pytest.mark.expects_log(SENT_WRONG)
@pytest.mark.parametrize(
    ("words", "code"),
    [
        ({"version": 2}, "field"),
        ({"version": 0}, "field"),
        ({"first": 11, "head": 9}, "field"),
        ({"first": MAX_SEQ, "head": 0}, "field"),
    ],
)
def test_a_welcome_that_cannot_be_true_is_refused_and_the_next_hello_may_be_answered_better(
    core: SourcedCore, rough: RoughSource, words: dict[str, object], code: str
) -> None:
    rough.expect(wire.Hello)
    rough.say(rough.welcoming(**words))
    assert rough.expect(wire.Fault).code == code
    assert core.actions("rough") == []
    rough.welcome()
    rough.log(1, alarm("one"))
    core.until_taken("rough", 1)


@pytest.mark.expects_log(SENT_WRONG)
def test_a_welcome_that_nobody_asked_for_changes_nothing(core: SourcedCore, rough: RoughSource) -> None:
    rough.welcome()
    rough.log(1, alarm("one"))
    core.until_taken("rough", 1)
    rough.say(*(rough.welcoming(epoch=f"e{number}") for number in range(1000)))
    until_quiet(rough)
    rough.log(2, alarm("two"))
    core.until_taken("rough", 2)
    assert [entry.action for entry in core.entries() if entry.actor == "rough"] == [
        "source.epoch",
        "alarm.raised",
        "alarm.raised",
    ]
    assert core.health("rough").refused == 1000


def until_quiet(rough: RoughSource) -> None:
    """Until all that was sent has been dealt with."""
    rough.say(wire.Ping())
    rough.expect(wire.Pong)


def test_batches_that_overlap_go_back_or_come_again_have_their_effect_once(
    core: SourcedCore, rough: RoughSource
) -> None:
    rough.welcome()
    events = [alarm(f"s{number}") for number in range(1, 10)]
    rough.log(1, *events[:4])
    rough.log(3, *events[2:6])
    rough.log(1, *events[:2])
    rough.log(1, *events[:6])
    rough.log(1, *events)
    core.until_taken("rough", 9)
    assert subjects(core) == [f"s{number}" for number in range(1, 10)]
    assert core.health("rough").taken == 9


def test_a_batch_with_a_hole_before_it_or_of_another_log_is_not_taken_and_asked_for_again(
    core: SourcedCore, rough: RoughSource
) -> None:
    pull = rough.welcome()
    assert (pull.epoch, pull.after) == ("e", 0)
    rough.log(2, alarm("two"))
    assert rough.welcome().after == 0
    rough.log(1, alarm("of another log"), epoch="f")
    assert rough.welcome().after == 0
    rough.log(1, alarm("one"))
    core.until_taken("rough", 1)
    assert subjects(core) == ["one"]


def test_the_numbers_at_the_end_of_all_numbers_are_numbers(core: SourcedCore, rough: RoughSource) -> None:
    assert rough.welcome(first=MAX_SEQ, head=MAX_SEQ).after == MAX_SEQ - 1
    rough.log(MAX_SEQ, alarm("the last"))
    core.until_taken("rough", MAX_SEQ)
    gaps = [entry.change for entry in core.entries() if isinstance(entry.change, SourceGap)]
    assert gaps == [SourceGap(expected=1, found=MAX_SEQ)]
    assert subjects(core) == ["the last"]


@pytest.mark.expects_log(SENT_WRONG, "WARNING bridge.core.source_link: source rough refused a message")
def test_faults_and_ends_without_number_do_not_fill_the_log_or_the_line(
    core: SourcedCore, rough: RoughSource, caplog: pytest.LogCaptureFixture
) -> None:
    rough.welcome()
    for number in range(2000):
        rough.say(wire.Fault(code=f"made-up-{number % 200}", text="line\nWARNING forged"), wire.Fault(code="hello"))
        rough.say(wire.End(epoch="e", last=number), b"\xc1")
    rough.say(wire.Ping())
    until_quiet(rough)
    assert len(caplog.records) <= 66
    assert not [record for record in caplog.records if "\n" in record.getMessage()]
    rough.welcome()
    rough.log(1, alarm("one"))
    core.until_taken("rough", 1)


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
@pytest.mark.timeout(180)
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


# ---- results


COLUMN = {"kind": "device", "at": AT, "type": "loudspeaker", "name": "C", "actions": ["speak"]}
HERE = {"lon": 106.55, "lat": 29.59}


@pytest.mark.expects_log("WARNING bridge.core.source_link: source evil sent something that was refused .refused.")
def test_an_answer_counts_only_from_the_source_that_was_asked(tmp_path: Path, rough: RoughSource) -> None:
    with (
        RoughSource("evil") as evil,
        sourced_core(tmp_path, {"rough": rough.endpoint, "evil": evil.endpoint}) as core,
    ):
        for source in (rough, evil):
            core.trust(source.id, source.keys)
            source.welcome()
        rough.log(1, {**COLUMN, "device": "C", "place": HERE}, alarm("x", place=HERE))
        core.until_taken("rough", 2)
        core.command("linkage.start", alarm="A1")
        asked = rough.expect(wire.DeviceCommand)
        run = asked.key.partition("/")[0]
        for key in (asked.key, f"{run}/wall"):
            evil.say(wire.DeviceResult(key=key, outcome="done", detail="forged"))
            assert evil.expect(wire.Fault).code == "refused"
        evil.say(wire.DeviceResult(key="nobody's", outcome="done"))
        until_quiet(evil)
        assert steps(core) == {asked.key: "waiting", f"{run}/wall": "waiting"}
        rough.say(*[wire.DeviceResult(key=asked.key, outcome="done", detail="0.8 s")] * 3)
        rough.say(wire.DeviceResult(key=asked.key, outcome="failed", detail="second thoughts"))
        until_quiet(rough)
        assert steps(core) == {asked.key: "done", f"{run}/wall": "waiting"}
        assert [entry.action for entry in core.entries()].count("linkage.answered") == 1
        assert core.health("evil").refused == 2


def steps(core: SourcedCore) -> dict[str, str]:
    return {step.key: step.state.value for run in core.core.state.linkages.values() for step in run.steps}


# ---- telemetry


def sample(key: str = "k", **changes: object) -> bytes:
    return packed({"key": key, "type": "t", "at": datetime.now(UTC), "values": {"value": 1.0}, **changes})


@pytest.mark.expects_log("WARNING bridge.core.telemetry: telemetry of rough was refused")
def test_telemetry_that_is_none_is_counted_said_once_and_hides_none_that_is(
    core: SourcedCore, rough: RoughSource, caplog: pytest.LogCaptureFixture
) -> None:
    rough.welcome(telemetry=rough.telemetry)
    eventually(lambda: published(core, rough, "first"), 10)
    bad = [
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
    assert len([record for record in caplog.records if "was refused" in record.message]) == 1


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


# ---- never growth


FLOOD = 100_000
GROWTH_MB = 60


@pytest.mark.timeout(240)
def test_100_000_hostile_messages_leave_the_core_as_large_as_it_was_and_the_others_served(tmp_path: Path) -> None:
    """The source reads nothing of what it is answered."""
    with (
        core_process(tmp_path) as core,
        RoughSource("rough") as rough,
        good_source(tmp_path / "good", "good", core.keys) as good,
    ):
        core.know(
            {"rough": (rough.endpoint, rough.keys), "good": (good.endpoint, keys_of(tmp_path / "good"))},
        )
        core.start()
        rough.welcome()
        core.until("good", lambda health: health.state is LinkState.LIVE)
        hostile = [data for data, _ in ENVELOPES.values() if len(data) < 200_000]
        hostile += [packed(rough.welcoming(epoch="x")), packed(wire.Ping()), packed(wire.Pong(head=MAX_SEQ))]
        hostile += [packed(wire.DeviceResult(key="k", outcome="done")), packed(wire.Fault(code="x", text="y" * 500))]
        hostile += [packed(batch(1, alarm("again"))), packed(batch(1, list_of([b"\xc0"] * 1000)))]
        for data in hostile * 20:
            rough.say(data)
        before = core.process.memory_info().rss
        emitted = 0
        for number in range(FLOOD):
            rough.say(hostile[number % len(hostile)])
            if number % 1000 == 0:
                emitted = good.emit(wrong(f"P-{number}"))
        core.until("good", lambda health: health.taken >= emitted and health.lag == 0)
        grown = (core.process.memory_info().rss - before) / MIB
        assert grown < GROWTH_MB
        assert core.health("rough").refused > FLOOD / 2
        assert len(core.lines("was refused")) == 1
        assert len(core.lines("source rough refused")) == 1
