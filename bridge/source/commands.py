"""Device commands: each key is acted on once for ever, in the order of its device, off the socket's thread."""

from __future__ import annotations

import logging
import time
from collections import deque
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from queue import SimpleQueue
from threading import Lock, Thread
from typing import NamedTuple

from .claims import OUTCOMES, Claims, Outcome, refused
from .database import OutboxError
from .shape import Refusal, parse_instant

Handler = Callable[[str, str, Mapping[str, str]], tuple[bool, str] | Outcome]
"""(device, action, args) -> (done, a few words), or an Outcome; on a worker thread, several devices at a time."""

Actions = Callable[[str], tuple[str, ...] | None]
"""device -> the actions that it was declared with, None for one that never was."""

Reply = Callable[[bytes, str, Outcome | Refusal], None]
"""(link, key, what became of it, or why it was not taken): called on a worker thread."""

WORKERS = 4
MAX_WAITING = 1000
STOP_S = 3.0
MAX_DETAIL = 512
_log = logging.getLogger("bridge.source")


class Order(NamedTuple):
    key: str
    device: str
    action: str
    args: Mapping[str, str]
    deadline: datetime


def order_from(message: Mapping[str, object]) -> Order:
    """The order in a message that has been checked."""
    args = message.get("args") or {}
    deadline = parse_instant(message["deadline"])
    if deadline is None or not isinstance(args, dict):
        raise ValueError("an unchecked command")
    return Order(str(message["key"]), str(message["device"]), str(message["action"]), args, deadline)


class Commands:
    """Runs orders on a few threads; orders of one device follow one another, those of others do not wait.

    `reply` goes to the link that asked last, for a core that came back asks again.
    """

    def __init__(self, claims: Claims, actions: Actions, handler: Handler | None, reply: Reply) -> None:
        self._claims = claims
        self._actions = actions
        self._handler = handler
        self._reply = reply
        self._stopping = False
        self._lock = Lock()
        self._asking: dict[str, bytes] = {}
        self._waiting: dict[str, deque[Order]] = {}
        self._ready: SimpleQueue[str | None] = SimpleQueue()
        self._threads = [Thread(target=self._run, name=f"source-command-{i}", daemon=True) for i in range(WORKERS)]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """What runs is waited for, up to a few seconds; what waits is left for the core to ask again."""
        self._stopping = True
        for _ in self._threads:
            self._ready.put(None)
        patience = time.monotonic() + STOP_S
        for thread in self._threads:
            thread.join(timeout=max(0.0, patience - time.monotonic()))

    def submit(self, link: bytes, order: Order) -> None:
        """Takes an order in; a repeat of one that has no answer yet only moves the answer to `link`. Raises Refusal."""
        with self._lock:
            repeat = order.key in self._asking
            if not repeat and len(self._asking) >= MAX_WAITING:
                raise Refusal("busy", f"{MAX_WAITING} commands wait already: ask for {order.key[:64]} again later")
            self._asking[order.key] = link
            if repeat:
                return
            line = self._waiting.get(order.device)
            if line is not None:
                line.append(order)
                return
            self._waiting[order.device] = deque([order])
        self._ready.put(order.device)

    def _run(self) -> None:
        while (device := self._ready.get()) is not None and not self._stopping:
            order = self._waiting[device][0]
            answer = self._answer(order)
            with self._lock:
                link = self._asking.pop(order.key)
                line = self._waiting[device]
                line.popleft()
                if line:
                    self._ready.put(device)
                else:
                    del self._waiting[device]
            self._reply(link, order.key, answer)

    def _answer(self, order: Order) -> Outcome | Refusal:
        try:
            known = self._claims.outcome(order.key) or self._untried(order)
            if known is not None:
                return known
            self._claims.begin(order.key, order.deadline)
        except OutboxError as error:
            return Refusal("disk", f"command {order.key[:64]} was not taken: {error}")
        outcome = self._act(order)
        try:
            self._claims.finish(order.key, outcome)
        except OutboxError as error:
            _log.error("command %r: %s", order.key, error)
            # What every later life will say.
            return Outcome("unknown", "the source cannot write its outbox")
        return outcome

    def _untried(self, order: Order) -> Outcome | None:
        """Why it is not tried, None when it is. Nothing of that is kept: if it comes again, it is looked at anew."""
        if datetime.now(UTC) >= order.deadline:
            return Outcome("expired")
        if self._handler is None:
            return refused("this source takes no commands")
        actions = self._actions(order.device)
        if actions is None:
            return refused("no such device")
        if order.action not in actions:
            return refused("no such action")
        return None

    def _act(self, order: Order) -> Outcome:
        if self._handler is None:
            return refused("this source takes no commands")
        try:
            return _outcome(self._handler(order.device, order.action, order.args))
        except Exception as error:  # noqa: BLE001 - the thread's own guard: whatever a handler raises is answered
            _log.exception("command %r: the handler raised", order.key)
            return Outcome("failed", type(error).__name__)


def _outcome(said: object) -> Outcome:
    """What a handler returned. Raises TypeError for what is no outcome."""
    match said:
        case (bool() as done, detail):
            return Outcome("done" if done else "failed", str(detail)[:MAX_DETAIL])
        case (str() as word, detail) if word in OUTCOMES:
            return Outcome(word, str(detail)[:MAX_DETAIL])
    raise TypeError(f"a handler answers (True or False, words) or an Outcome, not {said!r}")
