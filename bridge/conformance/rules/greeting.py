"""H: the first message of a link."""

from __future__ import annotations

import time

from bridge.conformance.link import Message
from bridge.conformance.run import Run, note
from bridge.conformance.target import CORE
from bridge.conformance.telling import told
from bridge.conformance.verdicts import NOTHING, Finding, Words, require, wrong
from commandcenter.domain.text import QT_TRANSLATE_NOOP

AT_ONCE = QT_TRANSLATE_NOOP("trouble", "an answer within a second")
HELLO = {"t": "hello", "versions": [1], "core": CORE}
OTHER_LOG = "no-such-log"


def welcomed(run: Run) -> None:
    """On a new link, again on the same, and with other versions beside ours; what it says must fit together."""
    with run.link() as link:
        for versions in ([1], [1], [2, 1, 0]):
            sent = {**HELLO, "versions": versions}
            began = time.monotonic()
            link.send(sent)
            answer = link.answer()
            if answer is None or answer["t"] != "welcome":
                run.broken.add("H1")
                raise wrong(told(sent), "welcome", told(answer))
            # Not more strictly than a busy machine allows: the first one has the handshake in it.
            if time.monotonic() - began > run.patience.answer:
                raise wrong(told(sent), AT_ONCE, f"{time.monotonic() - began:.1f} s")
            _check(answer)


def _check(answer: Message) -> None:
    first, head = answer.get("first"), answer.get("head")
    whole = isinstance(first, int) and isinstance(head, int) and 1 <= first <= head + 1 and (head > 0 or first == 1)
    if answer.get("version") != 1 or not whole:
        raise wrong(told(HELLO), "welcome {version: 1, 1 <= first <= head + 1}", told(answer))


def no_common_version(run: Run) -> None:
    findings = []
    for versions in ([], [2], [0, 2, 99]):
        with run.link() as link:
            sent = {**HELLO, "versions": versions}
            link.send(sent)
            answer = link.answer()
        if answer is None or answer.get("code") != "version":
            findings.append(Finding(told(sent), 'fault "version"', told(answer)))
    require(findings)


def before_hello(run: Run) -> None:
    order = {"device": "protocol-check-none", "action": "none", "deadline": "2001-01-01T00:00:00Z"}
    messages: list[dict[str, object]] = [
        {"t": "ping"},
        {"t": "pong"},
        {"t": "pull", "epoch": OTHER_LOG, "after": 0, "credit": 1},
        {"t": "durable", "epoch": OTHER_LOG, "seq": 0},
        {"t": "refresh", "epoch": OTHER_LOG, "reason": "gap"},
        {"t": "command", "key": run.new_key(), **order},
    ]
    with run.link() as link:
        findings = []
        for message in messages:
            link.send(message)
            answer = link.answer()
            if answer is None or answer.get("code") != "hello":
                findings.append(Finding(told(message), 'fault "hello"', told(answer)))
    require(findings)


def silence_after_hello(run: Run) -> Words | None:
    """A pull is under way when hello comes again: it counts no more."""
    driven = run.target.driver is not None
    with run.stocked(2) as (link, welcome):
        link.pull(welcome["epoch"], welcome["head"], 1000)
        link.sync()
        welcome = link.hello()
        if driven:
            run.emit(note(0))
        run.expect_quiet(link, "pull, hello", NOTHING)
        link.pull(welcome["epoch"], welcome["first"] - 1, 1000)
        link.hello()
        run.expect_quiet(link, "pull, hello", NOTHING)
    return None if driven else QT_TRANSLATE_NOOP("trouble", "new events after hello are tried with --drive")
