"""Where a picture lies in its tile, and where a point of the picture lies in it."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF

from widgets.kit.zoom import View

NEARLY = 0.03
"""Of the tile's width: shapes that differ by less are taken for the same."""


def placed(aspect: float, rect: QRect, foot: int = 0) -> QRect:
    """The largest place of this shape in `rect`; all of `rect` when the shapes nearly agree.

    In its middle, but as far above the lowest `foot` pixels as it can: there stands what is written below a picture.
    """
    if abs(aspect * rect.height() - rect.width()) <= NEARLY * rect.width():
        return rect
    width = min(rect.width(), round(rect.height() * aspect))
    height = min(rect.height(), round(rect.width() / aspect))
    above = max(0, rect.height() - height - foot) // 2
    return QRect(rect.x() + (rect.width() - width) // 2, rect.y() + above, width, height)


def on_screen(left: float, top: float, width: float, height: float, view: View, place: QRect) -> QRectF:
    """A rectangle in shares of the picture (0–1) as it lies on the screen; it may lie outside of `place`."""
    x, y = view.seen(left, top)
    far_x, far_y = view.seen(left + width, top + height)
    corner = QPointF(place.x() + x * place.width(), place.y() + y * place.height())
    return QRectF(corner, QPointF(place.x() + far_x * place.width(), place.y() + far_y * place.height()))
