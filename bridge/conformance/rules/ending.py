"""E: a log ends for good order, and the next begins."""

from __future__ import annotations

from bridge.conformance.driver import Driver
from bridge.conformance.link import Link, Message
from bridge.conformance.run import Run, note
from bridge.conformance.target import CORE, OTHER_CORE
from bridge.conformance.telling import all_told, told
from bridge.conformance.verdicts import NOTHING, NotTried, Words, wrong
from commandcenter.domain.text import QT_TRANSLATE_NOOP

END_S = 5.0
EARLY_S = 1.0
NOT_BEFORE = QT_TRANSLATE_NOOP("trouble", "no end before every core has called the last event durable")


def waits_for_every_core(run: Run) -> Words | None:
    """Two cores have pulled: with a second key they have the same name, for a core is its key and its name."""
    driver = run.driver
    second = run.target.second or run.peers.second()
    with run.stocked(2) as (one, welcome), run.link(CORE if second else OTHER_CORE, second) as other:
        other.hello()
        for link in (one, other):
            link.pull(welcome["epoch"], welcome["head"], 1000)
            link.sync()
        run.emit(note(0))
        if not (found := one.events(1)) or not other.events(1):
            raise NotTried(_FIRST, rule="P1")
        last = found[0][0]
        driver.tell({"end": True})
        _release_all(run, {**welcome, "head": last}, but=other)
        _durable(one, welcome, last)
        early = one.until(_is_end, EARLY_S)
        if early is not None:
            raise wrong("durable of one of two cores", NOT_BEFORE, told(early))
        _durable(other, welcome, last)
        end = one.until(_is_end, END_S)
        if end is None or end.get("epoch") != welcome["epoch"] or end.get("last") != last:
            raise wrong("durable of all cores", f"end {{epoch: {welcome['epoch']}, last: {last}}}", told(end))
    return None if second else QT_TRANSLATE_NOOP("trouble", "with two names of one key")


def one_step(run: Run) -> None:
    driver = run.driver
    with run.stocked(2) as (link, welcome):
        old, last = welcome["epoch"], welcome["head"]
        _end(run, driver, link, welcome)
    with run.greeted() as (link, after):
        expected = f"welcome {{epoch: not {old}, before: {{epoch: {old}, last: {last}}}}}"
        if after["epoch"] == old or after.get("before") != {"epoch": old, "last": last}:
            raise wrong("hello after end", expected, told(after))
        run.emit(note(1))
        link.pull(after["epoch"], 0)
        found = link.events(1)
        if not found or found[0][0] != 1:
            raise wrong("pull {after: 0} after end", "batch {first: 1}", str(found[:1]))
    run.restart()
    with run.greeted() as (_, again):
        if again["epoch"] == after["epoch"] and again.get("before") != after.get("before"):
            raise wrong("SIGKILL after end", told(after), told(again))


def all_are_told(run: Run) -> None:
    driver = run.driver
    with run.stocked(2) as (one, welcome), run.greeted(OTHER_CORE) as (other, _):
        other.pull(welcome["epoch"], welcome["head"])
        other.sync()
        _end(run, driver, one, welcome, other)
        end = other.until(_is_end, END_S)
        if end is None:
            raise wrong("end, another link", "end", NOTHING)
        run.emit(note(2))
        for link in (one, other):
            came = [it for it in link.sync() + link.others(run.patience.quiet) if not _is_end(it)]
            if came:
                raise wrong("no pull after end", NOTHING, all_told(came))
            sent = {"t": "pull", "epoch": welcome["epoch"], "after": 0, "credit": 1}
            link.send(sent)
            answer = link.answer()
            if answer is None or answer.get("code") not in ("epoch", "hello"):
                raise wrong(told(sent), 'fault "epoch"', told(answer))


_FIRST = QT_TRANSLATE_NOOP("trouble", "{rule} would have to hold first")


def _end(run: Run, driver: Driver, link: Link, welcome: Message, *others: Link) -> None:
    """Ends the log over a link that has pulled. Raises NotTried when it does not end."""
    link.pull(welcome["epoch"], welcome["head"])
    link.sync()
    _release_all(run, welcome)
    for it in (link, *others):
        _durable(it, welcome, welcome["head"])
    driver.tell({"end": True})
    if link.until(_is_end, END_S) is None:
        raise NotTried(_FIRST, rule="E1")


def _release_all(run: Run, welcome: Message, but: Link | None = None) -> None:
    """What other rules' cores lack would hold the log."""
    for keys, core in list(run.pulled):
        if but is not None and (keys.public, core) == (but.key, but.core):
            continue
        with run.link(core, keys) as link:
            link.hello()
            # A core speaks of a log only after it has pulled from it.
            link.pull(welcome["epoch"], welcome["head"])
            _durable(link, welcome, welcome["head"])


def _durable(link: Link, welcome: Message, seq: int) -> None:
    link.send({"t": "durable", "epoch": welcome["epoch"], "seq": seq})
    link.sync()


def _is_end(message: Message) -> bool:
    return bool(message["t"] == "end")
