"""A desk follows its session: covered without one, blocked while locked, never dark in an incident."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from bridge.protocol.seat import Answer, Authenticate, Command
from bridge.qt.gateway import Gateway
from bridge.seat.happenings import Entered, LinkChanged, Snapshot
from commandcenter.domain.alarms import Alarm
from commandcenter.domain.changes.people import SessionEnded, SessionLocked
from commandcenter.domain.journal import AnyChange, Entry, Outcome
from commandcenter.domain.people import Role, Session
from commandcenter.domain.priority import Priority
from commandcenter.domain.state import State
from commandcenter.services.judging import STALE
from commandcenter.wiring.desk import DeskFeature
from commandcenter.wiring.seat_model import SeatModel
from commandcenter.wiring.sending import Commands
from widgets.cover.state import Covering
from widgets.cover.view import CoverView

AT = datetime(2026, 11, 22, 6, 0, tzinfo=UTC)
SESSION = Session(
    id="S1",
    account="li.wei",
    name="李伟",
    person="1001",
    role=Role.DUTY_OFFICER,
    seat="desk-1",
    key="k",
    since=AT,
    began=0.0,
)
FIRE = Alarm(
    id="A1",
    source="fire",
    type="fire.smoke",
    subject="F-1",
    priority=Priority.CRITICAL,
    title="smoke",
    raised_at=AT,
    received_at=AT,
    changed_at=AT,
)


class Desk:
    """A console's cover and feature on a seat model that is fed by hand."""

    def __init__(self, qtbot: QtBot, idle_s: float = 900.0) -> None:
        self.window = QWidget()
        self.window.resize(1920, 1080)
        qtbot.addWidget(self.window)
        self.gateway = Gateway(self.window)
        self.model = SeatModel(self.gateway, self.window, name="desk-1")
        self.sent: list[Command] = []
        self.proven: list[Authenticate] = []
        self.cover = CoverView(self.window, top=40)
        self.cover.set_seat("desk-1")
        commands = Commands(self.sent.append, self.proven.append)
        self.feature = DeskFeature(self.model, commands, self.cover, lambda answer: answer.reason, idle_s, self.window)
        self.window.show()

    @property
    def covering(self) -> Covering:
        return self.cover.covering

    def names(self) -> list[str]:
        return [command.name for command in self.sent]

    def join(self, *, session: Session | None = None, alarms: tuple[Alarm, ...] = ()) -> None:
        state = State(alarms={alarm.id: alarm for alarm in alarms})
        if session is not None:
            state.sessions[session.seat] = session
        self.gateway.happened.emit([LinkChanged(live=True), Snapshot(person="", person_name="", state=state)])

    def happen(self, change: AnyChange) -> None:
        entry = Entry(
            seq=self.model.state.size,
            at=AT,
            actor="li.wei",
            seat="desk-1",
            subject="li.wei",
            outcome=Outcome.DONE,
            cause=None,
            change=change,
        )
        self.gateway.happened.emit([Entered((entry,))])


@pytest.fixture
def desk(qtbot: QtBot) -> Desk:
    return Desk(qtbot)


def test_a_seat_without_a_session_is_covered(desk: Desk) -> None:
    desk.join()
    assert desk.covering is Covering.SIGNED_OUT


def test_signing_in_sends_account_password_and_position_once(desk: Desk) -> None:
    desk.join()
    QTest.keyClicks(desk.cover.card.account.edit, "li.wei")
    QTest.keyClicks(desk.cover.card.password.edit, "Drei Kessel")
    QTest.keyClick(desk.cover.card.password.edit, Qt.Key.Key_Return)
    (sent,) = desk.proven
    assert (sent.name, sent.account, sent.password) == ("session.sign_in", "li.wei", "Drei Kessel")
    assert msgspec.msgpack.decode(sent.args) == {}
    desk.gateway.happened.emit([Answer(id=sent.id, ok=False, reason="wrong")])
    assert desk.cover.card.wrong.text == "wrong"
    assert "Drei Kessel" not in repr(sent)


