"""What a rule has at hand while it is being tried."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import zmq

from bridge.core.source_socket import reachable
from bridge.source.keys import Keys, new_keys
from commandcenter.domain.text import QT_TRANSLATE_NOOP

from .driver import Driver
from .knocking import Context, Curve, Proof, knock
from .link import Link, Message
from .peers import Peers
from .record import Record
from .target import CORE, OTHER_CORE, SPEAKER, Target
from .telling import all_told
from .verdicts import NOTHING, NotTried, Stopped, wrong

IN_TIME = QT_TRANSLATE_NOOP("trouble", "answers within the time for one rule")
NEEDS_DRIVE = QT_TRANSLATE_NOOP("trouble", "needs a source that can be driven: --drive")
NEEDS_SECOND = QT_TRANSLATE_NOOP("trouble", "needs a second key that may come in: --second-keys, or --drive-keys")
NO_TELEMETRY = QT_TRANSLATE_NOOP("trouble", "the source names no telemetry endpoint")


class Run:
    """One check: opens links for the rules, remembers what is left behind, and cleans up."""

    def __init__(self, target: Target) -> None:
        self.target = target
        self.patience = target.patience
        self.record = Record()
        self.context: Context = zmq.Context()
        self.peers = Peers(target)
        self.broken: set[str] = set()
        self.pulled: set[tuple[Keys, str]] = set()
        self.commands = 0
        self.stopping = False
        self._until = float("inf")

    def begin(self) -> None:
        """The time for the next rule runs."""
        self._until = time.monotonic() + self.patience.rule
        self.go_on()

    def go_on(self) -> None:
        """Raises Stopped when the check was stopped, Wrong when the time for the rule is over."""
        if self.stopping:
            raise Stopped
        if time.monotonic() > self._until:
            raise wrong(NOTHING, IN_TIME, QT_TRANSLATE_NOOP("trouble", "answers that come too slowly, or not at all"))

    # ---- doors

    def proof(self, keys: Keys | None = None) -> Curve:
        return Curve(keys or self.target.keys, self.target.server)

    @contextmanager
    def link(self, core: str = CORE, keys: Keys | None = None, routing_id: bytes = b"") -> Iterator[Link]:
        """A link that has not said hello."""
        keys = keys or self.target.keys
        pulls = self._note_pull(keys, core)
        with Link(
            self.context, self.target.endpoint, self.proof(keys), core, self.record, self.patience.answer, routing_id
        ) as link:
            link.on_pull, link.go_on = pulls, self.go_on
            yield link

    @contextmanager
    def greeted(self, core: str = CORE, keys: Keys | None = None) -> Iterator[tuple[Link, Message]]:
        """A link, and the welcome that it got. Raises NotTried."""
        with self.link(core, keys) as link:
            yield link, self.welcome(link)

    def welcome(self, link: Link) -> Message:
        self.need("H1")
        try:
            return link.hello()
        except NotTried:
            self.broken.add("H1")
            raise

    def need(self, rule: str) -> None:
        """Raises NotTried when that rule has failed."""
        if rule in self.broken:
            raise NotTried(QT_TRANSLATE_NOOP("trouble", "{rule} would have to hold first"), rule=rule)

    @contextmanager
    def stocked(self, least: int, core: str = CORE) -> Iterator[tuple[Link, Message]]:
        """As `greeted`, with at least so many events in the log: logged for it if the source can be driven."""
        with self.greeted(core) as (link, welcome):
            have = held(welcome)
            if have < least:
                if self.target.driver is None:
                    text = QT_TRANSLATE_NOOP("trouble", "the log has {have} events, this needs {least}")
                    raise NotTried(text, have=have, least=least)
                self.emit(*(note(n) for n in range(least - have)))
                self.wait_for(lambda: held(link.hello()) >= least)
                welcome = link.hello()
            yield link, welcome

    def knock(self, kind: int, proof: Proof, endpoint: str = "", says: bytes = b"") -> str:
        return knock(self.context, endpoint or self.target.endpoint, kind, proof, self.patience.answer, says)

    def telemetry(self) -> str:
        """The source's telemetry endpoint. Raises NotTried."""
        with self.greeted() as (_, welcome):
            endpoint = str(welcome.get("telemetry") or "")
        if not endpoint:
            raise NotTried(NO_TELEMETRY)
        return reachable(endpoint, self.target.endpoint)

    def second(self) -> Keys:
        """Another key that may come in. Raises NotTried."""
        keys = self.target.second or self.peers.second()
        if keys is None:
            raise NotTried(NEEDS_SECOND)
        return keys

    @staticmethod
    def stranger() -> Keys:
        return new_keys("stranger")

    # ---- the driven source

    @property
    def other_core(self) -> str:
        """Who pulls beside the first: another core where that may be, else another link of the same."""
        return CORE if self.target.driver is None else OTHER_CORE

    @property
    def driver(self) -> Driver:
        """Raises NotTried when there is none."""
        if self.target.driver is None:
            raise NotTried(NEEDS_DRIVE)
        return self.target.driver

    def emit(self, *events: dict[str, object]) -> None:
        self.driver.tell({"emit": list(events)})

    def restart(self, between: Callable[[], None] = lambda: None) -> None:
        """Kills the source, and starts it again."""
        self.driver.kill()
        between()
        self.driver.start()

    # ---- waiting

    def wait_for(self, condition: Callable[[], object], seconds: float | None = None) -> bool:
        """Whether it came true in time."""
        until = time.monotonic() + (self.patience.answer if seconds is None else seconds)
        while not condition():
            self.go_on()
            if time.monotonic() > until:
                return False
            time.sleep(0.05)
        return True

    def expect_quiet(self, link: Link, sent: str, expected: str) -> None:
        """Raises Wrong when anything comes, pings aside."""
        came = link.sync() + link.others(self.patience.quiet)
        if came:
            raise wrong(sent, expected, all_told(came))

    # ---- the end

    def new_key(self) -> str:
        """An idempotency key that no command had."""
        self.commands += 1
        return f"{SPEAKER}-{secrets.token_hex(8)}"

    def finish(self) -> None:
        self.peers.restore()
        if self.target.driver is not None:
            self.target.driver.stop()
        self.context.destroy(0)

    def _note_pull(self, keys: Keys, core: str) -> Callable[[], None]:
        return lambda: self.pulled.add((keys, core))


def held(welcome: Message) -> int:
    """How many events the log still has."""
    return int(welcome["head"]) - int(welcome["first"]) + 1


def now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def note(number: int) -> dict[str, object]:
    """An event without consequences."""
    return {"kind": "note", "at": now(), "type": "protocol.check", "subject": f"CHECK-{number}"}
