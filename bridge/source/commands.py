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

from .outbox import Answer, Outbox, OutboxError
from .shape import Refused, parse_instant

Handler = Callable[[str, str, Mapping[str, str]], tuple[bool, str]]
"""(device, action, args) -> (done, a few words); called on a worker thread, two devices at the same time."""

Reply = Callable[[bytes, str, Answer], None]
"""(link, key, answer): called on a worker thread."""

WORKERS = 4
MAX_WAITING = 1000
STOP_S = 3.0
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

    def __init__(self, outbox: Outbox, handler: Handler | None, reply: Reply) -> None:
        self._outbox = outbox
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
        """Takes an order in; a repeat of one that has no answer yet only moves the answer to `link`. Raises Refused."""
        with self._lock:
            repeat = order.key in self._asking
            if not repeat and len(self._asking) >= MAX_WAITING:
                raise Refused("busy", f"{MAX_WAITING} commands wait already: ask again later")
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

    def _answer(self, order: Order) -> Answer:
        try:
            if not self._outbox.begin(order.key):
                # Claimed in an earlier life that ended before the answer: it may have acted or not.
                return self._outbox.answer(order.key) or Answer(False, "unknown: the source stopped while acting")
            answer = self._act(order)
            self._outbox.finish(order.key, answer)
        except OutboxError as error:
            _log.error("command %s: %s", order.key, error)
            return Answer(False, "unknown: the source cannot write its outbox")
        return answer

    def _act(self, order: Order) -> Answer:
        if datetime.now(UTC) >= order.deadline:
            return Answer(False, "expired")
        if self._handler is None:
            return Answer(False, "failed: this source takes no commands")
        try:
            ok, detail = self._handler(order.device, order.action, order.args)
        except Exception as error:  # noqa: BLE001 - the thread's own guard: whatever a handler raises is answered
            _log.exception("command %s: the handler raised", order.key)
            return Answer(False, f"failed: {type(error).__name__}")
        return Answer(bool(ok), str(detail)[:512])
