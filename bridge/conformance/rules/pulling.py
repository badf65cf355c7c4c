"""P and D: which events come, in which order, how many, and to whom."""

from __future__ import annotations

from bridge.conformance.link import Link, Message
from bridge.conformance.run import NEEDS_DRIVE, Run, held, note
from bridge.conformance.target import CROWD, SPEAKER
from bridge.conformance.telling import told
from bridge.conformance.verdicts import NOTHING, Finding, NotTried, Words, require, wrong
from bridge.source.limits import MAX_SEQ
from commandcenter.domain.text import QT_TRANSLATE_NOOP

FAR = 1_000_000
CORES = 80
NO_EVENT = QT_TRANSLATE_NOOP("trouble", "no event")
NEW_NOT_SEEN = QT_TRANSLATE_NOOP("trouble", "what is logged while a pull stands is tried with --drive")


def standing_order(run: Run) -> Words | None:
    with run.stocked(1) as (link, welcome):
        epoch, head = welcome["epoch"], welcome["head"]
        link.pull(epoch, head - 1, 1000)
        if not link.events(1):
            run.broken.add("P1")
            raise wrong(f"pull {{after: {head - 1}, credit: 1000}}", f"batch {{first: {head}}}", NO_EVENT)
        if run.target.driver is None:
            return NEW_NOT_SEEN
        for number in range(3):
            run.emit(note(number))
            if not link.events(1):
                run.broken.add("P1")
                raise wrong("a new event, credit left", "batch", NO_EVENT)
    return None


def credit(run: Run) -> None:
    with run.stocked(4) as (link, welcome):
        epoch, first, head = welcome["epoch"], welcome["first"], welcome["head"]
        for most in (1, 3):
            link.pull(epoch, first - 1, most)
            _at_most(run, link, most, f"pull {{after: {first - 1}, credit: {most}}}")
        if run.target.driver is not None:
            link.pull(epoch, head, 2)
            link.sync()
            run.emit(*(note(n) for n in range(4)))
            _at_most(run, link, 2, f"pull {{after: {head}, credit: 2}}, 4 new events")


def _at_most(run: Run, link: Link, most: int, sent: str) -> None:
    found = link.events(most)
    found += link.events(1, run.patience.quiet)
    if len(found) > most:
        raise wrong(sent, f"<= {most}", str(len(found)))


def order(run: Run) -> None:
    """From the oldest on, and from the middle; the link itself watches what follows what."""
    with run.stocked(4) as (link, welcome):
        epoch, first, count = welcome["epoch"], welcome["first"], min(held(welcome), 2000)
        for after in (0, first, first + 1):
            link.pull(epoch, after, 1000)
            numbers = [seq for seq, _ in link.events(min(count - max(0, after - first + 1), 1000))]
            start = max(after + 1, first)
            expected = list(range(start, start + len(numbers)))
            if numbers != expected:
                raise wrong(f"pull {{after: {after}}}", f"{start}, {start + 1}, …", str(numbers[:10]))


def newer_pull(run: Run) -> None:
    with run.stocked(3) as (link, welcome):
        epoch, first, head = welcome["epoch"], welcome["first"], welcome["head"]
        for after, most in ((first - 1, 1), (first - 1, 2), (head - 1, 1000), (first, 1)):
            link.pull(epoch, after, most)
            found = link.events(1)
            if not found or found[0][0] != after + 1:
                came = f"batch {{first: {found[0][0]}}}" if found else NO_EVENT
                raise wrong(f"another pull {{after: {after}}}", f"batch {{first: {after + 1}}}", came)
            link.sync()


def refused_pulls(run: Run) -> None:
    with run.greeted() as (link, welcome):
        _refuses(link, welcome, "pull", "after", {"credit": 1000})


def durable(run: Run) -> None:
    """Said by one that never pulled: for nobody is anything kept or dropped."""
    with run.greeted(SPEAKER) as (link, welcome):
        sent = {"t": "durable", "epoch": welcome["epoch"], "seq": 0}
        link.send(sent)
        run.expect_quiet(link, told(sent), NOTHING)
        _refuses(link, welcome, "durable", "seq", {})


def _refuses(link: Link, welcome: Message, t: str, position: str, more: dict[str, object]) -> None:
    epoch, head = welcome["epoch"], welcome["head"]
    findings = []
    for named, seq, code in (
        (f"{epoch}x", 0, "epoch"),
        ("no-such-log", head, "epoch"),
        (epoch, head + FAR, "ahead"),
        (epoch, MAX_SEQ, "ahead"),
    ):
        sent = {"t": t, "epoch": named, position: seq, **more}
        answer = link.ask(sent)
        if answer is None or answer.get("code") != code:
            findings.append(Finding(told(sent), f'fault "{code}"', told(answer)))
    require(findings)


def two_cores(run: Run) -> Words | None:
    keys = run.peers.second()
    with run.stocked(3) as (one, welcome), run.link(run.other_core, keys) as other:
        run.welcome(other)
        epoch, first, head = welcome["epoch"], welcome["first"], welcome["head"]
        one.pull(epoch, first - 1, 1)
        one.events(1)
        one.others(run.patience.quiet)
        other.pull(epoch, first - 1, 2)
        _next(other, [first, first + 1])
        run.expect_quiet(one, "pull of another core", NOTHING)
        one.pull(epoch, first, 1)
        _next(one, [first + 1])
        if run.target.driver is None:
            return NEW_NOT_SEEN
        run.need("P1")
        for link, most in ((one, 10), (other, 1)):
            link.pull(epoch, head, most)
            link.sync()
        run.emit(note(0))
        for link in (other, one):
            _next(link, [head + 1])
    return None


def _next(link: Link, numbers: list[int]) -> None:
    found = [seq for seq, _ in link.events(len(numbers))]
    if found[: len(numbers)] != numbers:
        raise wrong("pull of both", str(numbers), str(found))


def too_many_cores(run: Run) -> None:
    if run.target.driver is None:
        raise NotTried(NEEDS_DRIVE)
    keys = run.second() if run.peers.may_change else None
    for number in range(CORES):
        with run.link(f"{CROWD}{number}", keys) as link:
            welcome = run.welcome(link)
            sent = {"t": "pull", "epoch": welcome["epoch"], "after": welcome["head"], "credit": 1}
            link.pull(welcome["epoch"], welcome["head"], 1)
            answers = link.sync()
        if answers:
            if answers[0].get("code") != "busy":
                raise wrong(told(sent), 'fault "busy"', told(answers[0]))
            return
    raise NotTried(QT_TRANSLATE_NOOP("trouble", "the source remembers more than {count} cores"), count=CORES)
