"""V and X: every event that comes has its form, and a refused message has no effect."""

from __future__ import annotations

import msgpack

from bridge.conformance.link import Link, Message
from bridge.conformance.run import NEEDS_DRIVE, Run, held, note, now
from bridge.conformance.telling import told
from bridge.conformance.verdicts import NOTHING, NotTried, Words, wrong
from commandcenter.domain.text import QT_TRANSLATE_NOOP

from .log import read
from .refreshing import kind_of

NO_EVENTS = QT_TRANSLATE_NOOP("trouble", "the log is empty")
PAIRS = QT_TRANSLATE_NOOP("trouble", "begin, raises only, end")
PLACE = {"lon": 106.556, "lat": 29.584}


def form(run: Run) -> Words | None:
    """The record looks at each event that comes; here the newest 1000 do, and with a driver one of each kind."""
    if run.target.driver is not None:
        _one_of_each(run)
    with run.greeted() as (link, welcome):
        read(link, welcome)
    if run.record.events == 0:
        raise NotTried(NO_EVENTS)
    return None


def _one_of_each(run: Run) -> None:
    sent = _samples()
    with run.greeted() as (link, welcome):
        link.pull(welcome["epoch"], welcome["head"])
        link.sync()
        run.emit(*({**event, "at": now()} for event in sent))
        found = [_map(raw) for _, raw in link.events(len(sent))]
    for event, came in zip(sent, found, strict=False):
        if any(came.get(name) != value for name, value in event.items()):
            same = QT_TRANSLATE_NOOP("trouble", "the same event")
            raise wrong(told({"t": "emit", **event}), same, told({"t": "event", **came}))


def _samples() -> list[dict[str, object]]:
    what = {"type": "protocol.check", "subject": "检查-1"}
    texts = {"title": "警" * 512, "values": {"value": 1.5, "ok": True, "text": "é"}}
    where = {"place": PLACE, "area": "500105007", "address": "北滨路"}
    device = {"device": "CHECK-9", "type": "fan", "name": "", "actions": ["a"]}
    return [
        {"kind": "raise", **what, **texts, **where, "priority": "minor"},
        {"kind": "return", **what},
        {"kind": "note", **what, **texts},
        {"kind": "device", **device, "place": PLACE, "subject": ""},
    ]


def clock(run: Run) -> Words | None:
    with run.greeted() as (link, welcome):
        read(link, welcome)
    if run.record.events == 0:
        raise NotTried(NO_EVENTS)
    return None


def declared(run: Run) -> None:
    """The devices that it declared by itself in one life come again in the next."""
    if run.target.driver is None:
        raise NotTried(NEEDS_DRIVE)
    lives = [_declared_in_a_new_life(run), _declared_in_a_new_life(run)]
    if not lives[0] and not lives[1]:
        raise NotTried(QT_TRANSLATE_NOOP("trouble", "the source declares no device of its own"))
    if lives[0] != lives[1]:
        raise wrong("SIGKILL", ", ".join(sorted(lives[0])), ", ".join(sorted(lives[1])) or NOTHING)


def _declared_in_a_new_life(run: Run) -> set[str]:
    with run.greeted() as (_, welcome):
        head = welcome["head"]
    run.restart()
    with run.greeted() as (link, _):
        run.wait_for(lambda: link.hello()["head"] > head)
        return set(devices(link, link.hello(), newer_than=head))


def pairs(run: Run) -> None:
    with run.greeted() as (link, welcome):
        kinds = [kind_of(raw) for _, raw in read(link, welcome)]
        if run.target.driver is not None and "end" not in kinds:
            link.send({"t": "refresh", "epoch": welcome["epoch"], "reason": "gap"})
            run.wait_for(lambda: link.hello()["head"] > welcome["head"])
            welcome = link.hello()
            kinds = [kind_of(raw) for _, raw in read(link, welcome)]
    if "begin" not in kinds and "end" not in kinds:
        raise NotTried(QT_TRANSLATE_NOOP("trouble", "there is no refresh in the log"))
    # The newest events only were read: the first pair may have lost its beginning.
    if "end" in kinds and kinds.index("end") < [*kinds, "begin"].index("begin") and held(welcome) > len(kinds):
        kinds = kinds[kinds.index("end") + 1 :]
    inside = False
    for number, kind in enumerate(kinds):
        if kind == "begin" if inside else kind == "end":
            raise wrong(NOTHING, PAIRS, ", ".join(kinds[max(0, number - 5) : number + 1]))
        if inside and kind not in ("raise", "end"):
            raise wrong(NOTHING, PAIRS, ", ".join(kinds[max(0, number - 5) : number + 1]))
        inside = kind == "begin" or (inside and kind != "end")
    if inside:
        raise wrong(NOTHING, PAIRS, ", ".join(kinds[-5:]))


def devices(link: Link, welcome: Message, newer_than: int = 0) -> list[str]:
    """The ids of the devices that the log declares, in order."""
    found = [_map(raw) for seq, raw in read(link, welcome) if seq > newer_than]
    return [str(event["device"]) for event in found if event.get("kind") == "device" and "device" in event]


def no_effect(run: Run) -> Words | None:
    for rule in ("K1", "P1"):
        run.need(rule)
    with run.stocked(2) as (link, welcome):
        epoch, first, head = welcome["epoch"], welcome["first"], welcome["head"]
        for sent in ({"t": "shout"}, {"t": "ping", "extra": 1}, {"t": "pull", "epoch": epoch, "after": 0, "credit": 0}):
            link.send(sent)
            link.answer()
            link.send({"t": "ping"})
            answer = link.answer()
            if answer is None or answer["t"] != "pong":
                raise wrong(f"{told(sent)}, ping", "pong", told(answer))
        link.pull(epoch, head, 1000)
        link.sync()
        bad: list[dict[str, object]] = [
            {"t": "pull", "epoch": epoch, "after": first - 1, "credit": 1001},
            {"t": "pull", "epoch": f"{epoch}x", "after": first - 1, "credit": 5},
            {"t": "pull", "epoch": epoch, "after": first - 1, "credit": 5, "extra": 1},
        ]
        for sent in bad:
            link.send(sent)
            link.answer()
            run.expect_quiet(link, told(sent), QT_TRANSLATE_NOOP("trouble", "a fault and nothing else"))
        if run.target.driver is None:
            return QT_TRANSLATE_NOOP("trouble", "whether a refused pull ends the one before is tried with --drive")
        run.emit(note(0))
        if [seq for seq, _ in link.events(1)] != [head + 1]:
            raise wrong("pull, refused pulls, a new event", f"batch {{first: {head + 1}}}", NOTHING)
    return None


def no_answer(run: Run) -> None:
    faults = [{"t": "fault", "code": code, "text": "protocol-check"} for code in ("refused", "hello", "no-such-code")]
    with run.link() as link:
        for sent in faults:
            link.send(sent)
        came = link.next(run.patience.quiet)
        if came is not None:
            raise wrong(told(faults[0]), NOTHING, told(came))
    with run.greeted() as (link, _):
        for sent in faults:
            link.send(sent)
        run.expect_quiet(link, told(faults[0]), NOTHING)


def _map(raw: bytes) -> dict[str, object]:
    try:
        event = msgpack.unpackb(raw, timestamp=0, strict_map_key=False)
    except (ValueError, msgpack.UnpackException):
        return {}
    return event if isinstance(event, dict) else {}
