"""A seat of a centre with two cores calls the next one when the present is silent or only stands by."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
import zmq

from bridge.core.standby import NO_DATABASE, STANDBY, StandbyDesk, Standing
from bridge.mailbox import Mailbox
from bridge.protocol import seat as wire
from bridge.seat.cores import CoreAt
from bridge.seat.happenings import Happening, LinkChanged, Snapshot
from bridge.source.keys import Keys
from tests.support.cores import MemoryStore
from tests.support.ports import free_name
from tests.support.seat_core import SeatCore, collect, linked, peer, seat_core

NOW = datetime(2026, 11, 22, tzinfo=UTC)


def status() -> wire.Status:
    beat = wire.Beat(size=7, at=NOW)
    return wire.Status(beat=beat, version="test", started_at=NOW, leading=False, epoch=3, leader="machine/x/y")


@contextmanager
def standby(core: SeatCore, code: str = STANDBY) -> Iterator[str]:
    """Where a core stands by that has the same key and lets the same seats in."""
    place, stopping, context = free_name(), threading.Event(), zmq.Context[zmq.Socket[bytes]]()
    wake_read, wake_write = os.pipe()
    desk = StandbyDesk(context, place, core.keys, core.trusted.get, lambda: Standing(code, status()))
    thread = threading.Thread(target=desk.serve, args=[stopping.is_set, wake_read])
    thread.start()
    try:
        yield place
    finally:
        stopping.set()
        os.write(wake_write, b"x")
        thread.join()
        desk.close()
        context.destroy(linger=0)
        for end in (wake_read, wake_write):
            os.close(end)


def follow(core: SeatCore, keys: Keys, first: str, folder: Path, *others: str) -> list[Happening]:
    """What comes until the snapshot does, or, without others, until somebody is told what is wrong."""
    mailbox: Mailbox[Happening, object] = Mailbox(lambda: None)
    seen: list[Happening] = []
    cores = [CoreAt(other, lambda: core.keys.public) for other in others]

    def done() -> bool:
        wanted = Snapshot if others else LinkChanged
        return any(isinstance(item, wanted) for item in seen)

    with linked(first, keys, core.keys.public, mailbox, folder / "outbox.sqlite", others=cores):  # type: ignore[arg-type]  # any value
        collect(mailbox, seen, done, 15)  # type: ignore[arg-type]  # any value
    return seen


def told(seen: list[Happening]) -> LinkChanged:
    return next(item for item in seen if isinstance(item, LinkChanged))


def test_a_core_that_stands_by_sends_its_seats_on(tmp_path: Path) -> None:
    with seat_core(MemoryStore()) as core, standby(core) as place:
        seen = follow(core, core.trust(), place, tmp_path, core.endpoint)
        assert told(seen) == LinkChanged(
            False, "The core at {endpoint} stands by. Calling {other}.", {"endpoint": place, "other": core.endpoint}
        )


def test_a_core_that_is_silent_is_left_for_the_next(tmp_path: Path) -> None:
    with seat_core(MemoryStore()) as core:
        gone = free_name()
        seen = follow(core, core.trust(), gone, tmp_path, core.endpoint)
        assert told(seen) == LinkChanged(
            False,
            "The core at {endpoint} does not answer. Calling {other}.",
            {"endpoint": gone, "other": core.endpoint},
        )


@pytest.mark.parametrize(
    ("code", "says"),
    [(STANDBY, "The core at {endpoint} only stands by"), (NO_DATABASE, "The core's database server is away")],
)
def test_where_there_is_no_other_core_the_seat_says_why(tmp_path: Path, code: str, says: str) -> None:
    with seat_core(MemoryStore()) as core, standby(core, code) as place:
        link = told(follow(core, core.trust(), place, tmp_path))
        assert (link.live, link.trouble.startswith(says)) == (False, True)


def test_a_core_that_stands_by_tells_who_leads_and_lets_no_stranger_in(tmp_path: Path) -> None:
    with seat_core(MemoryStore()) as core, standby(core) as place:
        known = core.trust()
        core.endpoint = place
        with peer(core, known) as friend:
            friend.say(wire.AskStatus())
            assert friend.expect(wire.Status) == status()
            friend.say(wire.Join(version=wire.VERSION))
            assert friend.expect(wire.SeatFault) == wire.SeatFault(code="standby", text="machine/x/y")
        with peer(core, known._replace(public=known.secret[:40], secret=known.secret)) as stranger:
            stranger.say(wire.AskStatus())
            assert stranger.hear(1.0) is None
