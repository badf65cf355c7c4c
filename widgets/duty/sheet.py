"""The duty sheet: people and signing on left, notes and roll call right."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from widgets.duty.roll_call import RollCallPanel
from widgets.duty.state import DutyShown
from widgets.kit.field import Field
from widgets.kit.lines.view import LinesView
from widgets.kit.panel import Panel
from widgets.kit.scale import Scale
from widgets.kit.sheet import Sheet
from widgets.kit.signing_card import SigningCard

LEAD = 56


class DutySheet(Sheet):
    """Shows what it is given; every wish is a signal."""

    sign_on_requested = Signal(str, str, str)  # account, password, code
    sign_off_requested = Signal()
    note_requested = Signal(str)
    note_done_requested = Signal(str)  # key

    def __init__(self, under: QWidget, *, left: int, top: int, bottom: int, scale: Scale = Scale.CONSOLE) -> None:
        super().__init__(under, "", left=left, top=top, bottom=bottom, scale=scale)
        self.setObjectName("duty")
        self.title.set_text(self.tr("Duty"))
        sizes = scale.sizes
        self.people = LinesView(scale=scale, lead_width=LEAD)
        self._people = Panel(self.tr("On duty and planned"), scale=scale)
        self._people.body.addWidget(self.people)
        self.sign_on = SigningCard(
            self.tr("Sign on"), self.tr("In person, with account and password: from now on I am on duty."), scale=scale
        )
        self.sign_off = QPushButton(self.tr("Sign off: I have been relieved"), self)
        self.notes = LinesView(scale=scale, lead_width=LEAD)
        self._notes = Panel(self.tr("Notes for this shift and the next"), scale=scale)
        self._notes.body.addWidget(self.notes)
        self.note = Field(self.tr("A new note; Enter on a note above: it is done"), scale=scale, limit=2000)
        self.note.edit.setFixedHeight(sizes.row)
        self.roll_call = RollCallPanel(scale=scale)
        self._arrange(sizes.gap, sizes.row)
        self.sign_on.signed.connect(self.sign_on_requested)
        self.sign_off.clicked.connect(self._on_sign_off)
        self.note.entered.connect(self._on_note)
        self.notes.opened.connect(self.note_done_requested)
        self.show_duty(DutyShown())

    def open(self) -> None:
        super().open()
        # Whoever was here before may have been somebody else.
        self.sign_on.account.set_text("")
        (self.note if self.sign_off.isEnabled() else self.sign_on.account).edit.setFocus()

    def show_duty(self, shown: DutyShown) -> None:
        self.status.set_text(shown.summary)
        self.people.show_lines(shown.lines)
        if shown.lines:
            self._people.show_body()
        else:
            self._people.show_empty(self.tr("Nobody is on duty."))
        self.notes.show_lines(shown.notes)
        if shown.notes:
            self._notes.show_body()
        else:
            self._notes.show_empty(self.tr("No notes."))
        self.sign_on.show_standing("", shown.here, asked=not shown.here)
        self.sign_off.setEnabled(bool(shown.here))
        self.roll_call.show_roll_call(shown.roll_call, leads=shown.leads)

    def _arrange(self, gap: int, high: int) -> None:
        self.sign_off.setFixedHeight(high)
        left, right = QVBoxLayout(), QVBoxLayout()
        for column in (left, right):
            column.setSpacing(gap)
        left.addWidget(self._people, 1)
        left.addWidget(self.sign_on)
        left.addWidget(self.sign_off)
        right.addWidget(self._notes, 1)
        right.addWidget(self.note)
        right.addWidget(self.roll_call, 1)
        halves = QHBoxLayout()
        halves.setSpacing(gap * 2)
        halves.addLayout(left, 1)
        halves.addLayout(right, 1)
        self.body.addLayout(halves)

    @Slot()
    def _on_sign_off(self) -> None:
        self.sign_off_requested.emit()

    @Slot()
    def _on_note(self) -> None:
        if self.note.text:
            self.note_requested.emit(self.note.text)
            self.note.set_text("")
