"""Questions for figures at the core: who may, one at a time, of few different times, answered by the core's thread."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta

import msgspec
import pytest

from bridge.core.measuring import QualityDesk
from bridge.core.seat_socket import Caller
from bridge.protocol import seat as wire
from commandcenter.domain.errors import Trouble
from commandcenter.domain.people import Role
from commandcenter.services.permissions import ROLES, Permission, Person, Standing
from commandcenter.services.quality.asking import Span, Told, brief
from commandcenter.services.quality.figures import quality
from tests.support.cores import START, WANG

CONSOLE = Caller(b"one", "k" * 40, "desk-1", wire.SeatKind.CONSOLE, None)
OTHER = Caller(b"two", "o" * 40, "desk-2", wire.SeatKind.CONSOLE, None)
NOON = START + timedelta(hours=1)
TOLD = Told(
    as_of=NOON,
    asked_from=START,
    cut=True,
    desks=tuple(brief(it) for it in quality([], START, NOON, desks=["street", "water"])),
)


class Measurer:
    """Answers when the test says so."""

    def __init__(self, room: int = 8) -> None:
        self.waiting: list[Callable[[Told | Trouble], None]] = []
        self.spans: list[Span] = []
        self._room = room

    def ask(self, span: Span, done: Callable[[Told | Trouble], None]) -> bool:
        if len(self.waiting) >= self._room:
            return False
        self.spans.append(span)
        self.waiting.append(done)
        return True


class Desk:
    def __init__(self, measurer: Measurer | None) -> None:
        self.sent: list[tuple[bytes, wire.Figured]] = []
        self.threads: list[threading.Thread] = []
        self.desk = QualityDesk(measurer, self._send)

    def ask(self, caller: Caller = CONSOLE, person: Person = WANG, *, days: float = 1, desk: str = "") -> None:
        self.desk.ask(caller, person, wire.AskQuality(number=5, days=days, desk=desk))

    def _send(self, sender: bytes, message: wire.ToSeat) -> None:
        assert isinstance(message, wire.Figured)
        self.sent.append((sender, message))
        self.threads.append(threading.current_thread())


def test_an_answer_leaves_by_the_thread_that_ticks_and_names_all_desks() -> None:
    measurer = Measurer()
    desk = Desk(measurer)
    desk.ask(days=0.3, desk="water")
    assert (desk.sent, measurer.spans) == ([], [Span.SHIFT])
    worker = threading.Thread(target=measurer.waiting[0], args=(TOLD,))
    worker.start()
    worker.join()
    assert desk.sent == []
    desk.desk.tick()
    ((sender, answer),) = desk.sent
    assert (sender, answer.number, answer.as_of, answer.asked_from, answer.cut) == (b"one", 5, NOON, START, True)
    assert answer.desks == ("street", "water")
    assert answer.brief is not None
    assert answer.brief.figures.desk == "water"
    assert desk.threads == [threading.current_thread()]


def test_of_a_desk_that_is_none_any_more_the_first_is_shown() -> None:
    measurer = Measurer()
    desk = Desk(measurer)
    desk.ask(desk="gone")
    measurer.waiting[0](TOLD)
    desk.desk.tick()
    ((_, answer),) = desk.sent
    assert answer.brief is not None
    assert answer.brief.figures.desk == "street"


@pytest.mark.parametrize(
    ("role", "may"),
    [
        (Role.DUTY_OFFICER, True),
        (Role.SHIFT_LEADER, True),
        (Role.COORDINATOR, True),
        (Role.AUDITOR, True),
        (Role.STREET_CENTRE, False),
        (Role.DEPARTMENT, False),
        (Role.SECURITY_ADMINISTRATOR, False),
        (Role.SYSTEM_ADMINISTRATOR, False),
        (Role.WALL, False),
    ],
)
def test_who_may_see_the_figures(role: Role, may: bool) -> None:
    assert (Permission.READ_FIGURES in ROLES[role]) is may


@pytest.mark.parametrize("standing", [Standing.ABSENT, Standing.LOCKED])
def test_whoever_is_not_there_is_refused(standing: Standing) -> None:
    measurer = Measurer()
    desk = Desk(measurer)
    desk.ask(person=msgspec.structs.replace(WANG, standing=standing))
    ((_, answer),) = desk.sent
    assert (answer.brief, answer.values) == (None, {"person": "王敏", "permission": "alarms.figures"})
    assert measurer.spans == []


def test_one_question_of_a_seat_at_a_time_and_only_so_many_of_all() -> None:
    measurer = Measurer(room=1)
    desk = Desk(measurer)
    desk.ask()
    desk.ask()
    desk.ask(OTHER)
    waits = "Too many wait for figures already: try again in a moment."
    assert [(sender, answer.reason) for sender, answer in desk.sent] == [(b"one", waits), (b"two", waits)]
    measurer.waiting.pop()(TOLD)
    desk.desk.tick()
    desk.ask()
    assert len(measurer.waiting) == 1


def test_trouble_is_told_in_its_own_words() -> None:
    measurer = Measurer()
    desk = Desk(measurer)
    desk.ask()
    measurer.waiting[0](Trouble("The journal {file} is away", file="x"))
    desk.desk.tick()
    ((_, answer),) = desk.sent
    assert (answer.reason, answer.values) == ("The journal {file} is away", {"file": "x"})
    assert answer.brief is None


def test_a_core_without_figures_says_so() -> None:
    desk = Desk(None)
    desk.ask()
    assert [answer.reason for _, answer in desk.sent] == ["This core works out no figures of the alarms."]


@pytest.mark.parametrize("days", [0, -1, 31])
def test_other_times_are_no_message(days: float) -> None:
    data = msgspec.msgpack.encode({"t": "quality", "number": 1, "days": days})
    with pytest.raises(msgspec.ValidationError):
        msgspec.msgpack.decode(data, type=wire.ToCore)


def test_the_largest_answer_fits_into_a_piece() -> None:
    (long,) = quality([], START, START + timedelta(days=30))
    answer = wire.Figured(number=1, desks=("x" * 64,) * 64, brief=brief(long))
    data = msgspec.msgpack.encode(answer)
    assert len(data) < wire.PIECE_BYTES
    assert msgspec.msgpack.decode(data, type=wire.ToSeat) == answer
