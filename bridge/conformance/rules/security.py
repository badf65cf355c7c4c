"""S: who comes in, and who does not."""

from __future__ import annotations

from contextlib import suppress

import zmq

from bridge.conformance import knocking
from bridge.conformance.knocking import Curve, Plain, Proof, pack_hello
from bridge.conformance.run import Run, note
from bridge.conformance.target import CORE
from bridge.conformance.telling import all_told, hexed, told
from bridge.conformance.verdicts import NOTHING, Finding, NotTried, Words, require, wrong
from bridge.source.keys import Keys
from commandcenter.domain.text import QT_TRANSLATE_NOOP

from .publishing import publish_until, subscribed

ROUTER_ONLY = QT_TRANSLATE_NOOP("trouble", "on the ROUTER only: the source names no telemetry endpoint")
CUT_S = 2.5


def curve(run: Run) -> Words | None:
    other = Curve(run.target.keys, Run.stranger().public)
    cases: list[tuple[str, int, str, Proof, tuple[str, ...]]] = [
        ("DEALER, CURVE, the source's key", zmq.DEALER, "", run.proof(), (knocking.OPEN,)),
        ("DEALER, CURVE, another server key", zmq.DEALER, "", other, _CLOSED),
    ]
    endpoint = _telemetry(run)
    if endpoint:
        cases.append(("SUB, CURVE, the source's key", zmq.SUB, endpoint, run.proof(), (knocking.OPEN,)))
        cases.append(("SUB, CURVE, another server key", zmq.SUB, endpoint, other, _CLOSED))
    return _knock(run, cases)


def strangers(run: Run) -> Words | None:
    _need_curve(run)
    proof, expected = run.proof(Run.stranger()), (knocking.REFUSED,)
    cases = [("DEALER, CURVE, a key that is no peer's", zmq.DEALER, "", proof, expected)]
    endpoint = _telemetry(run)
    if endpoint and run.knock(zmq.SUB, run.proof(), endpoint) == knocking.OPEN:
        cases.append(("SUB, CURVE, a key that is no peer's", zmq.SUB, endpoint, proof, expected))
    return _knock(run, list(cases))


def in_the_clear(run: Run) -> Words | None:
    endpoint = _telemetry(run)
    cases: list[tuple[str, int, str, Proof, tuple[str, ...]]] = [
        ("DEALER, NULL", zmq.DEALER, "", None, _CLOSED),
        ("DEALER, PLAIN", zmq.DEALER, "", Plain(), _CLOSED),
    ]
    if endpoint:
        cases.append(("SUB, NULL", zmq.SUB, endpoint, None, _CLOSED))
    return _knock(run, cases)


def dead_door(run: Run) -> None:
    if run.target.driver is None:
        raise NotTried(QT_TRANSLATE_NOOP("trouble", "a dead authenticator cannot be seen from outside"))
    run.driver.tell({"door": "die"})
    try:
        if not run.driver.said("door", run.patience.answer):
            raise NotTried(
                QT_TRANSLATE_NOOP("trouble", "the driven source does not say that its authenticator is dead")
            )
        came = run.knock(zmq.DEALER, run.proof(), says=pack_hello(CORE))
        if came in (knocking.OPEN, knocking.ANSWERLESS):
            raise wrong("DEALER, CURVE, authenticator dead", _words(_CLOSED), came)
    finally:
        run.restart()


def taken_out(run: Run) -> Words | None:
    """The second key is taken out while it is linked, and put back at the end."""
    if not run.peers.may_change or run.target.driver is None:
        raise NotTried(QT_TRANSLATE_NOOP("trouble", "needs the source's key file and a driven source: --drive-keys"))
    second = run.second()
    try:
        _link_is_cut(run, second)
        run.peers.admit(second)
        run.wait_for(lambda: run.knock(zmq.DEALER, run.proof(second)) == knocking.OPEN, 3 * CUT_S)
        return _telemetry_is_cut(run, second)
    finally:
        run.peers.admit(second)
        run.wait_for(lambda: run.knock(zmq.DEALER, run.proof(second)) == knocking.OPEN, 3 * CUT_S)


