"""Who sits at this desk: sign-in, the lock, and what lies over the desk while nobody may act."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer, Signal, Slot

from bridge.protocol.seat import Answer
from commandcenter.domain.people import Role, Session
from commandcenter.domain.state import Touched
from commandcenter.services.credentials import Claim
from commandcenter.services.judging import STALE
from commandcenter.wiring.looked_up import word
from commandcenter.wiring.seat_model import SeatModel
from commandcenter.wiring.sending import Commands
from widgets.cover.state import Covering, Lock, Outlook
from widgets.cover.view import CoverView

LOOK_MS = 1000
TOUCHES = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
    }
)

Sentence = Callable[[Answer], str]


class DeskFeature(QObject):
    """Follows the seat's session; `idle_s` without a key or a move of the mouse lock the desk, but in an incident.

    `sentence` words a refusal. Whatever the screen says, it is the core that obeys nobody who is not signed in.
    """

    covered = Signal(bool)

    def __init__(
        self, seat: SeatModel, commands: Commands, cover: CoverView, sentence: Sentence, idle_s: float, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._seat = seat
        self._commands = commands
        self._cover = cover
        self._sentence = sentence
        self._idle_s = idle_s
        self._touched_at = time.monotonic()
        self._idle = False
        self._asked = ""
        self._account = ""
        self._changing = False
        self._coded = False
        positions = [(role.value, position_name(role)) for role in Role if role is not Role.WALL]
        cover.card.position.offer([("", self.tr("my own position")), *positions])
        cover.sign_in_requested.connect(self._on_sign_in)
        cover.unlock_requested.connect(self._on_unlock)
        cover.release_requested.connect(self._on_release)
        cover.change_requested.connect(self._on_change)
        seat.replaced.connect(self._refresh)
        seat.things_changed.connect(self._on_things)
        seat.alarms_changed.connect(self._on_alarms)
        seat.answered.connect(self._on_answer)
        self._look = QTimer(self, interval=LOOK_MS)
        self._look.timeout.connect(self.look)
        self._look.start()

    @property
    def session(self) -> Session | None:
        return self._seat.session

    def watch(self, window: QObject) -> None:
        """From now on every key and move of the mouse in the window says that somebody is there.

        `window` is a QWindow: a filter in Python on the whole application crashes among the browser's threads.
        """
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in TOUCHES:
            self._touched_at = time.monotonic()
        return False

    @Slot()
    def lock(self) -> None:
        session = self.session
        if session is not None and not session.locked:
            self._idle = False
            self._commands("session.lock")

    @Slot()
    def sign_out(self) -> None:
        if self.session is not None:
            self._commands("session.sign_out")

    @property
    def incident(self) -> bool:
        """Something critical goes on, or a linkage waits for answers: its picture must not be hidden."""
        return self._seat.board.burning or any(run.live for run in self._seat.state.linkages.values())

    @Slot()
    def _refresh(self) -> None:
        before = self._cover.covering
        session = self.session
        if session is None:
            self._cover.show_signed_out()
        elif session.locked:
            since = session.locked_at or session.since
            lock = Lock(account=session.account, person=session.name, since=since, idle=self._idle)
            self._cover.show_locked(lock, incident=self.incident)
        else:
            self._cover.lift()
            self._touched_at = time.monotonic() if before is not Covering.NONE else self._touched_at
        self._show_outlook()
        if (before is Covering.NONE) is not (self._cover.covering is Covering.NONE):
            self.covered.emit(self._cover.covering is not Covering.NONE)

    def _show_outlook(self) -> None:
        if self._cover.covering is Covering.NONE:
            return
        board = self._seat.board
        self._cover.set_outlook(Outlook(open=board.shown, unacknowledged=board.waiting))

    @Slot(object)
    def _on_things(self, kind: Touched) -> None:
        if kind in (Touched.SESSION, Touched.LINKAGE):
            self._refresh()

    @Slot(list, list)
    def _on_alarms(self, changed: list[object], cleared: list[str]) -> None:
        if self._cover.covering is not Covering.NONE:
            self._refresh()

    @Slot()
    def look(self) -> None:
        """Each second: is anybody there?"""
        session = self.session
        left = time.monotonic() - self._touched_at >= self._idle_s
        if session is not None and not session.locked and left and self._seat.live and not self.incident:
            self._touched_at = time.monotonic()
            self._idle = True
            self._commands("session.lock")

    @Slot(str, str, str, str)
    def _on_sign_in(self, account: str, password: str, code: str, position: str) -> None:
        claim = Claim(account=account, password=password, code=code)
        chosen = {"role": position} if position else {}
        self._account, self._changing = account, False
        self._asked = self._commands.prove("session.sign_in", claim, **chosen)

    @Slot(str, str, str)
    def _on_unlock(self, account: str, password: str, code: str) -> None:
        self._changing = False
        self._asked = self._commands.prove("session.unlock", Claim(account=account, password=password, code=code))

    @Slot(str, str, str, str)
    def _on_release(self, account: str, password: str, code: str, reason: str) -> None:
        claim = Claim(account=account, password=password, code=code)
        self._changing = False
        self._asked = self._commands.prove("session.release", claim, reason=reason)

    @Slot(str, str, str, str)
    def _on_change(self, account: str, password: str, code: str, secret: str) -> None:
        claim = Claim(account=account, password=password, code=code, secret=secret)
        self._account, self._changing, self._coded = account, True, bool(code)
        self._asked = self._commands.prove("account.password", claim)

    @Slot(object)
    def _on_answer(self, answer: Answer) -> None:
        if answer.id != self._asked:
            return
        self._asked = ""
        if answer.ok and self._changing:
            self._cover.ask_changed(self._account, coded=self._coded)
        elif answer.reason == STALE and self.session is None:
            self._cover.ask_new_password(self._account)
        else:
            self._cover.answered("" if answer.ok else self._sentence(answer))


def position_name(role: Role) -> str:
    return word("role", role.spoken)
