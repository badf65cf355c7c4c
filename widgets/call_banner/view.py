"""The banner lies at the foot of its window, as wide as it, and is gone when there is nothing to say."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QVBoxLayout, QWidget

from commandcenter.domain.priority import Priority
from widgets.kit.beat import Beat
from widgets.kit.palette import Tone
from widgets.kit.scale import Role, Scale
from widgets.kit.text_line import TextLine

LINES = 3


class CallBanner(QWidget):
    """Its edge goes on and off each second, the text never."""

    def __init__(self, over: QWidget, *, scale: Scale) -> None:
        super().__init__(over)
        self.setObjectName("call-banner")
        self._on, self._over = True, over
        sizes = scale.sizes
        self._edge = max(3, sizes.gap // 2)
        self.head = TextLine(scale=scale, role=Role.BODY, bold=True)
        self.lines = [TextLine(scale=scale, role=Role.HEADING, bold=True) for _ in range(LINES)]
        self.more = TextLine(scale=scale, role=Role.SMALL)
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * sizes.pad, sizes.pad, 2 * sizes.pad, sizes.pad)
        column.setSpacing(sizes.gap)
        for line in (self.head, *self.lines, self.more):
            column.addWidget(line)
        self._beat = Beat(self, self._pulse)
        over.installEventFilter(self)
        self.hide()

    @property
    def texts(self) -> list[str]:
        """What is to be read, nothing when it is hidden."""
        shown = [self.head, *self.lines, self.more]
        return [line.text for line in shown if line.text] if not self.isHidden() else []

    def show_calls(self, calls: Sequence[tuple[Priority, str]], more: int) -> None:
        """The gravest first; `more` are not named."""
        self.setVisible(bool(calls))
        if not calls:
            return
        self.head.set_text(self.tr("Nobody takes notice"))
        for at, line in enumerate(self.lines):
            priority, text = calls[at] if at < len(calls) else (None, "")
            line.show_text(text, Tone.TEXT, priority)
            line.setVisible(bool(text))
        self.more.set_text(self.tr("and {count} more").format(count=more) if more else "")
        self.more.setVisible(more > 0)
        self._place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Resize and watched is self._over:
            self._place()
        return False

    def _place(self) -> None:
        over = self._over
        self.adjustSize()
        height = self.sizeHint().height()
        self.setGeometry(0, over.height() - height, over.width(), height)
        self.raise_()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), Tone.RAISED.color)
        half = self._edge // 2
        pen = QPen(Tone.RED.color if self._on else Tone.RED.faded(0.35), self._edge)
        pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
        painter.setPen(pen)
        painter.drawRect(self.rect().adjusted(half, half, -half - 1, -half - 1))

    def _pulse(self) -> None:
        self._on = not self._on
        self.update()
