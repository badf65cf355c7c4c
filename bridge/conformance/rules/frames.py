"""F1, F2, F3, F5, F6: what is no message is refused by name, and costs nothing else."""

from __future__ import annotations

import random
import struct
from collections.abc import Iterable

import msgpack
import zmq

from bridge.conformance import knocking
from bridge.conformance.link import Link, pack
from bridge.conformance.run import Run
from bridge.conformance.telling import hexed, told
from bridge.conformance.verdicts import Finding, require, wrong
from commandcenter.domain.text import QT_TRANSLATE_NOOP

MIB = 1 << 20
# So many messages without an answer are waited for, and no more.
ENOUGH = 3
SERVES_ON = QT_TRANSLATE_NOOP("trouble", "the source answers a new link")
ANY_FAULT = QT_TRANSLATE_NOOP("trouble", "any fault")
ANY_OTHER_FAULT = QT_TRANSLATE_NOOP("trouble", "any fault but size")

Case = tuple[str, tuple[bytes, ...]]


def one_map_in_one_frame(run: Run) -> None:
    ping = pack({"t": "ping"})
    cases: list[Case] = [
        ("an empty frame", (b"",)),
        ("two frames", (ping, ping)),
        ("a frame and an empty one", (ping, b"")),
        ("100 frames", (ping,) * 100),
        ("a message and a byte after it", (ping + b"\x00",)),
        ("two messages in one frame", (ping + ping,)),
        ("half a message", (ping[:-2],)),
        ("a list", (msgpack.packb(["ping"]),)),
        ("a text", (msgpack.packb("ping"),)),
        ("a number", (b"\x01",)),
        ("nil", (b"\xc0",)),
        ("the byte that MessagePack never uses", (b"\xc1",)),
        ("JSON", (b'{"t": "ping"}',)),
        ("a key that is a number", (msgpack.packb({"t": "ping", 1: 2}),)),
        ("a key that is nil", (msgpack.packb({"t": "ping", None: 2}),)),
    ]
    chance = random.Random(1)
    cases += [("garbage", (b"\xc1" + chance.randbytes(chance.randint(1, 300)),)) for _ in range(20)]
    with run.greeted() as (link, _):
        require(list(_unlike(link, cases, ("malformed",))))


def no_key_twice(run: Run) -> None:
    name = msgpack.packb
    cases: list[Case] = [
        ("ping with t twice", (_map((name("t"), name("ping")), (name("t"), name("ping"))),)),
        ("pull with credit twice", (_pull(b"\x01", b"\x02"),)),
        ("pull with credit twice, the same", (_pull(b"\x01", b"\x01"),)),
        ("command with an argument twice", (_command(run, _map((name("a"), name("1")), (name("a"), name("2")))),)),
    ]
    with run.greeted() as (link, _):
        findings = list(_unlike(link, cases, ("malformed",)))
        # Deeper there is no field of the document: whoever looks at the fields first is right too.
        deep = [(f"a key twice, {depth} deep", (_deep_twice(depth),)) for depth in (1, 2, 5, 20)]
        require(findings + list(_unlike(link, deep, ("malformed", "field"))))


def known_names(run: Run) -> None:
    with run.greeted() as (link, _):
        clear: list[Case] = [(told({"t": t}), (pack({"t": t}),)) for t in ("shout", "", "PING", "ping ", "x" * 500)]
        findings = list(_unlike(link, clear, ("unknown",)))
        names: tuple[object, ...] = (None, 1, True, ["ping"], {}, b"ping")
        odd: list[Case] = [(f"t: {name!r}", (pack({"t": name}),)) for name in names]
        odd.append(("no t", (pack({"head": 1}),)))
        odd.append(("an empty map", (b"\x80",)))
        require(findings + list(_unlike(link, odd, ("unknown", "field", "malformed"))))


def size(run: Run) -> None:
    with run.greeted() as (link, _):
        findings = list(_unlike(link, [(f"{n} bytes", (_padded(n),)) for n in (MIB + 1, 4 * MIB - 1024)], ("size",)))
        answer = link.ask(None, _padded(MIB), seconds=2 * run.patience.answer)
        if answer is None or answer["t"] != "fault" or answer["code"] == "size":
            findings.append(Finding(f"{MIB} bytes", ANY_OTHER_FAULT, told(answer)))
    require(findings)
    with run.greeted() as (link, _):
        link.send_frames(_padded(4 * MIB + 64 * 1024))
        answer = link.answer(run.patience.answer / 4)
        if answer is not None or not link.is_cut(run.patience.answer):
            raise wrong("4 MiB + 64 KiB", QT_TRANSLATE_NOOP("trouble", "the link is cut without a word"), told(answer))
    _require_service(run, "4 MiB + 64 KiB")


