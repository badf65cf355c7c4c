"""Draws a row of the tree: a group with its number of cameras, a camera with mark, name and state."""

from __future__ import annotations

import math

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from widgets.camera_tree.model import CAMERA_ROLE, FAVOURITE_ROLE, GROUP_ROLE, STATE_ROLE, WHERE_ROLE
from widgets.camera_tree.rows import CameraGroup, CameraRow
from widgets.kit.camera_words import camera_state_mark, camera_state_word
from widgets.kit.marks import paint_mark
from widgets.kit.palette import Tone
from widgets.kit.scale import Role, Scale
from widgets.kit.tag import Tag
from widgets.kit.text import plain

LEAST_NAME = 88.0
"""Pixels that a name keeps before code and place may stand beside it."""


class CameraDelegate(QStyledItemDelegate):
    def __init__(self, *, scale: Scale, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._sizes = scale.sizes
        self._body, self._bold, self._small = scale.font(), scale.font(bold=True), scale.font(Role.SMALL)
        self._body_metrics, self._small_metrics = QFontMetrics(self._body), QFontMetrics(self._small)
        self._restricted = Tag(self.tr("restricted"), self._small, solid=True)

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(0, self._sizes.row)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        box = QRectF(option.rect)
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(box, Tone.SELECTED.color)
        painter.fillRect(QRectF(box.left(), box.bottom() - 0.5, box.width(), 0.5), Tone.LINE.faded(0.6))
        inner = box.adjusted(self._sizes.gap, 0, -self._sizes.gap * 1.5, 0)
        group = index.data(GROUP_ROLE)
        if isinstance(group, CameraGroup):
            opened = bool(option.state & QStyle.StateFlag.State_Open)
            self._group(painter, inner, group, opened=opened)
        else:
            self._camera(painter, inner, index)
        painter.restore()

    def _group(self, painter: QPainter, box: QRectF, group: CameraGroup, *, opened: bool) -> None:
        side = float(self._sizes.mark)
        lead = QRectF(box.left(), box.center().y() - side / 2, side, side)
        _paint_chevron(painter, lead, opened=opened)
        rest = box.adjusted(side + self._sizes.gap, 0, 0, 0)
        if group.favourite:
            paint_star(painter, QRectF(rest.left(), lead.top(), side, side))
            rest.setLeft(rest.left() + side + self._sizes.gap)
        count = str(len(group.cameras))
        rest.setRight(self._tail(painter, rest, count, Tone.MUTED))
        self._text(painter, rest, group.title, Tone.TEXT, bold=True)

    def _camera(self, painter: QPainter, box: QRectF, index: QModelIndex | QPersistentModelIndex) -> None:
        row: CameraRow = index.data(CAMERA_ROLE)
        state = str(index.data(STATE_ROLE) or "")
        side = float(self._sizes.mark)
        mark, hollow = camera_state_mark(state)
        if mark is not None:
            place = QRectF(box.left(), box.center().y() - side / 2, side, side)
            paint_mark(painter, mark, place, hollow=hollow)
        rest = box.adjusted(side + self._sizes.gap, 0, 0, 0)
        word = camera_state_word(state)
        if word:
            rest.setRight(self._tail(painter, rest, word, Tone.YELLOW if mark else Tone.MUTED))
        if index.data(FAVOURITE_ROLE):
            rest.setRight(rest.right() - side)
            paint_star(painter, QRectF(rest.right(), rest.center().y() - side / 2, side, side))
            rest.setRight(rest.right() - self._sizes.gap)
        if row.restricted:
            self._restricted.paint(painter, rest.right(), rest, Tone.TEXT.color)
            rest.setRight(rest.right() - self._restricted.width - self._sizes.gap)
        used = self._text(painter, rest, row.name, Tone.TEXT)
        rest.setLeft(rest.left() + max(used, LEAST_NAME) + self._sizes.gap)
        where = str(index.data(WHERE_ROLE))
        if where and rest.width() > self._small_metrics.horizontalAdvance(plain(where)[:4]):
            self._tail(painter, rest, where, Tone.MUTED)

    def _tail(self, painter: QPainter, box: QRectF, text: str, tone: Tone) -> float:
        """At the right of the box; where what stands before it has to end."""
        shown = self._small_metrics.elidedText(plain(text), Qt.TextElideMode.ElideRight, int(box.width()))
        painter.setFont(self._small)
        painter.setPen(tone.color)
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, shown)
        return box.right() - self._small_metrics.horizontalAdvance(shown) - self._sizes.gap

    def _text(self, painter: QPainter, box: QRectF, text: str, tone: Tone, *, bold: bool = False) -> float:
        """The width that it took."""
        metrics = QFontMetrics(self._bold) if bold else self._body_metrics
        shown = metrics.elidedText(plain(text), Qt.TextElideMode.ElideRight, int(max(0.0, box.width())))
        painter.setFont(self._bold if bold else self._body)
        painter.setPen(tone.color)
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)
        return float(metrics.horizontalAdvance(shown))


def paint_star(painter: QPainter, box: QRectF) -> None:
    """What one has put on top for oneself."""
    centre, far = box.center(), box.width() * 0.5
    points = []
    for step in range(10):
        reach = far if step % 2 == 0 else far * 0.42
        angle = math.pi * (step / 5 - 0.5)
        points.append(centre + QPointF(math.cos(angle) * reach, math.sin(angle) * reach))
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(Tone.ACCENT.color)
    painter.drawPolygon(QPolygonF(points))
    painter.restore()


def _paint_chevron(painter: QPainter, box: QRectF, *, opened: bool) -> None:
    centre, far = box.center(), box.width() * 0.25
    corners = ((-2, -1), (0, 1), (2, -1)) if opened else ((-1, -2), (1, 0), (-1, 2))
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(Tone.MUTED.color, 1.5))
    painter.drawPolyline(QPolygonF([centre + QPointF(x * far / 1.4, y * far / 1.4) for x, y in corners]))
    painter.restore()
