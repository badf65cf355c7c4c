"""Sources that are wrong, each in one way: what the checker of the protocol must find."""

from __future__ import annotations

import secrets
import time
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import ClassVar

import msgpack
import zmq

from bridge.source.keys import Keys, guard, new_keys, read_keys
from bridge.source.shape import Refusal
from tests.support.right_source import Disk, Message, Peer, RightSource


class InTheClear(RightSource):
    def protect(self, socket: zmq.Socket[bytes], kind: int) -> None:
        pass


class TelemetryInTheClear(RightSource):
    def protect(self, socket: zmq.Socket[bytes], kind: int) -> None:
        if kind == zmq.ROUTER:
            super().protect(socket, kind)


class TwoKeyPairs(RightSource):
    def protect(self, socket: zmq.Socket[bytes], kind: int) -> None:
        guard(socket, self.keys if kind == zmq.ROUTER else new_keys("other"))


class LetsEverybodyIn(RightSource):
    def lets_in(self, key: str) -> bool:
        return True


class LinkOfAnyKey(RightSource):
    def known(self, link: bytes, key: str) -> Peer:
        return super().known(link, self.links[link].core[0] if link in self.links else key)


class ReadsTheFirstFrame(RightSource):
    def read(self, frames: Sequence[bytes]) -> Message:
        return super().read(frames[:1])


class TakesTheLastKey(RightSource):
    def read(self, frames: Sequence[bytes]) -> Message:
        try:
            return super().read(frames)
        except Refusal as refusal:
            if refusal.code == "malformed" and len(frames) == 1 and len(frames[0]) < 1000:
                with suppress(ValueError):
                    again: Message = msgpack.unpackb(frames[0], timestamp=3)
                    return super().read([msgpack.packb(again, datetime=True)])
            raise


class AnotherCode(RightSource):
    """Answers `wrong` with the code `instead`."""

    wrong, instead = "", ""

    def refuse(self, link: bytes, refusal: Refusal) -> None:
        code = self.instead if refusal.code == self.wrong else refusal.code
        super().refuse(link, Refusal(code, refusal.text))


class UnknownIsMalformed(AnotherCode):
    wrong, instead = "unknown", "malformed"


class AnyCredit(RightSource):
    def read(self, frames: Sequence[bytes]) -> Message:
        try:
            return super().read(frames)
        except Refusal as refusal:
            if not refusal.text.startswith("credit must"):
                raise
            return {"t": "ping"}


class CountsInUtf16(RightSource):
    def read(self, frames: Sequence[bytes]) -> Message:
        found = super().read(frames)
        for name, value in found.items():
            if isinstance(value, str) and len(value.encode("utf-16-le")) > 256:
                raise Refusal("field", f"{name} is too long")
        return found


class LargeMessages(AnotherCode):
    wrong, instead = "size", "field"


class EndlessFrames(RightSource):
    max_frame = -1


class DeafToBombs(RightSource):
    def take(self, link: bytes, key: str, frames: Sequence[bytes]) -> None:
        if not 90_000 < len(frames[0]) < 1 << 20:
            super().take(link, key, frames)


class ChangesEvents(RightSource):
    def send_batch(self, link: bytes, first: int, bodies: list[bytes]) -> None:
        now = {"at": datetime.now(UTC)}
        again = [msgpack.packb({**msgpack.unpackb(body, timestamp=3), **now}, datetime=True) for body in bodies]
        super().send_batch(link, first, again)


class NewEpochAtStart(RightSource):
    def __init__(self, endpoint: str, telemetry: str, keys: Keys, disk: Disk) -> None:
        disk.epoch = secrets.token_hex(8)
        super().__init__(endpoint, telemetry, keys, disk)


class LosesTheLast(RightSource):
    """Sends what is not on disk yet."""

    def stop(self) -> None:
        super().stop()
        del self.disk.events[-1:]


class DropsAtTheFirstWord(RightSource):
    def durable(self, link: bytes, peer: Peer, message: Message) -> None:
        super().durable(link, peer, message)
        self.disk.first = max(self.disk.first, message["seq"] + 1)


class AnotherVersion(RightSource):
    def welcome(self) -> Message:
        return {**super().welcome(), "version": 2}


class ExtraInWelcome(RightSource):
    def welcome(self) -> Message:
        return {**super().welcome(), "mood": "good"}


class SpeaksEverything(RightSource):
    def hello(self, link: bytes, key: str, message: Message) -> None:
        super().hello(link, key, {**message, "versions": [1]})


class RefusesStrangersOddly(RightSource):
    def known(self, link: bytes, key: str) -> Peer:
        if link not in self.links:
            raise Refusal("refused", "who are you?")
        return super().known(link, key)


class GoesOnAfterHello(RightSource):
    def hello(self, link: bytes, key: str, message: Message) -> None:
        before = self.links.get(link)
        super().hello(link, key, message)
        if before is not None:
            self.links[link].cursor, self.links[link].credit = before.cursor, before.credit


class AnswersPullsOnly(RightSource):
    def send_events(self, link: bytes, peer: Peer) -> None:
        super().send_events(link, peer)
        peer.credit = 0


class NoCredit(RightSource):
    def pull(self, link: bytes, peer: Peer, message: Message) -> None:
        super().pull(link, peer, {**message, "credit": 1000})


class SkipsAnEvent(RightSource):
    def send_batch(self, link: bytes, first: int, bodies: list[bytes]) -> None:
        if first % 4 != 2 or len(bodies) == 1:
            super().send_batch(link, first, bodies)