def test_whose_password_was_set_by_somebody_chooses_one_at_the_desk(desk: Desk) -> None:
    desk.join()
    card = desk.cover.card
    QTest.keyClicks(card.account.edit, "li.wei")
    QTest.keyClicks(card.password.edit, "Drei Kessel")
    QTest.keyClick(card.password.edit, Qt.Key.Key_Return)
    desk.gateway.happened.emit([Answer(id=desk.proven[0].id, ok=False, reason=STALE)])
    assert (card.account.isVisible(), card.fresh.isVisible(), card.heading.text) == (False, True, "A new password")
    for field, text in ((card.password, "Drei Kessel"), (card.fresh, "Vier Kessel"), (card.again, "Vier Kessel")):
        QTest.keyClicks(field.edit, text)
    QTest.keyClick(card.again.edit, Qt.Key.Key_Return)
    sent = desk.proven[1]
    assert (sent.name, sent.account, sent.password, sent.secret) == (
        "account.password",
        "li.wei",
        "Drei Kessel",
        "Vier Kessel",
    )
    desk.gateway.happened.emit([Answer(id=sent.id, ok=False, reason="too short")])
    assert (card.wrong.text, card.fresh.isVisible()) == ("too short", True)
    for field, text in ((card.password, "Drei Kessel"), (card.fresh, "Neun Kessel"), (card.again, "Neun Kessel")):
        QTest.keyClicks(field.edit, text)
    QTest.keyClick(card.again.edit, Qt.Key.Key_Return)
    desk.gateway.happened.emit([Answer(id=desk.proven[2].id, ok=True)])
    assert (card.account.text, card.fresh.isVisible()) == ("li.wei", False)
    QTest.keyClicks(card.password.edit, "Neun Kessel")
    QTest.keyClick(card.password.edit, Qt.Key.Key_Return)
    assert [it.name for it in desk.proven[3:]] == ["session.sign_in"]


def test_somebody_with_several_positions_chooses_one(desk: Desk) -> None:
    desk.join()
    desk.cover.card.position.box.setCurrentIndex(2)
    QTest.keyClicks(desk.cover.card.account.edit, "li.wei")
    QTest.keyClicks(desk.cover.card.password.edit, "Drei Kessel")
    QTest.keyClick(desk.cover.card.password.edit, Qt.Key.Key_Return)
    assert msgspec.msgpack.decode(desk.proven[0].args) == {"role": "shift-leader"}


def test_a_session_lifts_the_cover_and_its_end_lowers_it(desk: Desk) -> None:
    covered: list[bool] = []
    desk.feature.covered.connect(covered.append)
    desk.join(session=SESSION)
    assert covered == []
    assert desk.cover.isHidden()
    desk.happen(SessionEnded(session=SESSION, why="expired"))
    assert desk.covering is Covering.SIGNED_OUT
    assert covered == [True]


def test_another_seats_session_opens_nothing_here(desk: Desk) -> None:
    desk.join(session=msgspec.structs.replace(SESSION, seat="desk-2"))
    assert desk.covering is Covering.SIGNED_OUT


def test_a_lock_hides_the_picture_in_calm_and_shows_it_in_an_incident(desk: Desk) -> None:
    locked = msgspec.structs.replace(SESSION, locked=True, locked_at=AT)
    desk.join(session=SESSION)
    desk.happen(SessionLocked(session=locked))
    assert desk.cover.outlook.isVisible()
    desk.join(session=locked, alarms=(FIRE,))
    assert desk.covering is Covering.INCIDENT


def test_who_leaves_the_desk_is_locked_out_after_a_while(qtbot: QtBot) -> None:
    desk = Desk(qtbot, idle_s=0.0)
    desk.join(session=SESSION)
    qtbot.waitUntil(lambda: desk.names() == ["session.lock"], timeout=3000)


def test_nobody_is_locked_out_by_the_clock_in_an_incident(qtbot: QtBot) -> None:
    desk = Desk(qtbot, idle_s=0.0)
    desk.join(session=SESSION, alarms=(FIRE,))
    desk.feature.look()
    assert desk.names() == []
    desk.join(session=SESSION, alarms=(msgspec.structs.replace(FIRE, priority=Priority.NOTICE),))
    desk.feature.look()
    assert desk.names() == ["session.lock"]


def test_the_lock_key_locks_once(desk: Desk) -> None:
    desk.join(session=SESSION)
    desk.feature.lock()
    desk.happen(SessionLocked(session=msgspec.structs.replace(SESSION, locked=True, locked_at=AT)))
    desk.feature.lock()
    assert desk.names() == ["session.lock"]
