"""C: a command is carried out once, or not at all, and answered."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from bridge.conformance.link import Link, Message
from bridge.conformance.run import NEEDS_DRIVE, Run, now
from bridge.conformance.telling import told
from bridge.conformance.verdicts import NOTHING, Finding, NotTried, Words, require, wrong
from commandcenter.domain.text import QT_TRANSLATE_NOOP

from .events import devices

NONE = "protocol-check-none"
PAST = "2001-01-01T00:00:00Z"
WAITING = 1000
SLOW_S = 1.5
RESULT_S = 8.0
NEEDS_DEVICE = QT_TRANSLATE_NOOP("trouble", "needs a device that may act: --commands DEVICE:ACTION, or --drive")
UNKNOWN_ONLY = QT_TRANSLATE_NOOP(
    "trouble", "with commands that are refused; what acts is tried with --commands, --drive"
)
SAME_RESULT = QT_TRANSLATE_NOOP("trouble", "the stored result, once more")
ONE_RESULT = QT_TRANSLATE_NOOP("trouble", "one result")


def one_result(run: Run) -> Words | None:
    with run.greeted() as (link, _):
        sent = _order(run, NONE)
        answer = _result(link, sent)
        if answer is None:
            raise wrong(told(sent), ONE_RESULT, NOTHING)
        run.expect_quiet(link, told(sent), ONE_RESULT)
    if run.target.driver is None:
        return UNKNOWN_ONLY
    device, action = _able(run)
    with run.greeted() as (first, _), run.greeted() as (last, _):
        sent = _order(run, device, action, seconds=SLOW_S)
        first.send(sent)
        first.sync()
        last.send(sent)
        answer = _result(last, sent, send=False)
        if answer is None:
            raise wrong(told(sent), QT_TRANSLATE_NOOP("trouble", "the result over the link that asked last"), NOTHING)
        run.expect_quiet(first, told(sent), NOTHING)
    return None


def stored_result(run: Run) -> Words | None:
    """The same key again, in every other way another message. What was refused may be looked at anew."""
    with run.greeted() as (link, _):
        sent = _order(run, NONE)
        first = _result(link, sent)
        if first is None:
            raise NotTried(QT_TRANSLATE_NOOP("trouble", "{rule} would have to hold first"), rule="C1")
        again = _result(link, sent)
        if again is None or again.get("outcome") != first.get("outcome"):
            raise wrong(told(sent), SAME_RESULT, f"{told(first)} / {told(again)}")
        if run.target.driver is None and run.target.allowed.command is None:
            return UNKNOWN_ONLY
        device, action = _able(run)
        acting = _order(run, device, action)
        first = _result(link, acting)
        if first is None or first.get("outcome") not in ("done", "failed", "refused"):
            raise wrong(told(acting), "result done / failed / refused", told(first))
        _same(link, acting, first)
    with run.greeted() as (link, _):
        _same(link, {**acting, "deadline": PAST, "device": NONE, "args": {"a": "b"}}, first)
    if run.target.driver is not None:
        _in_another_life(run, acting, first)
    return None


def _in_another_life(run: Run, acting: dict[str, object], first: Message) -> None:
    """What was done is known, what was begun is unknown; neither is done again."""
    device, action = _able(run)
    with run.greeted() as (link, _):
        begun = _order(run, device, action, seconds=30)
        link.send(begun)
        link.sync()
        acted = run.driver.said("acted", run.patience.answer)
        run.wait_for(lambda: False, 0.2)
    run.restart()
    with run.greeted() as (link, _):
        _same(link, acting, first)
        answer = _result(link, begun, seconds=run.patience.answer)
        if answer is None or answer.get("outcome") != "unknown":
            raise wrong(f"{told(begun)}, SIGKILL", 'result {outcome: "unknown"}', told(answer))
    if acted and run.driver.said("acted", run.patience.quiet):
        raise wrong("SIGKILL", QT_TRANSLATE_NOOP("trouble", "not acted on again"), str(run.driver.said("acted", 0)))


def expired(run: Run) -> Words | None:
    able = _able_or_none(run)
    device, action = able or (NONE, "none")
    with run.greeted() as (link, _):
        sent = {**_order(run, device, action), "deadline": PAST}
        answer = _result(link, sent)
        if able is None and answer is not None and answer.get("outcome") == "refused":
            # No such device either, and the document does not say which word comes first.
            raise NotTried(NEEDS_DEVICE)
        if answer is None or answer.get("outcome") != "expired":
            raise wrong(told(sent), 'result {outcome: "expired"}', told(answer))
    if able and run.target.driver and run.driver.said("acted", run.patience.quiet):
        raise wrong(told(sent), QT_TRANSLATE_NOOP("trouble", "nothing is done"), str(run.driver.said("acted", 0)))
    return None


def not_declared(run: Run) -> Words | None:
    """An action that no device has; of a declared device where there is one."""
    with run.greeted() as (link, welcome):
        known = devices(link, welcome)
        orders = [_order(run, NONE)]
        if known:
            orders.append(_order(run, known[-1], "protocol-check.none"))
        findings = []
        for sent in orders:
            answer = _result(link, sent)
            if answer is None or answer.get("outcome") != "refused":
                findings.append(Finding(told(sent), 'result {outcome: "refused"}', told(answer)))
        require(findings)
    return None if known else QT_TRANSLATE_NOOP("trouble", "with an unknown device only: no device is declared")


def in_order(run: Run) -> Words | None:
    device, action = _able(run)
    driven = run.target.driver is not None
    with run.greeted() as (link, _):
        orders = [_order(run, device, action, seconds=SLOW_S if n == 0 and driven else 0) for n in range(3)]
        if driven:
            orders.append(_order(run, _device(run, 2), action))
        began = time.monotonic()
        for sent in orders:
            link.send(sent)
        keys, first_at = _keys_of_results(link, len(orders), began)
    same = [key for key in keys if key in [it["key"] for it in orders[:3]]]
    if same != [it["key"] for it in orders[:3]]:
        raise wrong(
            "3 commands to one device", _numbers(orders, [it["key"] for it in orders[:3]]), _numbers(orders, same)
        )
    if not driven:
        return QT_TRANSLATE_NOOP("trouble", "a slow device beside others is tried with --drive")
    if keys[0] != orders[3]["key"]:
        raise wrong(
            "a slow device, and another", QT_TRANSLATE_NOOP("trouble", "the other one first"), _numbers(orders, keys)
        )
    if first_at[0] > SLOW_S and keys[0] == orders[3]["key"]:
        raise wrong("a slow device, and another", f"< {SLOW_S} s", f"{first_at[0]:.1f} s")
    return None


def too_many(run: Run) -> None:
    """The commands that wait are ended with the source, by SIGKILL."""
    if run.target.driver is None:
        raise NotTried(NEEDS_DRIVE)
    device, action = _able(run)
    with run.greeted() as (link, _):
        link.send(_order(run, device, action, seconds=30))
        answers: list[Message] = []
        sent: dict[str, object] = {}
        for _ in range(WAITING + 1):
            sent = _order(run, device, action)
            link.send(sent)
        answers = link.sync() + link.others(run.patience.quiet)
    run.restart()
    busy = [it for it in answers if it.get("code") == "busy"]
    if not busy:
        raise wrong(f"{WAITING + 2} commands", 'fault "busy"', "; ".join(map(told, answers[:3])) or NOTHING)
    device, action = _able(run)
    with run.greeted() as (link, _):
        answer = _result(link, {**sent, "device": device, "action": action})
    if answer is None or answer.get("outcome") == "unknown":
        raise wrong("the command that was told busy, again", "result done", told(answer))


# ---- commands and devices


def _order(run: Run, device: str, action: str = "none", seconds: float = 0.0) -> dict[str, object]:
    """A new command with a minute to live."""
    args = {"seconds": str(seconds)} if seconds else {}
    deadline = datetime.now(UTC) + timedelta(minutes=1)
    order = {"t": "command", "key": run.new_key(), "device": device, "action": action, "args": args}
    return {**order, "deadline": deadline.isoformat(timespec="milliseconds")}


def _result(link: Link, sent: dict[str, object], *, send: bool = True, seconds: float = RESULT_S) -> Message | None:
    if send:
        link.send(sent)
    right: Callable[[Message], bool] = lambda it: it["t"] == "fault" or it.get("key") == sent["key"]  # noqa: E731
    return link.until(right, seconds)


def _same(link: Link, sent: dict[str, object], first: Message) -> None:
    again = _result(link, sent)
    if again != first:
        raise wrong(told(sent), SAME_RESULT, f"{told(first)} / {told(again)}")


def _keys_of_results(link: Link, count: int, began: float) -> tuple[list[object], list[float]]:
    keys: list[object] = []
    at: list[float] = []
    while len(keys) < count and (message := link.until(lambda it: it["t"] == "result", RESULT_S)) is not None:
        keys.append(message.get("key"))
        at.append(time.monotonic() - began)
    return keys, at or [0.0]


def _numbers(orders: list[dict[str, object]], keys: list[object]) -> str:
    known = [it["key"] for it in orders]
    return ", ".join(str(known.index(key) + 1) for key in keys if key in known)


def _able_or_none(run: Run) -> tuple[str, str] | None:
    if run.target.driver is not None:
        return _device(run, 1), "act"
    return run.target.allowed.command


def _able(run: Run) -> tuple[str, str]:
    found = _able_or_none(run)
    if found is None:
        raise NotTried(NEEDS_DEVICE)
    return found


def _device(run: Run, number: int) -> str:
    """A device of the driven source, declared in this life."""
    name = f"CHECK-{number}"
    with run.greeted() as (link, welcome):
        link.pull(welcome["epoch"], welcome["head"])
        link.sync()
        about = {"type": "protocol.check", "name": name, "actions": ["act"]}
        run.emit({"kind": "device", "at": now(), "device": name, **about})
        link.events(1)
    return name