def _link_is_cut(run: Run, second: Keys) -> None:
    with run.greeted() as (stays, welcome), run.link(keys=second) as goes:
        goes.hello()
        goes.pull(welcome["epoch"], welcome["head"])
        goes.sync()
        run.peers.admit()
        run.wait_for(lambda: False, CUT_S)
        run.emit(note(0))
        with suppress(NotTried):  # a link that takes nothing more is cut as well
            goes.send({"t": "ping"})
        came = goes.others(run.patience.answer / 2)
        if came:
            raise wrong("a link of a key that was taken out", NOTHING, all_told(came))
        again = run.knock(zmq.DEALER, run.proof(second))
        if again != knocking.REFUSED:
            raise wrong("a new link of a key that was taken out", knocking.REFUSED, again)
        stays.sync()


def _telemetry_is_cut(run: Run, second: Keys) -> Words | None:
    if not _telemetry(run):
        return ROUTER_ONLY
    with subscribed(run, second) as goes:
        if not publish_until(run, lambda: goes.poll(100)):
            return QT_TRANSLATE_NOOP("trouble", "on the ROUTER only: the driven source publishes nothing")
        run.peers.admit()
        run.wait_for(lambda: False, CUT_S)
        while goes.poll(0):
            goes.recv_multipart()
        with subscribed(run) as stays:
            publish_until(run, lambda: stays.poll(100))
        if goes.poll(int(run.patience.quiet * 1000)):
            raise wrong("SUB of a key that was taken out", NOTHING, hexed(goes.recv()))
    return None


def own_identity(run: Run) -> Words | None:
    second = run.second()
    ours = b"protocol-check-link"
    with run.link(routing_id=ours) as first:
        run.welcome(first)
    # The source notices that the first is gone a moment later; until then it does not take the second.
    for _ in range(3):
        with run.link(keys=second, routing_id=ours) as other:
            other.send({"t": "ping"})
            answer = other.answer(run.patience.answer / 2)
        if answer is not None:
            break
    if answer is not None and answer.get("code") != "hello":
        raise wrong("ping, as another key with the routing id of a link that said hello", 'fault "hello"', told(answer))
    return QT_TRANSLATE_NOOP("trouble", "the durable position was looked at under E1 only")


_LOST = frozenset({knocking.HUNG_UP, knocking.SILENT, knocking.NOBODY})
_CLOSED = (
    knocking.REFUSED,
    knocking.MECHANISM,
    knocking.BROKEN,
    knocking.HUNG_UP,
    knocking.SILENT,
    knocking.NOBODY,
    knocking.OTHER_STATUS,
)


def _knock(run: Run, cases: list[tuple[str, int, str, Proof, tuple[str, ...]]]) -> Words | None:
    findings = []
    for sent, kind, endpoint, proof, expected in cases:
        says = pack_hello(CORE) if kind == zmq.DEALER and expected is not _CLOSED else b""
        came = run.knock(kind, proof, endpoint, says)
        if came not in expected and came in _LOST:
            # The word of a door that slams may be lost with its connection: whoever says it always says it again.
            came = run.knock(kind, proof, endpoint, says)
        if came == knocking.ANSWERLESS:
            came = knocking.OPEN
        if came not in expected:
            findings.append(Finding(sent, _words(expected), came))
    require(findings)
    return None if len({kind for _, kind, *_ in cases}) > 1 else ROUTER_ONLY


def _words(expected: tuple[str, ...]) -> str:
    return knocking.NO_WAY_IN if expected is _CLOSED else expected[0]


def _need_curve(run: Run) -> None:
    if run.knock(zmq.DEALER, run.proof()) != knocking.OPEN:
        raise NotTried(QT_TRANSLATE_NOOP("trouble", "{rule} would have to hold first"), rule="S1")


def _telemetry(run: Run) -> str:
    """Empty where none is named, or no hello is answered."""
    try:
        return run.telemetry()
    except NotTried:
        return ""
