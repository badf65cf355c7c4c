"""For how many minutes a camera is held, also without moving it."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from widgets.kit.field import Field
from widgets.kit.scale import Scale
from widgets.ptz.asking import AskingForm, whole_number

MOST = 30
USUAL = 10


class HoldForm(AskingForm):
    held = Signal(str, int)  # camera, minutes

    def __init__(self, *, scale: Scale = Scale.CONSOLE, parent: QWidget | None = None) -> None:
        super().__init__("hold-form", scale=scale, parent=parent)
        self.minutes = Field(self.tr("Minutes from now, 1 to {most}").format(most=MOST), scale=scale, limit=2)
        self.button.setText(self.tr("Hold it"))
        for widget in (self.heading, self.minutes, self.rule, self.wrong):
            self.fields.addWidget(widget)

    def ask(self, camera: str, name: str, now: str) -> None:
        """`now` says who holds it at present, "" for nobody."""
        self.rule.set_text(now)
        self.rule.setVisible(bool(now))
        self.minutes.set_text(str(USUAL))
        self._begin(camera, self.tr("Hold {camera}").format(camera=name), self.minutes)
        self.minutes.edit.selectAll()

    @Slot()
    def enter(self) -> None:
        minutes = whole_number(self.minutes.text, 1, MOST)
        if minutes is None:
            self.refuse(self.tr("It is held for 1 to {most} minutes.").format(most=MOST))
            self.minutes.setFocus()
        else:
            self.held.emit(self.about, minutes)
