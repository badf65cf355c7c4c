"""One vital sign on the screen: label, figure with unit, a second line, the past; dim with its age once it is old."""

from __future__ import annotations

from time import monotonic

import msgspec
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from commandcenter.domain.priority import Priority
from widgets.kit.ages import Age, Monotonic, ago
from widgets.kit.beat import Beat
from widgets.kit.marks import paint_mark
from widgets.kit.palette import Tone
from widgets.kit.scale import Role, Scale
from widgets.kit.text import plain
from widgets.kit.words import NO_VALUE, figure
from widgets.vital_signs.sign import VitalSign
from widgets.vital_signs.sparkline import paint_sparkline

_LINE = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine


class SignTile(QWidget):
    def __init__(
        self, sign: VitalSign, *, scale: Scale, clock: Monotonic = monotonic, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._sizes = scale.sizes
        self._wall = scale is Scale.WALL
        self._label = scale.font(Role.BODY)
        self._figure = scale.font(Role.FIGURE)
        self._detail = scale.font(Role.SMALL)
        self._heights = [int(QFontMetrics(font).height()) for font in (self._label, self._figure, self._detail)]
        # Figures hang in a tall box of their family; what counts for the eye is the height of a digit.
        self._heights[1] = int(QFontMetrics(self._figure).capHeight() * 1.5)
        self._age = Age(clock)
        self._shown_age = ""
        self._sign = sign
        self._painted: VitalSign | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.show_sign(sign)
        self._beat = Beat(self, self._refresh)

    @property
    def sign(self) -> VitalSign:
        return self._sign

    @property
    def stale(self) -> bool:
        return self._age.stale

    @property
    def figure_text(self) -> str:
        return figure(self._sign.value)

    @property
    def detail_text(self) -> str:
        """The second line: how old it is comes before what it says."""
        if self._sign.value is None:
            return self.tr("No data yet")
        if self.stale:
            return ago(self._age.seconds)
        return plain(self._sign.detail)

    def show_sign(self, sign: VitalSign) -> None:
        # The age moves all the time; it is a reason to repaint only where its words change.
        ageless = msgspec.structs.replace(sign, age_s=None)
        same = ageless == self._painted and self._shown_age == self.detail_text
        self._painted = ageless
        self._sign = sign
        self._age.tell(sign.age_s)
        self._shown_age = self.detail_text
        self.setAccessibleName(f"{plain(sign.label)} {self.figure_text} {plain(sign.unit)}")
        if not same:
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._sizes.figure * 5, sum(self._heights) + self._sizes.pad)

    def minimumSizeHint(self) -> QSize:
        return QSize(self._sizes.figure * 3, sum(self._heights) + self._sizes.gap)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(event.rect(), Tone.GROUND.color)
        painter.fillRect(0, self.height() - 1, self.width(), 1, Tone.LINE.color)
        box = QRectF(self.rect()).adjusted(self._sizes.pad, 0, -self._sizes.pad, 0)
        spare = max(0.0, box.height() - sum(self._heights))
        top = min(spare / 2, self._sizes.pad * 1.5)
        self._paint_words(painter, box, top)
        wide = self._wall or box.width() > self._sizes.figure * 8
        across = box.width() * (0.34 if wide else 0.3)
        line = QRectF(box.right() - across, top + self._heights[0], across, float(self._heights[1])).adjusted(
            0, self._heights[1] * 0.2, -4, -self._heights[1] * 0.15
        )
        paint_sparkline(painter, self._sign.series, line, width=3.0 if self._wall else 1.5, faded=self.stale)

    def _paint_words(self, painter: QPainter, box: QRectF, top: float) -> None:
        stale, known = self.stale, self._sign.value is not None
        label, tall, low = (float(height) for height in self._heights)
        painter.setFont(self._label)
        painter.setPen(Tone.MUTED.color)
        self._draw(painter, plain(self._sign.label), QRectF(box.x(), top, box.width(), label))
        painter.setFont(self._figure)
        painter.setPen((Tone.TEXT if known and not stale else Tone.DIM).color)
        shown = self.figure_text
        row = QRectF(box.x(), top + label, box.width(), tall)
        self._draw(painter, shown, row)
        if known and shown != NO_VALUE and self._sign.unit:
            self._paint_unit(painter, row, painter.fontMetrics().horizontalAdvance(shown))
        painter.setFont(self._detail)
        painter.setPen((Tone.YELLOW if stale and known else Tone.MUTED).color)
        place = QRectF(box.x(), top + label + tall, box.width(), low)
        if stale and known:
            side = low * 0.5
            paint_mark(painter, Priority.MINOR, QRectF(place.x(), place.center().y() - side / 2, side, side))
            place.setLeft(place.left() + side * 1.5)
        self._draw(painter, self.detail_text, place)

    def _paint_unit(self, painter: QPainter, row: QRectF, after: int) -> None:
        digits = QFontMetrics(self._figure).capHeight()
        painter.setFont(self._label)
        painter.setPen(Tone.MUTED.color)
        # On the figure's own line: the unit stands on the same baseline.
        base = row.center().y() + digits / 2
        painter.drawText(int(row.x() + after + self._sizes.gap * 0.75), int(base), plain(self._sign.unit, 24))

    def _draw(self, painter: QPainter, text: str, box: QRectF) -> None:
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(box.width()))
        painter.drawText(box, int(_LINE), shown)

    def _refresh(self) -> None:
        if self.detail_text != self._shown_age:
            self._shown_age = self.detail_text
            self.update()
