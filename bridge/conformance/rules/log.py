"""L: the log, its name and its numbers, over restarts too."""

from __future__ import annotations

import subprocess

from bridge.conformance.link import Link, Message
from bridge.conformance.run import NEEDS_DRIVE, Run, held, note
from bridge.conformance.target import OTHER_CORE
from bridge.conformance.telling import told
from bridge.conformance.verdicts import NotTried, Words, wrong
from commandcenter.domain.text import QT_TRANSLATE_NOOP

SAME_EVENTS = QT_TRANSLATE_NOOP("trouble", "the same events with the same bytes")
BYTES_ONLY = QT_TRANSLATE_NOOP("trouble", "each number had the same bytes twice; what is on disk is tried with --drive")
MANY = 1000

Events = list[tuple[int, bytes]]


def unchanged(run: Run) -> Words | None:
    """Twice the same bytes; with a driver, what was sent a moment before a SIGKILL is still there after it."""
    with run.stocked(1) as (link, welcome), run.greeted() as (other, _):
        first, again = read(link, welcome), read(other, welcome)
        compare("pull, twice", first, again[: len(first)])
    if run.target.driver is None:
        return BYTES_ONLY
    with run.greeted() as (link, welcome):
        link.pull(welcome["epoch"], welcome["head"])
        link.sync()
        run.emit(note(1), note(2))
        sent = link.events(1)
        run.driver.kill()
    run.driver.start()
    with run.greeted() as (link, after):
        if not sent or after["epoch"] != welcome["epoch"]:
            raise NotTried(QT_TRANSLATE_NOOP("trouble", "{rule} would have to hold first"), rule="P1 / L2")
        link.pull(after["epoch"], sent[0][0] - 1)
        compare("an event, then SIGKILL", sent, link.events(len(sent))[: len(sent)])
    return None


def restarts(run: Run) -> None:
    driver = run.driver
    with run.stocked(3) as (link, welcome):
        before = read(link, welcome)
    driver.kill()
    driver.start()
    with run.greeted() as (link, after):
        if after["epoch"] != welcome["epoch"]:
            raise wrong("SIGKILL", f"epoch: {welcome['epoch']}", told(after))
        compare("SIGKILL", before, read(link, after)[: len(before)])


def lost(run: Run) -> None:
    if run.target.driver is None:
        raise NotTried(NEEDS_DRIVE)
    if not run.target.allowed.lose:
        raise NotTried(QT_TRANSLATE_NOOP("trouble", "needs a command that loses the driven source's log: --lose"))
    with run.stocked(3) as (_, welcome):
        pass
    run.restart(lambda: _lose(run.target.allowed.lose))
    with run.greeted() as (link, after):
        if after["epoch"] == welcome["epoch"] or after.get("before") is not None:
            raise wrong(run.target.allowed.lose, "welcome {epoch: …, before: null}", told(after))
    with run.stocked(1) as (link, after):
        link.pull(after["epoch"], 0, 1)
        found = link.events(1)
        if found and found[0][0] != 1:
            raise wrong("pull {after: 0}", "batch {first: 1}", f"batch {{first: {found[0][0]}}}")


def kept(run: Run) -> None:
    """One core lacks everything, the other calls all of it durable: not in a log that matters."""
    if run.target.driver is None:
        raise NotTried(NEEDS_DRIVE)
    with run.stocked(3) as (link, welcome), run.greeted(OTHER_CORE) as (lacking, _):
        epoch, first, head = welcome["epoch"], welcome["first"], welcome["head"]
        for it in (link, lacking):
            it.pull(epoch, first - 1, 1)
            it.events(1)
        link.send({"t": "durable", "epoch": epoch, "seq": head})
        link.sync()
        now_first = _first(lacking)
        lacking.pull(epoch, first - 1, 1)
        found = lacking.events(1)
    if now_first > first or (found and found[0][0] > first):
        came = f"welcome {{first: {now_first}}}" + (f", batch {{first: {found[0][0]}}}" if found else "")
        raise wrong("durable of one of two cores", f"welcome {{first: {first}}}", came)


def _first(link: Link) -> int:
    return int(link.hello()["first"])


def read(link: Link, welcome: Message, most: int = MANY) -> Events:
    """The newest `most` events that are there."""
    count = min(held(welcome), most)
    if count <= 0:
        return []
    link.pull(welcome["epoch"], welcome["head"] - count, min(count, MANY))
    return link.events(min(count, MANY))


def compare(sent: str, before: Events, after: Events) -> None:
    """Raises Wrong at the first that differs."""
    for (seq, body), (other_seq, other) in zip(before, after, strict=False):
        if seq != other_seq or body != other:
            raise wrong(sent, SAME_EVENTS, f"{seq}: {body.hex(' ')[:60]} / {other_seq}: {other.hex(' ')[:60]}")
    if len(after) < len(before):
        raise wrong(sent, SAME_EVENTS, f"{len(before)} / {len(after)}")


def _lose(command: str) -> None:
    subprocess.run(command, shell=True, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
