"""A source with the right key that says what it must not: a named refusal, a count, one line in the log, no more."""

from __future__ import annotations

import pytest

from bridge.protocol import source as wire
from tests.support.bad_envelopes import ENVELOPES, MAX_SEQ, MIB
from tests.support.rough_source import RoughSource, alarm, packed
from tests.support.sourced_core import SourcedCore

SENT_WRONG = "WARNING bridge.core.source_link: source rough sent something that was refused"


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
    assert core.raised("rough") == ["before", "after"]


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
    rough.until_heard()
    rough.log(2, alarm("two"))
    core.until_taken("rough", 2)
    assert [entry.action for entry in core.entries() if entry.actor == "rough"] == [
        "source.epoch",
        "alarm.raised",
        "alarm.raised",
    ]
    assert core.health("rough").refused == 1000


@pytest.mark.expects_log(SENT_WRONG, "WARNING bridge.core.source_link: source rough refused a message")
def test_faults_and_ends_without_number_do_not_fill_the_log_or_the_line(
    core: SourcedCore, rough: RoughSource, caplog: pytest.LogCaptureFixture
) -> None:
    rough.welcome()
    for number in range(2000):
        rough.say(wire.Fault(code=f"made-up-{number % 200}", text="line\nWARNING forged"), wire.Fault(code="hello"))
        rough.say(wire.End(epoch="e", last=number), b"\xc1")
    rough.until_heard()
    assert len(caplog.records) <= 66
    assert not [record for record in caplog.records if "\n" in record.getMessage()]
    rough.welcome()
    rough.log(1, alarm("one"))
    core.until_taken("rough", 1)
