"""A source written without the kit, plain, in memory and right in everything, and what drives it."""

from __future__ import annotations

import secrets
import time
from collections import defaultdict, deque
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from threading import Event, Lock, Thread
from typing import Any

import msgpack
import zmq

from bridge.source.doorkeeper import Doorkeeper
from bridge.source.keys import Keys, guard
from bridge.source.shape import Refusal, parse_instant
from bridge.source.wire import unpack

Message = dict[str, Any]
NOTE = {"kind": "note", "type": "t", "subject": "s"}
OWN = {"kind": "device", "device": "D", "type": "thing", "name": "", "actions": ["act"]}
MAX_FRAME = 4 << 20


class Disk:
    """What a source keeps over its lives."""

    def __init__(self) -> None:
        self.epoch = secrets.token_hex(8)
        self.before: Message | None = None
        self.first = 1
        self.events: list[bytes] = []
        self.cores: dict[tuple[str, str], int] = {}
        self.results: dict[str, Message] = {}
        self.devices: dict[str, list[str]] = {}

    @property
    def head(self) -> int:
        return len(self.events)


class Peer:
    """A link that has said hello."""

    def __init__(self, core: tuple[str, str]) -> None:
        self.core = core
        self.cursor, self.credit = 0, 0
        self.heard = self.asked = time.monotonic()


