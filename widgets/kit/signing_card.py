"""Where somebody signs: with account and password again, as a signature in ink would be."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from commandcenter.domain.priority import Priority
from widgets.kit.field import Field
from widgets.kit.palette import Tone
from widgets.kit.scale import Role, Scale, Sizes
from widgets.kit.text_line import TextLine

CODE = 80


class SigningCard(QWidget):
    """Fields while it is to be signed, name and time when it is; what was typed never outlives the key."""

    signed = Signal(str, str, str)  # account, password, code

    def __init__(self, title: str, meaning: str, *, scale: Scale, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        sizes = scale.sizes
        self.title = TextLine(title, scale=scale, role=Role.HEADING, bold=True, shrink=False)
        self.people = TextLine(scale=scale, tone=Tone.MUTED)
        self.meaning = TextLine(meaning, scale=scale, role=Role.SMALL, tone=Tone.MUTED, wrap=True)
        self.done = TextLine(scale=scale, bold=True)
        self.wrong = TextLine(scale=scale, role=Role.SMALL, tone=Tone.ORANGE, wrap=True)
        # Empty it keeps its place, and there is room for the longest refusal.
        self.wrong.setFixedHeight(2 * self.wrong.fontMetrics().height())
        self.account = Field(self.tr("Account"), scale=scale, limit=64)
        self.password = Field(self.tr("Password"), scale=scale, secret=True, limit=256)
        self.code = Field(self.tr("Code"), scale=scale, secret=True, limit=8)
        self.code.setFixedWidth(CODE)
        self.button = QPushButton(self.tr("Sign"), self)
        self.button.setFixedHeight(sizes.row)
        self._form = QWidget(self)
        self._lay_out_form(sizes)
        self._lay_out(sizes)
        self.button.clicked.connect(self._on_enter)
        self.done.hide()

    def _lay_out_form(self, sizes: Sizes) -> None:
        fields = QHBoxLayout()
        fields.setSpacing(sizes.gap)
        for field in (self.account, self.password, self.code):
            fields.addWidget(field)
            field.edit.setFixedHeight(sizes.row)
            field.entered.connect(self._on_enter)
        form = QVBoxLayout(self._form)
        form.setContentsMargins(0, 0, 0, 0)
        form.setSpacing(sizes.gap // 2)
        form.addLayout(fields)
        form.addWidget(self.wrong)
        form.addWidget(self.button)

    def _lay_out(self, sizes: Sizes) -> None:
        head = QHBoxLayout()
        head.setSpacing(sizes.gap)
        head.addWidget(self.title)
        head.addWidget(self.people, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(sizes.pad, sizes.gap, sizes.pad, sizes.gap + sizes.gap // 2)
        column.setSpacing(sizes.gap // 2)
        column.addLayout(head)
        column.addWidget(self.meaning)
        column.addWidget(self.done)
        column.addWidget(self._form)

    def show_standing(self, people: str, signed: str, *, asked: bool) -> None:
        """`people` may sign, `signed` is who has and when, "" for nobody; `asked`: it can be signed now."""
        self.people.set_text(people)
        self.done.set_text(signed)
        self.done.setVisible(bool(signed))
        self._form.setVisible(asked and not signed)
        if signed or not asked:
            self.password.take()
            self.code.take()
        self.update()

    def answered(self, refused: str) -> None:
        self.button.setEnabled(True)
        self.wrong.show_text(refused, Tone.ORANGE, Priority.MAJOR if refused else None)
        if refused:
            self.password.edit.setFocus()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen((Tone.ACCENT if self.done.text else Tone.LINE).color, 1))
        painter.setBrush(Tone.PANEL.color)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)

    @Slot()
    def _on_enter(self) -> None:
        for field in (self.account, self.password):
            if not field.text:
                field.edit.setFocus()
                return
        if self.button.isEnabled():
            self.button.setEnabled(False)
            self.wrong.show_text("", Tone.ORANGE)
            self.signed.emit(self.account.text, self.password.take(), self.code.take())
