"""The card that asks who somebody is: account, password, the number of the second factor, the position.

Where the password has to be changed first, it asks for the new one, twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from commandcenter.domain.priority import Priority
from widgets.cover.framing import paint_frame
from widgets.kit.choice import Choice
from widgets.kit.field import Field
from widgets.kit.palette import Tone
from widgets.kit.scale import Role, Scale
from widgets.kit.text_line import TextLine

WIDTH = 440
WIDTH_FLAT = 880
FIELD_FLAT = 134
ROOM_FOR_TWO = 42
"""Two lines of a refusal."""


class CredentialCard(QWidget):
    """Asks, shows that an answer is awaited, and says why somebody was not let in."""

    submitted = Signal(str, str, str)  # account, password, code

    def __init__(self, *, scale: Scale = Scale.CONSOLE, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scale = scale
        self.heading = TextLine(scale=scale, role=Role.TITLE, bold=True)
        self.about = [TextLine(scale=scale, tone=Tone.MUTED) for _ in range(2)]
        self.account = Field(self.tr("Account"), scale=scale, limit=64)
        self.password = Field(self.tr("Password"), scale=scale, secret=True, limit=256)
        self.code = Field(self.tr("Code, if you have one"), scale=scale, secret=True, limit=8)
        self.fresh = Field(self.tr("New password"), scale=scale, secret=True, limit=256)
        self.again = Field(self.tr("New password again"), scale=scale, secret=True, limit=256)
        self.reason = Field(self.tr("Reason"), scale=scale, limit=500)
        self.position = Choice(self.tr("Position"), scale=scale)
        self.wrong = TextLine(scale=scale, tone=Tone.ORANGE, wrap=True)
        across = self.wrong.sizePolicy()
        across.setHorizontalPolicy(QSizePolicy.Policy.Ignored)  # beside the heading it takes what is left
        self.wrong.setSizePolicy(across)
        self.button = QPushButton(self)
        self.button.setFixedHeight(scale.sizes.header)
        self.button.setDefault(True)
        self.other = QPushButton(self)
        self.other.setFixedHeight(scale.sizes.header)
        self.other.setFlat(True)
        self._action = ""
        self._flat = False
        self._arrange()
        for field in self.fields:
            field.entered.connect(self._on_enter)
        self.button.clicked.connect(self._submit)

    @property
    def fields(self) -> tuple[Field, ...]:
        """In the order in which they are filled in; not all of them are shown."""
        return (self.account, self.password, self.code, self.fresh, self.again, self.reason)

    def ask(
        self,
        heading: str,
        about: Sequence[str],
        action: str,
        *,
        account: str | None,
        positions: bool = False,
        reason: bool = False,
        change: bool = False,
    ) -> None:
        """Another question. `account` None: it is to be typed; else it stands fixed. `change`: a new password, too."""
        self.heading.set_text(heading)
        for line, text in zip_longest(self.about, about[: len(self.about)], fillvalue=""):
            if isinstance(line, TextLine):
                line.set_text(text)
        self._action = action
        self.account.setVisible(account is None)
        self.account.set_text(account or "")
        self.position.setVisible(positions)
        self.fresh.setVisible(change)
        self.again.setVisible(change)
        self.reason.setVisible(reason)
        self.reason.set_text("")
        self.forget()
        self.say("")
        self.wait(False)
        self.focus_first()

    def say(self, text: str) -> None:
        """Why it was refused, "" for nothing; the line keeps its place, so that nothing jumps.

        On the flat card it stands where the words about the question stood, and has their room.
        """
        self.wrong.show_text(text, Tone.ORANGE, Priority.MAJOR if text else None)
        for line in self.about:
            line.setVisible(bool(line.text) and not (text and self._flat))

    def wait(self, waiting: bool) -> None:
        """Until the core has answered nothing can be sent a second time."""
        self.button.setText(self.tr("Checking…") if waiting else self._action)
        for widget in (self.button, *self.fields, self.position):
            widget.setEnabled(not waiting)

    def forget(self) -> None:
        for field in (self.password, self.code, self.fresh, self.again):
            field.take()

    def focus_first(self) -> None:
        """Where typing begins: the first field that is shown and empty."""
        for field in (self.account, self.password):
            if not field.isHidden() and not field.text:
                field.edit.setFocus()
                return
        self.password.edit.setFocus()

    def paintEvent(self, event: QPaintEvent) -> None:
        paint_frame(QPainter(self), self.rect(), Tone.PANEL, Tone.LINE)

    def lay_flat(self, flat: bool) -> None:
        """Two rows at the foot of a screen, or a card in its middle."""
        sizes = self._scale.sizes
        self._flat = flat
        edge = sizes.pad if flat else sizes.pad + sizes.gap * 2
        self._main.setContentsMargins(edge, edge * 3 // 4, edge, edge * 3 // 4)
        direction = QBoxLayout.Direction.LeftToRight if flat else QBoxLayout.Direction.TopToBottom
        for part in (self._words, self._fields):
            part.setDirection(direction)
        self._fields.setStretch(self._fields.count() - 1, 1 if flat else 0)
        self._words.setSpacing(sizes.pad if flat else sizes.gap // 2)
        if flat:
            self._words.addWidget(self.wrong, 1)
            self.wrong.setMinimumHeight(self.wrong.fontMetrics().height())
            self.wrong.setMaximumHeight(ROOM_FOR_TWO)
        else:
            # Out of it first: its own place would count when the button's is looked up.
            self._fields.removeWidget(self.wrong)
            self._fields.insertWidget(self._fields.indexOf(self.button), self.wrong)
            # Empty it keeps its place, and there is room for the longest refusal.
            self.wrong.setFixedHeight(ROOM_FOR_TWO)
        for widget in (*self.fields, self.position, self.button, self.other):
            widget.setFixedWidth(FIELD_FLAT if flat else WIDTH - 2 * edge)
        self.setFixedWidth(WIDTH_FLAT if flat else WIDTH)

    def _arrange(self) -> None:
        sizes = self._scale.sizes
        self._main = QVBoxLayout(self)
        self._main.setSpacing(sizes.gap)
        self._words = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._fields = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._fields.setSpacing(sizes.gap)
        self._main.addLayout(self._words)
        self._main.addLayout(self._fields)
        for line in (self.heading, *self.about):
            self._words.addWidget(line)
        for widget in (*self.fields, self.position, self.button, self.other):
            self._fields.addWidget(widget, 0, Qt.AlignmentFlag.AlignBottom)
        self._fields.addStretch(0)
        self.lay_flat(False)

    @Slot()
    def _on_enter(self) -> None:
        """Enter goes to the next empty field that is needed, and from the last one sends."""
        needed = (field for field in self.fields if field is not self.code and not field.isHidden())
        empty = next((field for field in needed if not field.text), None)
        if empty is None:
            self._submit()
        else:
            empty.edit.setFocus()

    @Slot()
    def _submit(self) -> None:
        if not self.account.text or not self.password.text:
            self.say(self.tr("Account and password are needed."))
            self.focus_first()
            return
        if not self.reason.isHidden() and not self.reason.text:
            self.say(self.tr("A reason is needed: it stands in the record."))
            self.reason.edit.setFocus()
            return
        if not self.fresh.isHidden() and (not self.fresh.text or self.fresh.text != self.again.text):
            self.say(self.tr("The new password is needed twice, the same each time."))
            self.again.take()
            self.fresh.edit.setFocus()
            return
        account, password, code = self.account.text, self.password.take(), self.code.take()
        self.say("")
        self.wait(True)
        self.submitted.emit(account, password, code)
