"""The form that stands before a restricted camera's picture: without a purpose nobody sees it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from commandcenter.domain.priority import Priority
from widgets.kit.choice import Choice
from widgets.kit.field import Field
from widgets.kit.form import DetailForm
from widgets.kit.palette import Tone
from widgets.kit.scale import Role, Scale
from widgets.kit.text_line import TextLine

LONGEST = 200
OTHER = "other"


class PurposeForm(DetailForm):
    given = Signal(str, str)  # camera, the purpose in words

    def __init__(self, *, scale: Scale = Scale.CONSOLE, parent: QWidget | None = None) -> None:
        super().__init__(scale=scale, framed=True, parent=parent)
        self.setObjectName("purpose")
        self._camera = ""
        self.heading = TextLine(scale=scale, role=Role.TITLE, bold=True, wrap=True)
        rule = self.tr("This camera is restricted. What you look for is recorded with your name.")
        self.rule = TextLine(rule, scale=scale, tone=Tone.MUTED, wrap=True)
        self.purpose = Choice(self.tr("Purpose"), scale=scale)
        self.words = Field(self.tr("In words"), scale=scale, limit=LONGEST)
        self.wrong = TextLine(scale=scale, role=Role.SMALL, tone=Tone.ORANGE, wrap=True)
        self.button.setText(self.tr("Show the picture"))
        for widget in (self.heading, self.rule, self.purpose, self.words, self.wrong):
            self.fields.addWidget(widget)
        self.setFixedWidth(30 * scale.sizes.pad)

    @property
    def camera(self) -> str:
        return self._camera

    def ask(self, camera: str, name: str, purposes: Sequence[str]) -> None:
        """`purposes` are the centre's usual ones, in words; another one is typed."""
        self._camera = camera
        self.heading.set_text(name)
        self.purpose.offer([*((words, words) for words in purposes), (OTHER, self.tr("another one, in words"))])
        self.words.set_text("")
        self._say("")
        self.show()
        self.purpose.setFocus()

    def refuse(self, text: str) -> None:
        """The core says no: its words."""
        self._say(text)

    @Slot()
    def enter(self) -> None:
        other = self.purpose.chosen == OTHER
        if other and not self.words.text:
            self._say(self.tr("Say in words what it is for."))
            self.words.setFocus()
            return
        parts = (*(() if other else (self.purpose.chosen,)), *((self.words.text,) if self.words.text else ()))
        self.given.emit(self._camera, "; ".join(parts)[:LONGEST])

    def _say(self, text: str) -> None:
        self.wrong.show_text(text, Tone.ORANGE, Priority.MAJOR if text else None)
        self.wrong.setVisible(bool(text))
