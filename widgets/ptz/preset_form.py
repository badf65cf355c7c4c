"""Where a camera looks now is kept under a number and a name; what is kept no more is asked about once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from widgets.kit.field import Field
from widgets.kit.scale import Scale
from widgets.ptz.asking import AskingForm, whole_number
from widgets.ptz.state import Preset

MOST = 255
LONGEST = 32


class PresetForm(AskingForm):
    stored = Signal(str, int, str)  # camera, number, name

    def __init__(self, *, scale: Scale = Scale.CONSOLE, parent: QWidget | None = None) -> None:
        super().__init__("preset-form", scale=scale, parent=parent)
        self._kept: Mapping[int, Preset] = {}
        self.number = Field(self.tr("Number"), scale=scale, limit=3)
        self.name = Field(self.tr("Name, may be empty"), scale=scale, limit=LONGEST)
        self.button.setText(self.tr("Keep it"))
        line = QHBoxLayout()
        line.setSpacing(scale.sizes.pad)
        line.addWidget(self.number, 1)
        line.addWidget(self.name, 4)
        self.fields.addWidget(self.heading)
        self.fields.addLayout(line)
        self.fields.addWidget(self.rule)
        self.fields.addWidget(self.wrong)
        self.number.edit.textChanged.connect(self._say)

    def ask(self, camera: str, name: str, kept: Sequence[Preset], number: int = 0) -> None:
        """`number` is the one that is kept anew, 0 for the first that is free."""
        self._kept = {it.number: it for it in kept}
        wanted = number or next((it for it in range(1, MOST + 1) if it not in self._kept), 0)
        self.number.set_text(str(wanted or ""))
        self.name.set_text(self._kept[wanted].name if wanted in self._kept else "")
        self._say()
        self._begin(camera, self.tr("Keep where {camera} looks now").format(camera=name), self.name)

    @Slot()
    def enter(self) -> None:
        number = whole_number(self.number.text, 1, MOST)
        if number is None:
            self.refuse(self.tr("The number is one from 1 to {most}.").format(most=MOST))
            self.number.setFocus()
        else:
            self.stored.emit(self.about, number, " ".join(self.name.text.split()))

    @Slot()
    def _say(self) -> None:
        """A number that is taken is given away only by who reads so."""
        number = whole_number(self.number.text, 1, MOST)
        there = self._kept.get(number) if number is not None else None
        if there is None:
            self.rule.set_text(self.tr("1 to 9 are keys that turn the camera there."))
        else:
            self.rule.set_text(
                self.tr("In place of preset {number}, {name}.").format(number=there.number, name=there.title)
            )


class ForgetForm(AskingForm):
    forgotten = Signal(str, int)  # camera, number

    def __init__(self, *, scale: Scale = Scale.CONSOLE, parent: QWidget | None = None) -> None:
        super().__init__("forget-form", scale=scale, parent=parent)
        self._number = 0
        self.button.setText(self.tr("Remove it"))
        for widget in (self.heading, self.rule, self.wrong):
            self.fields.addWidget(widget)

    def ask(self, camera: str, name: str, preset: Preset) -> None:
        self._number = preset.number
        self.rule.set_text(name)
        heading = self.tr("Remove preset {number}, {name}?")
        self._begin(camera, heading.format(number=preset.number, name=preset.title), self.button)

    @Slot()
    def enter(self) -> None:
        self.forgotten.emit(self.about, self._number)
