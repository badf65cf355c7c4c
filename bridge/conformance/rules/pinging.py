"""K: who is still there."""

from __future__ import annotations

import time

from bridge.conformance.run import Run
from bridge.conformance.telling import told
from bridge.conformance.verdicts import NOTHING, wrong
from commandcenter.domain.text import QT_TRANSLATE_NOOP

WATCH_S = 3.6
EARLIEST_S, LATEST_S = 0.7, 2.0
FORGOTTEN_S = 11.5
BETWEEN_S = 2.0
NONSENSE = {"t": "shout"}
EACH_SECOND = QT_TRANSLATE_NOOP("trouble", "a ping after 1 s of silence, and again each second")


def answered(run: Run) -> None:
    with run.greeted() as (link, _):
        for _ in range(3):
            link.send({"t": "ping"})
            answer = link.answer()
            if answer is None or answer["t"] != "pong":
                run.broken.add("K1")
                raise wrong("ping", "pong", told(answer))


def asks(run: Run) -> None:
    """Says nothing for a while, and answers no ping."""
    with run.greeted() as (link, _):
        link.pings.clear()
        link.mute = True
        began = time.monotonic()
        other = link.others(WATCH_S) if (first := link.next(WATCH_S)) is not None else []
        heard = [at - began for at in link.pings]
        if first is not None:
            raise wrong(NOTHING, EACH_SECOND, "; ".join(map(told, [first, *other])))
        steps = [late - early for early, late in zip([0.0, *heard], heard, strict=False)]
        if len(heard) < 2 or not EARLIEST_S <= steps[0] <= LATEST_S or max(steps) > LATEST_S:
            raise wrong(NOTHING, EACH_SECOND, ", ".join(f"{at:.1f} s" for at in heard) or NOTHING)


def forgets(run: Run) -> None:
    """One link says nothing, another only what is refused."""
    with run.greeted() as (silent, _), run.greeted() as (refused, _):
        silent.mute = refused.mute = True
        until = time.monotonic() + FORGOTTEN_S
        while time.monotonic() < until:
            refused.send(NONSENSE)
            refused.others(BETWEEN_S)
        for link, sent, right in (
            (silent, f"{FORGOTTEN_S} s, ping", 'fault "hello"'),
            (refused, f"{told(NONSENSE)} {FORGOTTEN_S} s, ping", "pong"),
        ):
            link.send({"t": "ping"})
            answer = link.answer()
            if answer is None or (answer.get("code") == "hello") != (link is silent):
                raise wrong(sent, right, told(answer))
