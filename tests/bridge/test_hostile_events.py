"""Events that no core can read, and batches that do not fit: they have no effect, and all others theirs, once."""

from __future__ import annotations

import struct
from datetime import UTC, datetime, timedelta

from bridge.protocol.decoding import twice
from commandcenter.domain.changes.sources import SourceGap
from tests.support.bad_envelopes import MAX_SEQ
from tests.support.rough_source import AT, RoughSource, alarm, deep, map_of, packed
from tests.support.sourced_core import SourcedCore

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
    assert core.raised("rough") == [f"good-{number}" for number in range(len(events))]
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


def test_an_event_that_is_nested_too_deep_is_put_aside_alone_as_it_came_and_the_source_goes_on(
    core: SourcedCore, rough: RoughSource
) -> None:
    """No decoder follows so far, and so none gets past it to its neighbours."""
    rough.welcome()
    deeply = [map_of(("kind", "note"), ("at", AT), ("values", deep(levels))) for levels in (900, 2_000, 60_000)]
    deeply += [b"\x81\xa1k" * 3_000 + b"\xc0", deep(100_000)]
    mixed = [part for number, event in enumerate(deeply) for part in (packed(alarm(f"good-{number}")), event)]
    rough.log(1, *mixed, TWICE_IN_VALUES)
    core.until_taken("rough", len(mixed) + 1)
    rough.log(len(mixed) + 2, alarm("afterwards"))
    core.until_taken("rough", len(mixed) + 2)
    assert core.raised("rough") == ["good-0", "good-1", "good-2", "good-3", "good-4", "afterwards"]
    aside = core.quarantined()
    assert [kept.raw for kept in aside] == [event[:61_440] for event in (*deeply, TWICE_IN_VALUES)]
    assert aside[-1].reason == "malformed: a key stands twice"
    assert core.health("rough").refused == len(deeply) + 1
    assert [fault.code for fault in rough.faults()] == ["quarantined"]


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
    assert core.raised("rough") == [f"s{number}" for number in range(1, 10)]
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
    assert core.raised("rough") == ["one"]


def test_the_numbers_at_the_end_of_all_numbers_are_numbers(core: SourcedCore, rough: RoughSource) -> None:
    assert rough.welcome(first=MAX_SEQ, head=MAX_SEQ).after == MAX_SEQ - 1
    rough.log(MAX_SEQ, alarm("the last"))
    core.until_taken("rough", MAX_SEQ)
    gaps = [entry.change for entry in core.entries() if isinstance(entry.change, SourceGap)]
    assert gaps == [SourceGap(expected=1, found=MAX_SEQ)]
    assert core.raised("rough") == ["the last"]
