"""A sheet laid over a part of the desk for one piece of work and taken away with Esc; the queue stays in sight."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRect, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from widgets.kit.keycap import Keycap
from widgets.kit.palette import Tone
from widgets.kit.scale import Role, Scale
from widgets.kit.text_line import TextLine


class Sheet(QWidget):
    """`left`, `top` and `bottom` are the pixels of `under` that stay free of it. `body` is the row to fill."""

    closed = Signal()

    def __init__(self, under: QWidget, title: str, *, left: int, top: int, bottom: int, scale: Scale) -> None:
        super().__init__(under)
        self._under, self._left, self._top, self._bottom = under, left, top, bottom
        sizes = scale.sizes
        self.title = TextLine(title, scale=scale, role=Role.TITLE, bold=True, shrink=False)
        self.status = TextLine(scale=scale, tone=Tone.MUTED)
        self.heading = QHBoxLayout()
        self.heading.setSpacing(sizes.pad)
        self.heading.addWidget(self.title)
        self.heading.addWidget(self.status, 1)
        self.heading.addWidget(Keycap("Esc", scale=scale))
        self.heading.addWidget(TextLine(self.tr("close"), scale=scale, role=Role.SMALL, tone=Tone.MUTED, shrink=False))
        head = QWidget(self)
        head.setLayout(self.heading)
        head.setFixedHeight(sizes.header + sizes.gap)
        self.heading.setContentsMargins(sizes.pad, 0, sizes.pad, 0)
        self.body = QHBoxLayout()
        self.body.setContentsMargins(sizes.pad, sizes.gap, sizes.pad, sizes.pad)
        self.body.setSpacing(sizes.pad)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        column.addWidget(head)
        column.addLayout(self.body, 1)
        self._line = head
        under.installEventFilter(self)
        self.hide()

    def open(self) -> None:
        self._fit()
        self.show()
        self.raise_()
        self.setFocus()

    @Slot()
    def dismiss(self) -> None:
        if self.isVisible():
            self.hide()
            self.closed.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Resize:
            self._fit()
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.dismiss()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), Tone.GROUND.color)
        painter.fillRect(self._line.geometry(), Tone.PANEL.color)
        painter.setPen(Tone.LINE.color)
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        low = self._line.geometry().bottom()
        painter.drawLine(0, low, self.width(), low)

    def _fit(self) -> None:
        width = self._under.width() - self._left
        self.setGeometry(QRect(self._left, self._top, width, self._under.height() - self._top - self._bottom))
