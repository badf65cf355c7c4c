"""Which questions tell the story of an entry, and what is told: its alarm, its session, its handover."""

from __future__ import annotations

import msgspec
import pytest

from commandcenter.domain.changes.alarms import AlarmAcknowledged
from commandcenter.domain.changes.operating import Acted, LinkageStarted, WallChanged
from commandcenter.domain.changes.people import CredentialChecked, SessionBegan, SessionEnded, SignInFailed
from commandcenter.domain.changes.shifts import HandoverCancelled, HandoverDone
from commandcenter.domain.changes.sources import NoteTaken
from commandcenter.domain.changes.system import CoreStarted, CoreStopped
from commandcenter.domain.events import Noted
from commandcenter.domain.journal import AnyChange, Entry
from commandcenter.domain.linkage import Linkage
from commandcenter.domain.wall import Wall
from commandcenter.services.findable import findable
from commandcenter.services.matching import Match
from commandcenter.services.recalling import Recalled, recall
from commandcenter.services.said.values import Kind, Named, Said, Term
from commandcenter.services.searching import Query
from tests.support.every_change import RECORD, SESSION
from tests.support.searched import BEGAN, alarm, entry, raised

LI = msgspec.structs.replace(SESSION, id="S3-li", account="li", name="Li Wei")
ZHOU = msgspec.structs.replace(SESSION, id="S20-zhou", account="zhou", name="Zhou Ping")
A1 = alarm("A1")
RUN = Linkage(id="L1", alarm="A1", started_by="li", seat="desk-1", started_at=BEGAN, steps=())


def by(seq: int, change: AnyChange, subject: str = "", actor: str = "li", seat: str = "desk-1") -> Entry:
    return entry(seq, change, subject=subject, actor=actor, seat=seat)


def look(seq: int, action: str, subject: str = "", seat: str = "desk-1") -> Entry:
    return by(seq, Acted(action=action, subject=subject), subject, seat=seat)


JOURNAL = [
    by(0, CoreStarted(version="1", size=0), actor="core", seat=""),
    raised(1, A1),
    look(2, "camera.open", "C9"),  # before anybody has signed in
    by(3, SessionBegan(session=LI), "li"),
    by(4, CredentialChecked(account="li", seat="desk-1", factors=("password",)), "li"),
    look(5, "alarm.select", "A1"),
    look(6, "camera.open", "C1"),
    look(7, "camera.open", "C2", "desk-2"),  # another desk
    by(8, LinkageStarted(linkage=RUN), "A1"),
    by(9, WallChanged(wall=Wall(version=1, alarm="A1")), "A1"),
    by(10, NoteTaken(source="cesspool", note=Noted(at=BEGAN, type="fan", subject="HFC-A1")), "HFC-A1", "cesspool", ""),
    by(11, AlarmAcknowledged(alarm=msgspec.structs.replace(A1, acknowledged=True)), "A1"),
    look(12, "map.move"),
    by(13, WallChanged(wall=Wall(version=2)), "wall"),
    by(14, HandoverCancelled(id="H1", reason="too early"), "H1"),
    by(15, SessionEnded(session=LI, why="silent"), "li", "core", ""),  # from elsewhere
    by(16, SignInFailed(command="session.sign_in", account="zhou"), "zhou", "nobody"),
    by(17, HandoverDone(record=RECORD), "H244", "zhou"),
    by(20, SessionBegan(session=ZHOU), "zhou", "zhou"),
    look(21, "queue.filter"),
    by(22, CoreStopped(), actor="core", seat=""),
]


def found(query: Query) -> list[Entry]:
    """As an index answers that knows no state: sessions only of the entries that name them."""
    matches = Match(query)
    entries = [it for it in JOURNAL if matches(findable(it, None, lambda name: ""))]
    if query.after is not None:
        entries = [it for it in entries if it.seq > query.after]
    if query.before is not None:
        entries = [it for it in entries if it.seq < query.before]
    return (entries if query.oldest_first else entries[::-1])[: query.limit]


def told_of(seq: int) -> tuple[Recalled, int]:
    """The story of that entry, and how many questions it took."""
    asking, count = recall(next(it for it in JOURNAL if it.seq == seq)), 0
    try:
        query = next(asking)
        while True:
            count += 1
            query = asking.send(found(query))
    except StopIteration as told:
        return told.value, count


@pytest.mark.parametrize(
    ("seq", "story", "questions"),
    [
        pytest.param(1, [1, 5, 6, 8, 9, 10, 11, 13], 5, id="alarm"),
        pytest.param(8, [1, 5, 6, 8, 9, 10, 11, 13], 5, id="linkage"),
        pytest.param(3, [3, 4, 5, 6, 8, 9, 11, 12, 13, 14, 15], 2, id="sign-in"),
        pytest.param(15, [3, 4, 5, 6, 8, 9, 11, 12, 13, 14, 15], 2, id="sign-out"),
        pytest.param(4, [3, 4, 5, 6, 8, 9, 11, 12, 13, 14, 15], 3, id="credentials"),
        pytest.param(12, [3, 4, 5, 6, 8, 9, 11, 12, 13, 14, 15], 3, id="a small action"),
        pytest.param(21, [20, 21], 3, id="a session that goes on"),
        pytest.param(16, [16, 20], 1, id="a wrong password"),
        pytest.param(14, [14], 1, id="handover that was called off"),
        pytest.param(17, [17], 1, id="handover"),
        pytest.param(0, [0, 22], 1, id="core"),
    ],
)
def test_the_story_of_an_entry(seq: int, story: list[int], questions: int) -> None:
    told, count = told_of(seq)
    assert [it.seq for it in told.entries] == story
    assert count == questions


@pytest.mark.parametrize(
    ("seq", "title"),
    [
        (1, Said("{alarm}", {"alarm": Named(Kind.ALARM, "A1")})),
        (
            12,
            Said(
                "{name} at {seat}, {role}",
                {"name": "Li Wei", "role": Term("role", "duty officer"), "seat": "desk-1"},
            ),
        ),
        (17, Said("Handover {handover}", {"handover": "H244"})),
        (16, Said("Sign-ins of {name}", {"name": Named(Kind.PERSON, "zhou")})),
        (0, Said("The centre itself")),
    ],
)
def test_what_a_story_is_called(seq: int, title: Said) -> None:
    told, _ = told_of(seq)
    assert told.title == title
