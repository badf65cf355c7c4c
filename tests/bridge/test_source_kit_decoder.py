"""Properties of the source kit's checks: what any bytes become, and that kit and core agree on what an event is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import msgpack
import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bridge.source.limits import MAX_EVENT
from bridge.source.shape import Refusal, parse_instant
from bridge.source.wire import pack_event, unpack
from commandcenter.domain.events import Event

CODES = {"malformed", "unknown", "field", "size"}

# ---- values that are right, just right, or a little wrong

texts = st.text(st.characters(codec=None), max_size=20) | st.sampled_from(
    ["", "é" * 128, "城" * 129, "x" * 512, "x" * 513]
)
numbers = (
    st.integers() | st.floats() | st.booleans() | st.sampled_from([2**63, 2**64 - 1, 2**64, -(2**63) - 1, 10**400])
)
offsets = st.integers(-1439, 1439).map(lambda minutes: timezone(timedelta(minutes=minutes)))
written_instants = st.from_regex(
    r"[0-9]{4}-[01][0-9]-[0-3][0-9][Tt ][0-2][0-9]:[0-5][0-9]:[0-6][0-9](\.[0-9]{1,12})?"
    r"([Zz]|[+-][0-2][0-9]:?[0-9]{2})",
    fullmatch=True,
)
instants = (
    st.datetimes(timezones=offsets | st.just(UTC) | st.none())
    | st.datetimes(timezones=offsets).map(datetime.isoformat)
    | written_instants
)
places = st.none() | st.dictionaries(st.sampled_from(["lon", "lat", "alt"]), numbers, max_size=3)
anything = st.recursive(
    st.none() | texts | numbers | st.binary(max_size=8) | instants,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=10,
)
FIELDS: Mapping[str, st.SearchStrategy[Any]] = {
    "at": instants,
    "type": texts,
    "subject": texts,
    "title": texts,
    "priority": st.sampled_from(["critical", "major", "minor", "notice", None, "urgent", ""]),
    "place": places,
    "area": texts,
    "address": texts,
    "values": st.dictionaries(texts, texts | numbers | anything, max_size=33),
    "device": texts,
    "name": texts,
    "actions": st.lists(texts, max_size=17),
    "phase": st.sampled_from(["begin", "end", "middle"]),
    "": anything,
}
OF_KIND = {
    "raise": ("at", "type", "subject", "title", "priority", "place", "area", "address", "values"),
    "return": ("at", "type", "subject"),
    "device": ("at", "device", "type", "name", "actions", "place", "subject"),
    "note": ("at", "type", "subject", "title", "values"),
    "refresh": ("at", "phase"),
}


@st.composite
def events(draw: st.DrawFn) -> dict[str, object]:
    """An event with most of its fields, most of them right, sometimes one too many."""
    kind = draw(st.sampled_from(sorted(OF_KIND)))
    names = [name for name in OF_KIND[kind] if draw(st.integers(0, 9)) < 8]
    event = {"kind": kind, "at": datetime(2025, 3, 1, tzinfo=UTC), **{name: draw(FIELDS[name]) for name in names}}
    if draw(st.integers(0, 19)) == 0:
        event[draw(st.sampled_from(sorted(FIELDS)) | texts)] = draw(anything)
    return event


@given(events())
@settings(max_examples=600, deadline=None)
def test_what_the_kit_packs_the_core_reads_and_what_the_core_reads_the_kit_packs(event: dict[str, object]) -> None:
    body, code = b"", ""
    try:
        body = pack_event(event)
    except Refusal as refusal:
        code = refusal.code
    if body:
        msgspec.msgpack.decode(body, type=Event)
        assert len(body) <= MAX_EVENT
        return
    assert code in CODES
    if (raw := packed(event)) is not None and is_event_of_the_core(raw) and is_plain(event):
        pytest.fail(f"the core would read {event}")


def packed(event: dict[str, object]) -> bytes | None:
    try:
        body: bytes = msgpack.packb(event, datetime=True)
    except (ValueError, OverflowError, TypeError):
        return None
    return body if len(body) <= MAX_EVENT else None


def is_event_of_the_core(raw: bytes) -> bool:
    try:
        msgspec.msgpack.decode(raw, type=Event)
    except (msgspec.DecodeError, UnicodeDecodeError, OverflowError):
        return False
    return True


def is_plain(event: dict[str, object]) -> bool:
    """Without what the core takes from the wire and refuses a moment later: a number that is none, year 1 or 9999."""
    values = event.get("values", {})
    assert isinstance(values, dict)
    at = msgspec.msgpack.decode(msgpack.packb({"at": event["at"]}, datetime=True), type=dict[str, datetime])["at"]
    return 1 < at.year < 9999 and all(
        abs(value) < float("inf") for value in values.values() if isinstance(value, float)
    )


@given(instants)
@settings(max_examples=300, deadline=None)
def test_kit_and_core_read_the_same_time(instant: object) -> None:
    mine = parse_instant(instant)
    if mine is not None:
        theirs = msgspec.convert(instant, datetime, strict=False)
        assert abs((theirs - mine).total_seconds()) < 2e-6


# ---- any bytes

MESSAGES: tuple[dict[str, object], ...] = (
    {"t": "hello", "versions": [1, 2], "core": "core-1"},
    {"t": "pull", "epoch": "e", "after": 7, "credit": 1000},
    {"t": "durable", "epoch": "e", "seq": 7},
    {"t": "refresh", "epoch": "e", "reason": "gap"},
    {"t": "ping"},
    {"t": "pong", "head": 3},
    {"t": "command", "key": "k", "device": "d", "action": "a", "args": {"text": "x"}, "deadline": datetime.now(UTC)},
    {"t": "fault", "code": "field", "text": "no"},
)


def judge(frames: list[bytes]) -> None:
    """A checked message or Refusal, never anything else."""
    refusal = None
    try:
        message = unpack(frames)
    except Refusal as error:
        refusal = error
    if refusal is None:
        assert message["t"] in {it["t"] for it in MESSAGES}
    else:
        assert refusal.code in CODES
        assert len(refusal.text) <= 512


@given(st.lists(st.binary(max_size=200), max_size=3))
@settings(max_examples=300, deadline=None)
def test_any_bytes_are_a_checked_message_or_refused(frames: list[bytes]) -> None:
    judge(frames)


@given(anything)
@settings(max_examples=300, deadline=None)
def test_any_value_is_a_checked_message_or_refused(value: object) -> None:
    try:
        frame = msgpack.packb(value, datetime=True)
    except (ValueError, OverflowError):
        return
    judge([frame])


@given(st.sampled_from(MESSAGES), st.data())
@settings(max_examples=400, deadline=None)
def test_a_valid_message_with_bytes_changed_is_a_checked_message_or_refused(
    message: dict[str, object], data: st.DataObject
) -> None:
    frame = bytearray(msgpack.packb(message, datetime=True))
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(frame)))
        cut = data.draw(st.integers(0, 3))
        frame[at : at + cut] = data.draw(st.binary(max_size=4))
    judge([bytes(frame)])


@given(
    st.sampled_from(MESSAGES), st.sampled_from(["epoch", "after", "key", "text", "args", "deadline", "more"]), anything
)
@settings(max_examples=400, deadline=None)
def test_a_valid_message_with_a_field_changed_is_a_checked_message_or_refused(
    message: dict[str, object], name: str, value: object
) -> None:
    try:
        frame = msgpack.packb({**message, name: value}, datetime=True)
    except (ValueError, OverflowError):
        return
    judge([frame])


@pytest.mark.parametrize("message", MESSAGES, ids=lambda message: str(message["t"]))
def test_every_message_of_a_core_is_read(message: dict[str, object]) -> None:
    assert unpack([msgpack.packb(message, datetime=True)]) == message


@pytest.mark.parametrize("bomb", [b"\x91", b"\x81\xa1a", b"\xdd\x00\x00\x00\x01", b"\xdf\x00\x00\x00\x01\xa1a"])
def test_deep_nesting_is_refused(bomb: bytes) -> None:
    with pytest.raises(Refusal) as refused:
        unpack([(bomb * (1 << 20))[: 1 << 20]])
    assert refused.value.code == "malformed"
