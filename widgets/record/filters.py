"""The row of fields above the record: Enter in any of them searches."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from commandcenter.domain.priority import Priority
from widgets.kit.choice import Choice
from widgets.kit.field import Field
from widgets.kit.palette import Tone
from widgets.kit.scale import Role, Scale
from widgets.kit.text_line import TextLine
from widgets.record.asked import Asked

ONE_ROW = 1200


class Filters(QWidget):
    asked = Signal(object)  # Asked

    def __init__(self, *, scale: Scale, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        sizes = scale.sizes
        self.words = Field(self.tr("Words"), scale=scale, limit=200)
        self.person = Field(self.tr("Person or source"), scale=scale, limit=64)
        self.seat = Field(self.tr("Seat"), scale=scale, limit=64)
        self.action = Field(self.tr("Action"), scale=scale, limit=64)
        self.subject = Field(self.tr("Object"), scale=scale, limit=128)
        self.outcome = Choice(self.tr("Outcome"), scale=scale)
        self.since = Field(self.tr("From"), scale=scale, limit=32)
        self.until = Field(self.tr("To"), scale=scale, limit=32)
        self.button = QPushButton(self.tr("Search"), self)
        self.button.setFixedHeight(sizes.row)
        self.wrong = TextLine(scale=scale, role=Role.SMALL, tone=Tone.ORANGE)
        self.wrong.setFixedHeight(self.wrong.fontMetrics().height())
        self._lay_out(scale)
        self.button.clicked.connect(self._on_search)

    def _lay_out(self, scale: Scale) -> None:
        gap = scale.sizes.gap
        # One row, or two where one would cut the names of the fields.
        self._rows = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._rows.setSpacing(gap)
        who = _row(gap, (self.words, 3), (self.person, 2), (self.seat, 1), (self.action, 2))
        when = _row(gap, (self.subject, 2), (self.since, 2), (self.until, 2), (self.outcome, 2))
        for field in self._fields:
            field.edit.setFixedHeight(scale.sizes.row)
            field.edit.setFont(scale.font(Role.BODY))
            field.entered.connect(self._on_search)
        self.outcome.box.setFixedHeight(scale.sizes.row)
        self.outcome.box.setFont(scale.font(Role.BODY))
        when.addWidget(self.button, 0, Qt.AlignmentFlag.AlignBottom)
        self._rows.addLayout(who, 1)
        self._rows.addLayout(when, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(gap // 2)
        column.addLayout(self._rows)
        column.addWidget(self.wrong)

    @property
    def _fields(self) -> tuple[Field, ...]:
        return (self.words, self.person, self.seat, self.action, self.subject, self.since, self.until)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        direction = QBoxLayout.Direction
        self._rows.setDirection(direction.LeftToRight if self.width() >= ONE_ROW else direction.TopToBottom)

    def offer_outcomes(self, outcomes: Sequence[tuple[str, str]]) -> None:
        self.outcome.offer([("", self.tr("any")), *outcomes])

    def say(self, text: str) -> None:
        """What is wrong with what was typed, and where."""
        self.wrong.show_text(text, Tone.ORANGE, Priority.MAJOR if text else None)

    def read(self) -> Asked:
        """As it stands in the fields now."""
        return Asked(
            words=self.words.text,
            person=self.person.text,
            seat=self.seat.text,
            action=self.action.text,
            subject=self.subject.text,
            outcome=self.outcome.chosen,
            since=self.since.text,
            until=self.until.text,
        )

    @Slot()
    def _on_search(self) -> None:
        self.say("")
        self.asked.emit(self.read())


def _row(gap: int, *shares: tuple[QWidget, int]) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(gap)
    for widget, share in shares:
        row.addWidget(widget, share)
    return row
