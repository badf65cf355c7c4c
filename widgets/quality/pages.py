"""The pages of the sheet."""

from __future__ import annotations

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from widgets.kit.palette import Tone
from widgets.kit.panel import Panel
from widgets.kit.scale import Role, Scale
from widgets.kit.text_line import TextLine
from widgets.quality.lists import AlarmList
from widgets.quality.painted import Painted
from widgets.quality.rate import RatePlot
from widgets.quality.shares import SharesPlot
from widgets.quality.state import QualityShown
from widgets.quality.taken import TakenPlot
from widgets.quality.tiles import Tiles
from widgets.quality.verdicts import VerdictTable
from widgets.quality.worst import WorstPlot

COUNT = 64
STATE = 104
"""Pixels of what stands before an alarm in a list."""


class OverviewPage(QWidget):
    def __init__(self, *, scale: Scale, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.tiles = Tiles(scale=scale)
        self.rate, self.shares = RatePlot(scale=scale), SharesPlot(scale=scale)
        self.taken = TakenPlot(scale=scale)
        column = _column(self, scale)
        column.addWidget(self.tiles)
        rate = _panel(self.tr("Calls in each 10 minutes"), self.rate, scale)
        legend = self.tr("- - 1 very likely acceptable, 2 manageable, more than 10 a flood")
        rate.heading.addWidget(TextLine(legend, scale=scale, role=Role.SMALL, tone=Tone.MUTED))
        column.addWidget(rate, 5)
        row = QHBoxLayout()
        row.setSpacing(scale.sizes.gap)
        row.addWidget(_panel(self.tr("Calls by priority"), self.shares, scale), 2)
        row.addWidget(_panel(self.tr("Acknowledged within"), self.taken, scale), 3)
        column.addLayout(row, 4)

    def show_quality(self, shown: QualityShown) -> None:
        self.tiles.show_figures(shown.figures)
        self.rate.show_rate(shown.rate)
        self.shares.show_shares(shown.shares)
        self.taken.show_taken(shown.taken, shown.steps)

    def roll(self, steps: int) -> None:
        """All of it is in sight."""


class VerdictsPage(QWidget):
    def __init__(self, *, scale: Scale, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.table = VerdictTable(scale=scale)
        _column(self, scale).addWidget(
            _panel(self.tr("Held against the limits of ISA-18.2 and EEMUA 191"), self.table, scale)
        )

    def show_quality(self, shown: QualityShown) -> None:
        self.table.show_verdicts(shown.verdicts)

    def roll(self, steps: int) -> None:
        """All of it is in sight."""


class WorstPage(QWidget):
    def __init__(self, *, scale: Scale, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.worst = WorstPlot(scale=scale)
        self._panel = _panel(self.tr("Alarms that called most"), self.worst, scale)
        self.chattering = AlarmList(self.tr("Chattering: three calls within a minute"), scale=scale, lead=COUNT)
        self.fleeting = AlarmList(self.tr("Fleeting: gone by itself within a minute"), scale=scale, lead=COUNT)
        column = _column(self, scale)
        column.addWidget(self._panel, 3)
        row = QHBoxLayout()
        row.setSpacing(scale.sizes.gap)
        row.addWidget(self.chattering)
        row.addWidget(self.fleeting)
        column.addLayout(row, 2)

    def show_quality(self, shown: QualityShown) -> None:
        self.worst.show_worst(shown.worst)
        if shown.worst:
            self._panel.show_body()
        else:
            self._panel.show_empty(self.tr("No alarm called."))
        self.chattering.show_list(shown.chattering)
        self.fleeting.show_list(shown.fleeting)

    def roll(self, steps: int) -> None:
        for one in (self.chattering, self.fleeting):
            one.roll(steps)


class HiddenPage(QWidget):
    def __init__(self, *, scale: Scale, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.stale = AlarmList(self.tr("Stale: there for more than a day"), scale=scale, lead=STATE)
        self.hidden = AlarmList(self.tr("Shelved, suppressed by rule, out of service"), scale=scale, lead=STATE)
        column = _column(self, scale)
        column.addWidget(self.stale, 2)
        column.addWidget(self.hidden, 3)

    def show_quality(self, shown: QualityShown) -> None:
        self.stale.show_list(shown.stale)
        self.hidden.show_list(shown.hidden)

    def roll(self, steps: int) -> None:
        for one in (self.stale, self.hidden):
            one.roll(steps)


Page = OverviewPage | VerdictsPage | WorstPage | HiddenPage


def _column(page: QWidget, scale: Scale) -> QVBoxLayout:
    column = QVBoxLayout(page)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(scale.sizes.gap)
    return column


def _panel(title: str, plot: Painted, scale: Scale) -> Panel:
    panel = Panel(title, scale=scale)
    frame = QGridLayout()
    frame.setContentsMargins(0, scale.sizes.gap // 2, 0, scale.sizes.gap // 2)
    frame.addWidget(plot)
    panel.body.addLayout(frame)
    return panel
