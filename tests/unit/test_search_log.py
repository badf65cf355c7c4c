"""A search of the record from a desk stands in the record: once, before it is answered, whoever asks."""

from __future__ import annotations

from typing import cast

import msgspec

from bridge.core.looking_back import SearchLog
from bridge.core.manning import Manning
from bridge.core.searching import SearchDesk
from bridge.core.seat_server import SeatServer
from bridge.core.seat_socket import Caller
from bridge.core.working import DISK_FULL, Working
from bridge.protocol import seat as wire
from commandcenter.domain.changes.operating import Acted
from commandcenter.domain.errors import Trouble
from commandcenter.services.permissions import Permission, Person, Standing
from commandcenter.services.ports import Stamped
from commandcenter.services.searching import Query
from tests.support.cores import TestCore
from tests.unit.test_search_desk import Searcher

CONSOLE = Caller(b"one", "k" * 40, "desk-1", wire.SeatKind.CONSOLE, None)
TOOL = Caller(b"tool", "t" * 40, "tool", wire.SeatKind.TOOL, None)
ZHAO = Person(
    id="zhao",
    name="赵",
    permissions=frozenset({Permission.READ_AUDIT}),
    standing=Standing.PRESENT,
    session="S1",
)
FIRE = Query(words=("火",))


class Server:
    """What the seats would be told."""

    def __init__(self) -> None:
        self.published: list[Stamped] = []

    def publish_entries(self, entries: list[Stamped]) -> None:
        self.published += entries


class KeyOf:
    def key_of(self, caller: Caller) -> str:
        return caller.public


class Desk:
    def __init__(self) -> None:
        self.centre = TestCore()
        self.server, self.searcher = Server(), Searcher(room=99)
        self.working = Working(self.centre.core, cast("SeatServer", self.server))
        self.sent: list[wire.Found] = []
        log = SearchLog(self.working, cast("Manning", KeyOf()))
        self.desk = SearchDesk(self.searcher, self._send, log.note)

    def _send(self, sender: bytes, message: wire.ToSeat) -> None:
        assert isinstance(message, wire.Found)
        self.sent.append(message)

    def ask(self, query: Query, caller: Caller = CONSOLE, person: Person = ZHAO, *, part: bool = False) -> None:
        self.desk.ask(caller, person, wire.AskSearch(number=1, query=query, part=part))
        for done in self.searcher.waiting:
            done(Trouble("over"))
        self.searcher.waiting.clear()
        self.desk.tick()

    def recorded(self) -> list[tuple[str, str, object]]:
        entries = [stamped.entry for stamped in self.server.published]
        return [(it.actor, it.seat, it.change.detail.get("wanted")) for it in entries if isinstance(it.change, Acted)]


def test_each_search_leaves_who_where_and_what_for() -> None:
    desk = Desk()
    desk.ask(Query())
    desk.ask(Query(persons=("wang", "li"), words=("火",), limit=200))
    assert desk.recorded() == [("zhao", "desk-1", None), ("zhao", "desk-1", "persons: wang, li; words: 火")]
    assert [query for query, _ in desk.searcher.asked] == [
        Query(),
        Query(persons=("wang", "li"), words=("火",), limit=200),
    ]


def test_the_next_page_and_the_same_again_leave_nothing_more() -> None:
    desk = Desk()
    desk.ask(FIRE)
    desk.ask(msgspec.structs.replace(FIRE, before=40), part=True)
    desk.ask(FIRE)
    desk.ask(Query(subjects=("A1",)), part=True)
    assert desk.recorded() == [("zhao", "desk-1", "words: 火")]
    assert len(desk.searcher.asked) == 4


def test_a_part_of_nothing_is_a_search() -> None:
    """Whoever says so without having searched would look back unseen."""
    desk = Desk()
    desk.ask(Query(subjects=("A1",)), part=True)
    other = msgspec.structs.replace(ZHAO, session="S2")
    desk.ask(Query(subjects=("A2",)), person=other, part=True)
    assert [wanted for _, _, wanted in desk.recorded()] == ["subjects: A1", "subjects: A2"]


def test_what_asks_for_persons_places_or_words_is_no_part_of_another() -> None:
    desk = Desk()
    desk.ask(FIRE)
    desk.ask(Query(words=("水",)), part=True)
    desk.ask(Query(persons=("wang",), before=7), part=True)
    assert [wanted for _, _, wanted in desk.recorded()] == ["words: 火", "words: 水", "persons: wang"]


def test_what_cannot_be_recorded_is_not_searched() -> None:
    desk = Desk()
    desk.working.trouble = DISK_FULL
    desk.ask(FIRE)
    assert [found.reason for found in desk.sent] == [DISK_FULL]
    assert desk.searcher.asked == []


def test_this_machines_tools_leave_nothing_as_they_can_read_the_file() -> None:
    desk = Desk()
    desk.ask(FIRE, TOOL, Person(id="nobody", name=""))
    assert desk.recorded() == []
    assert len(desk.searcher.asked) == 1


def test_a_long_query_is_cut_and_recorded() -> None:
    desk, words = Desk(), ("x" * 256,) * 16
    desk.ask(Query(words=words))
    ((_, _, wanted),) = desk.recorded()
    assert wanted == f"words: {', '.join(words)}"[:512]
