"""Searches of seats at the core: who may, how many at a time, and that answers leave by the core's own thread."""

from __future__ import annotations

import threading
from collections.abc import Callable

import msgspec
import pytest

from bridge.core.searching import SearchDesk
from bridge.core.seat_socket import Caller
from bridge.protocol import seat as wire
from commandcenter.domain.errors import Trouble
from commandcenter.services.permissions import Permission, Person, Standing
from commandcenter.services.scene import scene_of
from commandcenter.services.searching import Found, Page, Query
from tests.support.one_shift import early_shift

CONSOLE = Caller(b"one", "k" * 40, "desk-1", wire.SeatKind.CONSOLE, None)
OTHER = Caller(b"two", "o" * 40, "desk-2", wire.SeatKind.CONSOLE, None)
TOOL = Caller(b"tool", "t" * 40, "tool", wire.SeatKind.TOOL, None)
AUDITOR = Person(id="zhao", name="赵", permissions=frozenset({Permission.READ_AUDIT}), standing=Standing.PRESENT)
OFFICER = Person(id="wang", name="王敏", standing=Standing.PRESENT)
PAGE = Page(seqs=(7, 3), more=False, count=2, searched=9, size=9)
ASK = wire.AskSearch(number=5, query=Query(words=("火",)))


class Searcher:
    """Answers when the test says so."""

    def __init__(self, room: int = 8) -> None:
        self.waiting: list[Callable[[Found | Trouble], None]] = []
        self.asked: list[tuple[Query, bool]] = []
        self.scenes: list[bool] = []
        self._room = room

    def ask(
        self, query: Query, done: Callable[[Found | Trouble], None], *, whole: bool = False, scene: bool = False
    ) -> bool:
        if len(self.waiting) >= self._room:
            return False
        self.asked.append((query, whole))
        self.scenes.append(scene)
        self.waiting.append(done)
        return True


class Desk:
    def __init__(self, searcher: Searcher | None) -> None:
        self.sent: list[tuple[bytes, wire.Found]] = []
        self.threads: list[threading.Thread] = []
        self.desk = SearchDesk(searcher, self._send)

    def _send(self, sender: bytes, message: wire.ToSeat) -> None:
        assert isinstance(message, wire.Found)
        self.sent.append((sender, message))
        self.threads.append(threading.current_thread())


def test_an_auditor_gets_the_page_by_a_later_tick_of_the_cores_thread() -> None:
    searcher = Searcher()
    at = Desk(searcher)
    at.desk.ask(CONSOLE, AUDITOR, ASK)
    at.desk.tick()
    assert at.sent == []
    answering = threading.Thread(target=searcher.waiting[0], args=(Found(page=PAGE, entries=(b"a", b"b")),))
    answering.start()
    answering.join()
    assert at.sent == []
    at.desk.tick()
    assert at.sent == [(b"one", wire.Found(number=5, page=PAGE, entries=(b"a", b"b")))]
    assert at.threads == [threading.current_thread()]


@pytest.mark.parametrize(
    "person", [OFFICER, msgspec.structs.replace(AUDITOR, standing=Standing.LOCKED), Person(id="nobody", name="")]
)
def test_whoever_may_not_is_told_so_and_nothing_is_searched(person: Person) -> None:
    searcher = Searcher()
    at = Desk(searcher)
    at.desk.ask(CONSOLE, person, ASK)
    (sent,) = at.sent
    assert sent[1].page is None
    assert sent[1].values == {"person": person.name, "permission": "audit.read"}
    assert searcher.asked == []


def test_this_machines_tool_may_as_it_can_read_the_journal_itself() -> None:
    searcher = Searcher()
    at = Desk(searcher)
    at.desk.ask(TOOL, Person(id="nobody", name=""), wire.AskSearch(number=1, query=Query(), whole=True))
    assert searcher.asked == [(Query(), True)]


def test_the_scene_goes_with_the_page_where_it_was_asked_for() -> None:
    searcher, scene = Searcher(), scene_of(early_shift().state)
    at = Desk(searcher)
    at.desk.ask(CONSOLE, AUDITOR, msgspec.structs.replace(ASK, scene=True))
    searcher.waiting[0](Found(page=PAGE, entries=(b"a",), scene=scene))
    at.desk.tick()
    assert searcher.scenes == [True]
    assert [message.scene for _, message in at.sent] == [scene]


def test_a_seat_has_one_search_at_a_time() -> None:
    searcher = Searcher()
    at = Desk(searcher)
    at.desk.ask(CONSOLE, AUDITOR, ASK)
    at.desk.ask(CONSOLE, AUDITOR, ASK)
    at.desk.ask(OTHER, AUDITOR, ASK)
    assert [(sender, message.reason[:8]) for sender, message in at.sent] == [(b"one", "Too many")]
    assert len(searcher.asked) == 2
    searcher.waiting[0](Found(page=PAGE))
    at.desk.tick()
    at.desk.ask(CONSOLE, AUDITOR, ASK)
    assert len(searcher.asked) == 3


def test_when_too_many_wait_the_next_is_told_to_try_again() -> None:
    at = Desk(Searcher(room=0))
    at.desk.ask(CONSOLE, AUDITOR, ASK)
    assert [message.reason for _, message in at.sent] == ["Too many searches wait already: try again in a moment."]


def test_a_search_that_fails_says_why() -> None:
    searcher = Searcher()
    at = Desk(searcher)
    at.desk.ask(CONSOLE, AUDITOR, ASK)
    searcher.waiting[0](Trouble("no room on {disk}", disk="sda"))
    at.desk.tick()
    assert [(message.page, message.reason, message.values) for _, message in at.sent] == [
        (None, "no room on {disk}", {"disk": "sda"})
    ]


def test_a_core_without_a_search_says_so() -> None:
    at = Desk(None)
    at.desk.ask(TOOL, OFFICER, ASK)
    assert [message.reason for _, message in at.sent] == ["This core has no search."]


@pytest.mark.parametrize(
    "wrong",
    [
        {"t": "search", "number": 1, "query": {"limit": 100_000}},
        {"t": "search", "number": 1, "query": {"words": ["x"] * 17}},
        {"t": "search", "number": 1, "query": {"words": ["x" * 300]}},
        {"t": "search", "number": 1, "query": {"persons": ["x"] * 40}},
        {"t": "search", "number": 1, "query": {"sql": "1"}},
        {"t": "search", "number": 1, "query": {"outcomes": ["maybe"]}},
    ],
)
def test_a_query_beyond_its_bounds_does_not_come_in(wrong: dict[str, object]) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.msgpack.decode(msgspec.msgpack.encode(wrong), type=wire.ToCore)


def test_question_and_answer_go_over_the_wire_and_back() -> None:
    query = Query(words=("火",), oldest_first=True, before=9)
    ask = wire.AskSearch(number=5, query=query, whole=True, scene=True, part=True)
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(ask), type=wire.ToCore) == ask
    found = wire.Found(number=5, page=PAGE, entries=(b"a", b"b"), scene=scene_of(early_shift().state))
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(found), type=wire.ToSeat) == found
