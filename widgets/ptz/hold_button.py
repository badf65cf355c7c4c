"""A button that acts as long as it is held down; it is drawn with a sign, so that it needs no words."""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from widgets.kit.palette import Tone
from widgets.kit.scale import Role, Scale
from widgets.ptz.motion import Motion

SIDE = 40


class Shape(Enum):
    ARROW = "arrow"
    PLUS = "plus"
    MINUS = "minus"


class HoldButton(QAbstractButton):
    """`motion` is what it does; the sign is an arrow in the direction of it, or plus and minus."""

    def __init__(self, motion: Motion, shape: Shape, name: str, *, scale: Scale, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.motion, self._shape = motion, shape
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.setFont(scale.font(Role.SMALL))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._lit = False

    def sizeHint(self) -> QSize:
        return QSize(SIDE, SIDE if self._shape is Shape.ARROW else SIDE * 3 // 4)

    def set_lit(self, lit: bool) -> None:
        """Its key is held down."""
        if lit != self._lit:
            self._lit = lit
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        down = self.isDown() or self._lit
        painter.setPen(QPen((Tone.ACCENT if down else Tone.LINE).color, 1))
        painter.setBrush((Tone.SELECTED if down else Tone.RAISED if self.isEnabled() else Tone.GROUND).color)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
        color = (Tone.TEXT if self.isEnabled() else Tone.DIM).color
        centre = QRectF(self.rect()).center()
        if self._shape is Shape.ARROW:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(color)
            painter.drawPolygon(_arrow(centre, self.motion))
        else:
            painter.setPen(QPen(color, 2))
            painter.drawLine(centre - QPointF(6, 0), centre + QPointF(6, 0))
            if self._shape is Shape.PLUS:
                painter.drawLine(centre - QPointF(0, 6), centre + QPointF(0, 6))


def _arrow(centre: QPointF, motion: Motion) -> QPolygonF:
    """A triangle that points where the camera goes; the screen's y grows downwards."""
    across, down = motion.pan, -motion.tilt
    length = (across**2 + down**2) ** 0.5 or 1.0
    ahead = QPointF(across / length, down / length)
    beside = QPointF(-ahead.y(), ahead.x())
    return QPolygonF([centre + ahead * 8, centre - ahead * 5 + beside * 7, centre - ahead * 5 - beside * 7])
