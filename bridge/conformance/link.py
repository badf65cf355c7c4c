"""One link to the source in the place of a core: sends anything, reads kindly, watches the order of events."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Any, NamedTuple, Self

import msgpack
import msgspec
import zmq

from commandcenter.domain.errors import UNDECODABLE
from commandcenter.domain.text import QT_TRANSLATE_NOOP

from .knocking import Curve, Socket, close_socket, disconnected, open_socket
from .record import Record
from .telling import told
from .verdicts import NOTHING, NotTried, Words, wrong

Message = dict[str, Any]

STEP_S = 0.2
QUIET_S = 0.1
_log = logging.getLogger(__name__)
BEFORE = QT_TRANSLATE_NOOP("trouble", "{rule} would have to hold first")


class _Loose(msgspec.Struct):
    """A batch whose events stay as they came."""

    first: int
    events: list[msgspec.Raw]


class _Order(NamedTuple):
    """A pull that the source may be serving."""

    cursor: int
    credit: int
    started: bool


class Link:
    """`pings` are the times (monotonic seconds) of the source's own pings; they are answered unless `mute`."""

    def __init__(
        self,
        context: zmq.Context[Socket],
        endpoint: str,
        proof: Curve,
        core: str,
        record: Record,
        patience: float,
        routing_id: bytes = b"",
    ) -> None:
        self.core = core
        self.key = proof.keys.public
        self.mute = False
        self.pings: list[float] = []
        self.on_pull: Callable[[], None] = lambda: None
        self.go_on: Callable[[], None] = lambda: None
        """Raises when the time for the rule is over, or the check was stopped."""
        self._record = record
        self._patience = patience
        self._orders: list[_Order] = []
        self._socket, self._monitor = open_socket(context, zmq.DEALER, proof, routing_id)
        self._socket.setsockopt(zmq.SNDTIMEO, 2000)
        self._socket.connect(endpoint)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        if not self._socket.closed:
            close_socket(self._socket, self._monitor)

    # ---- out

    def send(self, message: Mapping[str, object]) -> None:
        self.send_frames(pack(message))

    def send_frames(self, *frames: bytes) -> None:
        try:
            self._socket.send_multipart(frames)
        except zmq.Again:
            raise NotTried(QT_TRANSLATE_NOOP("trouble", "the source takes nothing more over this link")) from None

    def pull(self, epoch: str, after: int, credit: int = 1000) -> None:
        self.on_pull()
        self._orders.append(_Order(after, credit, started=False))
        self.send({"t": "pull", "epoch": epoch, "after": after, "credit": credit})

    # ---- in

    def next(self, seconds: float | None = None) -> Message | None:
        """The next message that is not a ping; None when there is none. Raises Wrong when the rule's time is over."""
        until = time.monotonic() + (self._patience if seconds is None else seconds)
        while self._wait(until):
            frames = self._socket.recv_multipart()
            message = self._record.take(frames)
            if message["t"] == "ping":
                self.pings.append(time.monotonic())
                if not self.mute:
                    self.send({"t": "pong"})
            else:
                if message["t"] == "batch":
                    self._watch(message, frames[0])
                return message
        return None

    def _wait(self, until: float) -> bool:
        """Whether there is something to read before that time."""
        while True:
            self.go_on()
            left = max(0.0, until - time.monotonic())
            if self._socket.poll(int(min(left, STEP_S) * 1000)):
                return True
            if left <= STEP_S:
                return False

    def until(self, right: Callable[[Message], bool], seconds: float | None = None) -> Message | None:
        """The next message of that kind; others are passed over."""
        end = time.monotonic() + (self._patience if seconds is None else seconds)
        while (left := end - time.monotonic()) > 0:
            message = self.next(left)
            if message is None or right(message):
                return message
        return None

    def answer(self, seconds: float | None = None) -> Message | None:
        """The next message that is not a batch."""
        return self.until(lambda message: message["t"] != "batch", seconds)

    def others(self, seconds: float) -> list[Message]:
        """Everything that comes until it has been quiet for so long."""
        found: list[Message] = []
        end = time.monotonic() + 4 * self._patience
        while time.monotonic() < end and (message := self.next(seconds)) is not None:
            found.append(message)
        return found

    def events(self, count: int, seconds: float | None = None) -> list[tuple[int, bytes]]:
        """The next `count` events with their numbers, or as many as come in time."""
        found: list[tuple[int, bytes]] = []
        while len(found) < count:
            message = self.until(lambda it: it["t"] == "batch", seconds)
            if message is None:
                break
            found += message["raw"]
        return found

    # ---- what every rule needs

    def hello(self) -> Message:
        """Greets. Raises NotTried when it is not welcomed: another rule says so."""
        self.send({"t": "hello", "versions": [1], "core": self.core})
        message = self.until(lambda it: it["t"] in ("welcome", "fault"))
        self._orders = []
        if message is None or message["t"] == "fault" or not _is_welcome(message):
            raise NotTried(BEFORE, rule="H1")
        return message

    def sync(self) -> list[Message]:
        """What comes before the answer to a ping. Raises NotTried when there is none."""
        self.send({"t": "ping"})
        found: list[Message] = []
        while (message := self.next()) is not None and message["t"] != "pong":
            found.append(message)
            if message.get("code") == "hello":
                break
        if message is None or message["t"] != "pong":
            raise NotTried(BEFORE, rule="K1")
        return found

    def ask(self, message: Mapping[str, object] | None, *frames: bytes, seconds: float | None = None) -> Message | None:
        """The answer to a message or to raw frames.

        Asks again, once, when the source knows the link no more, and when there is no answer: a connection may end, and
        ZeroMQ connects anew without a word, but what was on its way is lost. That is said in the log.
        """
        asked = frames or (pack(message or {}),)
        self.send_frames(*asked)
        answer = self.answer(seconds)
        if answer is not None and answer.get("code") != "hello":
            return answer
        cut = self.is_cut(0.0)
        if answer is not None or cut:
            self.hello()
        self.send_frames(*asked)
        again = self.answer(seconds)
        if answer is None and again is not None:
            _log.log(logging.INFO if cut else logging.WARNING, "one message was answered only when it was said again")
            self.others(QUIET_S)  # the first answer may be late, and is none to what comes next
        return again

    def expect_fault(self, message: Mapping[str, object], code: str, sent: Words = "") -> Message:
        """Raises Wrong unless the answer is that fault."""
        answer = self.ask(message)
        if answer is None or answer.get("code") != code:
            raise wrong(sent or told(message), f'fault "{code}"', told(answer))
        return answer

    def is_cut(self, seconds: float) -> bool:
        """Whether the connection has ended since this was asked last, or does within so long."""
        return disconnected(self._monitor, seconds)

    # ---- the order of events

    def _watch(self, message: Message, frame: bytes) -> None:
        try:
            batch = msgspec.msgpack.decode(frame, type=_Loose)
        except UNDECODABLE:
            message["raw"] = []
            return
        count = len(batch.events)
        message["raw"] = [(seq, bytes(raw)) for seq, raw in enumerate(batch.events, batch.first)]
        came = f"batch {{first: {batch.first}, {count} events}}"
        fitting = [n for n, order in enumerate(self._orders) if _fits(order, batch.first)]
        if not fitting:
            expected = f"batch {{first: {self._orders[-1].cursor + 1}}}" if self._orders else NOTHING
            rule = "P3" if self._orders else "H4"
            self._record.complain(rule, "pull" if self._orders else "hello", expected, came)
            return
        # A batch for the order before may still be under way when a new one is sent.
        best = next((n for n in fitting if self._orders[n].credit >= count), fitting[-1])
        order = self._orders[best]
        if count > order.credit:
            self._record.complain("P2", f"pull {{credit: … {order.credit} left}}", f"<= {order.credit}", came)
        served = _Order(batch.first + count - 1, max(0, order.credit - count), started=True)
        self._orders[: best + 1] = [served]


def _fits(order: _Order, first: int) -> bool:
    return first == order.cursor + 1 or (first > order.cursor and not order.started)


def _is_welcome(message: Message) -> bool:
    numbers = all(isinstance(message.get(name), int) for name in ("first", "head"))
    return message["t"] == "welcome" and numbers and isinstance(message.get("epoch"), str)


def pack(message: Mapping[str, object]) -> bytes:
    packed: bytes = msgpack.packb(message, datetime=True)
    return packed
