"""Draws a line: lead, mark, text with its detail, tail."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from widgets.kit.lines.line import Line
from widgets.kit.lines.model import LINE_ROLE
from widgets.kit.marks import paint_mark, paint_sign
from widgets.kit.palette import Tone
from widgets.kit.scale import Role, Scale
from widgets.kit.text import plain


class LinesDelegate(QStyledItemDelegate):
    """`lead_width` is that of the column of leads, 0 for none; without `wraps` all lines are of one height."""

    def __init__(
        self, *, scale: Scale, lead_width: int, marks: bool, wraps: bool = False, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._wraps = wraps
        self._sizes = scale.sizes
        self._lead_width, self._marks = lead_width, marks
        self._fonts = {bold: scale.font(Role.BODY, bold=bold) for bold in (False, True)}
        self._metrics = {bold: QFontMetrics(font) for bold, font in self._fonts.items()}

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """With `wraps` for the width of the list that asks, which is the delegate's parent."""
        view = self.parent()
        line = index.data(LINE_ROLE)
        if not self._wraps or line.heading or not isinstance(view, QAbstractItemView):
            return QSize(0, self._sizes.row)
        box = QRectF(0, 0, view.viewport().width(), self._sizes.row)
        box = self._after_marks(self._without_tail(box.adjusted(self._sizes.pad, 0, -self._sizes.pad, 0), line))
        high = self._metrics[False].height()
        return QSize(0, self._sizes.row + self._more(line, box.width()) * high)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        line: Line = index.data(LINE_ROLE)
        rect = QRectF(option.rect)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        if chosen:
            painter.fillRect(rect, Tone.SELECTED.color)
        painter.fillRect(QRectF(rect.left(), rect.bottom() - 0.5, rect.width(), 0.5), Tone.LINE.faded(0.6))
        box = rect.adjusted(self._sizes.pad, 0, -self._sizes.pad, 0)
        if line.heading:
            self._heading(painter, box, line)
        else:
            self._line(painter, box, line)
        painter.restore()

    def _heading(self, painter: QPainter, box: QRectF, line: Line) -> None:
        right = self._tail(painter, box, line)
        self._text(painter, right, line.text, line.tone, bold=True)

    def _line(self, painter: QPainter, box: QRectF, line: Line) -> None:
        rest = self._tail(painter, box, line)
        first = QRectF(rest.left(), rest.top(), rest.width(), self._sizes.row)
        if self._lead_width:
            lead = QRectF(first.left(), first.top(), self._lead_width, first.height())
            self._text(painter, lead, line.lead, Tone.MUTED)
        rest = self._after_marks(rest)
        if self._marks:
            side = float(self._sizes.mark)
            place = QRectF(rest.left() - side - self._sizes.gap, first.center().y() - side / 2, side, side)
            if line.mark is not None:
                paint_mark(painter, line.mark, place)
            elif line.sign is not None:
                paint_sign(painter, line.sign, place, line.tone.color)
        if self._wraps and self._more(line, rest.width()):
            self._paragraph(painter, rest, line)
            return
        used = self._text(painter, rest, line.text, line.tone, bold=line.bold)
        if line.detail:
            rest.setLeft(rest.left() + used + self._sizes.gap)
            self._text(painter, rest, line.detail, Tone.MUTED)

    def _paragraph(self, painter: QPainter, box: QRectF, line: Line) -> None:
        """The text in as many lines as it needs, and below it the detail."""
        high = self._metrics[False].height()
        air = (self._sizes.row - high) / 2
        lines = self._lines(line.text, box.width(), bold=line.bold)
        place = QRectF(box.left(), box.top() + air, box.width(), lines * high + 1.0)
        painter.setFont(self._fonts[line.bold])
        painter.setPen(line.tone.color)
        painter.drawText(place, int(Qt.TextFlag.TextWordWrap), plain(line.text))
        if line.detail:
            self._text(painter, QRectF(box.left(), place.bottom() - 1.0, box.width(), high), line.detail, Tone.MUTED)

    def _more(self, line: Line, width: float) -> int:
        """How many lines a line takes beyond its first in so many pixels."""
        beside = self._metrics[line.bold].horizontalAdvance(plain(line.text))
        if line.detail:
            beside += self._sizes.gap + self._metrics[False].horizontalAdvance(plain(line.detail))
        if beside <= width:
            return 0
        return self._lines(line.text, width, bold=line.bold) - 1 + bool(line.detail)

    def _lines(self, text: str, width: float, *, bold: bool) -> int:
        metrics = self._metrics[bold]
        flags = int(Qt.TextFlag.TextWordWrap)
        return metrics.boundingRect(QRect(0, 0, max(1, int(width)), 0), flags, plain(text)).height() // metrics.height()

    def _after_marks(self, box: QRectF) -> QRectF:
        """Where the text stands, behind lead and mark."""
        lead = self._lead_width + self._sizes.gap if self._lead_width else 0
        mark = self._sizes.mark + self._sizes.gap if self._marks else 0
        return box.adjusted(lead + mark, 0, 0, 0)

    def _without_tail(self, box: QRectF, line: Line) -> QRectF:
        if not line.tail:
            return QRectF(box)
        return box.adjusted(0, 0, -self._tail_width(box, plain(line.tail)) - self._sizes.gap, 0)

    def _tail_width(self, box: QRectF, text: str) -> float:
        return min(self._metrics[False].horizontalAdvance(text) + 1.0, box.width() * 0.5)

    def _tail(self, painter: QPainter, box: QRectF, line: Line) -> QRectF:
        """What is left of the box when the tail stands at its right."""
        if line.tail:
            text = plain(line.tail)
            width = self._tail_width(box, text)
            place = QRectF(box.right() - width, box.top(), width, self._sizes.row)
            self._text(painter, place, text, line.tail_tone)
        return self._without_tail(box, line)

    def _text(self, painter: QPainter, box: QRectF, text: str, tone: Tone, *, bold: bool = False) -> float:
        """Returns the width that it took."""
        metrics = self._metrics[bold]
        shown = metrics.elidedText(plain(text), Qt.TextElideMode.ElideRight, int(max(0.0, box.width())))
        painter.setFont(self._fonts[bold])
        painter.setPen(tone.color)
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)
        return float(metrics.horizontalAdvance(shown))
