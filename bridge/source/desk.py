"""What a source answers to each message of a core."""

from __future__ import annotations

import logging
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from .commands import Commands, order_from
from .cores import Cores
from .database import OutboxError
from .link import VERSION, Link, welcome
from .outbox import Ended, Outbox
from .refresh import Refresher
from .shape import Refusal
from .wire import pack, unpack

MAX_LINKS = 256
_log = logging.getLogger("bridge.source")

Send = Callable[[bytes, bytes], bool]
"""(link, message) -> whether it left."""


class Desk:
    """Lives on the thread that owns the sockets. `links` are those that said hello, by their routing id."""

    def __init__(
        self,
        source: str,
        telemetry: str,
        outbox: Outbox,
        cores: Cores,
        commands: Commands,
        refresher: Refresher,
        send: Send,
    ) -> None:
        self.links: dict[bytes, Link] = {}
        self.faults: Counter[str] = Counter()
        self._source = source
        self._telemetry = telemetry
        self._outbox = outbox
        self._cores = cores
        self._commands = commands
        self._refresher = refresher
        self._send = send

    def take(self, link: bytes, key: str, frames: Sequence[bytes]) -> None:
        """Acts on what came over `link`, whose peer has proved to be `key`."""
        state = self.links.get(link)
        if state is not None and state.core[0] == key:
            # A refused message is a word too.
            state.heard = time.monotonic()
        try:
            self._take(link, key, unpack(frames))
        except Refusal as refusal:
            self.note(refusal.code, refusal.text)
            self._fault(link, refusal)
        except OutboxError as error:
            self.note("disk", str(error))
            self._fault(link, Refusal("disk", "the source cannot use its outbox"))

    def ended(self, log: Ended) -> None:
        """Tells every link that was in it."""
        for link, state in list(self.links.items()):
            if state.ended(log.epoch):
                self._send(link, pack({"t": "end", "epoch": log.epoch, "last": log.last}))

    def note(self, code: str, text: str) -> None:
        """Counts; says each code once."""
        self.faults[code] += 1
        if self.faults[code] == 1:
            level = logging.INFO if code in _COMMON else logging.WARNING
            _log.log(level, "%s: %s: %s; further ones are counted", self._source, code, text)

    def _fault(self, link: bytes, refusal: Refusal) -> None:
        self._send(link, fault(refusal))

    def _take(self, link: bytes, key: str, message: Mapping[str, object]) -> None:
        state = self.links.get(link)
        match message:
            case {"t": "hello"}:
                self._hello(link, key, message)
            case {"t": "fault", "code": str(code), **rest}:
                self.note(f"from core: {code if code in _FROM_CORE else 'other'}", f"{code} {rest.get('text', '')}")
            case _ if state is None or state.core[0] != key:
                raise Refusal("hello", "this link is not known here: say hello first")
            case _:
                self._take_known(link, state, message)

    def _hello(self, link: bytes, key: str, message: Mapping[str, object]) -> None:
        versions = message["versions"]
        if not isinstance(versions, list) or VERSION not in versions:
            raise Refusal("version", f"this source speaks version {VERSION}")
        if link not in self.links and len(self.links) >= MAX_LINKS:
            raise Refusal("busy", f"{MAX_LINKS} links are open already")
        answer, epoch = welcome(self._source, self._outbox, self._telemetry)
        self.links[link] = Link((key, str(message["core"])), epoch, time.monotonic())
        self._send(link, answer)

    def _take_known(self, link: bytes, state: Link, message: Mapping[str, object]) -> None:
        match message:
            case {"t": "pull", "epoch": str(epoch), "after": int(after), "credit": int(credit)}:
                self._check_position(epoch, after)
                if state.after is None and not self._cores.know(state.core):
                    raise Refusal("busy", "this source remembers as many cores as it can")
                state.pulled(epoch, after, credit)
            case {"t": "durable", "epoch": str(epoch), "seq": int(seq)}:
                self._check_position(epoch, seq)
                self._outbox.mark_durable(state.core, epoch, seq)
            case {"t": "refresh", "epoch": str(epoch), "reason": str(reason)}:
                self._check_position(epoch, 0)
                self._refresher.ask(reason, state.after)
            case {"t": "command"}:
                self._commands.submit(link, order_from(message))
            case {"t": "ping"}:
                self._send(link, pack({"t": "pong", "head": self._outbox.head}))

    def _check_position(self, epoch: str, seq: int) -> None:
        about = self._outbox.about
        if epoch != about.epoch:
            raise Refusal("epoch", f"this source's log is {about.epoch}")
        if seq > about.head:
            raise Refusal("ahead", f"the last event here is {about.head}")


def fault(refusal: Refusal) -> bytes:
    """The packed message."""
    return pack({"t": "fault", "code": refusal.code, "text": refusal.text[:512]})


_FROM_CORE = frozenset(
    ("malformed", "unknown", "field", "size", "version", "wrong-source", "quarantined", "grant", "refused")
)
_COMMON = frozenset(
    ("malformed", "unknown", "field", "size", "version", "hello", "epoch", "ahead", "busy", "telemetry keys dropped")
)
