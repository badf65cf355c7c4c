"""What the forms of the moving have in common: which camera they are about, and what is wrong with what was typed."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from commandcenter.domain.priority import Priority
from widgets.kit.form import DetailForm
from widgets.kit.palette import Tone
from widgets.kit.scale import Role, Scale
from widgets.kit.text_line import TextLine


class AskingForm(DetailForm):
    """It stays, with all that was typed, until the core has said yes; `about` is a camera, or a column's device."""

    def __init__(self, name: str, *, scale: Scale = Scale.CONSOLE, parent: QWidget | None = None) -> None:
        super().__init__(scale=scale, framed=True, parent=parent)
        self.setObjectName(name)
        self.about = ""
        self.heading = TextLine(scale=scale, role=Role.TITLE, bold=True, wrap=True)
        self.rule = TextLine(scale=scale, role=Role.SMALL, tone=Tone.MUTED, wrap=True)
        self.wrong = TextLine(scale=scale, role=Role.SMALL, tone=Tone.ORANGE, wrap=True)
        self.setFixedWidth(30 * scale.sizes.pad)

    def refuse(self, text: str) -> None:
        """`text` says what has to be otherwise; "" for nothing."""
        self.wrong.show_text(text, Tone.ORANGE, Priority.MAJOR if text else None)
        self.wrong.setVisible(bool(text))

    def _begin(self, about: str, heading: str, first: QWidget) -> None:
        """Comes up with the keyboard in its `first` field."""
        self.about = about
        self.heading.set_text(heading)
        self.refuse("")
        self.show()
        first.setFocus()


def whole_number(text: str, least: int, most: int) -> int | None:
    """The number that was typed, None for anything else."""
    plain = text.strip()
    number = int(plain) if plain.isdecimal() and len(plain) <= len(str(most)) else 0
    return number if least <= number <= most else None
