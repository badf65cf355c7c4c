"""The thread that owns a source's sockets: serves every core that links, and publishes telemetry."""

from __future__ import annotations

import logging
import time
from collections import deque
from collections.abc import Callable
from threading import Thread
from typing import NamedTuple

import zmq

from .claims import Claims, Outcome
from .commands import Commands, Handler
from .cores import Cores
from .database import OutboxError
from .desk import Desk, fault
from .link import GONE_AFTER_S
from .outbox import Ended, Outbox
from .peers import Peers
from .publisher import Publisher
from .refresh import Refresher, Report
from .shape import Refusal
from .sockets import EndpointTrouble, receive
from .waker import Waker
from .wire import pack

_IDLE_MS = 250
_BLOCKED_MS = 10
_WATCH_S = 1.0
_TIDY_S = 3600.0
_RECEIVE_AT_ONCE = 100
_log = logging.getLogger("bridge.source")


class Parts(NamedTuple):
    """What a source is made of; `guarded` says whether the doorkeeper is alive."""

    source: str
    outbox: Outbox
    cores: Cores
    claims: Claims
    peers: Peers
    router: zmq.Socket[bytes]
    publisher: Publisher
    guarded: Callable[[], bool]


class Server:
    """Takes the sockets over and closes them at the end. Its public methods may be called from any thread."""

    def __init__(self, parts: Parts, handler: Handler | None, report: Report | None) -> None:
        self._parts = parts
        self._outbox = parts.outbox
        self._results: deque[tuple[bytes, bytes]] = deque()
        self._ended: deque[Ended] = deque()
        self._waker = Waker()
        self._stopping = False
        self._watched = self._tidied = float("-inf")
        self._commands = Commands(parts.claims, parts.outbox.actions, handler, self._reply)
        self.refresher = Refresher(parts.source, parts.outbox, report, self.wake)
        self.desk = Desk(
            parts.source,
            parts.publisher.endpoint,
            parts.outbox,
            parts.cores,
            self._commands,
            self.refresher,
            self._send,
        )
        self._thread = Thread(target=self._run, name=f"source-{parts.source}", daemon=True)

    def start(self) -> None:
        self._commands.start()
        self._thread.start()

    def stop(self) -> None:
        self._commands.stop()
        self.refresher.stop()
        self._stopping = True
        self.wake()
        self._thread.join()
        self._waker.close()

    def wake(self) -> None:
        """Something new is in the outbox."""
        self._waker.wake()

    def ended(self, log: Ended) -> None:
        """A log has ended: the links are to be told."""
        self._ended.append(log)
        self.wake()

    def post(self, key: str, sample: bytes) -> None:
        """Telemetry: the newest value of a key."""
        if not self._parts.publisher.post(key, sample):
            self.desk.note("telemetry keys dropped", key)
        self.wake()

    def _reply(self, link: bytes, key: str, answer: Outcome | Refusal) -> None:
        if isinstance(answer, Refusal):
            self.desk.note(answer.code, answer.text)
            message = fault(answer)
        else:
            message = pack({"t": "result", "key": key, "outcome": answer.word, "detail": answer.detail})
        self._results.append((link, message))
        self.wake()

    # ---- on the thread

    def _run(self) -> None:
        poller = zmq.Poller()
        poller.register(self._parts.router, zmq.POLLIN)
        poller.register(self._waker.fileno(), zmq.POLLIN)
        wait = 0
        while not self._stopping:
            poller.poll(wait)
            try:
                wait = self._step()
            except OutboxError as error:
                self.desk.note("disk", str(error))
                time.sleep(_WATCH_S)
            except Exception:  # noqa: BLE001 - the thread loop's own guard: a source must not fall silent
                _log.exception("%s: trouble in the link's thread; going on", self._parts.source)
                time.sleep(_WATCH_S)
        self._send_results()
        self._parts.router.close(0)
        self._parts.publisher.close()

    def _step(self) -> int:
        self._waker.drain()
        self._receive()
        while self._ended:
            self.desk.ended(self._ended.popleft())
        self._send_results()
        self._parts.publisher.send()
        wait = self._serve()
        self._watch()
        return wait

    def _receive(self) -> None:
        for _ in range(_RECEIVE_AT_ONCE):
            try:
                link, key, frames = receive(self._parts.router)
            except zmq.Again:
                return
            if self._parts.peers.allowed(key):
                self.desk.take(link, key, frames)
            else:
                # Its key was taken away while it was linked: silence, so that it links anew and is refused.
                self.desk.links.pop(link, None)
        self.wake()

    def _serve(self) -> int:
        """One batch for every link that wants one; returns how many milliseconds the poll may wait."""
        wait = _IDLE_MS
        for link, state in list(self.desk.links.items()):
            batch = state.next_batch(self._outbox) if state.wants(self._outbox.head) else None
            if batch is not None and self._send(link, batch.frame):
                state.served(batch)
                wait = 0 if state.wants(self._outbox.head) else wait
            elif batch is not None:
                wait = min(wait, _BLOCKED_MS)
        return wait

    def _send_results(self) -> None:
        links = self.desk.links
        while self._results:
            link, result = self._results.popleft()
            if link in links:
                links[link].results.append(result)
        for link, state in list(links.items()):
            while state.results and self._send(link, state.results[0]):
                state.results.popleft()

    def _watch(self) -> None:
        now = time.monotonic()
        for link, state in list(self.desk.links.items()):
            if now - state.heard > GONE_AFTER_S:
                del self.desk.links[link]
            elif state.ping_due(now):
                self._send(link, pack({"t": "ping"}))
        if now - self._watched >= _WATCH_S:
            self._watched = now
            self._parts.cores.heard([state.core for state in self.desk.links.values() if state.after is not None])
            self._watch_door()
        if now - self._tidied >= _TIDY_S:
            self._tidied = now
            self._parts.cores.write()
            self._parts.claims.purge()

    def _watch_door(self) -> None:
        peers, desk = self._parts.peers, self.desk
        if peers.look():
            self._parts.cores.forget(lambda core: not peers.allowed(core[0]))
            desk.links = {link: state for link, state in desk.links.items() if peers.allowed(state.core[0])}
            self._parts.publisher.cut()
            return
        try:
            self._parts.publisher.mend()
        except EndpointTrouble as trouble:
            desk.note("telemetry", str(trouble))
        if not self._parts.guarded():
            desk.note("door", "what decides who may come in has died: nobody can; start this source again")

    def _send(self, link: bytes, message: bytes) -> bool:
        """False when the link's queue is full; a link that is gone is forgotten."""
        try:
            self._parts.router.send_multipart([link, message], zmq.DONTWAIT)
        except zmq.Again:
            return False
        except zmq.ZMQError as error:
            if error.errno != zmq.EHOSTUNREACH:
                raise
            self.desk.links.pop(link, None)
            return False
        return True