class RightSource:
    """Right in everything; a wrong one overrides what it does wrongly. `keys` has the peers; one life of its `disk`."""

    batch = 2
    max_frame = MAX_FRAME
    most_waiting = 1000

    def __init__(self, endpoint: str, telemetry: str, keys: Keys, disk: Disk) -> None:
        self.disk = disk
        self.keys = keys
        self.telemetry = telemetry
        self.links: dict[bytes, Peer] = {}
        self.acted: list[Message] = []
        self.waiting: dict[str, tuple[Message, bytes]] = {}
        self.lines: defaultdict[str, deque[str]] = defaultdict(deque)
        self.refreshed = 0
        self.started: dict[str, tuple[Message, float]] = {}
        self._lock = Lock()
        self._todo: list[Callable[[], None]] = []
        self._ending = False
        self._published = 0.0
        self.numbered = 0
        self._stop = Event()
        self._context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
        self._doorkeeper = Doorkeeper(self._context, self.lets_in, lambda key: None)
        self.router = self._socket(zmq.ROUTER, endpoint)
        self.pub = self._socket(zmq.PUB, telemetry)
        self._thread = Thread(target=self._serve, name="right-source")
        self._thread.start()

    def _socket(self, kind: int, endpoint: str) -> zmq.Socket[bytes]:
        socket = self._context.socket(kind)
        socket.linger = 0
        socket.maxmsgsize = self.max_frame
        self.protect(socket, kind)
        socket.bind(endpoint)
        return socket

    def stop(self) -> None:
        self._stop.set()
        self._thread.join()
        self._doorkeeper.stop()
        self._context.destroy(0)

    def on_thread(self, do: Callable[[], None]) -> None:
        with self._lock:
            self._todo.append(do)

    def _serve(self) -> None:
        while not self._stop.is_set():
            self.router.poll(5)
            while self.router.poll(0):
                link, *frames = self.router.recv_multipart(copy=False)
                self.take(link.bytes, _key(frames[0]), [frame.bytes for frame in frames])
            with self._lock:
                todo, self._todo = self._todo, []
            for do in todo:
                do()
            self.go_on()

    def go_on(self) -> None:
        """What is due without a message."""
        now = time.monotonic()
        if now - self._published > 0.05:
            self._published = now
            self.publish({"key": "k", "type": "t", "at": datetime.now(UTC), "values": {"value": 1.5}})
        for link, peer in list(self.links.items()):
            if self.is_gone(now - peer.heard):
                del self.links[link]
            elif now - max(peer.heard, peer.asked) >= 1.0:
                peer.asked = now
                self.ask(link)
        if self._ending and self.may_end():
            self._ending = False
            self.end()
        for device in list(self.lines):
            self.go_on_acting(device, now)
        for link, peer in self.links.items():
            self.send_events(link, peer)

    # ---- each of these can be got wrong

    def protect(self, socket: zmq.Socket[bytes], kind: int) -> None:
        guard(socket, self.keys)

    def lets_in(self, key: str) -> bool:
        return key in self.keys.peers

    def is_gone(self, silence: float) -> bool:
        return silence > 10.0

    def ask(self, link: bytes) -> None:
        self.say(link, {"t": "ping"})

    def read(self, frames: Sequence[bytes]) -> Message:
        return unpack(frames)

    def say(self, link: bytes, message: Message) -> None:
        self.router.send_multipart([link, msgpack.packb(message, datetime=True)])

    def take(self, link: bytes, key: str, frames: Sequence[bytes]) -> None:
        self.hear(link, key)
        try:
            self.obey(link, key, self.read(frames))
        except Refusal as refusal:
            self.refuse(link, refusal)

    def hear(self, link: bytes, key: str) -> None:
        peer = self.links.get(link)
        if peer is not None and peer.core[0] == key:
            peer.heard = time.monotonic()

    def refuse(self, link: bytes, refusal: Refusal) -> None:
        self.say(link, {"t": "fault", "code": refusal.code, "text": refusal.text[:512]})

    def obey(self, link: bytes, key: str, message: Message) -> None:
        t = message["t"]
        if t == "hello":
            self.hello(link, key, message)
        elif t == "fault":
            self.fault(link, message)
        else:
            getattr(self, t)(link, self.known(link, key), message)

    def known(self, link: bytes, key: str) -> Peer:
        if link not in self.links or self.links[link].core[0] != key:
            raise Refusal("hello", "say hello")
        return self.links[link]

    def hello(self, link: bytes, key: str, message: Message) -> None:
        if 1 not in message["versions"]:
            raise Refusal("version", "1")
        self.links[link] = Peer((key, message["core"]))
        self.say(link, self.welcome())

    def welcome(self) -> Message:
        disk = self.disk
        about = {"t": "welcome", "version": 1, "source": "right", "epoch": disk.epoch, "first": disk.first}
        return {**about, "head": disk.head, "telemetry": self.telemetry, "before": disk.before}

    def fault(self, link: bytes, message: Message) -> None:
        pass

    def position(self, epoch: str, seq: int) -> None:
        if epoch != self.disk.epoch:
            raise Refusal("epoch", self.disk.epoch)
        if seq > self.disk.head:
            raise Refusal("ahead", str(self.disk.head))

    def pull(self, link: bytes, peer: Peer, message: Message) -> None:
        self.position(message["epoch"], message["after"])
        if peer.core not in self.disk.cores and len(self.disk.cores) >= 64:
            raise Refusal("busy", "64 cores")
        self.disk.cores.setdefault(peer.core, 0)
        peer.cursor, peer.credit = max(message["after"], self.disk.first - 1), message["credit"]

    def send_events(self, link: bytes, peer: Peer) -> None:
        while peer.credit and peer.cursor < self.disk.head:
            bodies = self.disk.events[peer.cursor : peer.cursor + min(self.batch, peer.credit)]
            self.send_batch(link, peer.cursor + 1, bodies)
            peer.cursor += len(bodies)
            peer.credit -= len(bodies)

    def send_batch(self, link: bytes, first: int, bodies: list[bytes]) -> None:
        events = [msgpack.unpackb(body, timestamp=3) for body in bodies]
        about = {"t": "batch", "epoch": self.disk.epoch, "first": first, "head": self.disk.head}
        self.say(link, {**about, "events": events})

    def durable(self, link: bytes, peer: Peer, message: Message) -> None:
        self.position(message["epoch"], message["seq"])
        if peer.core in self.disk.cores:
            self.disk.cores[peer.core] = max(self.disk.cores[peer.core], message["seq"])

    def pong(self, link: bytes, peer: Peer, message: Message) -> None:
        pass

    def command(self, link: bytes, peer: Peer, message: Message) -> None:
        key = message["key"]
        if key in self.disk.results and key not in self.waiting:
            self.say(link, self.disk.results[key])
            return
        if key not in self.waiting:
            if len(self.waiting) >= self.most_waiting:
                raise Refusal("busy", "1000 commands")
            self.lines[self.line(message)].append(key)
        self.waiting[key] = message, link

    def line(self, message: Message) -> str:
        return str(message["device"])

    def go_on_acting(self, device: str, now: float) -> None:
        line = self.lines[device]
        while line:
            key = line[0]
            message, link = self.waiting[key]
            if key not in self.started:
                self.claim(key)
                self.started[key] = self.carry_out(message), now + float(message.get("args", {}).get("seconds", 0))
            outcome, until = self.started[key]
            if now < until:
                return
            line.popleft()
            self.disk.results[key] = {"t": "result", "key": key, **outcome}
            del self.waiting[key], self.started[key]
            self.say(link, self.disk.results[key])

    def claim(self, key: str) -> None:
        self.disk.results[key] = {"t": "result", "key": key, "outcome": "unknown", "detail": ""}

    def carry_out(self, message: Message) -> Message:
        deadline = parse_instant(message["deadline"])
        if deadline is None or deadline <= datetime.now(UTC):
            return {"outcome": "expired", "detail": ""}
        if message["action"] not in self.actions(message["device"]):
            return {"outcome": "refused", "detail": "no such device or action"}
        self.acted.append(message)
        return {"outcome": "done", "detail": str(len(self.acted))}

    def actions(self, device: str) -> list[str]:
        return self.disk.devices.get(device, [])

    def refresh(self, link: bytes, peer: Peer, message: Message) -> None:
        self.position(message["epoch"], 0)
        if peer.cursor >= self.refreshed:
            self.refreshed = self.disk.head + 1
            self.emit([{"kind": "refresh", "phase": "begin"}, *self.all_wrong(), {"kind": "refresh", "phase": "end"}])

    def all_wrong(self) -> list[Message]:
        return [{"kind": "raise", "type": "t", "subject": "s"}]

    def ping(self, link: bytes, peer: Peer, message: Message) -> None:
        self.say(link, {"t": "pong", "head": self.disk.head})

    # ---- what its driver asks

    def emit(self, events: Sequence[Message]) -> None:
        self.disk.events += map(packed, events)
        self.disk.devices |= {event["device"]: event["actions"] for event in events if event["kind"] == "device"}

    def publish(self, sample: Message) -> None:
        self.numbered += 1
        self.pub.send_multipart(
            [sample["key"].encode(), msgpack.packb(sample, datetime=True), msgpack.packb(self.numbered)]
        )

    def end_when_durable(self) -> None:
        self._ending = True

    def may_end(self) -> bool:
        disk = self.disk
        return disk.head > 0 and bool(disk.cores) and all(seq >= disk.head for seq in disk.cores.values())

    def end(self) -> None:
        disk = self.disk
        ended = {"epoch": disk.epoch, "last": disk.head}
        disk.epoch, disk.before, disk.first, disk.events = secrets.token_hex(8), ended, 1, []
        disk.cores = dict.fromkeys(disk.cores, 0)
        self.refreshed = 0
        for link, peer in self.links.items():
            peer.credit = 0
            self.say(link, {"t": "end", **ended})


