"""The compact list of sources: shape and word of the state, what is wrong, events behind, rate, last word."""

from __future__ import annotations

from collections.abc import Sequence
from time import monotonic

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from widgets.kit.ages import Monotonic
from widgets.kit.panel import Panel
from widgets.kit.scale import Role, Scale
from widgets.kit.text_line import TextLine
from widgets.sources.rows import SourceRows
from widgets.sources.status import SourceStatus


class SourcesView(Panel):
    def __init__(
        self, *, scale: Scale = Scale.CONSOLE, clock: Monotonic = monotonic, parent: QWidget | None = None
    ) -> None:
        super().__init__("", scale=scale, clock=clock, parent=parent)
        self.setObjectName("sources")
        self.title.set_text(self.tr("Sources"))
        self._count = TextLine(scale=scale, role=Role.SMALL, shrink=False)
        self.heading.addWidget(self._count)
        self.rows = SourceRows(scale=scale, clock=clock)
        scroll = QScrollArea()
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(self.rows)
        self.body.addWidget(scroll)
        self.show_loading()

    @property
    def count_text(self) -> str:
        return self._count.text

    def apply(self, sources: Sequence[SourceStatus]) -> None:
        """Shows exactly these, the worst first; those that are as well as another stand in the order of their ids."""
        ordered = sorted(sources, key=lambda source: (source.state.rank, source.id))
        self._count.set_text(f"{sum(source.state.heard for source in sources)}/{len(sources)}")
        self.rows.show_sources(ordered)
        if sources:
            self.show_body()
        else:
            self.show_empty(self.tr("No sources are configured"))
