"""R: "say anew what is wrong now"."""

from __future__ import annotations

import msgpack

from bridge.conformance.link import Link, Message
from bridge.conformance.run import Run, now
from bridge.conformance.verdicts import NotTried, Words, wrong
from commandcenter.domain.text import QT_TRANSLATE_NOOP

from .log import read

ANSWER_S = 4.0
SETTLE_S = 1.0
IN_ONE_PIECE = QT_TRANSLATE_NOOP("trouble", "refresh begin, raises only, refresh end")
MANY = 300

Kinds = list[str]


def in_one_piece(run: Run) -> Words | None:
    _allowed(run)
    with run.greeted() as (link, welcome):
        if run.target.driver is not None:
            link.pull(welcome["epoch"], welcome["head"])
            run.emit(_raise(1), _raise(2))
            link.events(2)
            welcome = link.hello()
        kinds = _ask(link, welcome)
        if not kinds:
            raise NotTried(QT_TRANSLATE_NOOP("trouble", "the source did not answer: it may not know what is wrong now"))
        _check(kinds)
    if run.target.driver is None:
        return QT_TRANSLATE_NOOP("trouble", "a crash in the middle is tried with --drive")
    _crash(run)
    return None


def one_at_a_time(run: Run) -> None:
    """Four requests of a core that has no credit, so that its position lies before the answer to the first."""
    _allowed(run)
    with run.stocked(1) as (link, welcome), run.greeted(run.other_core) as (behind, _):
        behind.pull(welcome["epoch"], welcome["head"] - 1, 1)
        behind.events(1)
        kinds = _ask(link, welcome, behind)
        if not kinds:
            raise NotTried(QT_TRANSLATE_NOOP("trouble", "{rule} would have to hold first"), rule="R1")
        behind.send(_request(welcome))
        kinds += _kinds(link, SETTLE_S)
        if kinds.count("begin") != 1:
            raise wrong("refresh, 4 times, from before the answer", "refresh begin: 1", str(kinds.count("begin")))


def other_log(run: Run) -> None:
    with run.greeted() as (link, welcome):
        link.expect_fault({"t": "refresh", "epoch": f"{welcome['epoch']}x", "reason": "gap"}, "epoch")


def _allowed(run: Run) -> None:
    if run.target.driver is None and not run.target.allowed.refresh:
        raise NotTried(QT_TRANSLATE_NOOP("trouble", "lets the source log events: --refresh, or --drive"))


def _request(welcome: Message) -> dict[str, object]:
    return {"t": "refresh", "epoch": welcome["epoch"], "reason": "gap"}


def _ask(link: Link, welcome: Message, asking: Link | None = None) -> Kinds:
    """What is logged from a request, or three of `asking`, until some time after the first end."""
    link.pull(welcome["epoch"], welcome["head"], 1000)
    link.sync()
    for _ in range(1 if asking is None else 3):
        (asking or link).send(_request(welcome))
    kinds: Kinds = []
    while "end" not in kinds and (more := _kinds(link, ANSWER_S, 1)):
        kinds += more
    return kinds + (_kinds(link, SETTLE_S) if kinds else [])


def _kinds(link: Link, seconds: float, batches: int = 1000) -> Kinds:
    """The kinds of the events that come; of a refresh its phase."""
    found: Kinds = []
    for _ in range(batches):
        message = link.until(lambda it: it["t"] == "batch", seconds)
        if message is None:
            break
        found += [kind_of(raw) for _, raw in message["raw"]]
    return found


def kind_of(raw: bytes) -> str:
    try:
        event = msgpack.unpackb(raw, timestamp=0, strict_map_key=False)
    except (ValueError, msgpack.UnpackException):
        return "?"
    if not isinstance(event, dict):
        return "?"
    return str(event.get("phase") if event.get("kind") == "refresh" else event.get("kind"))


def _check(kinds: Kinds, sent: str = 'refresh {reason: "gap"}') -> None:
    start = kinds.index("begin") if "begin" in kinds else 0
    end = kinds.index("end") if "end" in kinds else len(kinds)
    between = kinds[start + 1 : end]
    if "begin" not in kinds or "end" not in kinds or start > end or any(kind != "raise" for kind in between):
        raise wrong(sent, IN_ONE_PIECE, ", ".join(kinds[:20]))


def _crash(run: Run) -> None:
    """Kills the source while it logs many raises."""
    run.emit(*(_raise(n) for n in range(MANY)))
    with run.greeted() as (link, _):
        run.wait_for(lambda: int(link.hello()["head"]) >= MANY)
        welcome = link.hello()
        link.pull(welcome["epoch"], welcome["head"], 1)
        link.send(_request(welcome))
        link.next(run.patience.quiet)
    run.restart()
    with run.greeted() as (link, after):
        kinds = [kind_of(raw) for seq, raw in read(link, after) if seq > welcome["head"]]
    if kinds:
        _check(kinds, 'refresh {reason: "gap"}, SIGKILL')
    run.emit(*({**_raise(n), "kind": "return"} for n in range(MANY)))


def _raise(number: int) -> dict[str, object]:
    return {"kind": "raise", "at": now(), "type": "protocol.check", "subject": f"CHECK-{number}"}
