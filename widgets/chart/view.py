"""One live chart: heading with the newest value, the line over its window of time, the limit in words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, tzinfo
from math import floor, log10
from time import monotonic

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from commandcenter.domain.priority import Priority
from widgets.chart.plot import MOST_TICKS, Plot
from widgets.chart.series import Points, Series, thinned
from widgets.kit.ages import Monotonic, Now, lasting, utc_now
from widgets.kit.palette import Tone
from widgets.kit.panel import Panel
from widgets.kit.scale import Role, Scale
from widgets.kit.text_line import TextLine
from widgets.kit.words import figure

_PACE_MS = 250
# In sizes of the type: two charts stand side by side even in a small window.
LEAST = 8


class ChartView(Panel):
    """`limit` is drawn and named; a newest value beyond it is marked. `window_s` seconds are in sight.

    Nothing is drawn while the chart is hidden, and never more than four times a second.
    """

    def __init__(
        self,
        title: str,
        *,
        scale: Scale,
        unit: str = "",
        limit: float | None = None,
        window_s: float = 3600.0,
        now: Now = utc_now,
        zone: tzinfo | None = None,
        clock: Monotonic = monotonic,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(title, scale=scale, clock=clock, long_title=True, parent=parent)
        self.setObjectName("chart")
        self.setMinimumWidth(scale.sizes.body * LEAST)
        self._unit, self._limit, self._window_s = unit, limit, window_s
        self._now, self._zone = now, zone
        self._series = Series()
        self._plot = Plot(scale=scale, limit=limit)
        self._value = TextLine(scale=scale, role=Role.BODY, bold=True, shrink=False)
        self._ends = [TextLine(scale=scale, role=Role.SMALL, tone=Tone.MUTED, shrink=False) for _ in range(3)]
        self.heading.insertWidget(2, self._value)
        self._fill_body()
        self._dirty = False
        self._drawn_until = 0.0
        self._pace = QTimer(self, singleShot=True, interval=_PACE_MS)
        self._pace.timeout.connect(self._redraw)
        self.show_loading()

    @property
    def series(self) -> Series:
        return self._series

    @property
    def value_text(self) -> str:
        return self._value.text

    def set_subject(self, title: str, *, unit: str, limit: float | None) -> None:
        """Turns the chart to another measured value and forgets the points of the former."""
        self.title.set_text(title)
        self._unit, self._limit = unit, limit
        self._plot.set_limit(limit)
        self._series.replace([], [])
        self.show_loading()

    def show_none(self, *, of_alarm: bool) -> None:
        """Says that nothing is measured, here or for the selected alarm."""
        self.show_empty(self.tr("No measured values for this alarm") if of_alarm else self.tr("No measured values"))

    def replace(self, times: Sequence[float] | Points, values: Sequence[float] | Points) -> None:
        """Shows exactly these points; `times` are seconds since 1970, and sorted here."""
        self._series.replace(times, values)
        self._changed()

    def append(self, times: Sequence[float] | Points, values: Sequence[float] | Points) -> None:
        """Adds newer points; the oldest fall out of the bounded series."""
        self._series.extend(times, values)
        self._changed()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._dirty:
            self._redraw()

    def _fill_body(self) -> None:
        sizes = self.scale.sizes
        self.body.setContentsMargins(0, sizes.gap // 2, sizes.pad, sizes.gap)
        self.body.addWidget(self._plot.widget, 1)
        row = QHBoxLayout()
        row.setContentsMargins(sizes.of(Role.SMALL) * 3, 0, 0, 0)
        start, middle, end = self._ends
        row.addWidget(start)
        row.addStretch(1)
        row.addWidget(middle)
        row.addStretch(1)
        row.addWidget(end, 0, Qt.AlignmentFlag.AlignRight)
        self.body.addLayout(row)

    def _changed(self) -> None:
        if len(self._series) == 0:
            self._value.set_text("")
            self.show_empty(self.tr("No values in the last {span}").format(span=lasting(self._window_s)))
            return
        self.show_body()
        self.set_age(self._now().timestamp() - float(self._series.times[-1]))
        self._dirty = True
        if self.isVisible() and not self._pace.isActive():
            self._pace.start()

    @Slot()
    def _redraw(self) -> None:
        if not self.isVisible():
            return
        self._dirty = False
        end = self._now().timestamp()
        start, self._drawn_until = end - self._window_s, end
        times, values = self._series.since(start)
        newest = float(self._series.values[-1])
        over = self._limit is not None and newest > self._limit
        tone = Tone.DIM if self.age.stale else Tone.ORANGE if over else Tone.ACCENT
        columns = max(1, self._plot.widget.width())
        self._plot.draw(*thinned(times, values, columns), tone=tone)
        low, high = self._span(values)
        self._plot.set_ranges(start, end, low, high)
        self._plot.set_ticks([(at, _short(at)) for at in ticks(low, high)])
        self._show_words(start, end, newest, over)

    def _span(self, values: Points) -> tuple[float, float]:
        """The values and the limit in sight, with a little air."""
        ends = [float(values.min()), float(values.max())] if len(values) else [0.0, 1.0]
        if self._limit is not None:
            ends.append(self._limit)
        low, high = min(ends), max(ends)
        air = (high - low) * 0.12 or max(abs(high) * 0.1, 1.0)
        return low - air, high + air

    def _show_words(self, start: float, end: float, newest: float, over: bool) -> None:
        unit = f" {self._unit}" if self._unit else ""
        mark = Priority.MAJOR if over and not self.age.stale else None
        self._value.show_text(f"{figure(newest)}{unit}", Tone.DIM if self.age.stale else Tone.TEXT, mark)
        limit = "" if self._limit is None else self.tr("Limit {value}").format(value=f"{figure(self._limit)}{unit}")
        for line, text in zip(self._ends, (self._at(start), limit, self._at(end)), strict=True):
            line.set_text(text)

    def _at(self, second: float) -> str:
        return datetime.fromtimestamp(second, UTC).astimezone(self._zone).strftime("%H:%M")

    def _refresh_age(self) -> None:
        before = self.stale_text
        super()._refresh_age()
        if len(self._series) == 0:
            return
        turned = bool(before) != bool(self.stale_text)
        # Time goes on without data as well: the line moves left by a pixel or two.
        drifted = self._now().timestamp() - self._drawn_until > self._window_s / 600
        if turned or drifted:
            self._redraw()


def ticks(low: float, high: float) -> list[float]:
    """Up to four round values between `low` and `high`."""
    span = high - low
    if span <= 0:
        return []
    power = 10.0 ** floor(log10(span / 2))
    step = next(power * factor for factor in (1, 2, 2.5, 5, 10) if span / (power * factor) <= 4)
    first = floor(low / step) + 1
    # Close to an end the label would be cut.
    edge = span * 0.08
    values = [step * (first + at) for at in range(MOST_TICKS)]
    return [value for value in values if low + edge < value < high - edge]


def _short(value: float) -> str:
    return f"{value:.6g}".replace("-", "\u2212")
