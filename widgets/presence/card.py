"""The question whether somebody is there: a number to type, and how long there is for it.

It lies at the foot of the desk, takes no key from the work and covers no alarm; its own field is reached with F9.
"""

from __future__ import annotations

from time import monotonic

from PySide6.QtCore import QEvent, QObject, QRegularExpression, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QRegularExpressionValidator
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from commandcenter.domain.priority import Priority
from widgets.kit.ages import Monotonic, lasting
from widgets.kit.beat import Beat
from widgets.kit.keycap import Keycap
from widgets.kit.palette import Tone
from widgets.kit.scale import Role, Scale
from widgets.kit.text_line import TextLine

WIDTH, HEIGHT = 760, 72


class PresenceCard(QWidget):
    """Shown from `ask` until `withdraw`; `left` seconds are counted down by its own clock."""

    confirmed = Signal(str, str)  # id of the check, number

    def __init__(
        self, under: QWidget, *, bottom: int, scale: Scale = Scale.CONSOLE, clock: Monotonic = monotonic
    ) -> None:
        super().__init__(under)
        self.setObjectName("presence")
        self._under, self._bottom, self._clock = under, bottom, clock
        self._check, self._until = "", 0.0
        sizes = scale.sizes
        self.question = TextLine(scale=scale, role=Role.HEADING, bold=True)
        self.number = TextLine(scale=scale, role=Role.FIGURE, bold=True, shrink=False)
        self.left = TextLine(scale=scale, tone=Tone.MUTED, shrink=False)
        self.edit = QLineEdit(self)
        self.edit.setFixedSize(96, sizes.header)
        self.edit.setFont(scale.font(Role.TITLE))
        self.edit.setValidator(QRegularExpressionValidator(QRegularExpression("[0-9]{0,4}"), self.edit))
        self.edit.setAccessibleName(self.tr("Number of the presence check"))
        row = QHBoxLayout(self)
        row.setContentsMargins(sizes.pad, sizes.gap, sizes.pad, sizes.gap)
        row.setSpacing(sizes.pad)
        row.addWidget(self.question, 1)
        row.addWidget(self.number)
        row.addWidget(Keycap("F9", scale=scale))
        row.addWidget(self.edit)
        row.addWidget(self.left)
        self.edit.returnPressed.connect(self._on_enter)
        self._beat = Beat(self, self._refresh)
        under.installEventFilter(self)
        self.hide()

    @property
    def check(self) -> str:
        """Id of the check that is asked, "" for none."""
        return self._check

    def ask(self, check: str, person: str, number: str, left_s: float) -> None:
        """Again for the same check: only the time is set anew."""
        self._until = self._clock() + left_s
        if check != self._check:
            self._check = check
            self.edit.clear()
            self.question.show_text(
                self.tr("Presence check for {person}: type the number").format(person=person),
                Tone.TEXT,
                Priority.NOTICE,
            )
            self.number.set_text(number)
        self._refresh()
        self._fit()
        self.show()
        self.raise_()

    def withdraw(self) -> None:
        self._check = ""
        self.edit.clear()
        self.hide()

    @Slot()
    def answer(self) -> None:
        """The keyboard to the field, by F9."""
        if self._check:
            self.edit.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Resize:
            self._fit()
        return super().eventFilter(watched, event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), Tone.RAISED.color)
        painter.setPen(Tone.ACCENT.color)
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    def _refresh(self) -> None:
        self.left.set_text(self.tr("{time} left").format(time=lasting(max(0.0, self._until - self._clock()))))

    def _fit(self) -> None:
        left = (self._under.width() - WIDTH) // 2
        self.setGeometry(left, self._under.height() - self._bottom - HEIGHT, WIDTH, HEIGHT)

    @Slot()
    def _on_enter(self) -> None:
        if self._check and len(self.edit.text()) == 4:
            self.confirmed.emit(self._check, self.edit.text())
            self.edit.clear()
