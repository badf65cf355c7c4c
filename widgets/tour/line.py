"""A tour on the wall, in one line that is read from eight metres: its name, which camera of how many."""

from __future__ import annotations

from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from commandcenter.domain.priority import Priority
from widgets.kit.palette import Tone
from widgets.kit.scale import Scale
from widgets.kit.text_line import TextLine
from widgets.tour.state import TourShown


class TourLine(QWidget):
    """Hidden while there is nothing to say; who knows shows it."""

    def __init__(self, *, scale: Scale = Scale.WALL, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("tour-line")
        sizes = scale.sizes
        self.setMinimumHeight(sizes.body + sizes.gap)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.name = TextLine(scale=scale, bold=True)
        self.note = TextLine(scale=scale)
        self.place = TextLine(scale=scale, tone=Tone.MUTED, shrink=False)
        row = QHBoxLayout(self)
        row.setContentsMargins(sizes.pad, 0, sizes.pad, 0)
        row.setSpacing(sizes.pad)
        row.addWidget(self.name)
        row.addWidget(self.note, 1)
        row.addWidget(self.place)
        self.hide()

    def show_tour(self, tour: TourShown | None) -> None:
        if tour is None:
            return
        self.name.set_text(self.tr("Tour: {name}").format(name=tour.name))
        self.place.set_text(self.tr("{at} of {count}").format(at=tour.at, count=tour.count))
        if tour.dead:
            said = self.tr("No camera of this tour gives a picture")
            self.note.show_text(said, Tone.YELLOW, Priority.MINOR)
        else:
            self.note.show_text(self.tr("held") if tour.held else "", Tone.ACCENT)

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(event.rect(), Tone.GROUND.color)
