"""The thread that owns a source's sockets: serves every core that links, and publishes telemetry."""

from __future__ import annotations

import logging
import time
from collections import Counter, deque
from collections.abc import Mapping
from threading import Lock, Thread

import zmq

from .commands import Commands, Handler, order_from
from .link import GONE_AFTER_S, VERSION, Link, welcome
from .outbox import Answer, Outbox, OutboxError
from .shape import Refused
from .waker import Waker
from .wire import pack, unpack

MAX_KEYS = 100_000
_IDLE_MS = 250
_BLOCKED_MS = 10
_RECEIVE_AT_ONCE = 100
_log = logging.getLogger("bridge.source")


class Server:
    """Takes bound sockets over and closes them at the end. `post` and `wake` may be called from any thread."""

    def __init__(
        self, source: str, outbox: Outbox, router: zmq.Socket[bytes], pub: zmq.Socket[bytes] | None, telemetry: str
    ) -> None:
        self._source = source
        self._outbox = outbox
        self._router = router
        self._pub = pub
        self._telemetry = telemetry
        self._links: dict[bytes, Link] = {}
        self._results: deque[tuple[bytes, bytes]] = deque()
        self._samples: dict[str, bytes] = {}
        self._samples_lock = Lock()
        self._commands: Commands | None = None
        self._waker = Waker()
        self._stopping = False
        self._thread = Thread(target=self._run, name=f"source-{source}", daemon=True)
        self.faults: Counter[str] = Counter()

    def start(self, handler: Handler | None) -> None:
        self._commands = Commands(self._outbox, handler, self._reply)
        self._commands.start()
        self._thread.start()

    def stop(self) -> None:
        if self._commands is not None:
            self._commands.stop()
        self._stopping = True
        self._waker.wake()
        self._thread.join()
        self._waker.close()

    def wake(self) -> None:
        """Something new is in the outbox."""
        self._waker.wake()

    def post(self, key: str, sample: bytes) -> None:
        """The newest value of a key; one that has not left yet is replaced."""
        with self._samples_lock:
            if key not in self._samples and len(self._samples) >= MAX_KEYS:
                self.faults["telemetry keys dropped"] += 1
                return
            self._samples[key] = sample
        self._waker.wake()

    def _reply(self, link: bytes, key: str, answer: Answer) -> None:
        self._results.append((link, pack({"t": "result", "key": key, "ok": answer.ok, "detail": answer.detail})))
        self._waker.wake()

    def _run(self) -> None:
        poller = zmq.Poller()
        poller.register(self._router, zmq.POLLIN)
        poller.register(self._waker.fileno(), zmq.POLLIN)
        wait = 0
        while not self._stopping:
            poller.poll(wait)
            try:
                wait = self._step()
            except Exception:  # noqa: BLE001 - the thread loop's own guard: a source must not fall silent
                _log.exception("%s: trouble in the link's thread; going on", self._source)
                time.sleep(1.0)
        self._send_results()
        for socket in (self._router, self._pub):
            if socket is not None:
                socket.close(0)

    def _step(self) -> int:
        self._waker.drain()
        self._receive()
        self._send_results()
        self._publish()
        wait = self._serve()
        self._watch()
        return wait

    def _receive(self) -> None:
        for _ in range(_RECEIVE_AT_ONCE):
            try:
                link, *frames = self._router.recv_multipart(zmq.DONTWAIT)
            except zmq.Again:
                return
            try:
                self._take(link, unpack(frames))
            except Refused as refusal:
                self._fault(link, refusal)
            except OutboxError as error:
                _log.error("%s: %s", self._source, error)
                self._fault(link, Refused("disk", "the source cannot write its outbox"))
        self._waker.wake()

    def _take(self, link: bytes, message: Mapping[str, object]) -> None:
        match message:
            case {"t": "hello"}:
                self._hello(link, message)
            case {"t": "fault", "code": code, **rest}:
                self.faults[f"from core: {code}"] += 1
                _log.warning("%s: the core refused a message: %s %s", self._source, code, rest.get("text", ""))
            case _ if link not in self._links:
                raise Refused("hello", "this link is not known here: say hello first")
            case _:
                self._links[link].heard = time.monotonic()
                self._serve_known(link, message)

    def _hello(self, link: bytes, message: Mapping[str, object]) -> None:
        versions = message["versions"]
        if not isinstance(versions, (list, tuple)) or VERSION not in versions:
            raise Refused("version", f"this source speaks version {VERSION}")
        self._links[link] = Link(str(message["core"]), time.monotonic())
        self._send(link, welcome(self._source, self._outbox, self._telemetry))

    def _serve_known(self, link: bytes, message: Mapping[str, object]) -> None:
        match message:
            case {"t": "pull", "epoch": epoch, "after": int(after), "credit": int(credit)}:
                self._check_position(str(epoch), after)
                if not self._links[link].pulls:
                    self._outbox.know(self._links[link].core)
                self._links[link].pulled(after, credit)
            case {"t": "durable", "epoch": epoch, "seq": int(seq)}:
                self._check_position(str(epoch), seq)
                self._outbox.mark_durable(self._links[link].core, seq)
            case {"t": "command"} if self._commands is not None:
                self._commands.submit(link, order_from(message))
            case {"t": "ping"}:
                self._send(link, pack({"t": "pong", "head": self._outbox.head}))

    def _check_position(self, epoch: str, seq: int) -> None:
        if epoch != self._outbox.epoch:
            raise Refused("epoch", f"this source's log is {self._outbox.epoch}")
        if seq > self._outbox.head:
            raise Refused("ahead", f"the last event here is {self._outbox.head}")

    def _fault(self, link: bytes, refusal: Refused) -> None:
        self.faults[refusal.code] += 1
        if self.faults[refusal.code] == 1:
            _log.info("%s: refused a message: %s %s", self._source, refusal.code, refusal.text)
        self._send(link, pack({"t": "fault", "code": refusal.code, "text": refusal.text[:512]}))

    def _serve(self) -> int:
        """One batch for every link that wants one; returns how many milliseconds the poll may wait."""
        wait = _IDLE_MS
        for link, state in list(self._links.items()):
            if not state.wants(self._outbox.head):
                continue
            batch, last, count = state.next_batch(self._outbox)
            if count and self._send(link, batch):
                state.served(last, count)
                wait = 0 if state.wants(self._outbox.head) else wait
            elif count:
                wait = min(wait, _BLOCKED_MS)
        return wait

    def _send_results(self) -> None:
        while self._results:
            self._send(*self._results.popleft())

    def _publish(self) -> None:
        with self._samples_lock:
            samples, self._samples = self._samples, {}
        if self._pub is None:
            return
        for key, sample in samples.items():
            self._pub.send_multipart([key.encode(), sample])

    def _watch(self) -> None:
        now = time.monotonic()
        for link, state in list(self._links.items()):
            if now - state.heard > GONE_AFTER_S:
                del self._links[link]
            elif state.ping_due(now):
                self._send(link, pack({"t": "ping"}))

    def _send(self, link: bytes, message: bytes) -> bool:
        """False when the link's queue is full; a link that is gone is forgotten."""
        try:
            self._router.send_multipart([link, message], zmq.DONTWAIT)
        except zmq.Again:
            return False
        except zmq.ZMQError as error:
            if error.errno != zmq.EHOSTUNREACH:
                raise
            self._links.pop(link, None)
            return False
        return True
