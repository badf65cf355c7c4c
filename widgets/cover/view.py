"""The cover over a desk: nothing under it can be pressed; a running incident stays in sight.

Signed out, or locked in calm: the picture is hidden, and one line says what is open. Locked in an incident: the picture
stays as it is and goes on; only a card at the foot and an edge tell that nobody can act.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import tzinfo

from PySide6.QtCore import QEvent, QObject, QRect, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from widgets.cover.card import CredentialCard
from widgets.cover.outlook import OutlookLine
from widgets.cover.state import Covering, Lock, Outlook
from widgets.kit.ages import clock
from widgets.kit.palette import Tone
from widgets.kit.scale import Scale

EDGE = 3
# The line of notices stays in sight.
FOOT = 40


class CoverView(QWidget):
    """Lies over `under`, below its first `top` pixels; takes every key and click while it is shown."""

    sign_in_requested = Signal(str, str, str, str)  # account, password, code, position
    unlock_requested = Signal(str, str, str)  # account, password, code
    release_requested = Signal(str, str, str, str)  # a leader's account, password, code; reason
    change_requested = Signal(str, str, str, str)  # account, password, code, new password

    def __init__(self, under: QWidget, *, top: int, scale: Scale = Scale.CONSOLE, zone: tzinfo | None = None) -> None:
        super().__init__(under)
        self.setObjectName("cover")
        self._under, self._top, self._zone = under, top, zone
        self._covering = Covering.NONE
        self._lock: Lock | None = None
        self._seat = ""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.outlook = OutlookLine(scale=scale, parent=self)
        self.card = CredentialCard(scale=scale, parent=self)
        column = QVBoxLayout(self)
        column.setSpacing(scale.sizes.pad)
        column.addStretch(2)
        column.addWidget(self.outlook)
        column.addSpacing(scale.sizes.pad)
        column.addWidget(self.card, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)
        self._column = column
        self.card.submitted.connect(self._on_submitted)
        self.card.other.clicked.connect(self._on_other)
        under.installEventFilter(self)
        self.hide()

    @property
    def covering(self) -> Covering:
        return self._covering

    def set_seat(self, seat: str) -> None:
        self._seat = seat

    def set_outlook(self, outlook: Outlook) -> None:
        self.outlook.show_outlook(outlook)

    def show_signed_out(self) -> None:
        if self._covering is Covering.SIGNED_OUT:
            return
        self._lock = None
        self._show(Covering.SIGNED_OUT)
        self._ask_who()

    def ask_new_password(self, account: str) -> None:
        """Before `account` may sign in."""
        about = [self.tr("Yours was set by somebody, or is old."), self.tr("Type it once more, then a new one.")]
        self.card.ask(self.tr("A new password"), about, self.tr("Change"), account=account, change=True)
        self.card.other.setText(self.tr("Back"))
        self.card.other.show()

    def ask_changed(self, account: str, *, coded: bool = False) -> None:
        """The new password counts, and `account` signs in with it; `coded`: the code that was given is used up."""
        about = [self.tr("The password is changed: sign in with the new one.")]
        if coded:
            about.append(self.tr("Each code counts once: wait for the next one."))
        self._ask_who(about)
        self.card.account.set_text(account)
        self.card.focus_first()

    def show_locked(self, lock: Lock, *, incident: bool) -> None:
        """Again whenever an incident begins or ends: what has been typed stays."""
        wanted = Covering.INCIDENT if incident else Covering.LOCKED
        if self._covering is wanted and self._lock == lock:
            return
        fresh = self._lock != lock
        self._lock = lock
        self._show(wanted)
        if fresh:
            self._ask_owner()

    def lift(self) -> None:
        self._covering, self._lock = Covering.NONE, None
        self.card.forget()
        self.hide()

    def answered(self, refused: str) -> None:
        """The core's answer to what was typed; "" when it was right (then the state lifts the cover)."""
        self.card.wait(False)
        self.card.say(refused)
        if refused:
            self.card.focus_first()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Resize:
            self._fit()
        return super().eventFilter(watched, event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self._covering is not Covering.INCIDENT:
            painter.fillRect(event.rect(), Tone.GROUND.color)
            return
        pen = QPen(Tone.ORANGE.color, EDGE)
        pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
        painter.setPen(pen)
        inset = EDGE // 2
        painter.drawRect(self.rect().adjusted(inset, inset, -inset - 1, -inset - 1))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.card.focus_first()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Nothing goes through to what lies below."""
        event.accept()

    def focusNextPrevChild(self, next: bool) -> bool:
        """Tab stays on the card."""
        card = self.card
        around: list[QWidget] = [*(field.edit for field in card.fields), card.position.box, card.button, card.other]
        ring = [widget for widget in around if widget.isVisible() and widget.isEnabled()]
        if not ring:
            return True
        here = self.focusWidget()
        at = ring.index(here) if here in ring else -1
        ring[(at + (1 if next else -1)) % len(ring)].setFocus()
        return True

    def _show(self, covering: Covering) -> None:
        self._covering = covering
        incident = covering is Covering.INCIDENT
        self.outlook.setVisible(not incident)
        self.card.lay_flat(incident)
        self._column.setContentsMargins(EDGE, 0, EDGE, FOOT if incident else 0)
        self._column.setStretch(0, 1 if incident else 2)
        self._column.setStretch(self._column.count() - 1, 0 if incident else 3)
        self._fit()
        self.show()
        self.raise_()
        self.update()

    def _ask_who(self, about: Sequence[str] = ()) -> None:
        heading = self.tr("Sign in at {seat}").format(seat=self._seat)
        self.card.ask(heading, about, self.tr("Sign in"), account=None, positions=True)
        self.card.other.hide()

    def _ask_owner(self) -> None:
        lock = self._lock
        if lock is None:
            return
        since = clock(lock.since, self._zone)
        told = self.tr("Locked since {time}: left alone") if lock.idle else self.tr("Locked since {time}")
        lines = [told.format(time=since), self.tr("Pictures go on, keys are off.")]
        heading = self.tr("{seat}: {person}").format(seat=self._seat, person=lock.person)
        self.card.ask(heading, lines, self.tr("Unlock"), account=lock.account)
        self.card.other.setText(self.tr("By shift leader"))
        self.card.other.show()

    @Slot()
    def _on_other(self) -> None:
        """The leader's account instead of the owner's, and back; from a new password back to the sign-in."""
        if self._lock is None:
            self._ask_who()
            return
        if not self.card.account.isHidden():
            self._ask_owner()
            return
        lines = [self.tr("Who and why stands in the record.")]
        heading = self.tr("{seat}: shift leader").format(seat=self._seat)
        self.card.ask(heading, lines, self.tr("Unlock"), account=None, reason=True)
        self.card.other.setText(self.tr("Back"))

    @Slot(str, str, str)
    def _on_submitted(self, account: str, password: str, code: str) -> None:
        if not self.card.fresh.isHidden():
            self.change_requested.emit(account, password, code, self.card.fresh.take())
            self.card.again.take()
        elif self._covering is Covering.SIGNED_OUT:
            self.sign_in_requested.emit(account, password, code, self.card.position.chosen)
        elif not self.card.reason.isHidden():
            self.release_requested.emit(account, password, code, self.card.reason.text)
        else:
            self.unlock_requested.emit(account, password, code)

    def _fit(self) -> None:
        self.setGeometry(QRect(0, self._top, self._under.width(), self._under.height() - self._top))
