"""Asks a running core one thing, for tools on its machine that are not a seat."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import zmq

from bridge import handshake
from bridge.handshake import Seen
from bridge.protocol import seat as wire
from bridge.seat import sockets
from bridge.seat.core_key import read_core_key
from bridge.source.keys import Keys, KeyTrouble, read_keys
from commandcenter.domain.errors import UNDECODABLE, Trouble
from commandcenter.domain.text import QT_TRANSLATE_NOOP
from commandcenter.services.credentials import Claim
from commandcenter.services.searching import Query

PATIENCE_S = 3.0
DOING_PATIENCE_S = 10.0  # a disk may take its time for the entry
SEARCH_PATIENCE_S = 20.0
PROOF_PATIENCE_S = 15.0
STANDING_BY = ("standby", "no-database")


class CoreAway(Trouble):
    """No core answers; the text says why."""


class _Running(msgspec.Struct):
    """`others` are further cores of the centre: where each listens, and its key, "" for the same."""

    endpoint: str
    others: list[tuple[str, str]] = []


def ask_status(running: Path, keys: Path, *, leader: bool = False) -> wire.Status:
    """The status of the core that has left its address in the file `running`, its keys in the folder `keys`.

    Of another core of the centre when that one is silent; with `leader` of the one that leads. Raises CoreAway.
    """
    answer = _ask(running, keys, wire.AskStatus(), leader=leader)
    if not isinstance(answer, wire.Status):
        raise _unexpected(answer)
    return answer


def command(running: Path, keys: Path, id: str, name: str, args: Mapping[str, object]) -> wire.Answer:
    """What the core answers to the command `name`, given by this machine's tools. Raises CoreAway.

    Whoever gives it again under the same `id` gets the same answer: it has its effect once.
    """
    raw = msgspec.Raw(msgspec.msgpack.encode(args))
    message = wire.Command(id=id, name=name, args=raw, done_at=datetime.now(UTC))
    answer = _ask(running, keys, message, DOING_PATIENCE_S)
    if not isinstance(answer, wire.Answer):
        raise _unexpected(answer)
    return answer


def authenticate(
    running: Path, keys: Path, id: str, name: str, args: Mapping[str, object], claim: Claim
) -> wire.Answer:
    """As `command`, with somebody's credentials, or with a secret that is new. Raises CoreAway."""
    message = wire.Authenticate(
        id=id,
        account=claim.account,
        password=claim.password,
        code=claim.code,
        secret=claim.secret,
        name=name,
        args=msgspec.Raw(msgspec.msgpack.encode(args)),
        done_at=datetime.now(UTC),
    )
    answer = _ask(running, keys, message, PROOF_PATIENCE_S)
    if not isinstance(answer, wire.Answer):
        raise _unexpected(answer)
    return answer


def search(running: Path, keys: Path, query: Query) -> wire.Found:
    """The entries of the journal that the core's search has found, or its reason why not. Raises CoreAway."""
    answer = _ask(running, keys, wire.AskSearch(number=1, query=query), SEARCH_PATIENCE_S)
    if not isinstance(answer, wire.Found):
        raise _unexpected(answer)
    return answer


def _unexpected(answer: wire.ToSeat) -> CoreAway:
    text = QT_TRANSLATE_NOOP("trouble", "the core answers {answer}: core and command line are of different versions")
    return CoreAway(text, answer=answer)


def _ask(
    running: Path, keys: Path, message: wire.ToCore, patience_s: float = PATIENCE_S, *, leader: bool = True
) -> wire.ToSeat:
    """Of several cores the first that does not send us on; without `leader` one that stands by may speak of itself."""
    try:
        address = msgspec.json.decode(running.read_bytes(), type=_Running)
        own = read_keys(keys / "tools" / "tool.json")
    except FileNotFoundError as error:
        text = QT_TRANSLATE_NOOP("trouble", "no core has started here: {file} is not there")
        raise CoreAway(text, file=running) from error
    except (OSError, *UNDECODABLE) as error:
        raise CoreAway(
            QT_TRANSLATE_NOOP("trouble", "{file} cannot be read: {reason}"), file=running, reason=error
        ) from error
    except KeyTrouble as error:
        raise CoreAway("{reason}", reason=error) from error
    core = read_core_key(keys / "core.public")
    if not core:
        raise CoreAway(QT_TRANSLATE_NOOP("trouble", "{file} holds no key of a core"), file=keys / "core.public")
    away: list[CoreAway] = []
    for endpoint, key in [(address.endpoint, core), *address.others]:
        try:
            answer = _ask_at(endpoint, own, key or core, message, patience_s)
        except CoreAway as error:
            away.append(error)
            continue
        if not (leader and _stands_by(answer)):
            return answer
        away.append(CoreAway(QT_TRANSLATE_NOOP("trouble", "the core at {endpoint} stands by"), endpoint=endpoint))
    # What is nearest says most.
    raise away[0]


def _stands_by(answer: wire.ToSeat) -> bool:
    if isinstance(answer, wire.SeatFault):
        return answer.code in STANDING_BY
    return isinstance(answer, wire.Status) and not answer.leading


def _ask_at(endpoint: str, own: Keys, core: str, message: wire.ToCore, patience_s: float) -> wire.ToSeat:
    context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
    try:
        socket, monitor = sockets.dealer(context, endpoint, own, core)
        socket.setsockopt(zmq.SNDTIMEO, 1000)
        try:
            return _answer(socket, monitor, message, endpoint, patience_s)
        finally:
            sockets.close(socket, monitor, linger=0)
    finally:
        context.term()


def _answer(
    socket: zmq.Socket[bytes], monitor: zmq.Socket[bytes], message: wire.ToCore, endpoint: str, patience_s: float
) -> wire.ToSeat:
    for ready in _ready(socket, monitor, patience_s):
        if ready is monitor:
            seen = handshake.hear(monitor)
            if seen is Seen.OPEN:
                socket.send(msgspec.msgpack.encode(message))
            elif seen in (Seen.REFUSED, Seen.OTHER_STATUS):
                text = QT_TRANSLATE_NOOP("trouble", "the core at {endpoint} does not trust this machine's tools")
                raise CoreAway(text, endpoint=endpoint)
        else:
            try:
                answer: wire.ToSeat = msgspec.msgpack.decode(socket.recv(), type=wire.ToSeat)
            except UNDECODABLE as error:
                text = QT_TRANSLATE_NOOP("trouble", "what listens at {endpoint} answers what cannot be read: {reason}")
                raise CoreAway(text, endpoint=endpoint, reason=error) from error
            return answer
    text = QT_TRANSLATE_NOOP("trouble", "no answer from {endpoint} within {seconds} s")
    raise CoreAway(text, endpoint=endpoint, seconds=round(patience_s))


def _ready(socket: zmq.Socket[bytes], monitor: zmq.Socket[bytes], patience_s: float) -> Iterator[zmq.Socket[bytes]]:
    """Each time that one of both has something, until patience ends."""
    poller = zmq.Poller()
    for each in (socket, monitor):
        poller.register(each, zmq.POLLIN)
    until = time.monotonic() + patience_s
    while (left := until - time.monotonic()) > 0:
        yield from dict(poller.poll(max(1, int(left * 1000))))
