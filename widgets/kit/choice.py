"""One of a few: a drop-down list that shows by a chevron that it is one."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QComboBox, QStyle, QStyleOptionComboBox, QVBoxLayout, QWidget

from widgets.kit.palette import Tone
from widgets.kit.scale import Role, Scale
from widgets.kit.text_line import TextLine

CHEVRON = 5.0
COMBO = QStyle.ComplexControl.CC_ComboBox


class Choice(QWidget):
    """The label stands above, as with a field."""

    def __init__(self, label: str, *, scale: Scale, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.label = TextLine(label, scale=scale, role=Role.SMALL, tone=Tone.MUTED)
        self.box = _Box(self)
        self.box.setFont(scale.font(Role.HEADING))
        self.box.setFixedHeight(scale.sizes.header)
        self.box.setAccessibleName(label)
        self.setFocusProxy(self.box)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(scale.sizes.gap // 2)
        column.addWidget(self.label)
        column.addWidget(self.box)

    @property
    def chosen(self) -> str:
        """The key of what is chosen; "" when there is nothing to choose from."""
        return str(self.box.currentData() or "")

    def offer(self, choices: Sequence[tuple[str, str]], chosen: str = "") -> None:
        """(key, what people call it); without `chosen` the first."""
        self.box.clear()
        for key, name in choices:
            self.box.addItem(name, key)
        self.box.setCurrentIndex(max(0, self.box.findData(chosen)))


class _Box(QComboBox):
    def initStyleOption(self, option: QStyleOptionComboBox) -> None:
        """What is longer than the box ends in an ellipsis."""
        super().initStyleOption(option)
        field = self.style().subControlRect(COMBO, option, QStyle.SubControl.SC_ComboBoxEditField, self)
        option.currentText = self.fontMetrics().elidedText(
            self.currentText(), Qt.TextElideMode.ElideRight, field.width()
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen((Tone.MUTED if self.isEnabled() else Tone.DIM).color, 1.5, Qt.PenStyle.SolidLine))
        middle = QPointF(self.width() - 18.0, self.height() / 2 - CHEVRON / 4)
        left, low = QPointF(-CHEVRON, -CHEVRON / 2), QPointF(0.0, CHEVRON / 2)
        right = QPointF(CHEVRON, -CHEVRON / 2)
        painter.drawPolyline(QPolygonF([middle + left, middle + low, middle + right]))
