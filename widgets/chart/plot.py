"""The drawing of a chart by pyqtgraph: a line, its limit, a few lines of the grid."""

from __future__ import annotations

from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from widgets.chart.series import Points
from widgets.kit.palette import Tone
from widgets.kit.scale import Role, Scale

MOST_TICKS = 4


def configure_charts() -> None:
    """pyqtgraph's own settings, which are global: the composition root calls this once, before any chart is made."""
    pg.setConfigOptions(
        background=Tone.GROUND.hex, foreground=Tone.MUTED.hex, antialias=False, useOpenGL=False, leftButtonPan=False
    )


class Plot:
    """Holds pyqtgraph's objects, which have no types, behind a few typed calls."""

    def __init__(self, *, scale: Scale, limit: float | None) -> None:
        self._wide = 3.0 if scale is Scale.WALL else 1.5
        # Put together by hand: pyqtgraph's PlotWidget makes nine menus and two axes that nobody sees.
        self._plot: Any = pg.GraphicsLayoutWidget()
        self._plot.setBackground(Tone.GROUND.color)
        self._plot.setFrameShape(self._plot.Shape.NoFrame)
        self._item: Any = pg.ViewBox(enableMenu=False, enableMouse=False)
        self._axis: Any = pg.AxisItem("left", linkView=self._item)
        self._plot.ci.setContentsMargins(0, 0, 0, 0)
        self._plot.ci.setSpacing(0)
        self._plot.addItem(self._axis, 0, 0)
        self._plot.addItem(self._item, 0, 1)
        self._set_axis(scale)
        self._plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._plot.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._grid = [self._level(Tone.RAISED, Qt.PenStyle.SolidLine) for _ in range(MOST_TICKS)]
        self._curve: Any = pg.PlotCurveItem(antialias=True)
        self._item.addItem(self._curve)
        self._limit: Any = self._level(Tone.ORANGE, Qt.PenStyle.DashLine)
        self._pens = {tone: pg.mkPen(tone.color, width=self._wide) for tone in Tone}
        self.set_limit(limit)

    @property
    def widget(self) -> QWidget:
        plot: QWidget = self._plot
        return plot

    def set_limit(self, limit: float | None) -> None:
        self._limit.setVisible(limit is not None)
        if limit is not None:
            self._limit.setValue(limit)

    def draw(self, times: Points, values: Points, *, tone: Tone) -> None:
        self._curve.setData(times, values, pen=self._pens[tone])

    def set_ranges(self, start: float, end: float, low: float, high: float) -> None:
        self._item.setXRange(start, end, padding=0)
        self._item.setYRange(low, high, padding=0)

    def set_ticks(self, ticks: list[tuple[float, str]]) -> None:
        """(value, label) of up to `MOST_TICKS` lines of the grid."""
        self._axis.setTicks([ticks])
        for at, line in enumerate(self._grid):
            line.setVisible(at < len(ticks))
            if at < len(ticks):
                line.setValue(ticks[at][0])

    def _set_axis(self, scale: Scale) -> None:
        axis = self._axis
        font = scale.font(Role.SMALL)
        axis.setStyle(tickFont=font, tickLength=0, tickTextOffset=scale.sizes.gap)
        axis.setPen(None)
        axis.setTextPen(Tone.MUTED.color)
        # One width for all values, so that the line does not jump when a figure grows by a digit.
        axis.setWidth(font.pixelSize() * 3)

    def _level(self, tone: Tone, style: Qt.PenStyle) -> Any:
        width = self._wide * 0.6 if style is Qt.PenStyle.DashLine else 1
        line: Any = pg.InfiniteLine(angle=0, movable=False, pen=pg.mkPen(tone.color, width=width, style=style))
        self._item.addItem(line)
        return line
