"""T: telemetry, as it comes over SUB."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import pairwise

import msgspec
import zmq

from bridge.conformance.knocking import HUNG_UP, OPEN, Socket, await_handshake, close_socket, open_socket
from bridge.conformance.run import Run, now
from bridge.conformance.telling import hexed
from bridge.conformance.verdicts import Finding, NotTried, require, wrong
from bridge.protocol.decoding import twice
from bridge.protocol.source import Sample
from bridge.source.keys import Keys
from bridge.source.limits import MAX_SAMPLE
from commandcenter.domain.errors import UNDECODABLE
from commandcenter.domain.events import require_finite, sane_time
from commandcenter.domain.text import QT_TRANSLATE_NOOP

FRAMES = QT_TRANSLATE_NOOP("trouble", "two frames, the key and a map with that key, or a number from 1 as a third")
RISING = QT_TRANSLATE_NOOP("trouble", "each number one more than the one before")
A_SAMPLE = QT_TRANSLATE_NOOP("trouble", "a telemetry map of the document")
STEP_S = 0.2

Frames = list[bytes]


def two_frames(run: Run) -> None:
    findings = []
    for frames in _watch(run):
        key = frames[0]
        if not _right_number(frames) or _key(frames[1]) not in (key, None):
            came = f"{len(frames)}: {' | '.join(hexed(frame) for frame in frames[:3])}"
            findings.append(Finding("SUB", FRAMES, came))
    require(findings[:5])


def form(run: Run) -> None:
    findings = []
    for frames in _watch(run):
        packed = frames[min(1, len(frames) - 1)]
        trouble = _trouble(packed)
        if trouble:
            findings.append(Finding("SUB", A_SAMPLE, f"{trouble}: {hexed(packed)}"))
    require(findings[:5])


def numbered(run: Run) -> None:
    """A hole may be what was dropped on the way: some must follow one another, and none goes back."""
    came = [frames for frames in _watch(run) if len(frames) == 3 and _right_number(frames)]
    numbers = [msgspec.msgpack.decode(frames[2], type=int) for frames in came]
    if len(numbers) < 2:
        raise NotTried(QT_TRANSLATE_NOOP("trouble", "its messages have no numbers"))
    if min(after - before for before, after in pairwise(numbers)) != 1:
        raise wrong("SUB", RISING, ", ".join(str(number) for number in numbers[:10]))


def often(run: Run) -> None:
    """ "Every few seconds" is no number: what came twice is enough."""
    seen: dict[bytes, int] = {}
    for frames in _watch(run):
        seen[frames[0]] = seen.get(frames[0], 0) + 1
    if max(seen.values()) < 2:
        text = QT_TRANSLATE_NOOP("trouble", "no key came twice within {seconds} s")
        raise NotTried(text, seconds=run.patience.watch)


def _watch(run: Run) -> list[Frames]:
    """What comes in a while. Raises NotTried for nothing."""
    found: list[Frames] = []
    with subscribed(run) as socket:
        until = time.monotonic() + run.patience.watch
        while time.monotonic() < until and len(found) < 1000 and not (run.target.driver and len(found) > 3):
            if run.target.driver is not None:
                run.driver.tell({"publish": sample(len(found))})
            if socket.poll(int(STEP_S * 1000)):
                found.append(socket.recv_multipart())
    if not found:
        text = QT_TRANSLATE_NOOP("trouble", "nothing was published within {seconds} s")
        raise NotTried(text, seconds=run.patience.watch)
    return found


@contextmanager
def subscribed(run: Run, keys: Keys | None = None) -> Iterator[Socket]:
    """A SUB to everything, whose handshake has succeeded. Raises NotTried."""
    endpoint = run.telemetry()
    socket, monitor = open_socket(run.context, zmq.SUB, run.proof(keys))
    try:
        socket.connect(endpoint)
        if _outcome(monitor, run.patience.answer) != OPEN:
            raise NotTried(QT_TRANSLATE_NOOP("trouble", "{rule} would have to hold first"), rule="S1")
        yield socket
    finally:
        close_socket(socket, monitor)


def _outcome(monitor: Socket, seconds: float) -> str:
    """How the handshake went in the end: a PUB that binds anew (S5) may hang up a few times."""
    until = time.monotonic() + seconds
    outcome = HUNG_UP
    while outcome == HUNG_UP and (left := until - time.monotonic()) > 0:
        outcome = await_handshake(monitor, left)
    return outcome


def publish_until(run: Run, heard: Callable[[], object]) -> bool:
    """Whether what the driven source publishes is heard in time."""

    def publish() -> object:
        run.driver.tell({"publish": sample(0)})
        return heard()

    return run.wait_for(publish)


def sample(number: int) -> dict[str, object]:
    place = {"lon": 106.556, "lat": 29.584}
    values = {"value": 42.5, "unit": "cm", "number": number, "open": False}
    return {
        "key": "check/检查",
        "type": "protocol.check",
        "at": now(),
        "name": "检查",
        "place": place,
        "values": values,
    }


def _trouble(packed: bytes) -> str:
    """What is wrong with it; "" for nothing."""
    if len(packed) > MAX_SAMPLE:
        return f"{len(packed)} bytes"
    if twice(packed):
        return "a key twice"
    try:
        sample = msgspec.msgpack.decode(packed, type=Sample)
        require_finite(sample.values)
        sane_time(sample.at, datetime.now(UTC))
    except (*UNDECODABLE, ValueError) as error:
        return str(error)
    return ""


def _right_number(frames: Frames) -> bool:
    """Whether there are two frames, or a number is the third."""
    try:
        return len(frames) == 2 or (len(frames) == 3 and msgspec.msgpack.decode(frames[2], type=int) > 0)
    except UNDECODABLE:
        return False


def _key(packed: bytes) -> bytes | None:
    """None where there is none to be read: T2 says so."""
    try:
        value = msgspec.msgpack.decode(packed)
    except UNDECODABLE:
        return None
    key = value.get("key") if isinstance(value, dict) else None
    return key.encode() if isinstance(key, str) else None
