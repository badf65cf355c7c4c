"""F4: every field of every message, missing, too many, of another type, out of its range, and at its very bounds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain, islice
from typing import Any, NamedTuple

import msgpack

from bridge.conformance.link import Link, Message
from bridge.conformance.run import Run
from bridge.conformance.target import SPEAKER
from bridge.conformance.telling import told
from bridge.conformance.verdicts import Finding, Words, require
from bridge.source.limits import MAX_SEQ
from commandcenter.domain.text import QT_TRANSLATE_NOOP

CHINESE, OUTSIDE_BMP = "警", "🚒"
NOBODY = "protocol-check-none"
TAKEN = QT_TRANSLATE_NOOP("trouble", "no fault field: the value is allowed")
NEVER_TAKEN = "protocol-check-refused"
LATE_S = 0.02
ENOUGH = 6
LONG_AGO = "2001-01-01T00:00:00Z"


class Values(NamedTuple):
    """What a field must not hold, and what it may."""

    bad: tuple[object, ...]
    good: tuple[object, ...]
    required: bool = True


class Raw(NamedTuple):
    """A value as bytes: what the packer would not write."""

    packed: bytes
    says: str


NEW = Raw(b"", "a key that no command had")

NAME = Values(
    ("", "x" * 129, CHINESE * 129, None, 1, True, b"x", ["x"], {}),
    ("x", "x" * 128, CHINESE * 128, OUTSIDE_BMP * 128),
)
SEQ = Values(
    (-1, 2**63, 2**64 - 1, 1.0, True, "1", None, b"1", [1]),
    (
        0,
        MAX_SEQ,
        Raw(b"\xcf" + (1).to_bytes(8, "big"), "1 in 8 bytes"),
        Raw(b"\xd3" + (1).to_bytes(8, "big"), "1 as int64"),
    ),
)
CREDIT = Values((0, 1001, -1, MAX_SEQ, 1.0, True, "1", None), (1, 1000))
VERSIONS = Values(
    ([1] * 65, [-1], ["1"], [1.0], [True], [None], [[1]], 1, "1", None, {}),
    ([], [1] * 64, [0, 1], [MAX_SEQ, 1]),
)
INSTANT = Values(
    (
        "2001-01-01T00:00:00",
        "2001-01-01",
        "2001-13-01T00:00:00Z",
        "2001-02-30T00:00:00Z",
        "2001-01-01T24:01:00Z",
        "0001-06-01T00:00:00Z",
        "9999-06-01T00:00:00Z",
        "yesterday",
        "",
        978307200,
        978307200.5,
        None,
        True,
        b"2001-01-01T00:00:00Z",
    ),
    (
        LONG_AGO,
        "9998-06-01T00:00:00Z",
        "2001-01-01T08:00:00+08:00",
        "2001-01-01T00:00:00.25Z",
        "2001-01-01T00:00:00.123456-05:30",
        Raw(msgpack.packb(msgpack.Timestamp(978307200, 0)), "timestamp 32"),
        Raw(msgpack.packb(msgpack.Timestamp(978307200, 250_000_000)), "timestamp 64"),
        Raw(b"\xc7\x0c\xff" + bytes(4) + (978307200).to_bytes(8, "big"), "timestamp 96"),
    ),
)
ARGS = Values(
    (
        None,
        [],
        "x",
        {"": "x"},
        {"x" * 129: "x"},
        {"a": "x" * 513},
        {"a": 1},
        {"a": None},
        {"a": ["x"]},
        {f"a{n}": "x" for n in range(33)},
    ),
    ({}, {"a": ""}, {f"{n:03}" + OUTSIDE_BMP * 125: CHINESE * 512 for n in range(32)}, {"a": OUTSIDE_BMP * 512}),
    required=False,
)


class Form(NamedTuple):
    """A message: what else it says, its fields with values that do no harm, and what may stand in each."""

    safe: Mapping[str, object]
    fields: Mapping[str, Values]


def forms(epoch: str) -> dict[str, Form]:
    """Messages about a log that does not exist, and commands to a device that does not: none has an effect."""
    command = {"key": NEW, "device": NOBODY, "action": "none", "deadline": LONG_AGO}
    return {
        "hello": Form({"versions": [1], "core": NOBODY}, {"versions": VERSIONS, "core": NAME}),
        "pull": Form({"epoch": epoch, "after": 0, "credit": 1}, {"epoch": NAME, "after": SEQ, "credit": CREDIT}),
        "durable": Form({"epoch": epoch, "seq": 0}, {"epoch": NAME, "seq": SEQ}),
        "refresh": Form({"epoch": epoch, "reason": "gap"}, {"epoch": NAME, "reason": NAME}),
        "ping": Form({}, {}),
        "pong": Form({}, {"head": SEQ._replace(required=False)}),
        "command": Form(command, {"key": NAME, "device": NAME, "action": NAME, "args": ARGS, "deadline": INSTANT}),
    }


def fields(run: Run) -> None:
    with run.greeted(SPEAKER) as (link, _):
        found = (
            finding
            for t, form in forms("no-such-log").items()
            for finding in chain(_bad(link, t, form), _good(run, link, t, form))
        )
        require(list(islice(found, ENOUGH)))


def _bad(link: Link, t: str, form: Form) -> Iterator[Finding]:
    safe = {"t": t, **form.safe}
    cases: list[tuple[Words, Mapping[str, object]]] = [
        (f"{t} {{…, extra: {value!r}}}", {**safe, "extra": value}) for value in (None, 1)
    ]
    for name, values in form.fields.items():
        if values.required:
            cases.append((f"{t} without {name}", {key: value for key, value in safe.items() if key != name}))
        cases += [(_shown(t, name, value), {**safe, name: value}) for value in values.bad]
    for sent, message in cases:
        answer = link.ask(None, _packed(_with_key(NEVER_TAKEN, message)))
        if answer is None or answer.get("code") != "field":
            yield Finding(sent, 'fault "field"', told(answer))


def _good(run: Run, link: Link, t: str, form: Form) -> Iterator[Finding]:
    for name, values in form.fields.items():
        for value in values.good:
            message = {"t": t, **form.safe, name: value}
            if (t, name) == ("command", "key"):
                message["key"] = _fresh(run, value)
            link.send_frames(_packed(_with_key(run.new_key(), message) if t == "command" else message))
            answer = _answer(link, t)
            if answer is not None and answer.get("code") in ("field", "malformed", "size", "unknown"):
                yield Finding(_shown(t, name, value), TAKEN, told(answer))


def _answer(link: Link, t: str) -> Message | None:
    """Some have none, or none where another rule is broken: the ping after it tells."""
    if t in ("hello", "command"):
        return link.answer()
    came = link.sync()
    return next(iter(came + link.others(LATE_S)), None)


def _with_key(key: str, message: Mapping[str, object]) -> Mapping[str, object]:
    """For a command that does not name one."""
    return {**message, "key": key} if message.get("key") is NEW else message


def _fresh(run: Run, value: object) -> object:
    """A key of that length and alphabet that no run used before; the shortest would not be, and is let off."""
    fresh = run.new_key()
    return fresh + value[len(fresh) :] if isinstance(value, str) else value


def _packed(message: Mapping[str, Any]) -> bytes:
    parts = [bytes([0x80 | len(message)])]
    for name, value in message.items():
        parts += [msgpack.packb(name), value.packed if isinstance(value, Raw) else msgpack.packb(value)]
    return b"".join(parts)


def _shown(t: str, name: str, value: object) -> str:
    if isinstance(value, Raw):
        return f"{t} {{…, {name}: {value.says}}}"
    return told({"t": t, name: value}).replace("{", "{…, ", 1)
