"""A text of one's own for the loudspeaker column: counted while it is typed, and never cut."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QFontMetrics, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QWidget

from commandcenter.domain.priority import Priority
from commandcenter.domain.voice import LONGEST
from widgets.kit.palette import Tone
from widgets.kit.scale import Role, Scale
from widgets.kit.text_line import TextLine
from widgets.ptz.asking import AskingForm

ROWS = 4


class WordsForm(AskingForm):
    said = Signal(str, str)  # column, text

    def __init__(self, *, scale: Scale = Scale.CONSOLE, parent: QWidget | None = None) -> None:
        super().__init__("words-form", scale=scale, parent=parent)
        label = self.tr("Text, as it is to be heard")
        self.words = _Words(scale)
        self.words.setAccessibleName(label)
        self.count = TextLine(scale=scale, role=Role.SMALL, shrink=False)
        self.button.setText(self.tr("Say it"))
        line = QHBoxLayout()
        line.addWidget(TextLine(label, scale=scale, role=Role.SMALL, tone=Tone.MUTED), 1)
        line.addWidget(self.count)
        self.fields.addWidget(self.heading)
        self.fields.addLayout(line)
        self.fields.addWidget(self.words)
        self.rule.set_text(self.tr("It is spoken at once, and recorded with your name."))
        self.fields.addWidget(self.rule)
        self.fields.addWidget(self.wrong)
        self.words.textChanged.connect(self._on_typed)
        self._on_typed()

    @property
    def text(self) -> str:
        """On one line: a column reads no breaks."""
        return " ".join(self.words.toPlainText().split())

    def ask(self, speaker: str, name: str) -> None:
        self.words.setPlainText("")
        self._begin(speaker, self.tr("Say through {name}").format(name=name), self.words)

    @Slot()
    def enter(self) -> None:
        over = len(self.text) - LONGEST
        if over > 0:
            self.refuse(self.tr("That is {count} characters too long: make it shorter.").format(count=over))
        elif not self.text:
            self.refuse(self.tr("Type what is to be heard."))
        else:
            self.said.emit(self.about, self.text)
        self.words.setFocus()

    @Slot()
    def _on_typed(self) -> None:
        count = len(self.text)
        too_long = count > LONGEST
        tone = Tone.ORANGE if too_long else Tone.MUTED
        self.count.show_text(f"{count} / {LONGEST}", tone, Priority.MAJOR if too_long else None)
        if not too_long:
            self.refuse("")


class _Words(QPlainTextEdit):
    """Enter and Esc are the form's, Tab goes on; nothing is dropped into it."""

    def __init__(self, scale: Scale) -> None:
        super().__init__()
        self.setFont(scale.font(Role.HEADING))
        self.setTabChangesFocus(True)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.setAcceptDrops(False)
        high = QFontMetrics(self.font()).lineSpacing() * ROWS
        self.setFixedHeight(high + 2 * int(self.document().documentMargin()) + 2 * self.frameWidth())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape):
            event.ignore()
        else:
            super().keyPressEvent(event)
