"""Looks strictly at everything that the source sends, whichever rule is being tried."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from hashlib import blake2b
from typing import Any

import msgpack
import msgspec

from bridge.protocol.batches import read_from_source
from bridge.protocol.decoding import Undecodable, twice
from bridge.protocol.source import Batch, FromSource
from bridge.source.limits import MAX_EVENT
from commandcenter.domain.errors import UNDECODABLE
from commandcenter.domain.events import Event, sane
from commandcenter.domain.text import QT_TRANSLATE_NOOP

from .telling import hexed
from .verdicts import Finding, Words

_KEPT = 5
_RULES = {"malformed": "F1", "unknown": "F3", "field": "F4", "size": "F5"}

RECEIVED = QT_TRANSLATE_NOOP("trouble", "(what the source sends by itself is looked at too)")
VALID = QT_TRANSLATE_NOOP("trouble", "a message of the document")
VALID_EVENT = QT_TRANSLATE_NOOP("trouble", "an event of the document")


class Record:
    """`complaints` are what was wrong with messages and events, by rule; the first few of each."""

    def __init__(self) -> None:
        self.complaints: dict[str, list[Finding]] = {}
        self.events = 0
        self._decode = msgspec.msgpack.Decoder(FromSource).decode
        self._event: msgspec.msgpack.Decoder[Event] = msgspec.msgpack.Decoder(Event)
        self._digests: dict[tuple[str, int], bytes] = {}

    def complain(self, rule: str, sent: Words, expected: Words, came: Words) -> None:
        found, finding = self.complaints.setdefault(rule, []), Finding(sent, expected, came)
        if len(found) < _KEPT and finding not in found:
            found.append(finding)

    def take(self, frames: Sequence[bytes]) -> dict[str, Any]:
        """The message as a plain map, read as kindly as possible; what breaks a rule is noted."""
        try:
            message = read_from_source(self._decode, frames)
        except Undecodable as error:
            self.complain(_RULES[error.code], RECEIVED, VALID, f"{error}: {hexed(frames[0])}")
        else:
            if isinstance(message, Batch):
                self._take_events(message)
        if twice(frames[0]):
            self.complain("F2", RECEIVED, VALID, hexed(frames[0]))
        return kindly(frames[0])

    def _take_events(self, batch: Batch) -> None:
        for seq, raw in enumerate(batch.events, batch.first):
            digest = blake2b(bytes(raw), digest_size=16).digest()
            known = self._digests.setdefault((batch.epoch, seq), digest)
            if known != digest:
                self.complain("L1", RECEIVED, QT_TRANSLATE_NOOP("trouble", "the same bytes as before"), f"event {seq}")
            elif known is digest:
                self._take_event(seq, bytes(raw))

    def _take_event(self, seq: int, raw: bytes) -> None:
        self.events += 1
        came = f"event {seq}: {hexed(raw)}"
        if len(raw) > MAX_EVENT:
            self.complain("V1", RECEIVED, VALID_EVENT, f"event {seq}: {len(raw)} bytes")
        try:
            event = self._event.decode(raw)
        except UNDECODABLE as error:
            self.complain("V1", RECEIVED, VALID_EVENT, f"{error}: {came}")
            return
        try:
            sane(event, datetime.now(UTC))
        except (ValueError, OverflowError) as error:
            self.complain("V2" if "clock" in str(error) else "V1", RECEIVED, VALID_EVENT, f"{error}: {came}")


def kindly(frame: bytes) -> dict[str, Any]:
    """What the frame says, with `t` "?" for what is no map."""
    try:
        value = msgpack.unpackb(frame, timestamp=3, strict_map_key=False, unicode_errors="replace")
    except (ValueError, TypeError, OverflowError, RecursionError, msgpack.UnpackException):
        value = None
    return value if isinstance(value, dict) and isinstance(value.get("t"), str) else {"t": "?", "hex": hexed(frame)}