def bombs(run: Run) -> None:
    """All over one link; afterwards the source must still serve."""
    with run.greeted() as (link, _):
        findings = [
            Finding(sent, ANY_FAULT, told(answer))
            for sent, frames in _bombs()
            if (answer := link.ask(None, *frames)) is None or answer["t"] != "fault"
        ]
    require(findings)
    _require_service(run, "all of these")


def _unlike(link: Link, cases: Iterable[Case], codes: tuple[str, ...]) -> Iterable[Finding]:
    missing = 0
    for sent, frames in cases:
        answer = link.ask(None, *frames)
        missing += answer is None
        if missing > ENOUGH:
            return
        if answer is None or answer.get("code") not in codes:
            shown = f"{sent}: {hexed(frames[0])}"
            yield Finding(shown, " / ".join(f'fault "{code}"' for code in codes), told(answer))


def _require_service(run: Run, sent: str) -> None:
    outcome = run.knock(zmq.DEALER, run.proof(), says=knocking.pack_hello("protocol-check"))
    if outcome != knocking.OPEN:
        raise wrong(sent, SERVES_ON, outcome)


def _padded(size: int) -> bytes:
    """A ping with a field that makes it so long; five bytes of header stand before the text."""
    start = b"\x82\xa1t\xa4ping\xa1x"
    room = size - len(start) - 5
    return start + b"\xdb" + struct.pack(">I", room) + b"x" * room


def _map(*pairs: tuple[bytes, bytes]) -> bytes:
    return bytes([0x80 | len(pairs)]) + b"".join(key + value for key, value in pairs)


def _pull(first: bytes, second: bytes) -> bytes:
    say = msgpack.packb
    pairs = [("t", say("pull")), ("epoch", say("no-such-log")), ("after", b"\x00"), ("credit", first)]
    return _map(*((say(name), value) for name, value in pairs), (say("credit"), second))


def _command(run: Run, args: bytes) -> bytes:
    say = msgpack.packb
    fields = {"t": "command", "key": run.new_key(), "device": "protocol-check-none", "action": "none"}
    fields["deadline"] = "2001-01-01T00:00:00Z"
    return _map(*((say(name), say(value)) for name, value in fields.items()), (say("args"), args))


def _deep_twice(depth: int) -> bytes:
    twice: bytes = _map((b"\xa1a", b"\x01"), (b"\xa1a", b"\x01"))
    return b"\x82\xa1t\xa4ping\xa1x" + b"\x81\xa1b" * (depth - 1) + twice


def _bombs() -> list[Case]:
    field = b"\x82\xa1t\xa4ping\xa1x"
    most = struct.pack(">I", 2**32 - 1)
    return [
        ("100,000 lists in one another", (field + b"\x91" * 100_000 + b"\xc0",)),
        ("100,000 maps in one another", (field + b"\x81\xa1a" * 100_000 + b"\xc0",)),
        ("600,000 lists, no end", (b"\x91" * 600_000,)),
        ("2000 lists in one another", (field + b"\x91" * 2000 + b"\xc0",)),
        ("a list of 2^32-1", (field + b"\xdd" + most,)),
        ("a map of 2^32-1", (field + b"\xdf" + most,)),
        ("a text of 2^32-1", (field + b"\xdb" + most,)),
        ("bytes of 2^32-1", (field + b"\xc6" + most,)),
        ("an extension of 2^32-1", (field + b"\xc9" + most + b"\x05",)),
        ("a map of 2^32-1 as the message", (b"\xdf" + most,)),
        ("lists of 2^32-1 in one another", (field + (b"\xdd" + most) * 200,)),
        ("a list of 500,000", (field + b"\xdd" + struct.pack(">I", 500_000) + b"\xc0" * 500_000,)),
        ("100,000 keys", (pack({"t": "ping", **{f"k{n}": n for n in range(90_000)}}),)),
        ("text that is not UTF-8", (field + b"\xa2\xff\xfe",)),
        ("an extension that nobody knows", (field + b"\xd4\x05\x00",)),
        ("a timestamp of 3 bytes", (field + b"\xc7\x03\xff\x00\x00\x00",)),
        ("a timestamp with 2^30-1 ns", (field + b"\xd7\xff" + b"\xff" * 8,)),
    ]
