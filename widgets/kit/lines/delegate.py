"""Draws a line: lead, mark, text with its detail, tail."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from widgets.kit.lines.line import Line
from widgets.kit.lines.model import LINE_ROLE
from widgets.kit.marks import paint_mark, paint_sign
from widgets.kit.palette import Tone
from widgets.kit.scale import Role, Scale
from widgets.kit.text import plain


class LinesDelegate(QStyledItemDelegate):
    """`lead_width` is that of the column of leads, 0 for none; all lines are of one height."""

    def __init__(self, *, scale: Scale, lead_width: int, marks: bool, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._sizes = scale.sizes
        self._lead_width, self._marks = lead_width, marks
        self._fonts = {bold: scale.font(Role.BODY, bold=bold) for bold in (False, True)}
        self._metrics = {bold: QFontMetrics(font) for bold, font in self._fonts.items()}

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(0, self._sizes.row)

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
        if self._lead_width:
            lead = QRectF(rest.left(), rest.top(), self._lead_width, rest.height())
            self._text(painter, lead, line.lead, Tone.MUTED)
            rest.setLeft(rest.left() + self._lead_width + self._sizes.gap)
        if self._marks:
            side = float(self._sizes.mark)
            place = QRectF(rest.left(), rest.center().y() - side / 2, side, side)
            if line.mark is not None:
                paint_mark(painter, line.mark, place)
            elif line.sign is not None:
                paint_sign(painter, line.sign, place, line.tone.color)
            rest.setLeft(rest.left() + side + self._sizes.gap)
        used = self._text(painter, rest, line.text, line.tone, bold=line.bold)
        if line.detail:
            rest.setLeft(rest.left() + used + self._sizes.gap)
            self._text(painter, rest, line.detail, Tone.MUTED)

    def _tail(self, painter: QPainter, box: QRectF, line: Line) -> QRectF:
        """What is left of the box when the tail stands at its right."""
        if not line.tail:
            return QRectF(box)
        text = plain(line.tail)
        width = min(self._metrics[False].horizontalAdvance(text) + 1.0, box.width() * 0.5)
        place = QRectF(box.right() - width, box.top(), width, box.height())
        self._text(painter, place, text, line.tail_tone)
        return box.adjusted(0, 0, -width - self._sizes.gap, 0)

    def _text(self, painter: QPainter, box: QRectF, text: str, tone: Tone, *, bold: bool = False) -> float:
        """Returns the width that it took."""
        metrics = self._metrics[bold]
        shown = metrics.elidedText(plain(text), Qt.TextElideMode.ElideRight, int(max(0.0, box.width())))
        painter.setFont(self._fonts[bold])
        painter.setPen(tone.color)
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)
        return float(metrics.horizontalAdvance(shown))
