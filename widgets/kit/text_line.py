"""A line of text that is never markup, is cut with an ellipsis, and repaints only when it says something else."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from commandcenter.domain.priority import Priority
from widgets.kit.marks import paint_mark
from widgets.kit.palette import Tone
from widgets.kit.scale import Role, Scale
from widgets.kit.text import as_tooltip, plain


class TextLine(QWidget):
    """`shrink` lets a layout cut it down to an ellipsis; otherwise it claims its whole width.

    `wrap`: it asks its layout for as many lines as the text needs, and breaks it instead of cutting it.
    """

    def __init__(
        self,
        text: str = "",
        *,
        scale: Scale,
        role: Role = Role.BODY,
        tone: Tone = Tone.TEXT,
        bold: bool = False,
        align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
        shrink: bool = True,
        wrap: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._text = ""
        self._mark: Priority | None = None
        self._hollow = False
        self._color = tone.color
        self._tone = tone
        self._align = align | Qt.AlignmentFlag.AlignVCenter
        self._shrink, self._wrap = shrink, wrap
        self.setFont(scale.font(role, bold=bold))
        self._metrics = QFontMetrics(self.font())
        across = QSizePolicy.Policy.Preferred if shrink else QSizePolicy.Policy.Fixed
        policy = QSizePolicy(across, QSizePolicy.Policy.Preferred if wrap else QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(wrap)
        self.setSizePolicy(policy)
        self.set_text(text)

    @property
    def text(self) -> str:
        return self._text

    @property
    def tone(self) -> Tone:
        return self._tone

    @property
    def mark(self) -> Priority | None:
        return self._mark

    @property
    def hollow(self) -> bool:
        return self._hollow

    @property
    def cut(self) -> bool:
        """Whether a part of the text is not to be seen where it stands now."""
        if self._breaks():
            return self.heightForWidth(self.width()) > self.height()
        return self._width() > self.width()

    def set_text(self, text: str) -> None:
        self.show_text(text, self._tone, self._mark, hollow=self._hollow)

    def show_text(self, text: str, tone: Tone, mark: Priority | None = None, *, hollow: bool = False) -> None:
        """Text with its colour and the shape that has to stand beside a priority's colour."""
        cleaned = plain(text)
        if (cleaned, tone, mark, hollow) == (self._text, self._tone, self._mark, self._hollow):
            return
        before = self._width()
        self._text, self._tone, self._mark, self._hollow = cleaned, tone, mark, hollow
        self._color = tone.color
        if self._width() != before:
            self.updateGeometry()
        self.setAccessibleName(cleaned)
        self.update()

    def heightForWidth(self, width: int) -> int:
        """With `wrap` what the text needs in this width; a layout asks for it."""
        line = self._metrics.height()
        if not self._wrap or self._width() <= width:
            return line
        room = max(1, width - self._mark_width())
        flags = int(Qt.TextFlag.TextWordWrap)
        needed = self._metrics.boundingRect(QRect(0, 0, room, 0), flags, self._text).height()
        return max(line, needed)

    def sizeHint(self) -> QSize:
        return QSize(self._width(), self._metrics.height())

    def minimumSizeHint(self) -> QSize:
        least = min(self._width(), self._metrics.height()) if self._shrink else self._width()
        return QSize(least, self._metrics.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        box = QRectF(self.rect())
        if self._mark is not None:
            side = self._side()
            middle = self._metrics.height() / 2 if self._breaks() else box.center().y()
            place = QRectF(box.x(), middle - side / 2, side, side)
            paint_mark(painter, self._mark, place, hollow=self._hollow)
            box.setLeft(box.left() + side * 1.5)
        painter.setPen(self._color)
        if self._breaks():
            painter.drawText(box, self._align | Qt.TextFlag.TextWordWrap, self._text)
            return
        shown = self._metrics.elidedText(self._text, Qt.TextElideMode.ElideRight, int(box.width() + 0.5))
        painter.drawText(box, self._align | Qt.TextFlag.TextSingleLine, shown)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip and self._width() > self.width():
            QToolTip.showText(event.globalPos(), as_tooltip(self._text), self)
            return True
        return super().event(event)

    def _breaks(self) -> bool:
        return self._wrap and self._width() > self.width() and self.height() >= 2 * self._metrics.height()

    def _side(self) -> float:
        return self._metrics.capHeight() * 1.15

    def _mark_width(self) -> int:
        return int(self._side() * 1.5) + 1 if self._mark is not None else 0

    def _width(self) -> int:
        mark = self._mark_width()
        return self._metrics.horizontalAdvance(self._text) + mark + 1 if self._text or mark else 0
