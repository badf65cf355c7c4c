"""Looking back from a desk over real sockets: an auditor's search is in the record before it is answered."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import msgspec

from bridge.core.searching import MAY_NOT
from bridge.protocol import seat as wire
from commandcenter.domain.changes.operating import Acted
from commandcenter.domain.errors import Trouble
from commandcenter.domain.people import Role
from commandcenter.domain.state import State
from commandcenter.services.past_alarms import question
from commandcenter.services.scene import scene_of
from commandcenter.services.searching import Found, Page, Query
from tests.support.hall import Hall, desks, hall, sign_in
from tests.support.seat_core import Peer

PAGE = Page(seqs=(3,), more=False, count=1, searched=9, size=9)
FIRE = Query(words=("火",), since=datetime(2026, 11, 22, tzinfo=UTC))


class AtOnce:
    """Answers on the spot."""

    def __init__(self) -> None:
        self.count = 0

    def ask(
        self, query: Query, done: Callable[[Found | Trouble], None], *, whole: bool = False, scene: bool = False
    ) -> bool:
        self.count += 1
        done(Found(page=PAGE, entries=(b"e",) if whole else (), scene=scene_of(State(size=4)) if scene else None))
        return True


def searched(it: Hall) -> list[tuple[str, str, object]]:
    entries = it.core.do(lambda: [stamped.entry for stamped in it.core.store.entries])
    acts = [(entry, entry.change) for entry in entries if isinstance(entry.change, Acted)]
    return [(entry.actor, entry.seat, act.detail) for entry, act in acts if act.action == "audit.search"]


def ask(seat: Peer, query: Query, *, scene: bool = False, part: bool = False) -> wire.Found:
    seat.say(wire.AskSearch(number=7, query=query, whole=True, scene=scene, part=part))
    return seat.expect(wire.Found)


def test_an_auditors_search_is_recorded_once_and_answered() -> None:
    with hall(searcher=AtOnce()) as it, desks(it, "desk-1") as (one,):
        it.add("zhou.ping", "A7", Role.AUDITOR)
        assert sign_in(one, "zhou.ping", "auditor").ok
        one.join()
        assert ask(one, FIRE).page == PAGE
        found = ask(one, Query(after=2, oldest_first=True, limit=1), scene=True, part=True)
        assert found.scene is not None
        assert (found.entries, found.scene.size) == ((b"e",), 4)
        wanted = {"wanted": "since: 2026-11-22T00:00:00Z; words: 火"}
        assert searched(it) == [("zhou.ping", "desk-1", wanted)]


def test_whoever_may_not_read_the_record_finds_nothing() -> None:
    searcher = AtOnce()
    with hall(searcher=searcher) as it, desks(it, "desk-1") as (one,):
        assert sign_in(one).ok
        one.join()
        found = ask(one, FIRE, scene=True, part=True)
        assert (found.page, found.scene, found.values["permission"]) == (None, None, "audit.read")
        assert (searcher.count, searched(it)) == (0, [])


def test_whoever_handles_alarms_may_ask_what_a_thing_had_before_and_nothing_else() -> None:
    with hall(searcher=AtOnce()) as it, desks(it, "desk-1") as (one,):
        assert sign_in(one).ok
        one.join()
        assert ask(one, question("HFC-1")).page == PAGE
        assert ask(one, question("HFC-1"), scene=True).page is None
        # What a seat says of itself excuses nothing: each look is in the record.
        assert ask(one, question("HFC-2"), part=True).page == PAGE
        wider = msgspec.structs.replace(question("HFC-1"), actions=())
        assert ask(one, wider, part=True).reason == MAY_NOT
        entries = it.core.do(lambda: [stamped.entry for stamped in it.core.store.entries])
        looks = [(entry.actor, entry.subject) for entry in entries if entry.action == "alarm.past"]
        assert looks == [("li.wei", "HFC-1"), ("li.wei", "HFC-2")]
        assert searched(it) == []