def packed(event: Message) -> bytes:
    """As it lies in the log; `at` is now where it is not given."""
    body: bytes = msgpack.packb({"at": datetime.now(UTC), **event}, datetime=True)
    return body


def _key(frame: zmq.Frame) -> str:
    """Empty without CURVE."""
    try:
        return str(frame.get("User-Id"))
    except zmq.ZMQError:
        return ""


class RightDriver:
    """Drives a RightSource of this process, as bridge.conformance.Driver. Each start makes one on the same disk."""

    def __init__(
        self, make: Callable[[Disk], RightSource], declares: Callable[[int], bool] = lambda life: True
    ) -> None:
        self._make = make
        self._declares = declares
        self._lives = 0
        self.disk = Disk()
        self.source: RightSource | None = None

    def start(self) -> None:
        self.source = self._make(self.disk)
        self._lives += 1
        if self._declares(self._lives):
            self.source.emit([OWN])

    def kill(self) -> None:
        source, self.source = self.source, None
        if source is not None:
            source.stop()

    def stop(self) -> None:
        self.kill()

    def tell(self, order: dict[str, object]) -> None:
        source = self.source
        assert source is not None
        match order:
            case {"emit": list(events)}:
                source.on_thread(lambda: source.emit(events))
            case {"publish": dict(sample)}:
                source.on_thread(lambda: source.publish(sample))
            case {"end": True}:
                source.on_thread(source.end_when_durable)

    def said(self, key: str, seconds: float, least: int = 1) -> list[Any]:
        return list(self.source.acted) if self.source is not None and key == "acted" else []