class NeverGoesBack(RightSource):
    def pull(self, link: bytes, peer: Peer, message: Message) -> None:
        super().pull(link, peer, {**message, "after": max(message["after"], min(peer.cursor, self.disk.head))})


class WaitsForWhatNeverComes(RightSource):
    def pull(self, link: bytes, peer: Peer, message: Message) -> None:
        super().pull(link, peer, {**message, "after": min(message["after"], self.disk.head)})


class OneCoreAtATime(RightSource):
    def pull(self, link: bytes, peer: Peer, message: Message) -> None:
        super().pull(link, peer, message)
        for other in self.links.values():
            if other is not peer:
                other.credit = 0


class BusyIsRefused(AnotherCode):
    wrong, instead = "busy", "refused"


class BelievesAnyPosition(RightSource):
    def durable(self, link: bytes, peer: Peer, message: Message) -> None:
        super().durable(link, peer, {**message, "seq": min(message["seq"], self.disk.head)})


class Mute(RightSource):
    def ping(self, link: bytes, peer: Peer, message: Message) -> None:
        pass


class NeverAsks(RightSource):
    def ask(self, link: bytes) -> None:
        pass


class NeverForgets(RightSource):
    def is_gone(self, silence: float) -> bool:
        return False


class DeafToWhatItRefuses(RightSource):
    def hear(self, link: bytes, key: str) -> None:
        pass

    def known(self, link: bytes, key: str) -> Peer:
        peer = super().known(link, key)
        peer.heard = time.monotonic()
        return peer


class NotesInRefresh(RightSource):
    def all_wrong(self) -> list[Message]:
        return [{"kind": "note", "type": "t", "subject": "s"}]


class AlwaysRefreshes(RightSource):
    def refresh(self, link: bytes, peer: Peer, message: Message) -> None:
        self.refreshed = 0
        super().refresh(link, peer, message)


class RefreshesAnyLog(RightSource):
    def refresh(self, link: bytes, peer: Peer, message: Message) -> None:
        if message["epoch"] == self.disk.epoch:
            super().refresh(link, peer, message)


class EndsAtTheFirstWord(RightSource):
    def may_end(self) -> bool:
        return any(seq >= self.disk.head > 0 for seq in self.disk.cores.values())


class ForgetsTheLogBefore(RightSource):
    def welcome(self) -> Message:
        return {**super().welcome(), "before": None}


class TakesTheOldLogForTheNew(RightSource):
    def position(self, epoch: str, seq: int) -> None:
        if self.disk.before is not None and epoch == self.disk.before["epoch"]:
            raise Refusal("ahead", "0")
        super().position(epoch, seq)


class TwoResults(RightSource):
    def say(self, link: bytes, message: Message) -> None:
        for _ in range(2 if message["t"] == "result" else 1):
            super().say(link, message)


class ActsAgain(RightSource):
    def command(self, link: bytes, peer: Peer, message: Message) -> None:
        self.disk.results.pop(message["key"], None)
        super().command(link, peer, message)


class IgnoresDeadlines(RightSource):
    def carry_out(self, message: Message) -> Message:
        return super().carry_out({**message, "deadline": "2099-01-01T00:00:00Z"})


class FailsWithoutTrying(RightSource):
    def carry_out(self, message: Message) -> Message:
        outcome = super().carry_out(message)
        return {**outcome, "outcome": "failed"} if outcome["outcome"] == "refused" else outcome


class OneLineForAll(RightSource):
    def line(self, message: Message) -> str:
        return "all"


class TakesAnyNumber(RightSource):
    most_waiting = 100_000


class LetsALinkGoAfterAFault(RightSource):
    def refuse(self, link: bytes, refusal: Refusal) -> None:
        super().refuse(link, refusal)
        self.links.pop(link, None)


class AnswersFaults(RightSource):
    def fault(self, link: bytes, message: Message) -> None:
        self.refuse(link, Refusal("refused", "no, you"))


class Logged(RightSource):
    """Its log holds one event more."""

    event: ClassVar[Message] = {}

    def __init__(self, endpoint: str, telemetry: str, keys: Keys, disk: Disk) -> None:
        super().__init__(endpoint, telemetry, keys, disk)
        self.emit([self.event])


class OddEvent(Logged):
    event: ClassVar[Message] = {"kind": "note", "type": "t", "subject": "s", "mood": "good"}


class OldEvent(Logged):
    event: ClassVar[Message] = {"kind": "note", "type": "t", "subject": "s", "at": "1999-12-31T23:59:59Z"}


class OpenRefresh(Logged):
    event: ClassVar[Message] = {"kind": "refresh", "phase": "begin"}


class ThreeFrames(RightSource):
    def publish(self, sample: Message) -> None:
        self.pub.send_multipart([sample["key"].encode(), msgpack.packb(sample, datetime=True), b""])


class NumbersNothing(RightSource):
    def publish(self, sample: Message) -> None:
        self.numbered = 0
        super().publish(sample)


class TimelessTelemetry(RightSource):
    def publish(self, sample: Message) -> None:
        super().publish({name: value for name, value in sample.items() if name != "at"})


class ReadsItsPeersAnew(RightSource):
    """For each handshake, and then never again: who was in stays in."""

    key_file = Path()

    def lets_in(self, key: str) -> bool:
        return key in read_keys(self.key_file).peers
