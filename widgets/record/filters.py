"""The row of fields above the record: Enter in any of them searches."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from commandcenter.domain.priority import Priority
from widgets.kit.choice import Choice
from widgets.kit.field import Field
from widgets.kit.palette import Tone
from widgets.kit.scale import Role, Scale
from widgets.kit.text_line import TextLine
from widgets.record.asked import Asked


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
        row = self._row(scale)
        ask = QVBoxLayout()
        ask.addStretch(1)
        ask.addWidget(self.button)
        row.addLayout(ask)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(scale.sizes.gap // 2)
        column.addLayout(row)
        column.addWidget(self.wrong)

    def _row(self, scale: Scale) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(scale.sizes.gap)
        for field, share in (
            (self.words, 3),
            (self.person, 2),
            (self.seat, 1),
            (self.action, 2),
            (self.subject, 2),
            (self.since, 2),
            (self.until, 2),
        ):
            field.edit.setFixedHeight(scale.sizes.row)
            field.edit.setFont(scale.font(Role.BODY))
            field.entered.connect(self._on_search)
            row.addWidget(field, share)
        self.outcome.box.setFixedHeight(scale.sizes.row)
        self.outcome.box.setFont(scale.font(Role.BODY))
        row.addWidget(self.outcome, 1)
        return row

    def offer_outcomes(self, outcomes: Sequence[tuple[str, str]]) -> None:
        self.outcome.offer([("", self.tr("any")), *outcomes])

    def say(self, text: str) -> None:
        """What is wrong with what was typed, and where."""
        self.wrong.show_text(text, Tone.ORANGE, Priority.MAJOR if text else None)

    def show_asked(self, asked: Asked) -> None:
        for name in ("words", "person", "seat", "action", "subject", "since", "until"):
            getattr(self, name).set_text(getattr(asked, name))

    @Slot()
    def _on_search(self) -> None:
        self.say("")
        self.asked.emit(
            Asked(
                words=self.words.text,
                person=self.person.text,
                seat=self.seat.text,
                action=self.action.text,
                subject=self.subject.text,
                outcome=self.outcome.chosen,
                since=self.since.text,
                until=self.until.text,
            )
        )
